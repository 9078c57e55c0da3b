"""The app configuration of ngnpanel.launch, which brings the commands up and platform."""

from __future__ import annotations

from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "ngnpanel.launch"
    label = "launch"
