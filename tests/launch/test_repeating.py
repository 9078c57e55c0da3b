"""Requests of a known head are understood as gunicorn understands them, all others by it."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from gunicorn import http as gunicorn_http
from gunicorn.config import Config
from gunicorn.http import wsgi

from ngnpanel.launch import repeating
from ngnpanel.launch.repeating import Repeated, RepeatingParser
from tests.http import server as servers

CLIENT = ("127.0.0.1", 4711)


def request(body: bytes, *fields: str, line: str = "POST /ngnpro/ HTTP/1.1") -> bytes:
    """A request as a program sends it."""
    head = [line, "Host: localhost", "Content-Type: text/xml", *fields]
    return "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode() + body


class Talk:
    """A connection, and what the server's side of it reads."""

    def __init__(self) -> None:
        self.client, self.server = socket.socketpair()
        self.server.settimeout(2)
        self.config = Config()
        parser = gunicorn_http.get_parser(self.config, self.server, CLIENT)
        self.parser = RepeatingParser(parser, self.server)

    def hears(self, data: bytes) -> Any:
        """The next request after these bytes came, finished as gunicorn finishes one."""
        if data:
            self.client.sendall(data)
        found = next(self.parser)
        if not isinstance(found, Repeated):
            self.parser.learn(found, lambda: self.environ_of(found))
        return found

    def environ_of(self, found: Any) -> dict[str, Any]:
        """What gunicorn makes of a request."""
        return dict(wsgi.create(found, self.server, CLIENT, ("localhost", 80), self.config)[1])


@pytest.fixture
def talk() -> Iterator[Talk]:
    made = Talk()
    yield made
    made.client.close()
    made.server.close()


def test_the_third_of_a_kind_is_known_and_has_its_own_body(talk: Talk) -> None:
    first = talk.hears(request(b"<one/>"))
    assert first.body.read() == b"<one/>"
    second = talk.hears(request(b"<two/>"))
    expected = talk.environ_of(second)
    assert not isinstance(second, Repeated)
    assert second.body.read() == b"<two/>"
    third = talk.hears(request(b"<eleven/>"))
    assert isinstance(third, Repeated)
    assert third.environ["wsgi.input"].read() == b"<eleven/>"
    assert third.environ["CONTENT_LENGTH"] == "9"
    assert talk.parser.finish_body()
    same = {"wsgi.input", "CONTENT_LENGTH", "wsgi.errors", "wsgi.early_hints", "wsgi.multithread"}
    assert {name: third.environ[name] for name in expected if name not in same} == {
        name: value for name, value in expected.items() if name not in same
    }


@pytest.mark.parametrize(
    "other",
    [
        request(b"<x/>", "X-Request-ID: other"),
        request(b"<x/>", line="POST /ngnpro HTTP/1.1"),
        request(b"<x/>").replace(b"Content-Length", b"content-length"),
        request(b"<x/>").replace(b"Content-Length: 4", b"Content-Length:  4"),
        request(b"<x/>").replace(b"text/xml\r\n", b"text/xml\r\nContent-Length: 4\r\n"),
    ],
)
def test_another_head_is_for_gunicorn(talk: Talk, other: bytes) -> None:
    for _number in range(2):
        talk.hears(request(b"<x/>")).body.read()
    assert isinstance(talk.hears(request(b"<x/>")), Repeated)
    talk.client.sendall(other)
    talk.client.shutdown(socket.SHUT_WR)
    try:
        assert not isinstance(next(talk.parser), Repeated)
    except gunicorn_http.errors.ParseException:
        assert other.count(b"Content-Length") == 2


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        (["Expect: 100-continue"], "POST /ngnpro/ HTTP/1.1"),
        (["Upgrade: h2c"], "POST /ngnpro/ HTTP/1.1"),
        ([], "POST /ngnpro/?wsdl HTTP/1.1"),
        ([], "POST /accounts/ HTTP/1.1"),
        ([], "PUT /ngnpro/ HTTP/1.1"),
        (["Connection: keep-alive"], "POST /ngnpro/ HTTP/1.0"),
    ],
)
def test_what_is_no_plain_call_is_never_known(talk: Talk, fields: list[str], line: str) -> None:
    for _number in range(4):
        found = talk.hears(request(b"<x/>", *fields, line=line))
        assert not isinstance(found, Repeated)
        assert found.body.read() == b"<x/>"


def test_half_a_request_and_two_at_once_are_for_gunicorn(talk: Talk) -> None:
    for _number in range(2):
        talk.hears(request(b"<x/>")).body.read()
    whole = request(b"<half/>")
    talk.client.sendall(whole[:-3])
    half = talk.hears(b"")
    assert not isinstance(half, Repeated)
    talk.client.sendall(whole[-3:])
    assert half.body.read() == b"<half/>"
    for body in (b"<a/>", b"<b/>"):
        found = talk.hears(request(b"<a/>") + request(b"<b/>") if body == b"<a/>" else b"")
        assert not isinstance(found, Repeated)
        assert found.body.read() == body
    assert isinstance(talk.hears(request(b"<x/>")), Repeated)


def test_a_closed_connection_ends(talk: Talk) -> None:
    talk.client.close()
    with pytest.raises(StopIteration):
        next(talk.parser)


def test_an_answer_is_closed_and_a_header_stays_in_its_line() -> None:
    closed = []

    class Parts(list[bytes]):
        def close(self) -> None:
            closed.append(1)

    def told(value: str) -> bytes:
        def application(_environ: dict[str, Any], start: Any) -> Parts:
            start("200 OK", [("X-Told", value)])
            return Parts([b"a", b"bc"])

        return repeating.answer(application, {}, stays=False)

    head, _gap, body = told("yes").partition(b"\r\n\r\n")
    assert body == b"abc"
    assert {b"X-Told: yes", b"Content-Length: 3", b"Connection: close"} <= {*head.split(b"\r\n")}
    with pytest.raises(ValueError, match="line"):
        told("yes\r\nSet-Cookie: a=b")
    assert closed == [1, 1]


@pytest.mark.http
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_tenth_answer_is_like_the_first(tmp_path: Any) -> None:
    server = servers.start(tmp_path, NGNPANEL_PLATFORM_ONLY="1")
    try:
        kept = http.client.HTTPConnection(servers.HOST, server.port, timeout=5)
        seen = []
        for number in range(10):
            body = b"<x/>" if number % 2 else b"<longer/>"
            kept.request("POST", "/ngnpro/", body=body, headers={"X-Request-ID": "mine"})
            answer = kept.getresponse()
            fields = [(name, value) for name, value in answer.getheaders() if name != "Date"]
            seen.append((answer.status, sorted(fields), answer.read()))
        assert all(each == seen[0] for each in seen)
        assert ("X-Request-ID", "mine") in seen[0][1]
        kept.close()
    finally:
        server.stop()
