"""One kept connection of HTTP/1.1: a request goes out, an answer comes in, within a deadline.

It does what a SOAP call needs and nothing else. A client for everything spends half a millisecond
on each call, which is more than most calls cost the panel and the platform otherwise.
"""

from __future__ import annotations

import re
import select
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

from urllib3.util.ssl_ import create_urllib3_context

RECEIVE_BYTES: Final = 65_536
MAX_HEAD_BYTES: Final = 65_536
MAX_LINE_BYTES: Final = 4096
GAP: Final = b"\r\n\r\n"
PORTS: Final = {"http": 80, "https": 443}
STATUS: Final = re.compile(rb"HTTP/(1\.[01]) ([1-9][0-9]{2})(?: .*)?")
# Of a head in lower case, behind its line ends.
FIELDS: Final = re.compile(rb"\r\n(content-length|transfer-encoding|connection):([^\r\n]*)")
LENGTH: Final = re.compile(rb"[0-9]{1,18}")
SIZE: Final = re.compile(rb"([0-9a-fA-F]{1,15})[ \t]*(?:;.*)?")
# Answers without a body, whatever their head says.
EMPTY: Final = frozenset({204, 304})


class Broken(OSError):
    """What came is no answer in HTTP, or not all of one."""


class TooLong(Exception):
    """The answer is longer than allowed."""


class Unreached(Exception):
    """No connection came about; the cause is the error of the network."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and body; ``is_last``: the connection takes no further request."""

    status: int
    body: bytes
    is_last: bool


class Endpoint:
    """Where to post, from an address with http or https; ``verify`` as in ``Platform``."""

    def __init__(self, url: str, *, verify: bool | str = True) -> None:
        address = urlsplit(url)
        self.scheme = address.scheme.lower()
        self.host = address.hostname or ""
        self.port = address.port or PORTS[self.scheme]
        path = quote(address.path or "/", safe="/%:@!$&'()*+,;=~-._")
        self.target = f"{path}?{address.query}" if address.query else path
        shown = f"[{self.host}]" if ":" in self.host else self.host.encode("idna").decode()
        self.name = shown if self.port == PORTS[self.scheme] else f"{shown}:{self.port}"
        self._verify = verify
        self._context: ssl.SSLContext | None = None

    def connect(self, timeout: float) -> Connection:
        """A new connection; raises Unreached, also for a certificate that nobody vouches for."""
        try:
            plain = socket.create_connection((self.host, self.port), timeout=timeout)
        except OSError as error:
            raise Unreached from error
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.scheme != "https":
                return Connection(plain)
            return Connection(self._secure().wrap_socket(plain, server_hostname=self.host))
        except (OSError, ValueError) as error:
            plain.close()
            raise Unreached from error

    def _secure(self) -> ssl.SSLContext:
        """How certificates are checked, made once: reading the authorities takes its time."""
        if self._context is None:
            needed = ssl.CERT_REQUIRED if self._verify else ssl.CERT_NONE
            context = create_urllib3_context(cert_reqs=needed)
            context.check_hostname = bool(self._verify)
            if isinstance(self._verify, str):
                context.load_verify_locations(self._verify)
            elif self._verify:
                context.load_default_certs()
            self._context = context
        return self._context


