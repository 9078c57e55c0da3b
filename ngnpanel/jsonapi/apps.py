"""The app configuration of ngnpanel.jsonapi."""

from __future__ import annotations

from django.apps import AppConfig


class JsonApiConfig(AppConfig):
    name = "ngnpanel.jsonapi"
    label = "jsonapi"
