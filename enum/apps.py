"""The app of ENUM ranges and numbers."""

from __future__ import annotations

from django.apps import AppConfig


class EnumConfig(AppConfig):
    name = "ngnpanel.enum"
    label = "enum"
    verbose_name = "ENUM"
