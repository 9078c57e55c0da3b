"""The addresses of a server that runs alone, without the panel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.urls import include, path

from ngnpanel.launch.exposing import expose
from ngnpanel.launch.health import live, platform_healthz, ready

urlpatterns = [
    path("healthz", platform_healthz, name="healthz"),
    path("healthz/live", live, name="healthz-live"),
    path("healthz/ready", ready, name="healthz-ready"),
    path("metrics", expose, name="metrics"),
    path("ngnpro/", include("ngnpanel.provisioning.urls")),
    path("platform/", include("ngnpanel.provisioning.administration.urls")),
]


def not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - its name is given
    """The panel's page of this name would need the panel."""
    return HttpResponseNotFound("There is nothing at this address.\n", "text/plain")


def failed(_request: HttpRequest) -> HttpResponse:
    """As above."""
    return HttpResponseServerError("The server failed; its log says why.\n", "text/plain")


handler404 = not_found
handler500 = failed
