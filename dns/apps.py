"""The app of DNS zones and records."""

from __future__ import annotations

from django.apps import AppConfig


class DnsConfig(AppConfig):
    name = "ngnpanel.dns"
    label = "dns"
    verbose_name = "DNS"
