"""The app configuration of ngnpanel.users."""

from __future__ import annotations

from django.apps import AppConfig


class UsersConfig(AppConfig):
    name = "ngnpanel.users"
    label = "users"