class Connection:
    """An open connection, for one thread at a time."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._arrived = select.poll()
        self._arrived.register(connected, select.POLLIN)
        self._waiting = b""

    def close(self) -> None:
        self._socket.close()

    def is_open(self) -> bool:
        """Whether the other side neither closed it nor said something that nobody asked for."""
        return not self._waiting and not self._arrived.poll(0)

    def exchange(self, request: bytes, deadline: float, most: int) -> Answer:
        """Send a whole request and read its answer, of at most ``most`` bytes.

        ``deadline`` is a moment of ``time.monotonic``. Raises Broken or another OSError,
        TimeoutError and TooLong; the connection is of no use then.
        """
        self._send(request, deadline)
        status, version, fields = self._head(deadline)
        while status < 200:  # it goes on: those come before the answer
            status, version, fields = self._head(deadline)
        closes = b"close" in fields.get(b"connection", b"")
        keeps = b"keep-alive" in fields.get(b"connection", b"")
        is_last = closes or (version == b"1.0" and not keeps)
        if status in EMPTY:
            return Answer(status, b"", is_last)
        if b"transfer-encoding" in fields:
            if fields[b"transfer-encoding"].strip() != b"chunked":
                raise Broken("an encoding that nobody asked for")
            return Answer(status, self._chunks(deadline, most), is_last)
        if b"content-length" in fields:
            length = fields[b"content-length"].strip()
            if not LENGTH.fullmatch(length):
                raise Broken("no length")
            if int(length) > most:
                raise TooLong
            return Answer(status, self._exactly(int(length), deadline), is_last)
        return Answer(status, self._rest(deadline, most), is_last=True)

    def _send(self, request: bytes, deadline: float) -> None:
        sent, left = 0, _left(deadline)
        if not isinstance(self._socket, ssl.SSLSocket):
            # Most requests fit what the system keeps; then nobody else gets a turn in between.
            self._socket.settimeout(0)
            with suppress(BlockingIOError):
                sent = self._socket.send(request)
        if sent < len(request):
            self._socket.settimeout(left)
            self._socket.sendall(request[sent:])

    def _receive(self, deadline: float) -> bytes:
        """What comes next, empty at the end; each wait has only what is left of the whole time."""
        self._socket.settimeout(_left(deadline))
        return self._socket.recv(RECEIVE_BYTES)

    def _until(self, mark: bytes, most: int, deadline: float) -> bytes:
        """All before a mark, which is taken off as well."""
        data = self._waiting
        while (end := data.find(mark)) < 0:
            if len(data) > most:
                raise Broken("a line without an end")
            part = self._receive(deadline)
            if not part:
                raise Broken("the connection ended")
            data += part
        self._waiting = data[end + len(mark) :]
        return data[:end]

    def _head(self, deadline: float) -> tuple[int, bytes, dict[bytes, bytes]]:
        """Status, version, and the fields that say how long the answer is, all in lower case."""
        return _understood(self._until(GAP, MAX_HEAD_BYTES, deadline))

    def _exactly(self, size: int, deadline: float) -> bytes:
        data = self._waiting
        if len(data) < size:
            parts, have = [data], len(data)
            while have < size:
                part = self._receive(deadline)
                if not part:
                    raise Broken("half an answer")
                parts.append(part)
                have += len(part)
            data = b"".join(parts)
        self._waiting = data[size:]
        return data[:size]

    def _chunks(self, deadline: float, most: int) -> bytes:
        parts: list[bytes] = []
        have = 0
        while True:
            size = SIZE.fullmatch(self._until(b"\r\n", MAX_LINE_BYTES, deadline))
            if size is None:
                raise Broken("no size of a chunk")
            length = int(size[1], 16)
            if not length:
                break
            have += length
            if have > most:
                raise TooLong
            parts.append(self._exactly(length, deadline))
            if self._exactly(2, deadline) != b"\r\n":
                raise Broken("a chunk without an end")
        while self._until(b"\r\n", MAX_LINE_BYTES, deadline):
            pass  # fields that follow the body say nothing to us
        return b"".join(parts)

    def _rest(self, deadline: float, most: int) -> bytes:
        parts, have = [self._waiting], len(self._waiting)
        self._waiting = b""
        while have <= most:
            part = self._receive(deadline)
            if not part:
                return b"".join(parts)
            parts.append(part)
            have += len(part)
        raise TooLong


# Within a second a platform sends the same head again and again.
@lru_cache(maxsize=32)
def _understood(head: bytes) -> tuple[int, bytes, dict[bytes, bytes]]:
    first, _end, lines = head.partition(b"\r\n")
    status = STATUS.fullmatch(first)
    if status is None:
        raise Broken("no status")
    return int(status[2]), status[1], dict(FIELDS.findall(b"\r\n" + lines.lower()))


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for the call is over")
    return left
