"""Asks a web server of this machine whether it is healthy."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT = 2.0


def is_ready() -> bool:
    """Whether /healthz of our own web server answers 200."""
    return answers(settings.LOOPBACK_URL)


def answers(base_url: str) -> bool:
    """Whether /healthz below the address answers 200; no proxy is asked on the way."""
    address = urlsplit(base_url)
    connection = http.client.HTTPConnection(address.netloc, timeout=TIMEOUT)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
