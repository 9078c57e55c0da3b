"""How the bytes of a call reach the platform: over HTTP, or to a handler in this process."""

from __future__ import annotations

import importlib
import re
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import zeep

from ngnpanel import logs
from ngnpanel.soap import errand, wsdl
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.exchange import Connection, Endpoint, TooLong, Unreached
from ngnpanel.soap.platform import Platform

# What fits a header whatever it came from.
MARK: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
MAX_REPLY_BYTES: Final = 16_000_000
# At least the threads of one process, so that none of them opens a connection per call.
KEPT_CONNECTIONS: Final = 32
RETRY_SECONDS: Final = 0.1
# Where zeep believes to have loaded the WSDL from; nothing ever leaves for that address.
WSDL_ADDRESS: Final = "http://wsdl.invalid/ngnpro.wsdl"
SOAPENC_ADDRESS: Final = "http://wsdl.invalid/soapenc.xsd"
HEADERS: Final = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '""',
    "User-Agent": "ngnpanel",
    # A packed reply could unpack to any size.
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: an HTTP status and a body."""

    status: int
    body: bytes


class Sender(Protocol):
    """Delivers one request."""

    def send(self, body: bytes) -> Reply:
        """The reply; raises Unavailable when there is none."""


class InProcessSender:
    """Hands the bytes to a function, by itself or by its dotted path."""

    def __init__(self, handler: str | Callable[[bytes], Any]) -> None:
        self._handler = handler

    def send(self, body: bytes) -> Reply:
        reply = self._resolved(body)
        return Reply(reply.status, reply.body)

    @cached_property
    def _resolved(self) -> Callable[[bytes], Any]:
        if not isinstance(self._handler, str):
            return self._handler
        # Imported when first needed: this package knows nothing of the server.
        module, _dot, name = self._handler.rpartition(".")
        found: Callable[[bytes], Any] = getattr(importlib.import_module(module), name)
        return found


def _mark() -> str:
    """The header by which the platform's log and ours find together; "" outside of a request."""
    found = logs.began_by()
    return f"X-Request-ID: {found}\r\n" if MARK.fullmatch(found) else ""


class HttpSender:
    """Posts to the platform's address, within its time and over kept connections.

    Redirects are not followed. Only a connection that could not be opened is tried again: once
    bytes have left, the platform may have acted on them.
    """

    def __init__(self, platform: Platform) -> None:
        self._timeout_connect = platform.timeout_connect
        self._timeout_read = platform.timeout_read
        self._endpoint = Endpoint(platform.url, verify=platform.verify)
        fields = {"Host": self._endpoint.name, **HEADERS}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        self._head = f"POST {self._endpoint.target} HTTP/1.1\r\n{head}Content-Length: "
        # Those that nobody uses now; the one used last is the likeliest to be open still.
        self._idle: deque[Connection] = deque()
        weakref.finalize(self, _close, self._idle)

    def send(self, body: bytes) -> Reply:
        deadline = time.monotonic() + errand.left(self._timeout_read)
        try:
            connection = self._open() or self._connected(deadline)
        except Unreached as error:
            is_late = isinstance(error.__cause__, TimeoutError)
            what = "did not answer in time." if is_late else "cannot be reached."
            raise Unavailable(f"The platform {what}", was_sent=False) from error
        request = f"{self._head}{len(body)}\r\n{_mark()}\r\n".encode() + body
        # What is left of a reply must not become the start of the next one.
        is_done = False
        try:
            answer = connection.exchange(request, deadline, MAX_REPLY_BYTES)
            is_done = not answer.is_last
        except TimeoutError as error:
            raise Unavailable("The platform did not answer in time.") from error
        except OSError as error:
            raise Unavailable("The platform cannot be reached.") from error
        except TooLong as error:
            raise Unavailable("The platform's answer is too long.") from error
        finally:
            if is_done and len(self._idle) < KEPT_CONNECTIONS:
                self._idle.append(connection)
            else:
                connection.close()
        return Reply(answer.status, answer.body)

    def _open(self) -> Connection | None:
        """A kept connection that the platform did not close meanwhile."""
        while self._idle:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None  # another thread was quicker
            if connection.is_open():
                return connection
            connection.close()
        return None

    def _connected(self, deadline: float) -> Connection:
        """A new connection, by the second try at the latest."""
        try:
            return self._endpoint.connect(self._time_to_connect(deadline))
        except Unreached as error:
            is_late = isinstance(error.__cause__, TimeoutError)
            if is_late or deadline - time.monotonic() <= RETRY_SECONDS:
                raise
        time.sleep(RETRY_SECONDS)
        return self._endpoint.connect(self._time_to_connect(deadline))

    def _time_to_connect(self, deadline: float) -> float:
        return min(self._timeout_connect, max(deadline - time.monotonic(), 0.001))


def _close(connections: Iterable[Connection]) -> None:
    for connection in connections:
        connection.close()


class ZeepTransport(zeep.Transport):
    """Lets zeep load the WSDL from this package and nothing from anywhere else."""

    def __init__(self, url: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._documents: dict[str, Callable[[], bytes]] = {
            WSDL_ADDRESS: lambda: wsdl.document(None, url),
            SOAPENC_ADDRESS: wsdl.soapenc,
        }

    def load(self, url: str) -> bytes:
        """A document of the WSDL; there are no others."""
        return self._documents[url]()
