"""The app configuration of ngnpanel.factors."""

from __future__ import annotations

from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "ngnpanel.factors"
    label = "factors"
