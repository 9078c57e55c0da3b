"""Answers in HTTP as servers write them, read from one end of a pair of sockets."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from ngnpanel.soap.exchange import Answer, Broken, Connection, Endpoint, TooLong

pytestmark = pytest.mark.enable_socket
MOST = 1000


@pytest.fixture
def ends() -> Iterator[tuple[Connection, socket.socket]]:
    """Our end, and that of the server."""
    mine, servers = socket.socketpair()
    connection = Connection(mine)
    yield connection, servers
    connection.close()
    servers.close()


def ask(ends: tuple[Connection, socket.socket], answer: bytes, *, ends_it: bool = False) -> Answer:
    connection, server = ends
    server.sendall(answer)
    if ends_it:
        server.shutdown(socket.SHUT_WR)
    return connection.exchange(b"POST / HTTP/1.1\r\n\r\n", time.monotonic() + 1, MOST)


@pytest.mark.parametrize(
    ("answer", "status", "body", "is_last"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, b"abc", False),
        (b"HTTP/1.1 500\r\nCONTENT-LENGTH:0\r\n\r\n", 500, b"", False),
        (b"HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 1\r\n\r\na", 200, b"a", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\na", 200, b"a", True),
        (
            b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\na",
            *(200, b"a", False),
        ),
        (b"HTTP/1.1 204 No\r\nContent-Length: 9\r\n\r\n", 204, b"", False),
        (
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
            *(200, b"a", False),
        ),
        (
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n"
                b"2\r\nab\r\nA;x=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n"
            ),
            *(200, b"ab0123456789", False),
        ),
    ],
)
def test_answers_are_read(
    ends: tuple[Connection, socket.socket],
    answer: bytes,
    status: int,
    body: bytes,
    *,
    is_last: bool,
) -> None:
    assert ask(ends, answer) == Answer(status, body, is_last)
    assert ends[0].is_open()


def test_an_answer_without_length_ends_with_the_connection(
    ends: tuple[Connection, socket.socket],
) -> None:
    assert ask(ends, b"HTTP/1.1 200 OK\r\n\r\nabc", ends_it=True) == Answer(200, b"abc", True)
    assert not ends[0].is_open()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 99 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n",
        b"X" * 70_000,
    ],
)
def test_what_is_no_answer_is_broken(ends: tuple[Connection, socket.socket], answer: bytes) -> None:
    with pytest.raises(Broken):
        ask(ends, answer, ends_it=True)


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,
    ],
)
def test_long_answers_are_not_read(ends: tuple[Connection, socket.socket], answer: bytes) -> None:
    with pytest.raises(TooLong):
        ask(ends, answer, ends_it=True)


def test_silence_ends_with_the_time(ends: tuple[Connection, socket.socket]) -> None:
    connection, _server = ends
    with pytest.raises(TimeoutError):
        connection.exchange(b"x", time.monotonic() + 0.02, MOST)
    with pytest.raises(TimeoutError):
        connection.exchange(b"x", time.monotonic() - 1, MOST)


def test_a_word_too_many_ends_the_connection(ends: tuple[Connection, socket.socket]) -> None:
    ask(ends, b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 Smuggled\r\n\r\n")
    assert not ends[0].is_open()


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "target"),
    [
        ("http://sip.example/ngnpro/", "sip.example", 80, "sip.example", "/ngnpro/"),
        ("https://sip.example", "sip.example", 443, "sip.example", "/"),
        ("HTTP://sip.example:9200/a b?port=Sip", "sip.example", 9200, "sip.example:9200", None),
        ("http://me:pw@[::1]:81/", "::1", 81, "[::1]:81", "/"),
        ("http://bücher.example/ä", "bücher.example", 80, "xn--bcher-kva.example", "/%C3%A4"),
    ],
)
def test_addresses_name_host_and_target(
    url: str, host: str, port: int, name: str, target: str | None
) -> None:
    endpoint = Endpoint(url)
    assert (endpoint.host, endpoint.port, endpoint.name) == (host, port, name)
    assert endpoint.target == (target or "/a%20b?port=Sip")
