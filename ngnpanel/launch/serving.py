"""The worker of the web server: gunicorn's with threads, and it stays with a busy connection.

gunicorn's own hands a connection back to its main thread after each request: that thread waits for
the next one and wakes another thread for it. A program that makes one call after the other over a
kept connection pays for all of that each time, as much as for reading its request.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Final

from gunicorn.http import wsgi
from gunicorn.workers.gthread import ThreadWorker

from ngnpanel.launch.repeating import Repeated, RepeatingParser, answer
from ngnpanel.launch.sharing import Board

# So long a thread waits for the next request, in milliseconds.
STAY: Final = 20
# So long a new connection is left to processes that have less to do; seconds.
LEAVE: Final = 0.008
board: Final = Board()
CORK: Final[int | None] = getattr(socket, "TCP_CORK", None)


class StayingWorker(ThreadWorker):  # type: ignore[misc] # it is untyped
    """Half of the threads may stay with a connection; the others are there for new ones."""

    # On the board of all processes; None where nobody gave it one.
    place: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._places = threading.BoundedSemaphore(max(1, self.cfg.threads // 2))
        self._at_work = 0
        self._can_stay = self.cfg.threads > 1 and not self.cfg.is_ssl and bool(self.cfg.keepalive)

    def accept(self, listener: Any) -> None:
        """Take a new connection, unless another process with less to do takes it first."""
        place: int | None = self.place
        if place is not None:
            ends = time.monotonic() + LEAVE
            while board.is_busiest(place) and time.monotonic() < ends:
                time.sleep(LEAVE / 8)
        super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """Have a thread answer; the main thread alone comes here."""
        self._tell(1)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """A thread is done with a connection, for now or for good; in the main thread as well."""
        self._tell(-1)
        super().finish_request(conn, fs)

    def _tell(self, change: int) -> None:
        self._at_work += change
        if self.place is not None:
            board.tell(self.place, self._at_work)

    def handle(self, conn: Any) -> Any:
        """Requests of a connection for as long as they follow each other at once.

        What it returns is for the main thread, as that of gunicorn's: True is a connection that is
        kept.
        """
        kept = self._answer(conn)
        if kept is not True or not self._can_stay or not self._places.acquire(blocking=False):
            return kept
        try:
            while kept is True and self.alive and _goes_on(conn):
                kept = self._answer(conn)
        finally:
            self._places.release()
        return kept

    def _answer(self, conn: Any) -> Any:
        """One request; from the second of a connection on, its head may be known."""
        kept = super().handle(conn)
        if kept is True and self._can_stay and not isinstance(conn.parser, RepeatingParser):
            conn.parser = RepeatingParser(conn.parser, conn.sock)
        return kept

    def handle_request(self, req: Any, conn: Any) -> Any:
        """Have a request answered, whole: who waits for the answer is woken once, not twice."""
        if isinstance(req, Repeated):
            return self._answer_repeated(req, conn)
        if self.cfg.is_ssl:
            return super().handle_request(req, conn)
        if isinstance(conn.parser, RepeatingParser) and not self.log.access_log_enabled:
            whole = (req, conn.sock, conn.client, conn.server, self.cfg)
            conn.parser.learn(req, lambda: dict(wsgi.create(*whole)[1]))
        _hold_back(conn.sock, 1)
        try:
            return super().handle_request(req, conn)
        finally:
            _hold_back(conn.sock, 0)

    def _answer_repeated(self, req: Repeated, conn: Any) -> bool:
        """The same where the head is known; whether the connection stays, by gunicorn's rules."""
        self.nr += 1
        if self.nr >= self.max_requests:
            self.alive = False
        stays = bool(self.alive and len(self.keepalived_conns) < self.max_keepalived)
        conn.sock.sendall(answer(self.wsgi, req.environ, stays=stays))
        return stays


def _hold_back(connected: socket.socket, is_held: int) -> None:
    """Have the system gather what is written: full packets, and the rest within 0.2 seconds."""
    # A socket that was closed meanwhile, or is none of TCP, gathers nothing.
    with suppress(OSError):
        if CORK is not None:
            connected.setsockopt(socket.IPPROTO_TCP, CORK, is_held)


def _goes_on(conn: Any) -> bool:
    """Whether the next request arrives right now; one that did with the last is for gunicorn."""
    if conn.parser.unreader.buf.getvalue():
        return False
    arrives = select.poll()
    arrives.register(conn.sock, select.POLLIN)
    return bool(arrives.poll(STAY))
