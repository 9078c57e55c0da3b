"""API tokens in the place of passwords: somebody else knows them, and is asked here.

``TOKENS`` in the settings names the function; empty: there are none. The server knows neither how a
token is kept nor what its scopes are called.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, Protocol, cast

from django.utils.module_loading import import_string

from ngnpanel.provisioning.options import options

# What looks like a token is never tried as a password: it would cost the slow hash.
START: Final = "ngnp_"


class Grant(Protocol):
    """What a token stands for: the customer ``login``, or the ``administrator`` of that name."""

    @property
    def login(self) -> int:
        """The customer whose token it is, 0 for the administrator's."""

    @property
    def administrator(self) -> str:
        """What the administrator signed in as who made it, empty for customers."""

    @property
    def name(self) -> str:
        """What its owner calls it."""

    def lacks(self, operation: str) -> str:
        """What it would need for an operation such as ``Sip.getAccount``; empty: it has it."""

    def shown(self, operation: str, answer: Any) -> Any:
        """The answer of an operation without what the token is not to read."""


class Admit(Protocol):
    """The function of the settings; ``client`` is the address that the call comes from."""

    def __call__(self, text: str, client: str) -> Grant | None:
        """What the token ``text`` grants there, None for any other text."""


def grant_for(text: str, client: str) -> Grant | None:
    """What a password that is a token grants; None for everything else."""
    name = options()["TOKENS"]
    return _function(name)(text, client) if name and is_like_token(text) else None


def is_like_token(text: str) -> bool:
    """Whether a password is meant as a token."""
    return text.startswith(START)


@cache
def _function(name: str) -> Admit:
    return cast("Admit", import_string(name))
