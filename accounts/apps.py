"""The app of customers, SIP domains, accounts and aliases, and of voicemail."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "ngnpanel.accounts"
    label = "accounts"
    verbose_name = "Accounts"
