"""Asks a web server of this machine whether it is healthy."""

from __future__ import annotations

import http.client
import json
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 2.0


def is_ready() -> bool:
    """Whether /healthz of our own web server answers 200."""
    return answers(settings.LOOPBACK_URL)


def only_platform_is_missing() -> bool:
    """Whether all parts that we start work, and the platform is the one that does not."""
    _status, states = _health(settings.LOOPBACK_URL)
    ill = {name for name, state in states.items() if state != "ok"}
    return ill == {"status", "platform"}


def answers(base_url: str) -> bool:
    """Whether /healthz below the address answers 200."""
    status, _states = _health(base_url)
    return status == http.HTTPStatus.OK


def _health(base_url: str) -> tuple[int, dict[str, str]]:
    """Status and content of /healthz, (0, {}) without an answer; no proxy is asked on the way."""
    address = urlsplit(base_url)
    connection = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError):
        return 0, {}
    finally:
        connection.close()
