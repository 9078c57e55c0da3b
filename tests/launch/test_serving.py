"""How processes of the web server are shared out, and stay with busy connections."""

from __future__ import annotations

import http.client
import os
from types import SimpleNamespace
from typing import Any

import pytest

from ngnpanel.launch import web_server
from tests.http import server as servers

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]


def forked(arbiter: Any) -> Any:
    """A process more."""
    worker = SimpleNamespace()
    web_server.pre_fork(arbiter, worker)
    return worker


@pytest.mark.parametrize(
    ("cores", "processes", "expected"),
    [({0, 1}, 2, [0, 1]), ({3, 5}, 3, [3, 5, 3]), ({0, 1, 2, 3}, 2, [None] * 2), ({0}, 1, [None])],
)
def test_each_process_has_a_core_where_there_are_enough(
    monkeypatch: pytest.MonkeyPatch, cores: set[int], processes: int, expected: list[int | None]
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: cores, raising=False)
    arbiter = SimpleNamespace(WORKERS={}, cfg=SimpleNamespace(workers=processes))
    for number in range(processes):
        arbiter.WORKERS[number] = forked(arbiter)
    assert [worker.core for worker in arbiter.WORKERS.values()] == expected


def test_who_replaces_a_process_takes_its_core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1}, raising=False)
    arbiter = SimpleNamespace(WORKERS={}, cfg=SimpleNamespace(workers=2))
    for number in range(2):
        arbiter.WORKERS[number] = forked(arbiter)
    gone = arbiter.WORKERS.pop(1)
    assert forked(arbiter).core == gone.core


def test_a_busy_connection_keeps_nobody_out(tmp_path: Any) -> None:
    """Many kept connections, each with calls in a row, and one that comes anew each time."""
    server = servers.start(tmp_path, NGNPANEL_PLATFORM_ONLY="1")
    try:
        kept = [http.client.HTTPConnection(servers.HOST, server.port, timeout=5) for _ in range(12)]
        for _round in range(5):
            for connection in kept:
                connection.request("POST", "/ngnpro/", body=b"<x/>")
                answer = connection.getresponse()
                assert (answer.status, answer.read()[:5]) == (500, b"<?xml")
            once = http.client.HTTPConnection(servers.HOST, server.port, timeout=5)
            once.request("GET", "/healthz", headers={"Connection": "close"})
            assert once.getresponse().status < 504
            once.close()
        for connection in kept:
            connection.close()
    finally:
        server.stop()


def test_a_service_that_may_not_choose_its_core_serves_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError

    monkeypatch.setattr("ngnpanel.launch.web_server.os.sched_setaffinity", refuse)
    worker = SimpleNamespace(core=0)
    web_server.post_fork(None, worker)
    assert worker.core == 0
