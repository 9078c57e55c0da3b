"""How the bytes of a call reach the platform: over HTTP, or to a handler in this process."""

from __future__ import annotations

import http.client
import importlib
import io
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Protocol

import urllib3
import zeep
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
from urllib3.exceptions import TimeoutError as HttpTimeoutError

from ngnpanel.soap import errand, wsdl
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.platform import Platform

MAX_REPLY_BYTES: Final = 16_000_000
CHUNK_BYTES: Final = 65_536
# At least the threads of one process, so that none of them opens a connection per call.
POOLED_CONNECTIONS: Final = 32
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


class HttpSender:
    """Posts to the platform's address, within its time and over kept connections.

    Redirects are not followed. Only a connection that could not be opened is tried again: once
    bytes have left, the platform may have acted on them.
    """

    def __init__(self, platform: Platform) -> None:
        self._url = platform.url
        self._timeout_connect = platform.timeout_connect
        self._timeout_read = platform.timeout_read
        manager = urllib3.PoolManager(
            maxsize=POOLED_CONNECTIONS,
            cert_reqs="CERT_REQUIRED" if platform.verify else "CERT_NONE",
            ca_certs=platform.verify if isinstance(platform.verify, str) else None,
        )
        manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        # All calls go to one host: looking its pool up for each would cost as much as sending it.
        self._pool = manager.connection_from_url(platform.url)
        self._target = urllib3.util.parse_url(platform.url).request_uri

    def send(self, body: bytes) -> Reply:
        _clock.deadline = time.monotonic() + errand.left(self._timeout_read)
        try:
            return self._send(body)
        except NewConnectionError as error:
            raise Unavailable("The platform cannot be reached.", was_sent=False) from error
        except ConnectTimeoutError as error:
            raise Unavailable("The platform did not answer in time.", was_sent=False) from error
        except (HttpTimeoutError, TimeoutError) as error:
            raise Unavailable("The platform did not answer in time.") from error
        except (HTTPError, OSError, http.client.HTTPException) as error:
            raise Unavailable("The platform cannot be reached.") from error

    def _send(self, body: bytes) -> Reply:
        try:
            response = self._post(body)
        except NewConnectionError:
            if _clock.deadline - time.monotonic() <= RETRY_SECONDS:
                raise
            time.sleep(RETRY_SECONDS)
            response = self._post(body)
        try:
            return Reply(response.status, _read(response))
        except BaseException:
            # What is left of the reply must not become the start of the next one.
            response.close()
            raise
        finally:
            response.release_conn()

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse:
        left = _remaining()
        return self._pool.urlopen(
            "POST",
            self._target,
            body=body,
            headers=HEADERS,
            timeout=urllib3.Timeout(connect=min(self._timeout_connect, left), read=left),
            retries=False,
            redirect=False,
            preload_content=False,
        )


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


class _Clock(threading.local):
    """When the current call of this thread must be over."""

    deadline = 0.0


_clock = _Clock()


def _remaining() -> float:
    left = _clock.deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for the call is over")
    return left


def _read(response: urllib3.BaseHTTPResponse) -> bytes:
    parts = []
    size = 0
    while part := response.read(CHUNK_BYTES, decode_content=False):
        size += len(part)
        if size > MAX_REPLY_BYTES:
            raise Unavailable("The platform's answer is too long.")
        parts.append(part)
    return b"".join(parts)


class _DeadlineReader(io.RawIOBase):
    """Reads a socket and gives each read only the time that is left of the whole call.

    A timeout alone starts anew with each byte: a server that drips would hold a page for ever.
    """

    def __init__(self, raw: Any, sock: socket.socket) -> None:
        self._raw = raw
        self._sock = sock

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_remaining())
        read: int | None = self._raw.readinto(buffer)
        return read

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        reader: Any = self.fp
        self.fp = io.BufferedReader(_DeadlineReader(reader.detach(), sock))


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(urllib3.HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _SecureConnection
