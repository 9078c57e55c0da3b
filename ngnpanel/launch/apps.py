"""The app configuration of ngnpanel.launch, which brings the commands up and platform."""

from __future__ import annotations

from django.apps import AppConfig

from ngnpanel import logs
from ngnpanel.soap import metering


class LaunchConfig(AppConfig):
    name = "ngnpanel.launch"
    label = "launch"

    def ready(self) -> None:
        """Count the SOAP calls of this process, keep its secrets out of the log, add checks."""
        from ngnpanel.launch import checks, exposing, hidden  # they need the apps

        checks.add()
        metering.watch(exposing.count_call)
        logs.hide(hidden.secrets())
