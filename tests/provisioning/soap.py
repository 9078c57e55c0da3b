"""Raw SOAP calls of the server: an envelope in, the decoded result or the fault out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

import pytest

from ngnpanel.provisioning.endpoint import handle
from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC
from tests.provisioning.watching import require_feed, watched


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody writes into the auth header."""

    username: str
    password: str = "the right password"
    admin: bool | None = None
    impersonate: int | None = None

    def header(self) -> str:
        """The auth header as the oldest client writes it: without namespace."""
        members = {"username": self.username, "password": self.password}
        if self.admin is not None:
            members["admin"] = "true" if self.admin else "false"
        if self.impersonate is not None:
            members["impersonate"] = str(self.impersonate)
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in members.items())
        return f"<auth>{inner}</auth>"


ADMIN = Person("admin", "a password of the tests", admin=True)


class SoapFault(Exception):
    """A fault that came back."""

    def __init__(self, reply: wire.FaultReply) -> None:
        super().__init__(f"{reply.code} {reply.text} ({reply.field})")
        self.code = reply.code
        self.text = reply.text
        self.field = reply.field


def request(port: str, operation: str, *arguments: Any, as_: Person = ADMIN) -> bytes:
    """The envelope of a call with plain values in the order of the WSDL."""
    codec = CODEC.operation(port, operation)
    pairs = zip(codec.parameters, arguments, strict=True)
    inner = "".join(_element(name, label, value) for (name, label), value in pairs)
    return envelope(f'<x:{operation} xmlns:x="{codec.namespace}">{inner}</x:{operation}>', as_)


def envelope(call: str, as_: Person | None = ADMIN) -> bytes:
    """An envelope around the XML of a call."""
    header = f"<SOAP-ENV:Header>{as_.header()}</SOAP-ENV:Header>" if as_ else ""
    head = wire.HEAD.replace("<SOAP-ENV:Body>", f"{header}<SOAP-ENV:Body>")
    return f"{head}{call}{wire.TAIL}".encode()


def soap(port: str, operation: str, *arguments: Any, as_: Person = ADMIN) -> Any:
    """The decoded result of a call; raises SoapFault."""
    return result_of(request(port, operation, *arguments, as_=as_), port, operation)


def result_of(body: bytes, port: str, operation: str) -> Any:
    """The decoded result of a raw request; raises SoapFault."""
    with watched() as writes:
        reply = handle(body, client="192.0.2.1")
    answer = wire.parse_reply(reply.body)
    if isinstance(answer, wire.FaultReply):
        assert reply.status == 500
        raise SoapFault(answer)
    assert reply.status == 200
    require_feed(port, operation, writes)
    return CODEC.operation(port, operation).decode_result(answer)


def fault_of(body: bytes, port: str | None = None) -> wire.FaultReply:
    """The fault that a raw request earns."""
    reply = handle(body, port=port)
    answer = wire.parse_reply(reply.body)
    assert isinstance(answer, wire.FaultReply), "the call succeeded"
    assert reply.status == 500
    return answer


def refusal(port: str, operation: str, *arguments: Any, as_: Person = ADMIN) -> tuple[int, str]:
    """Code and field of the fault that a call earns; its text is a sentence."""
    with pytest.raises(SoapFault) as caught:
        soap(port, operation, *arguments, as_=as_)
    assert len(caught.value.text) > 10
    return caught.value.code, caught.value.field


def sip_id(address: str) -> dict[str, str]:
    """``user@domain`` as a SipId."""
    user, _at, domain = address.rpartition("@")
    return {"username": user, "domain": domain}


def _element(name: str, label: str, value: Any) -> str:
    if value is None:
        return f"<{name}/>"
    if label.startswith("xsd:"):
        return f'<{name} xsi:type="{label}">{escape(str(value))}</{name}>'
    return CODEC.encode(label, name, value)
