"""The addresses of the dashboard, the search and the tools."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from ngnpanel.desk import dashboard
from ngnpanel.desk.call_path import call_path
from ngnpanel.desk.search import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("tools/call-path/", call_path, name="call-path"),
    path("", dashboard.home, name="home"),
    path("start/<slug:name>/", dashboard.part, name="home-part"),
    path("search/", search, name="search"),
]
