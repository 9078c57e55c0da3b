"""The app of API tokens."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """API tokens."""

    name = "ngnpanel.tokens"
    label = "tokens"
