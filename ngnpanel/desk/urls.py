"""The addresses of the dashboard, the search and the tools."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ngnpanel.desk import dashboard

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard.home, name="home"),
]
