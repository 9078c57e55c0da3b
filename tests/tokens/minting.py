"""Tokens for tests, made without the page."""

from __future__ import annotations

from typing import Any

from ngnpanel.actor import Actor, Role
from ngnpanel.tokens import keeping
from ngnpanel.tokens.keeping import Made, Owner, Wish
from ngnpanel.tokens.models import JSON, SOAP
from ngnpanel.users import visits
from tests.people import People


def owner(people: People, name: str = "reseller") -> Owner:
    """One of the people as the owner of tokens."""
    actor = people.actor(name)
    assert actor is not None
    return owner_of(actor)


def owner_of(actor: Actor, login: int | None = None) -> Owner:
    """Somebody as the owner of tokens; a customer signs in as itself unless ``login`` says else."""
    signed_in = actor.customer if login is None else login
    return Owner(actor=actor, login=signed_in, whose=visits.whose(actor, signed_in))


def mint(owner: Owner, *scopes: str, **wish: Any) -> Made:
    """A token with these scopes for both doors, which reads everything unless it says else."""
    values = {"name": "billing", "doors": (JSON, SOAP), **wish}
    return keeping.make(owner, Wish(scopes=scopes or ("all.read",), **values))


ADMINISTRATOR = owner_of(Actor(role=Role.ADMINISTRATOR, name="admin"), 0)
