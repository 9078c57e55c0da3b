"""Tells Django about the shared screens, so that their template tags load."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The shared screens as a Django app without models."""

    name = "ngnpanel.web"
    label = "web"
