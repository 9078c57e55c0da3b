"""Connections go to the process that has the least to do."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ngnpanel.launch import serving, web_server
from ngnpanel.launch.serving import StayingWorker
from ngnpanel.launch.sharing import PLACES, Board
from tests.http import server as servers
from tests.http.server import Server

ESTABLISHED = "01"


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    """One that no other test writes on."""
    found = Board()
    monkeypatch.setattr(serving, "board", found)
    monkeypatch.setattr(web_server, "board", found)
    return found


def test_who_has_less_than_all_others_is_not_the_busiest(board: Board) -> None:
    first, second = board.place(), board.place()
    assert first is not None
    assert second is not None
    assert (board.is_busiest(first), board.is_busiest(second)) == (False, False)
    board.tell(first, 2)
    board.tell(second, 1)
    assert (board.is_busiest(first), board.is_busiest(second)) == (True, False)
    board.leave(second)
    assert not board.is_busiest(first)


def test_a_place_is_given_again_when_it_is_free(board: Board) -> None:
    places = [board.place() for _ in range(PLACES)]
    assert sorted(each for each in places if each is not None) == list(range(PLACES))
    assert board.place() is None
    board.leave(7)
    assert board.place() == 7


def test_more_than_a_byte_of_connections_is_no_free_place(board: Board) -> None:
    place = board.place()
    assert place is not None
    board.tell(place, 100_000)
    assert board.place() != place
    assert board.is_busiest(place)


def test_a_process_without_a_place_serves_all_the_same(board: Board) -> None:
    for _ in range(PLACES):
        board.place()
    worker = SimpleNamespace(pid=1)
    web_server.pre_fork(SimpleNamespace(WORKERS={}, cfg=SimpleNamespace(workers=65)), worker)
    assert worker.place is None
    web_server.child_exit(None, worker)
    assert taken(process(None, at_work=3)) == 1


def test_the_place_of_a_process_that_ended_is_free(board: Board) -> None:
    arbiter = SimpleNamespace(WORKERS={}, cfg=SimpleNamespace(workers=2))
    worker = SimpleNamespace(pid=1)
    web_server.pre_fork(arbiter, worker)
    gone = worker.place
    web_server.child_exit(arbiter, worker)
    web_server.pre_fork(arbiter, worker)
    assert worker.place == gone


def process(place: int | None, *, at_work: int) -> StayingWorker:
    """A process of the web server with so many connections at work, whose threads do nothing."""
    worker = StayingWorker.__new__(StayingWorker)
    worker.place, worker._at_work, worker.nr_conns = place, 0, 0
    worker.cfg = SimpleNamespace(is_ssl=False)
    worker.tpool = SimpleNamespace(submit=lambda *_a: SimpleNamespace(add_done_callback=id))
    for _ in range(at_work):
        worker.enqueue_req(None)
    return worker


def taken(worker: StayingWorker, waiting: int = 1) -> int:
    """How many of the waiting connections it takes when it is told of one."""
    left = [SimpleNamespace(setblocking=id) for _ in range(waiting)]

    def accept() -> tuple[Any, Any]:
        if not left:
            raise BlockingIOError(11, "nobody waits")
        return left.pop(), ("127.0.0.1", 1)

    worker.accept(SimpleNamespace(accept=accept, getsockname=lambda: ("127.0.0.1", 2)))
    return waiting - len(left)


def test_who_has_more_at_work_waits_for_the_others_but_not_for_long(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: sum(pauses))
    monkeypatch.setattr(time, "sleep", pauses.append)
    busy, free = process(board.place(), at_work=3), process(board.place(), at_work=1)
    assert taken(free) == 1
    assert pauses == []
    assert taken(busy) == 1  # the other one did not come
    assert serving.LEAVE <= sum(pauses) < 2 * serving.LEAVE


def test_who_waited_finds_the_connection_taken(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, free = process(board.place(), at_work=2), process(board.place(), at_work=1)
    monkeypatch.setattr(time, "sleep", lambda _seconds: free.enqueue_req(None))
    assert taken(busy, waiting=0) == 0
    assert busy._at_work == 2


def test_what_is_over_is_not_counted(board: Board) -> None:
    busy, free = process(board.place(), at_work=1), process(board.place(), at_work=0)
    assert busy.place is not None
    assert board.is_busiest(busy.place)
    over = SimpleNamespace(close=lambda **_how: None)
    busy.finish_request(over, SimpleNamespace(cancelled=lambda: True))
    assert not board.is_busiest(busy.place)
    assert free._at_work == 0


# Real processes


@pytest.mark.http
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_programs_that_keep_their_connections_are_shared_out(tmp_path: Path) -> None:
    server = servers.start(tmp_path, workers=2, NGNPANEL_PLATFORM_ONLY="1")
    try:
        with calling(server, 4) as counts:
            shares = settled(server, 4)
        assert shares == [2, 2]
        assert all(counts)
    finally:
        server.stop()


@contextlib.contextmanager
def calling(server: Server, number: int) -> Iterator[list[int]]:
    """So many programs that call without a pause, each over one connection; how often they did."""
    ended = threading.Event()
    counts = [0] * number

    def call(which: int) -> None:
        kept = http.client.HTTPConnection(servers.HOST, server.port, timeout=10)
        while not ended.is_set():
            kept.request("POST", "/ngnpro/", body=b"<x/>")
            kept.getresponse().read()
            counts[which] += 1
        kept.close()

    threads = [threading.Thread(target=call, args=(which,)) for which in range(number)]
    for thread in threads:
        thread.start()
        time.sleep(0.1)
    try:
        yield counts
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def settled(server: Server, number: int) -> list[int]:
    """How many connections each process has, once there are so many in all."""
    limit = time.monotonic() + 10
    while sum(found := shares_of(server)) != number and time.monotonic() < limit:
        time.sleep(0.05)
    return sorted(found)


def shares_of(server: Server) -> list[int]:
    """How many connections to the server's port each of its processes has open (Linux)."""
    table = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = {
        f"socket:[{row[9]}]"
        for row in table
        if row[1].endswith(f":{server.port:04X}") and row[3] == ESTABLISHED
    }
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [
        sum(str(link.readlink()) in ours for link in Path(f"/proc/{child}/fd").iterdir())
        for child in children
    ]
