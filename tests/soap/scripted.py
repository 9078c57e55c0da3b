"""A platform that answers what the test tells it to, and remembers what it was asked."""

from __future__ import annotations

from typing import Any

from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port
from ngnpanel.soap.transport import Reply


class ScriptedPlatform:
    """Each instance is an endpoint of its own; ``answer`` is a body, a value or an error."""

    def __init__(self, answer: Any = None, *, status: int = 200) -> None:
        self.answer = answer
        self.status = status
        self.bodies: list[bytes] = []

    def __call__(self, body: bytes) -> Reply:
        self.bodies.append(body)
        if isinstance(self.answer, Unavailable):
            raise self.answer
        if isinstance(self.answer, bytes):
            return Reply(self.status, self.answer)
        envelope = wire.parse(body)
        operation = CODEC.find(envelope.namespace, envelope.operation)
        assert operation is not None
        return Reply(self.status, wire.response(operation.encode_result(self.answer)))

    def port(self, name: str = "Sip") -> Port:
        """A port of this platform."""
        return Port(
            Platform(url="http://127.0.0.1:1/", username="boss", password="<top>", handler=self),
            name,
        )

    @property
    def auth(self) -> wire.Auth | None:
        """The header of the last request."""
        return wire.parse(self.bodies[-1]).auth

    @property
    def arguments(self) -> list[Any]:
        """The arguments of the last request as a server reads them."""
        envelope = wire.parse(self.bodies[-1])
        operation = CODEC.find(envelope.namespace, envelope.operation)
        assert operation is not None
        return operation.decode_arguments(envelope.call)
