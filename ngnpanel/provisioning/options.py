"""The server's own settings, typed."""

from __future__ import annotations

from typing import TypedDict, cast

from django.conf import settings


class Options(TypedDict):
    """What ``settings.PROVISIONING`` holds; DEFAULT_CREDIT None is a credit of 0.

    NAMESERVERS are the platform's own name servers, and the addresses that are known of each.
    TOKENS names the function that knows API tokens (see ``grants``), empty for none.
    """

    ADMIN_USERNAME: str
    ADMIN_PASSWORD: str
    KEY: str
    STORE_CLEAR_TEXT_PASSWORDS: bool
    DEFAULT_CREDIT: str | None
    AUTOINCREMENT_BASE: int
    MAILBOX_BASE: int
    DEFAULT_TIMEZONE: str
    PROXY_IP: str
    CHANGES_DAYS: int
    SOAP_RATE: int
    SOAP_BURST: int
    NAMESERVERS: dict[str, tuple[str, ...]]
    TOKENS: str


def options() -> Options:
    """The settings of this moment; tests change them."""
    return cast(Options, settings.PROVISIONING)
