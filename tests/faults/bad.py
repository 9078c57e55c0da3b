"""A platform that goes wrong at a call of your choice, in this process or behind a socket.

It answers with the bundled server until the call ``at``, and from there on with the fault, until
``mend``. The fault LOST lets the platform act and loses its answer.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connections

from ngnpanel.audit.acts import ACTS
from ngnpanel.provisioning import endpoint
from ngnpanel.soap import guarding, wire
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.transport import Reply
from tests.http import odd_servers
from tests.http.odd_servers import OK, Answer, read_request, reply
from tests.http.server import HOST

HANDLER: Final = "tests.faults.bad.handle"
# Seconds that a call over a socket may take here.
TIMEOUT: Final = 0.3
PATIENCE: Final = 10
PAGE: Final = b"<html><head><title>Welcome</title></head><body>It works!</body></html>"
UNKNOWN: Final = wire.fault("Server", 4711, "Segment 0x7f of the mapper is out of tune")
INTERNAL: Final = wire.fault("Server", 9000, "Internal error")
HUGE: Final = 64_000_000


def whole(body: bytes, status: str = "200 OK", kind: str = "text/xml") -> bytes:
    """An HTTP answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    return f"{head}Connection: close\r\n\r\n".encode() + body


def second_by_second(connection: socket.socket, over: threading.Event) -> None:
    """One byte, and a second later the next."""
    for byte in whole(UNKNOWN):
        connection.sendall(bytes([byte]))
        if over.wait(1):
            return


