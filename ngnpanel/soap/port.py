"""Port: calls operations of one SOAP port; zeep writes the request, our codec reads the reply."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any, Final

import zeep
from lxml import etree
from lxml.etree import _Element
from zeep import xsd

from ngnpanel.soap import metering, wire, wsdl
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.errors import Unavailable, error_for
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.scalars import XSI, DecodeError, clean
from ngnpanel.soap.transport import (
    WSDL_ADDRESS,
    HttpSender,
    InProcessSender,
    Reply,
    Sender,
    ZeepTransport,
)
from ngnpanel.soap.wsdl import TypeRef

NOT_SOAP: Final = "The platform answered something that is not SOAP."
# Faults come with 500; everything else that is not a success is no answer of the platform itself.
ANSWERED: Final = (200, 202, 500)


class Port:
    """Calls operations of the port ``name`` (Sip, Customer, ...) of a platform.

    Cheap to make: the connection behind it is shared by all threads of the process.
    """

    def __init__(self, platform: Platform, name: str) -> None:
        self.platform = platform
        self.name = name

    def call(self, operation: str, *arguments: Any, impersonate: int = 0) -> Any:
        """The decoded result; raises RemoteError.

        Arguments are plain values in the order of the WSDL. None is sent as nil, and a member that
        is None is left out; an empty text arrives as an empty text. ``impersonate`` is the id of
        the customer to act for.
        """
        codec = CODEC.operation(self.name, operation)
        if len(arguments) != len(codec.parameters):
            raise TypeError(f"{self.name}.{operation} takes {len(codec.parameters)} arguments")
        with metering.measured(self.name, operation, impersonate):
            header = _auth(self.platform, impersonate)
            reply = _connection(self.platform).call(self.name, operation, arguments, header)
            wrapper = _wrapper(reply)
            try:
                result = codec.decode_result(wrapper)
            except DecodeError as error:
                raise Unavailable("The platform's answer does not fit the contract.") from error
            # What an update returns nobody reads, and a platform may leave it out.
            if result is None and operation.startswith("get") and codec.returns_struct:
                raise Unavailable("The platform's answer is empty.")
            return result


def _wrapper(reply: Reply) -> _Element:
    if reply.status not in ANSWERED:
        raise Unavailable(f"The platform answered with status {reply.status}.")
    try:
        answer = wire.parse_reply(reply.body)
    except wire.WireError as error:
        raise Unavailable(NOT_SOAP) from error
    if isinstance(answer, wire.FaultReply):
        if not answer.code:
            raise Unavailable("The platform refused the call without saying why.")
        raise error_for(answer.code, answer.text, answer.field)
    return answer


def _auth(platform: Platform, impersonate: int) -> _Element:
    header = etree.Element("auth")
    members = {
        "username": clean(platform.username),
        "password": clean(platform.password),
        "admin": "true" if platform.admin else "false",
        "impersonate": str(impersonate),
    }
    for name, text in members.items():
        etree.SubElement(header, name).text = text
    return header


class _Connection:
    """One zeep client for one endpoint; credentials come with each call."""

    def __init__(self, sender: Sender, url: str) -> None:
        self._client = zeep.Client(
            WSDL_ADDRESS,
            transport=ZeepTransport(sender, url),
            settings=zeep.Settings(strict=True, raw_response=True, forbid_dtd=True),
        )
        self._client.set_ns_prefix("xsd", wsdl.SCHEMA_NAMESPACE)
        self._client.set_ns_prefix("xsi", XSI.strip("{}"))
        self._contract = wsdl.load()
        self._types = {
            found.ref: self._zeep_type(found.ref) for found in self._contract.types.values()
        }
        self._services = {
            port.name: self._client.bind(port.service, f"{port.name}Port")
            for port in self._contract.ports.values()
        }

    def call(
        self, port: str, operation: str, arguments: tuple[Any, ...], header: _Element
    ) -> Reply:
        parameters = self._contract.ports[port].operations[operation].parameters
        values = {
            name: xsd.Nil if value is None else self._typed(ref, value)
            for (name, ref), value in zip(parameters, arguments, strict=True)
        }
        headers = [] if port == "Presence" else [header]
        reply: Reply = self._services[port][operation](**values, _soapheaders=headers)
        return reply

    def _typed(self, ref: TypeRef, value: Any) -> Any:
        """``value`` as zeep needs it: left to itself it loses lists inside of structs."""
        if value is None:
            return None
        if ref.is_builtin:
            return clean(value) if isinstance(value, str) else value
        described = self._contract.type(ref)
        if described.base is not None:
            return self._typed(described.base, value)
        if described.item is not None:
            item = described.item
            return self._types[ref]([self._typed(item, each) for each in value])
        unknown = value.keys() - described.members.keys()
        if unknown:
            raise TypeError(f"{ref.name} has no member {', '.join(sorted(unknown))}")
        members = {
            name: self._typed(described.members[name], each)
            for name, each in value.items()
            if each is not None
        }
        return self._types[ref](**members)

    def _zeep_type(self, ref: TypeRef) -> Any:
        return self._client.get_type(f"{{{ref.namespace}}}{ref.name}")


_connections: dict[Platform, _Connection] = {}
_loading = threading.Lock()


def _connection(platform: Platform) -> _Connection:
    """The connection to the platform's endpoint, made when it is first needed."""
    endpoint = replace(platform, name="", username="", password="", admin=False)
    found = _connections.get(endpoint)
    if found is None:
        with _loading:
            found = _connections.get(endpoint)
            if found is None:
                handler = endpoint.handler
                sender = InProcessSender(handler) if handler else HttpSender(endpoint)
                found = _connections[endpoint] = _Connection(sender, endpoint.url)
    return found
