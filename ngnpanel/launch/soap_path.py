"""Middleware that hands SOAP requests to their view before sessions, CSRF and the like run."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotFound
from django.urls import Resolver404, resolve

PREFIX = "/ngnpro"


class SoapPath:
    """A SOAP call needs nothing of the panel: the middleware below this one is skipped."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != PREFIX and not request.path_info.startswith(PREFIX + "/"):
            return self.get_response(request)
        # A POST cannot be redirected to the path with its slash: old clients would not follow.
        path = request.path_info if request.path_info != PREFIX else PREFIX + "/"
        try:
            match = resolve(path)
        except Resolver404:
            # The panel's own page would need what the skipped middleware brings.
            return HttpResponseNotFound("There is nothing at this address.\n", "text/plain")
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return response
