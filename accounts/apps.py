"""The app of customers, SIP domains, accounts and aliases, and of voicemail."""

from __future__ import annotations

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.contrib import auth

from ngnpanel.accounts.domain import common


class AccountsConfig(AppConfig):
    name = "ngnpanel.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Say which passwords are common: those of the operator's file, else Django's 20,000."""
        own = Path(auth.__file__).with_name("common-passwords.txt.gz")
        common.refuse_those_in(
            Path(settings.COMMON_PASSWORDS) if settings.COMMON_PASSWORDS else own
        )
