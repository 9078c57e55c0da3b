"""The old PHP client: envelopes as its library writes them, answers as its library reads them.

No code of that library is here, only what it is known to send and to understand: HTTP/1.0 over a
bare socket, types guessed from PHP's values, nil as an empty text. ``Style`` is how the envelopes
of its versions, and of the other clients of that age, differ.
"""

from __future__ import annotations

import base64
import socket
from dataclasses import dataclass
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from ngnpanel.soap import wsdl
from ngnpanel.soap.wsdl import TypeRef
from tests.interop import calls
from tests.interop.calls import CONTRACT, TIMEOUT
from tests.interop.pear_answers import Answer, outcome
from tests.interop.steps import Outcome, Reading, Step

# PHP holds what it read from a form as text, also where the number of a customer is meant.
TEXT_NUMBERS: Final = {"id", "customer", "reseller", "owner"}
ENVELOPE: Final = """<?xml version="1.0" encoding="{encoding}"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"
 xmlns:ns4="{types}"
 xmlns:ns5="{port}"
 SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">
{header}<SOAP-ENV:Body>
<ns5:{operation}>{arguments}</ns5:{operation}>
{references}</SOAP-ENV:Body>
</SOAP-ENV:Envelope>
"""
# The client says so that a set of diversions is empty; servers have to pass over what they miss.
NO_CONDITION: Final = '<nocondition xsi:type="xsd:string">empty</nocondition>'


@dataclass(frozen=True, kw_only=True)
class Style:
    """What differs: the header element, references for structs, encoding, address, media type.

    With ``all_texts`` every scalar is a text, as values of a form that nobody converted.
    """

    auth: str = "<auth>{}</auth>"
    references: bool = False
    all_texts: bool = False
    encoding: str = "UTF-8"
    byte_order_mark: bool = False
    slash: bool = True
    media_type: str = "text/xml; charset=UTF-8"


class Pear:
    """The client; every answer has to keep the rules that it needs."""

    reading = Reading(nil_is_empty_text=True)
    install = "make test"
    style: ClassVar[Style] = Style()

    def __init__(self, endpoint: str) -> None:
        self.endpoint = urlsplit(endpoint)

    @staticmethod
    def is_installed() -> bool:
        return True

    def call(self, step: Step) -> Outcome:
        body = envelope(step, self.style)
        return outcome(Answer.read(self._post(body)), step)

    def close(self) -> None:
        """Every call has a connection of its own."""

    def _post(self, body: bytes) -> bytes:
        path = self.endpoint.path if self.style.slash else self.endpoint.path.rstrip("/")
        head = (
            f"POST {path} HTTP/1.0\r\n"
            "User-Agent: PEAR-SOAP 0.11.0-beta\r\n"
            f"Host: {self.endpoint.hostname}\r\n"
            f"Content-Type: {self.style.media_type}\r\n"
            f"Content-Length: {len(body)}\r\n"
            'SOAPAction: ""\r\n'
            "Connection: close\r\n\r\n"
        )
        address = (self.endpoint.hostname, self.endpoint.port)
        with socket.create_connection(address, timeout=TIMEOUT) as connection:
            connection.sendall(head.encode("ascii") + body)
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


class PearOverCurl(Pear):
    """Over HTTPS the library leaves HTTP to curl; its older versions add attributes to the header.

    Its configuration may lack the last slash of the address.
    """

    style = Style(
        auth='<ns4:auth SOAP-ENV:actor="0" SOAP-ENV:mustUnderstand="0">{}</ns4:auth>',
        all_texts=True,
        slash=False,
        media_type="text/xml;charset=UTF-8",
    )


class PearWithReferences(Pear):
    """Like clients in Java of that age: structs stand beside the call, which points to them."""

    style = Style(
        auth="<ns4:auth>{}</ns4:auth>", references=True, byte_order_mark=True, media_type="text/xml"
    )


