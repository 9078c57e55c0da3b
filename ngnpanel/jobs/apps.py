"""The app configuration of ngnpanel.jobs."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "ngnpanel.jobs"
    label = "jobs"
