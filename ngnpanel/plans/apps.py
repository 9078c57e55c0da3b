"""The app configuration of ngnpanel.plans."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "ngnpanel.plans"
    label = "plans"
