"""Port: calls operations of one SOAP port; zeep makes the envelopes, our codec what is in them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import zeep
from lxml import etree
from lxml.etree import _Element
from zeep import xsd

from ngnpanel.soap import errand, guarding, metering, wire, wsdl
from ngnpanel.soap.asking import Asker
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.errors import Unavailable, error_for
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.scalars import XSI, DecodeError, escape
from ngnpanel.soap.transport import (
    WSDL_ADDRESS,
    HttpSender,
    InProcessSender,
    Reply,
    Sender,
    ZeepTransport,
)

NOT_SOAP: Final = "The platform answered something that is not SOAP."
# Faults come with 500; everything else that is not a success is no answer of the platform itself.
PLACE: Final = "HERE-IT-GOES"
ANSWERED: Final = (200, 202, 500)


class Port:
    """Calls operations of the port ``name`` (Sip, Customer, ...) of a platform.

    Cheap to make: the connection behind it is shared by all threads of the process.
    """

    def __init__(self, platform: Platform, name: str) -> None:
        self.platform = platform
        self.name = name

    def call(
        self, operation: str, *arguments: Any, impersonate: int = 0, is_wanted: bool = True
    ) -> Any:
        """The decoded result; raises RemoteError.

        Arguments are plain values in the order of the WSDL. None is sent as nil, and a member that
        is None is left out; an empty text arrives as an empty text. ``impersonate`` is the id of
        the customer to act for. With ``is_wanted`` False it is enough that the platform said yes:
        the result stays in its XML, and None comes back.
        """
        codec = CODEC.operation(self.name, operation)
        if len(arguments) != len(codec.parameters):
            raise TypeError(f"{self.name}.{operation} takes {len(codec.parameters)} arguments")
        reads = operation.startswith("get")
        with (
            metering.measured(self.name, operation, impersonate),
            errand.step(writes=not reads),
        ):
            auth = _auth(self.platform, impersonate)
            with guarding.call(self.platform):
                reply = _connection(self.platform).call(self.name, operation, arguments, auth)
                answer = _answer(reply)
            wrapper = _wrapper(answer)
            if not is_wanted:
                return None
            try:
                result = codec.decode_result(wrapper)
            except DecodeError as error:
                raise Unavailable("The platform's answer does not fit the contract.") from error
            # What an update returns nobody reads, and a platform may leave it out.
            if result is None and reads and codec.returns_struct:
                raise Unavailable("The platform's answer is empty.")
            return result


def _answer(reply: Reply) -> _Element | wire.FaultReply:
    """The SOAP of a reply; whatever has none does not come from a platform that works."""
    if reply.status not in ANSWERED:
        raise Unavailable(f"The platform answered with status {reply.status}.")
    try:
        return wire.parse_reply(reply.body)
    except wire.WireError as error:
        raise Unavailable(NOT_SOAP) from error


def _wrapper(answer: _Element | wire.FaultReply) -> _Element:
    if isinstance(answer, wire.FaultReply):
        if not answer.code:
            raise Unavailable("The platform refused the call without saying why.")
        raise error_for(answer.code, answer.text, answer.field)
    return answer


def _auth(platform: Platform, impersonate: int) -> str:
    members = {
        "username": escape(platform.username),
        "password": escape(platform.password),
        "admin": "true" if platform.admin else "false",
        "impersonate": str(impersonate),
    }
    return "".join(f"<{name}>{text}</{name}>" for name, text in members.items())


class _Connection:
    """One zeep client for one endpoint; credentials come with each call."""

    def __init__(self, sender: Sender, url: str) -> None:
        self._sender = sender
        self._client = zeep.Client(
            WSDL_ADDRESS,
            transport=ZeepTransport(url),
            settings=zeep.Settings(strict=True, forbid_dtd=True),
        )
        self._client.set_ns_prefix("xsd", wsdl.SCHEMA_NAMESPACE)
        self._client.set_ns_prefix("xsi", XSI.strip("{}"))
        contract = wsdl.load()
        self._asker = Asker(contract)
        self._services = {
            port.name: self._client.bind(port.service, f"{port.name}Port")
            for port in contract.ports.values()
        }
        self._envelopes: dict[tuple[str, str], tuple[str, ...]] = {}

    def call(self, port: str, operation: str, arguments: Sequence[Any], auth: str) -> Reply:
        """The reply to a call; ``auth`` are the members of its header."""
        key = port, operation
        envelope = self._envelopes.get(key)
        if envelope is None:
            envelope = self._envelopes[key] = self._envelope(port, operation, len(arguments))
        children = self._asker.arguments(port, operation, arguments)
        *head, tail = envelope
        inside = (auth, children) if len(head) == 2 else (children,)
        parts = [part for pair in zip(head, inside, strict=True) for part in pair]
        return self._sender.send("".join([*parts, tail]).encode())

    def _envelope(self, port: str, operation: str, count: int) -> tuple[str, ...]:
        """What zeep writes around the members of the header and around the arguments."""
        auth = etree.Element("auth")
        auth.text = PLACE
        headers = [] if port == "Presence" else [auth]
        service: Any = self._services[port]
        written = self._client.create_message(
            service, operation, *[xsd.Nil] * count, _soapheaders=headers
        )
        body: Any = written.find(wire.BODY_TAG)
        for argument in list(body[0]):
            body[0].remove(argument)
        body[0].text = PLACE
        text = etree.tostring(written, xml_declaration=True, encoding="UTF-8").decode()
        return tuple(text.split(PLACE))


_connections: dict[Platform, _Connection] = {}
_loading = threading.Lock()


def _connection(platform: Platform) -> _Connection:
    """The connection to the platform's endpoint, made when it is first needed."""
    endpoint = replace(platform, name="", username="", password="", admin=False, places=0)
    found = _connections.get(endpoint)
    if found is None:
        with _loading:
            found = _connections.get(endpoint)
            if found is None:
                handler = endpoint.handler
                sender = InProcessSender(handler) if handler else HttpSender(endpoint)
                found = _connections[endpoint] = _Connection(sender, endpoint.url)
    return found
