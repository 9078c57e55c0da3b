"""The app configuration of ngnpanel.staff."""

from __future__ import annotations

from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "ngnpanel.staff"
    label = "staff"
