"""Every address of the panel, and of the bundled server when it runs."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from ngnpanel.launch.exposing import expose
from ngnpanel.launch.health import healthz, live, ready
from ngnpanel.wellknown import robots, security_text

urlpatterns: list[URLPattern | URLResolver] = [
    path(".well-known/security.txt", security_text, name="security-text"),
    path("robots.txt", robots, name="robots"),
    path("healthz", healthz, name="healthz"),
    path("healthz/live", live, name="healthz-live"),
    path("healthz/ready", ready, name="healthz-ready"),
    path("metrics", expose, name="metrics"),
    path("", include("ngnpanel.users.urls")),
    path("account/tokens/", include("ngnpanel.tokens.urls")),
    path("", include("ngnpanel.staff.urls")),
    path("", include("ngnpanel.factors.urls")),
    path("brand/", include("ngnpanel.brand.urls")),
    path("", include("ngnpanel.notices.urls")),
    path("", include("ngnpanel.desk.urls")),
    path("", include("ngnpanel.estates.urls")),
    path("", include("ngnpanel.accounts.urls")),
    path("", include("ngnpanel.pstn.urls")),
    path("", include("ngnpanel.enum.urls")),
    path("", include("ngnpanel.dns.urls")),
    path("", include("ngnpanel.jsonapi.urls")),
    path("", include("ngnpanel.jobs.urls")),
    path("", include("ngnpanel.audit.urls")),
]
if settings.LOCAL:
    urlpatterns += [
        path("ngnpro/", include("ngnpanel.provisioning.urls")),
        path("platform/", include("ngnpanel.provisioning.administration.urls")),
    ]