class PearInLatin(Pear):
    """An installation whose texts are not in UTF-8."""

    style = Style(encoding="ISO-8859-1", media_type="text/xml; charset=ISO-8859-1")


def envelope(step: Step, style: Style) -> bytes:
    """The bytes of the call."""
    writer = _Writer(style)
    parameters = dict(CONTRACT.ports[step.port].operations[step.operation].parameters)
    arguments = "".join(
        writer.argument(name, parameters[name], value)
        for name, value in calls.arguments(step).items()
    )
    text = ENVELOPE.format(
        encoding=style.encoding,
        types=wsdl.TYPES,
        port=CONTRACT.ports[step.port].namespace,
        header=header(step, style),
        operation=step.operation,
        arguments=arguments,
        references="".join(writer.referred),
    )
    mark = b"\xef\xbb\xbf" if style.byte_order_mark else b""
    return mark + text.encode(style.encoding, "xmlcharrefreplace")


def header(step: Step, style: Style) -> str:
    """The header of the call, nothing for a port that has none."""
    told = calls.auth(step)
    if told is None:
        return ""
    members = [
        f'<{name} xsi:type="xsd:string">{escape(told[name])}</{name}>'
        for name in ("username", "password")
    ]
    members.append(f'<admin xsi:type="xsd:boolean">{str(told["admin"]).lower()}</admin>')
    if "impersonate" in told:
        members.append(f'<impersonate xsi:type="xsd:int">{told["impersonate"]}</impersonate>')
    return f"<SOAP-ENV:Header>{style.auth.format(''.join(members))}</SOAP-ENV:Header>\n"


class _Writer:
    """Writes values as PHP's types say, and structs of arguments as references if asked to."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.referred: list[str] = []

    def argument(self, name: str, declared: TypeRef, value: Any) -> str:
        """An argument: its struct has the name of its type, and a member that nobody knows."""
        if not isinstance(value, dict) or not value:
            return self.value(name, value)
        content = "".join(self.value(each, member) for each, member in value.items())
        content += NO_CONDITION
        if not self.style.references:
            return f'<{name} xsi:type="ns4:{declared.name}">{content}</{name}>'
        number = f"ref{len(self.referred) + 1}"
        self.referred.append(
            f'<multiRef id="{number}" xsi:type="ns4:{declared.name}">{content}</multiRef>\n'
        )
        return f'<{name} href="#{number}"/>'

    def value(self, name: str, value: Any) -> str:
        """A value at any depth."""
        if value is None:
            return f"<{name}/>"
        if isinstance(value, list) or value == {}:
            return self._array(name, value)
        if isinstance(value, dict):
            members = "".join(self.value(each, member) for each, member in value.items())
            return f"<{name}>{members}</{name}>"
        kind, text = scalar(name, value)
        kind = "string" if self.style.all_texts else kind
        return f'<{name} xsi:type="xsd:{kind}">{escape(text)}</{name}>'

    def _array(self, name: str, items: Any) -> str:
        """An array; PHP's empty array stands for an empty struct as well."""
        kind = item_type(items[0]) if items else "xsd:anyType"
        start = (
            f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="{kind}[{len(items)}]"'
            ' SOAP-ENC:offset="[0]"'
        )
        if not items:
            return f"{start}/>"
        return f"{start}>{''.join(self.value('item', item) for item in items)}</{name}>"


def item_type(item: Any) -> str:
    """What the arrayType says of the items: structs have a word that no namespace declares."""
    if item is None:
        return "NULL"
    return "Struct" if isinstance(item, dict) else f"xsd:{scalar('item', item)[0]}"


def scalar(name: str, value: Any) -> tuple[str, str]:
    """The type that PHP sees in a value, and its text."""
    if isinstance(value, bool):
        return "int", str(int(value))
    if isinstance(value, int):
        return "string" if name in TEXT_NUMBERS else "int", str(value)
    if isinstance(value, float):
        return "float", repr(value)
    if isinstance(value, bytes):
        return "string", base64.b64encode(value).decode("ascii")
    return "string", str(value)
