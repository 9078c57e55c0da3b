"""Platform: one configured NGNPro endpoint and the credentials for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.conf import settings

CONNECT_SECONDS = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Where calls go and with whose rights.

    ``timeout_read`` limits the whole call, connecting and sending included; ``places`` how many
    threads of a process may wait for it at once (``soap/places.py``). ``verify`` is whether
    the server's certificate is checked, or the file of the authorities to check it with.
    ``handler`` answers in this process instead: a function (bytes -> object with ``status`` and
    ``body``) or its dotted path. ``admin`` says whose password it is: the platform
    administrator's or a customer's.
    """

    name: str = "default"
    url: str = ""
    username: str = ""
    password: str = field(default="", repr=False)
    admin: bool = True
    timeout_connect: float = CONNECT_SECONDS
    timeout_read: float = 5.0
    places: int = 5
    verify: bool | str = True
    handler: str | Callable[[bytes], Any] = ""

    @staticmethod
    def named(name: str) -> Platform:
        """The platform of that name in the settings; KeyError when there is none."""
        return _from_settings(name, tuple(settings.PLATFORMS[name].items()))

    def signed_in_as(self, username: str, password: str, *, admin: bool) -> Platform:
        """The same endpoint with other credentials."""
        return replace(self, username=username, password=password, admin=admin)


@cache
def _from_settings(name: str, configured: tuple[tuple[str, Any], ...]) -> Platform:
    values = dict(configured)
    timeout = float(values.get("TIMEOUT", 5))
    return Platform(
        name=name,
        url=values["URL"],
        username=values["USERNAME"],
        password=values["PASSWORD"],
        timeout_connect=min(timeout, CONNECT_SECONDS),
        timeout_read=timeout,
        places=int(values.get("PLACES", 5)),
        verify=values.get("VERIFY", True),
        handler=values.get("HANDLER", ""),
    )
