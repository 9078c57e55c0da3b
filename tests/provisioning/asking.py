"""Asks the server in the style of the PHP client: raw envelopes in, decoded replies out."""

from __future__ import annotations

import base64
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings

from ngnpanel.soap.codec import CODEC
from tests.provisioning.soap import result_of


def ask(operation: str, *, port: str = "Sip", acting: int = 0, **arguments: Any) -> Any:
    """The result of a call of the administrator, or of customer ``acting``; raises SoapFault."""
    children = "".join(php(name, value) for name, value in arguments.items())
    return ask_raw(operation, children, port=port, acting=acting)


def ask_raw(operation: str, children: str, *, port: str = "Sip", acting: int = 0) -> Any:
    """The same with the arguments as XML."""
    namespace = CODEC.operation(port, operation).namespace
    return result_of(envelope(namespace, operation, children, acting), port, operation)


def envelope(namespace: str, operation: str, children: str, acting: int = 0) -> bytes:
    """A request as the old PHP library writes it."""
    provisioning = settings.PROVISIONING
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:ns4="urn:AGProjects:NGNPro" xmlns:ns5="{namespace}">
 <SOAP-ENV:Header><auth>
  <username xsi:type="xsd:string">{provisioning["ADMIN_USERNAME"]}</username>
  <password xsi:type="xsd:string">{provisioning["ADMIN_PASSWORD"]}</password>
  <admin xsi:type="xsd:boolean">true</admin><impersonate xsi:type="xsd:int">{acting}</impersonate>
 </auth></SOAP-ENV:Header>
 <SOAP-ENV:Body><ns5:{operation}>{children}</ns5:{operation}></SOAP-ENV:Body>
</SOAP-ENV:Envelope>""".encode()


def php(name: str, value: Any) -> str:
    """One element as PHP types it: booleans are numbers, null and empty structs have no content."""
    if value is None:
        return f"<{name}/>"
    if isinstance(value, dict) and value:
        return f"<{name}>{''.join(php(key, each) for key, each in value.items())}</{name}>"
    if isinstance(value, list | dict):
        kind = "xsd:anyType" if not value else "Struct"
        items = "".join(php("item", each) for each in value)
        return (
            f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="{kind}[{len(value)}]"'
            f' SOAP-ENC:offset="[0]">{items}</{name}>'
        )
    if isinstance(value, bytes):
        text = base64.b64encode(value).decode()
        return f'<{name} xsi:type="xsd:base64Binary">{text}</{name}>'
    if isinstance(value, int):
        return f'<{name} xsi:type="xsd:int">{int(value)}</{name}>'
    return f'<{name} xsi:type="xsd:string">{escape(str(value))}</{name}>'