def flood(connection: socket.socket, over: threading.Event) -> None:
    """More than anybody wants to read."""
    connection.sendall(OK + f"Content-Length: {HUGE}\r\n\r\n".encode())
    block = b" " * 1_000_000
    for _block in range(HUGE // len(block)):
        if over.is_set():
            return
        connection.sendall(block)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong: over a socket, and where it can be told apart there, in this process.

    ``acts`` is whether the platform did what it was asked; ``slow`` costs the whole timeout;
    ``heals`` is for an answer of another type that is the right one all the same.
    """

    name: str
    answer: Answer | None = None
    here: Callable[[], Reply] | None = None
    acts: bool = False
    slow: bool = False
    heals: bool = False


def lose() -> Reply:
    """The time is over."""
    raise Unavailable("The platform did not answer in time.")


FAULTS: Final = {
    fault.name: fault
    for fault in (
        # The listener is closed: there is nobody to answer.
        Fault(name="refused"),
        Fault(name="hang", answer=odd_servers.say_nothing, here=lose, slow=True),
        Fault(name="one byte a second", answer=second_by_second, slow=True),
        Fault(name="closed at once", answer=reply(b"")),
        Fault(name="half a body", answer=reply(OK + b"Content-Length: 900\r\n\r\n<?xml")),
        Fault(name="wrong XML", answer=reply(whole(b"<a><b>")), here=lambda: Reply(200, b"<a><b>")),
        Fault(name="not SOAP", answer=reply(whole(PAGE, kind="text/html"))),
        Fault(
            name="SOAP fault",
            answer=reply(whole(UNKNOWN, "500 Server Error")),
            here=lambda: Reply(500, UNKNOWN),
        ),
        Fault(
            name="internal fault",
            answer=reply(whole(INTERNAL, "500 Server Error")),
            here=lambda: Reply(500, INTERNAL),
        ),
        Fault(
            name="502",
            answer=reply(whole(PAGE, "502 Bad Gateway", "text/html")),
            here=lambda: Reply(502, PAGE),
        ),
        Fault(name="302", answer=reply(b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n")),
        Fault(name="huge body", answer=flood),
        Fault(name="wrong type", answer=reply(b""), heals=True),
        Fault(name="not HTTP", answer=reply(b"\x15\x03\x03\x00\x02\x02\x28")),
        Fault(
            name="lost answer",
            answer=reply(OK + b"Content-Length: 900\r\n\r\n<?xml"),
            here=lose,
            acts=True,
        ),
    )
}


class Script:
    """What the platform does with the calls of one request after the other."""

    def __init__(self) -> None:
        self.fault: Fault | None = None
        self.at = 0
        self.operations: list[str] = []
        # One call at a time has the connection to the database, which is that of the test.
        self.lock = threading.RLock()

    def begin(self, fault: Fault | None = None, at: int = 1) -> None:
        """From call ``at`` of the next request on it goes wrong."""
        self.operations = []
        self.fault, self.at = fault, at

    mend = begin

    def next(self, body: bytes) -> Fault | None:
        """The fault that the call gets, None for a good answer."""
        envelope = wire.parse(body)
        port = CODEC.find(envelope.namespace, envelope.operation)
        assert port is not None
        name = f"{envelope.namespace.rpartition(':')[2]}.{envelope.operation}"
        self.operations.append(name)
        return self.fault if len(self.operations) >= self.at else None


SCRIPT: Final = Script()


def handle(body: bytes) -> Any:
    """The platform in this process, for the settings."""
    fault = SCRIPT.next(body)
    if fault is None:
        return endpoint.handle(body)
    if fault.acts:
        endpoint.handle(body)
    assert fault.here is not None, fault.name
    return fault.here()


class BadServer:
    """The same behind a socket of this machine; every call has a connection of its own.

    Its threads use the connection to the database of the test, which waits for them meanwhile.
    """

    def __init__(self, script: Script, settings: Any) -> None:
        self.script = script
        self.settings = settings
        self.over = threading.Event()
        self._database = connections["default"]
        self._database.inc_thread_sharing()
        self._threads: list[threading.Thread] = []
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]
        self._accepting()

    @property
    def url(self) -> str:
        """Where SOAP is spoken, until it goes wrong."""
        return f"http://{HOST}:{self.port}/ngnpro/"

    def begin(self, fault: Fault | None = None, at: int = 1) -> None:
        """As of the script; one that refuses connections stops to listen right before."""
        self.release()
        self.script.begin(fault, at)
        # While all is well a busy machine may take its time.
        self.settings.PLATFORMS = {
            "default": {
                **self.settings.PLATFORMS["default"],
                "HANDLER": "",
                "URL": self.url,
                "TIMEOUT": TIMEOUT if fault else PATIENCE,
            }
        }
        is_away = self._listener.fileno() < 0
        if fault is not None and fault.answer is None and at == 1:
            self._deafen()
        elif is_away:
            self._listener = self._listen(self.port)
            self._accepting()

    def release(self) -> None:
        """End whatever still hangs."""
        self.over.set()
        for thread in self._threads[:]:
            if thread.name != "accept":
                thread.join()
                self._threads.remove(thread)
        self.over.clear()

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.release()
        self._deafen()
        for thread in self._threads:
            thread.join()
        self._database.dec_thread_sharing()

    @staticmethod
    def _listen(port: int) -> socket.socket:
        return socket.create_server((HOST, port), backlog=64)

    def _accepting(self) -> None:
        thread = threading.Thread(target=self._accept, args=(self._listener,), name="accept")
        self._threads.append(thread)
        thread.start()

    def _deafen(self) -> None:
        if self._listener.fileno() >= 0:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                self._talk(connection)
            except OSError:
                return  # the client left first, as it should

    def _talk(self, connection: socket.socket) -> None:
        body = read_request(connection).partition(b"\r\n\r\n")[2]
        with self.script.lock:
            fault = self.script.next(body)
            if fault is None or fault.acts or fault.heals:
                connections["default"] = self._database
                answer = endpoint.handle(body)
            refuses = self.script.fault is not None and self.script.fault.answer is None
            if refuses and len(self.script.operations) == self.script.at - 1:
                self._deafen()
        if fault is None or fault.heals:
            line = f"{answer.status} {'OK' if answer.status == 200 else 'Server Error'}"
            connection.sendall(
                whole(answer.body, line, "text/xml" if fault is None else "text/plain")
            )
        elif fault.answer is not None:
            fault.answer(connection, self.over)


@contextmanager
def in_process(settings: Any) -> Iterator[Script]:
    """The panel's platform is the scripted one in this process."""
    SCRIPT.begin()
    settings.PLATFORMS = {"default": {**settings.PLATFORMS["default"], "HANDLER": HANDLER}}
    yield SCRIPT
    SCRIPT.begin()


@contextmanager
def behind_a_socket(settings: Any) -> Iterator[BadServer]:
    """The panel's platform is the scripted one, at an address of this machine."""
    SCRIPT.begin()
    server = BadServer(SCRIPT, settings)
    server.begin()
    guarding.forget()
    try:
        yield server
    finally:
        server.close()
        guarding.forget()


def writes(operations: list[str]) -> list[int]:
    """The numbers, from 1, of those calls that write."""
    return [number for number, name in enumerate(operations, 1) if name in ACTS]
