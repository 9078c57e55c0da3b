"""The way of SOAP calls past Django's requests: what the middleware does for them, done at once.

A request, eight middlewares and a response take as long as a small call itself. A call needs five
things of all that: an id, a name and a client for the log, to be counted, the headers that go round
every answer, and connections to the database that are looked after. The rest (the WSDL, other
methods, other addresses, servers behind a proxy that ends HTTPS) goes the way of all requests, with
the same answers (``tests/launch/test_soap_door.py`` compares them).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.core.handlers.wsgi import LimitedStream
from django.db import close_old_connections

from ngnpanel import logs, metrics, shell
from ngnpanel.launch.soap_path import PREFIX
from ngnpanel.middleware import id_for
from ngnpanel.provisioning import views
from ngnpanel.provisioning.endpoint import Reply

access = logging.getLogger("ngnpanel.access")
Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[Environ, Any], Iterable[bytes]]
PATHS: Final = frozenset({PREFIX, f"{PREFIX}/"})
# The name of the address, as ``ngnpanel.observing`` counts it.
NAME: Final = "soap"
FIXED: Final = tuple(shell.HEADERS.items())
STATUS: Final = {int(status): f"{status.value} {status.phrase}" for status in HTTPStatus}


class SoapDoor:
    """Answers calls itself and hands everything else on to ``others``."""

    def __init__(self, others: Application) -> None:
        self.others = others
        self._is_open = settings.LOCAL and not settings.HTTPS

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        is_call = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] in PATHS
        if not (self._is_open and is_call) or environ.get("QUERY_STRING"):
            return self.others(environ, start)
        started = time.perf_counter()
        request_id = id_for(environ.get("HTTP_X_REQUEST_ID", ""))
        token = logs.request_id.set(request_id)
        try:
            with logs.scope():
                reply = _answer(environ)
                _tell(environ["PATH_INFO"], reply.status, time.perf_counter() - started)
        finally:
            logs.request_id.reset(token)
            close_old_connections()
        headers = [
            ("Content-Type", reply.content_type),
            ("Content-Length", str(len(reply.body))),
            *FIXED,
            ("X-Request-ID", request_id),
        ]
        start(STATUS[reply.status], headers)
        return [reply.body]


def _answer(environ: Environ) -> Reply:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    return views.answer(
        LimitedStream(environ["wsgi.input"], length).read,
        media_type=environ.get("CONTENT_TYPE", ""),
        encoding=environ.get("HTTP_CONTENT_ENCODING", ""),
        client=environ.get("REMOTE_ADDR", ""),
    )


def _tell(path: str, status: int, seconds: float) -> None:
    metrics.request_answered("POST", NAME, status, seconds)
    if access.isEnabledFor(logging.INFO):
        access.info(
            "POST %s answered %s with 0 SOAP calls in %.0f ms", path, status, seconds * 1000
        )
