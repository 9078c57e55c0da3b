"""Requests of a kept connection whose head is that of an earlier one, to the letter.

Programs that make one SOAP call after the other send the same head each time, but for the length of
what follows. gunicorn reads the first of them, and decides what it means; here later ones are
compared with it, byte by byte. Whatever is not the same, or did not arrive whole, goes gunicorn's
way, so that no byte is ever understood in another way than gunicorn understands it.
"""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from gunicorn.http import wsgi
from gunicorn.util import http_date

from ngnpanel.launch.soap_path import PREFIX

# What is read at once: more than almost any call.
RECEIVE_BYTES: Final = 65_536
GAP: Final = b"\r\n\r\n"
LENGTH: Final = re.compile(rb"\r\ncontent-length: ([0-9]{1,7})(?=\r\n)", re.IGNORECASE)
PATHS: Final = frozenset({PREFIX, f"{PREFIX}/"})
Environ = dict[str, Any]
# A head before and after the digits of its length.
Around = tuple[bytes, bytes]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A request like ``first``, which gunicorn has read, with its own body in ``environ``."""

    first: Any
    environ: Environ

    def __getattr__(self, name: str) -> Any:
        return getattr(self.first, name)


class RepeatingParser:
    """Stands before the parser of gunicorn of one connection."""

    def __init__(self, parser: Any, connected: socket.socket) -> None:
        self._parser = parser
        self._socket = connected
        self.unreader = parser.unreader
        self._last: Around | None = None
        self._is_likely = False
        self._known: Around | None = None
        self._first: Any = None
        self._environ: Environ = {}
        self._is_repeated = False
        # An answer is written at once; what of it is left must not wait for the other side.
        with suppress(OSError):  # a socket in the file system has no such thing
            connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __next__(self) -> Any:
        """The next request; raises what the parser of gunicorn raises."""
        self._is_likely = self._is_repeated = False
        if self.unreader.buf.getvalue():
            return next(self._parser)
        data = self._socket.recv(RECEIVE_BYTES)
        if not data:
            raise StopIteration
        end = data.find(GAP) + len(GAP)
        length = LENGTH.search(data, 0, end) if end >= len(GAP) else None
        if length is not None:
            around = data[: length.start(1)], data[length.end(1) : end]
            if around == self._known and len(data) - end == int(length[1]):
                self._is_repeated = True
                body = io.BytesIO(data[end:])
                length_told = {"CONTENT_LENGTH": length[1].decode(), "wsgi.input": body}
                return Repeated(self._first, {**self._environ, **length_told})
            # Knowing a head takes its time, so it has to come twice.
            self._is_likely, self._last = around == self._last, around
        self.unreader.unread(data)
        return next(self._parser)

    def finish_body(self, deadline: float | None = None) -> bool:
        """Whether nothing of the request is left to read, as gunicorn asks after each."""
        return self._is_repeated or bool(self._parser.finish_body(deadline=deadline))

    def learn(self, request: Any, environ_of: Callable[[], Environ]) -> None:
        """Know the head of a request that gunicorn has just read, if it is that of a call."""
        if not self._is_likely or not _is_plain_call(request):
            return
        environ = environ_of()
        if environ["PATH_INFO"] in PATHS:
            # Early hints would be those of the answer to the first one.
            environ.pop("wsgi.early_hints", None)
            environ["wsgi.multithread"] = True
            self._first, self._environ, self._known = request, environ, self._last


def _is_plain_call(request: Any) -> bool:
    """Whether a request is one of HTTP/1.1 with a body of known length, and others follow it."""
    names = [name for name, _value in request.headers]
    return (
        request.method == "POST"
        and not request.query
        and request.version == (1, 1)
        and not request.should_close()
        and not {"EXPECT", "TRANSFER-ENCODING", "UPGRADE"}.intersection(names)
        and names.count("CONTENT-LENGTH") == 1
    )


def answer(application: Any, environ: Environ, *, stays: bool) -> bytes:
    """The whole answer of an application; ``stays`` is whether the connection is open then."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
        told[:] = [(status, headers)]

    parts = application(environ, start)
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = told[0]
    lines = [
        f"HTTP/1.1 {status}",
        f"Server: {wsgi.SERVER}",
        f"Date: {_date(int(time.time()))}",
        f"Connection: {'keep-alive' if stays else 'close'}",
        *[f"{name}: {value}" for name, value in headers if name.lower() != "content-length"],
        f"Content-Length: {len(body)}",
    ]
    return _head(lines) + body


def _head(lines: Sequence[str]) -> bytes:
    """As gunicorn writes it. Raises ValueError for a line within a line."""
    text = "\r\n".join(lines)
    if text.count("\n") != len(lines) - 1 or text.count("\r") != len(lines) - 1:
        raise ValueError("a header holds the end of a line")
    return f"{text}\r\n\r\n".encode("latin-1")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return str(http_date(second))
