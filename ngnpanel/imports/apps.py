"""The app configuration of ngnpanel.imports."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "ngnpanel.imports"
    label = "imports"
