"""The app configuration of ngnpanel.notices."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "ngnpanel.notices"
    label = "notices"
