"""Envelopes in the style of the clients that call the server."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC

PHP = """<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:ns4="urn:AGProjects:NGNPro" xmlns:ns5="urn:AGProjects:NGNPro:{port}"
 SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
<SOAP-ENV:Header>{header}</SOAP-ENV:Header>
<SOAP-ENV:Body><ns5:{operation}>{arguments}</ns5:{operation}>{more}</SOAP-ENV:Body>
</SOAP-ENV:Envelope>"""


def request(
    operation: str, arguments: str, *, port: str = "Sip", header: str = "", more: str = ""
) -> bytes:
    """A request with these arguments."""
    return PHP.format(
        port=port, operation=operation, arguments=arguments, header=header, more=more
    ).encode()


def decoded(operation: str, arguments: str, *, port: str = "Sip", more: str = "") -> list[Any]:
    """The arguments as the server sees them."""
    envelope = wire.parse(request(operation, arguments, port=port, more=more))
    found = CODEC.find(envelope.namespace, envelope.operation)
    assert found is not None
    return found.decode_arguments(envelope.call)


def element(fragment: str) -> etree._Element:
    """The element of a fragment that the codec wrote."""
    wrapper = wire.parse_reply(wire.response(f"<x>{fragment}</x>"))
    assert not isinstance(wrapper, wire.FaultReply)
    return wrapper[0]
