"""The addresses of a server that runs alone, without the panel."""

from __future__ import annotations

from django.urls import include, path

from ngnpanel.launch.health import platform_healthz

urlpatterns = [
    path("healthz", platform_healthz, name="healthz"),
    path("ngnpro/", include("ngnpanel.provisioning.urls")),
]
