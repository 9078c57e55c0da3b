"""What a reseller's customer properties say about its support and service.

Asked rarely, never in the way: it is for what pages show, not for what people may do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import redis
from django.core.cache import cache

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.api import Api
from ngnpanel.soap import metering
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.platform import Platform

NAMES: Final = (
    "support_company",
    "support_email",
    "support_web",
    "billing_email",
    "sip_proxy",
    "sip_outbound_proxy",
    "sip_settings_page",
    "xcap_root",
    "pstn_access",
    "pstn_changes",
    "sms_access",
    "prepaid_changes",
    "currency",
    "store_clear_text_passwords",
    "voicemail_access_number",
    "voicemail_server",
    "absolute_voicemail_uri",
    "change_privacy_access_number",
    "check_privacy_access_number",
    "reject_anonymous_access_number",
    "FUNC_access_number",
    "FNOL_access_number",
    "FBUS_access_number",
    "FNOA_access_number",
    "zoiper_provider_id",
    "acrobits_cloud_id",
)
SECONDS: Final = 300
# While the platform is away it is asked again after this time; what it said last counts meanwhile.
PAUSE: Final = 60
LONGEST_LINK: Final = 300
AWAY: Final = (redis.RedisError, OSError)


def told(platform: str, reseller: int) -> Mapping[str, str]:
    """The properties as the platform told them in the last minutes; empty when it never did.

    The question runs with the panel's own rights and outside of the page's meter: it belongs to no
    page, because the answer serves all people of the reseller for five minutes.
    """
    return known(platform, reseller) or {}


def known(platform: str, reseller: int) -> Mapping[str, str] | None:
    """The same; None where the platform does not answer and never told them."""
    if not reseller:
        return {}
    key = _key(platform, reseller)
    try:
        found: Mapping[str, str] | None = cache.get(key)
        if found is None:
            found = _asked(platform, reseller)
            if found is None:
                last: Mapping[str, str] | None = cache.get(f"{key}:last")
                if last is not None:
                    cache.set(key, last, PAUSE)
                return last
            cache.set(key, found, SECONDS)
            cache.set(f"{key}:last", found, 86400)
    except AWAY:
        return {}  # without the cache each page would ask
    return found


def forget(platform: str, reseller: int) -> None:
    """Ask again at the next page."""
    try:
        cache.delete(_key(platform, reseller))
    except AWAY:
        return


def mail_address(text: str) -> str:
    """The address if it is one, else empty."""
    try:
        return rules.email(text)
    except RuleError:
        return ""


def web_page(text: str) -> str:
    """The address of a web page if it is one that people may be sent to, else empty."""
    text = text.strip()
    try:
        address = urlsplit(text)
        is_page = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        return ""
    if not is_page or len(text) > LONGEST_LINK or "@" in address.netloc:
        return ""
    return text if text.isprintable() and not any(char in text for char in " <>\"'\\") else ""


def _asked(platform: str, reseller: int) -> Mapping[str, str] | None:
    try:
        with metering.apart():
            properties = Api(Platform.named(platform)).customers.properties(reseller)
    except (RemoteError, KeyError):
        return None
    return {item.name: item.value.strip() for item in properties if item.name in NAMES}


def _key(platform: str, reseller: int) -> str:
    return f"brand:told:{platform}:{reseller}"
