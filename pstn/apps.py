"""The app of PSTN gateways, carriers and routes."""

from __future__ import annotations

from django.apps import AppConfig


class PstnConfig(AppConfig):
    name = "ngnpanel.pstn"
    label = "pstn"
    verbose_name = "PSTN"
