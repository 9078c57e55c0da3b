"""The HTTP transport against real sockets: whatever a server does, the call ends in time."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ngnpanel import logs
from ngnpanel.soap import transport, wire
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port
from ngnpanel.soap.transport import HttpSender, Reply

pytestmark = [
    pytest.mark.http,
    pytest.mark.enable_socket,
    pytest.mark.allow_hosts(["127.0.0.1"]),
]

BODY = wire.response("<x/>")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n"
Answer = Callable[[socket.socket], None]


class Server:
    """Counts connections and requests; ``answer`` writes what follows each request."""

    def __init__(self, answer: Answer, context: ssl.SSLContext | None) -> None:
        self.answer = answer
        self.context = context
        self.connections = 0
        self.requests: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        scheme = "https" if context else "http"
        self.url = f"{scheme}://127.0.0.1:{self.socket.getsockname()[1]}/ngnpro/"

    def run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _address = self.socket.accept()
                self.connections += 1
                threading.Thread(target=self.serve, args=[connection], daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection, self.secured(connection) as stream:
            while request := self.read(stream):
                self.requests.append(request)
                self.answer(stream)

    def secured(self, connection: socket.socket) -> socket.socket:
        if self.context is None:
            return connection
        return self.context.wrap_socket(connection, server_side=True)

    def read(self, connection: socket.socket) -> bytes:
        data = b""
        while b"\r\n\r\n" not in data:
            part = connection.recv(65536)
            if not part:
                return b""
            data += part
        head, _gap, body = data.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


@contextmanager
def serving(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answer, context)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.socket.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        thread.join(2)


def sending(*parts: bytes, pause: float = 0) -> Answer:
    """An answer in parts with pauses between them, after which the connection is closed."""

    def answer(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        connection.shutdown(socket.SHUT_RDWR)

    return answer


def good(connection: socket.socket) -> None:
    connection.sendall(HEAD % len(BODY) + BODY)


def send(server: Server, *, timeout: float = 5.0, verify: bool | str = True) -> Reply:
    platform = Platform(
        url=server.url, timeout_connect=timeout, timeout_read=timeout, verify=verify
    )
    return HttpSender(platform).send(b"<request/>")


def test_the_connection_is_kept_for_the_next_call() -> None:
    with serving(good) as server:
        sender = HttpSender(Platform(url=server.url))
        assert [sender.send(b"<a/>"), sender.send(b"<b/>")] == [Reply(200, BODY)] * 2
        assert server.connections == 1
    head = server.requests[0].lower()
    assert head.startswith(b"post /ngnpro/ http/1.1")
    assert b"content-type: text/xml; charset=utf-8" in head
    assert b'soapaction: ""' in head


@pytest.mark.parametrize(
    ("found", "sent"),
    [("abc-12345678", True), ("job-5", True), ("-", False), ("a\r\nX-Evil: 1", False)],
)
def test_the_platform_is_told_the_request_that_a_call_is_for(found: str, sent: bool) -> None:
    token = logs.request_id.set(found)
    try:
        with serving(good) as server:
            assert send(server).body == BODY
    finally:
        logs.request_id.reset(token)
    head = server.requests[0].partition(b"\r\n\r\n")[0]
    assert (f"X-Request-ID: {found}".encode() in head) is sent
    assert (b"X-Request-ID" in head) is sent
    assert b"X-Evil" not in head


def test_a_port_calls_over_http() -> None:
    with serving(good) as server:
        port = Port(Platform(url=server.url, username="boss", password="pw"), "Sip")
        assert port.call("deleteDomain", "example.com") is None
        assert wire.parse(server.requests[0].partition(b"\r\n\r\n")[2]).operation == "deleteDomain"


@pytest.mark.parametrize(
    "parts",
    [
        [b""] * 100,
        [b"%c" % byte for byte in HEAD],
        [HEAD % 1000, *[b"x"] * 1000],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", *[b"1\r\nx\r\n"] * 1000],
    ],
    ids=["silence", "head", "body", "chunks"],
)
def test_a_server_that_drips_cannot_hold_a_call(parts: list[bytes]) -> None:
    with serving(sending(*parts, pause=0.03)) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable, match="in time"):
            send(server, timeout=0.3)
        assert time.monotonic() - started < 0.9


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"garbage\r\n\r\n",
        HEAD % 1000 + b"half a body",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 99999,
    ],
    ids=["closed", "garbage", "half", "long-head"],
)
def test_a_broken_answer_is_an_outage_and_the_call_is_not_repeated(answer: bytes) -> None:
    with serving(sending(answer)) as server:
        with pytest.raises(Unavailable, match="cannot be reached"):
            send(server)
        assert len(server.requests) == 1


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MAX_REPLY_BYTES", 100_000)
    with (
        serving(sending(HEAD % 10**9, *[b"x" * 65536] * 50)) as server,
        pytest.raises(Unavailable, match="too long"),
    ):
        send(server)


def test_a_redirect_is_not_followed() -> None:
    answer = b"HTTP/1.1 307 Moved\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n"
    with serving(sending(answer)) as server:
        assert send(server).status == 307
        assert len(server.requests) == 1


def test_a_closed_port_is_tried_twice_and_is_an_outage() -> None:
    with serving(good) as server:
        pass
    started = time.monotonic()
    with pytest.raises(Unavailable, match="cannot be reached"):
        send(server)
    assert transport.RETRY_SECONDS <= time.monotonic() - started < 2


def test_a_connection_that_the_server_closed_meanwhile_is_replaced() -> None:
    with serving(sending(HEAD % len(BODY) + BODY)) as server:
        sender = HttpSender(Platform(url=server.url))
        for _round in range(3):
            assert sender.send(b"<a/>").body == BODY
            time.sleep(0.05)
        assert server.connections == 3


def test_the_certificate_of_the_server_is_checked(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(good, context) as server:
        with pytest.raises(Unavailable, match="cannot be reached"):
            send(server)
        assert server.requests == []
        assert send(server, verify=str(certificate)).body == BODY


def self_signed(folder: Path) -> Path:
    """A file with a key and a certificate for 127.0.0.1 that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + certificate.public_bytes(Encoding.PEM)
    )
    return file
