"""The app configuration of ngnpanel.audit."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "ngnpanel.audit"
    label = "audit"
