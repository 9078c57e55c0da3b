"""Servers that do one odd thing: what a platform, or something in its place, may answer."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.http.server import HOST

# Takes the connection after the request was read; the connection is closed when it returns.
Answer = Callable[[socket.socket, threading.Event], None]
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"


class OddServer:
    """Listens on a port of this machine until the end of the ``with`` block."""

    def __init__(self, answer: Answer, tls: ssl.SSLContext | None) -> None:
        self._answer = answer
        self._tls = tls
        self._listener = socket.create_server((HOST, 0))
        self.port: int = self._listener.getsockname()[1]
        self.requests = 0
        self.over = threading.Event()
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Where it pretends to speak SOAP."""
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.port}/ngnpro/"

    def close(self) -> None:
        """Ends every connection and every thread."""
        self.over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in list(self._threads):
            thread.join()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                if self._tls is not None:
                    with self._tls.wrap_socket(connection, server_side=True) as secure:
                        self._talk(secure)
                else:
                    self._talk(connection)
            except OSError:
                pass  # the client left first, as it should

    def _talk(self, connection: socket.socket) -> None:
        read_request(connection)
        self.requests += 1
        self._answer(connection, self.over)


@contextmanager
def odd_server(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[OddServer]:
    """A server that gives every request the same answer."""
    server = OddServer(answer, tls)
    try:
        yield server
    finally:
        server.close()


def read_request(connection: socket.socket) -> bytes:
    """One request with its body."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536) or b"\r\n\r\n"
    head, _, body = received.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length and (part := connection.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body


def reply(data: bytes) -> Answer:
    """Sends these bytes and closes."""

    def answer(connection: socket.socket, _over: threading.Event) -> None:
        connection.sendall(data)

    return answer


def say_nothing(connection: socket.socket, over: threading.Event) -> None:
    """Keeps the caller waiting."""
    over.wait(30)


def drip(connection: socket.socket, over: threading.Event) -> None:
    """Sends a byte now and then: a timeout of each single read would never end."""
    connection.sendall(OK + b"Content-Length: 100000\r\n\r\n")
    while not over.wait(0.05):
        connection.sendall(b" ")


def drip_header(connection: socket.socket, over: threading.Event) -> None:
    """The same, before the body begins."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not over.wait(0.05):
        connection.sendall(b"x")


def self_signed(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A context with a certificate for this machine that nobody vouches for, and its file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "platform of the tests")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HOST))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return context, file
