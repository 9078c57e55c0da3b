"""Counts and logs each request under the name of its address: paths may hold what is secret."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from ngnpanel import logs, metrics

access = logging.getLogger("ngnpanel.access")
# Arguments of addresses that open something by themselves.
SECRET_ARGUMENTS: Final = frozenset({"token"})
# Programs ask for these every few seconds.
QUIET: Final = frozenset({"static", "healthz", "healthz-live", "healthz-ready", "metrics"})
STATIC: Final = "static"


class Observed:
    """The outermost middleware: it sees the status that leaves, and the whole time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with logs.scope():
            response = self.get_response(request)
            seconds = time.perf_counter() - started
            name = url_name(request)
            metrics.request_answered(request.method, name, response.status_code, seconds)
            if name not in QUIET:
                access.info(
                    "%s %s answered %s with %s SOAP calls in %.0f ms",
                    metrics.method(request.method),
                    shown_path(request),
                    response.status_code,
                    response.headers.get("X-Soap-Calls", "0"),
                    seconds * 1000,
                )
        return response


def url_name(request: HttpRequest) -> str:
    """The name of the address, ``static`` for files, ``unknown`` where nothing is."""
    match = request.resolver_match
    if match is None:
        prefix = str(settings.STATIC_URL)
        return STATIC if request.path_info.startswith(prefix) else "unknown"
    return match.view_name or match.route or "unnamed"


def shown_path(request: HttpRequest) -> str:
    """The path as a log may keep it: without what opens something, and without the query.

    Where nothing is, it may be a mistyped address of such a kind: its beginning has to do.
    """
    match = request.resolver_match
    path = request.path
    if match is None:
        head = path[:40].split("/")[:3]
        return "/".join(head[:2]) + ("/…" if len(head) > 2 else "")
    for name, value in match.kwargs.items():
        if name in SECRET_ARGUMENTS:
            path = path.replace(str(value), "…")
    return path[:200]
