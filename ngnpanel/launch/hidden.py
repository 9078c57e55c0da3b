"""The secrets of this installation, which no record of the log shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings


def secrets() -> Iterator[str]:
    """Each of them in clear text; empty ones are left out."""
    found: list[Any] = [
        settings.SECRET_KEY,
        settings.METRICS_TOKEN,
        settings.PROVISIONING["ADMIN_PASSWORD"],
        settings.PROVISIONING["KEY"],
        getattr(settings, "EMAIL_HOST_PASSWORD", ""),
        unquote(urlsplit(settings.REDIS_URL).password or ""),
        *(str(each.get("PASSWORD") or "") for each in settings.PLATFORMS.values()),
        *(str(each.get("PASSWORD") or "") for each in settings.DATABASES.values()),
    ]
    yield from (str(each) for each in found if each)
