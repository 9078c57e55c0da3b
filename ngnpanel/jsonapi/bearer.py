"""API tokens in the header: ``Authorization: Bearer ngnp_…`` (RFC 6750), and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote_plus

from django.http import HttpRequest

from ngnpanel.actor import Actor
from ngnpanel.jsonapi.limits import Limit, place
from ngnpanel.tokens import keeping, owners
from ngnpanel.tokens.models import JSON, Token
from ngnpanel.users import digest

PER_TOKEN: Final = Limit(name="api-token", most=600, seconds=60)
# Nobody guesses 256 bits; this keeps a broken program from asking without end.
WRONG: Final = Limit(name="api-wrong-token", most=30, seconds=60)


class Unproved(digest.Unproved):
    """There came a token that opens nothing here."""


class Misplaced(Exception):
    """A token stands in the address or in a field, where others may have read it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A token that counts, and who acts with it: its owner, with the rights of its scopes."""

    token: Token
    actor: Actor


def is_bearer(request: HttpRequest) -> bool:
    """Whether the request proves itself with a token."""
    return request.headers.get("Authorization", "").lower().startswith("bearer")


def authenticate(request: HttpRequest) -> Proof:
    """Who sent this request; one query, and a call to the platform every few minutes.

    Raises Unproved, and limits.TooOften for the token and for the address of wrong ones.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    text = request.headers.get("Authorization", "").partition(" ")[2].strip()
    token = keeping.find(text, door=JSON, address=address)
    if token is None:
        raise _wrong(address)
    PER_TOKEN.take(str(token.pk))
    actor = owners.actor_of(token)
    if actor is None:
        raise _wrong(address)
    keeping.see(token, address)
    return Proof(token, actor)


def challenge(realm: str, *, error: str = "", scope: str = "") -> str:
    """The value of WWW-Authenticate; raises ValueError for a realm that cannot be quoted."""
    if any(char in '"\\' or not char.isprintable() for char in realm):
        raise ValueError("this realm cannot be quoted")
    said = {"realm": realm, "error": error, "scope": scope}
    return "Bearer " + ", ".join(f'{name}="{text}"' for name, text in said.items() if text)


def require_in_header(request: HttpRequest, given: Mapping[str, Any]) -> None:
    """Raises Misplaced for a token in the address or in a field: logs and histories keep those."""
    texts = (unquote_plus(request.get_full_path()), *given, *given.values())
    if any(isinstance(text, str) and keeping.LIKE.search(text) for text in texts):
        raise Misplaced


def _wrong(address: str) -> Unproved:
    WRONG.take(place(address))
    return Unproved()
