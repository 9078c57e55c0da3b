"""The app configuration of ngnpanel.launch, which brings the commands up and platform."""

from __future__ import annotations

from django.apps import AppConfig

from ngnpanel import logs, metrics
from ngnpanel.soap import guarding, metering


class LaunchConfig(AppConfig):
    name = "ngnpanel.launch"
    label = "launch"

    def ready(self) -> None:
        """Count the SOAP calls of this process, keep its secrets out of the log, add checks."""
        from ngnpanel.launch import checks, exposing, hidden  # they need the apps

        checks.add()
        metering.watch(exposing.count_call)
        guarding.watch(metrics.breaker_changed)
        logs.hide(hidden.secrets())
