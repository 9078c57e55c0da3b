"""The app configuration of ngnpanel.brand."""

from __future__ import annotations

from django.apps import AppConfig


class BrandConfig(AppConfig):
    name = "ngnpanel.brand"
    label = "brand"
