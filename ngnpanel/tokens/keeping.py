"""Making, finding, rotating and revoking tokens. Each use costs one query by an indexed digest."""

from __future__ import annotations

import hashlib
import ipaddress
import re
import secrets
import string
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ngnpanel.actor import Actor, Role
from ngnpanel.tokens.models import Token

START: Final = "ngnp_"
# What a row shows of a token, so that people recognise it; it is no part of the secret.
SHOWN: Final = 5
# 43 of 62 letters and digits are 256 bits.
SECRET: Final = 43
ALPHABET: Final = string.ascii_letters + string.digits
FORM: Final = re.compile(rf"{START}[A-Za-z0-9]{{{SHOWN + SECRET}}}")
# Anything that somebody may have meant as one, cut or whole, wherever it stands.
LIKE: Final = re.compile(rf"{START}[A-Za-z0-9]{{{SHOWN},}}")
DAYS: Final = 90
MOST_DAYS: Final = 365
# Living tokens of one person.
MOST: Final = 20
# How exactly the last use is known: a busy program must not write with each call.
SEEN_EVERY: Final = timedelta(minutes=1)
# Dead ones stay on the page for so long.
KEPT: Final = timedelta(days=90)


class TooMany(Exception):
    """The person has as many living tokens as it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose a token is; ``whose`` is the name of the person among sign-ins and sessions."""

    actor: Actor
    login: int
    whose: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a new token is to be; ``networks`` empty: from everywhere."""

    name: str
    scopes: tuple[str, ...]
    doors: tuple[str, ...]
    networks: tuple[str, ...] = ()
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Made:
    """A new token; ``text`` is known here and never again."""

    token: Token
    text: str = field(repr=False)


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def make(owner: Owner, wish: Wish) -> Made:
    """A new token; raises TooMany."""
    if living(Token.objects.filter(whose=owner.whose)).count() >= MOST:
        raise TooMany
    return _made(owner, wish)


def rotate(owner: Owner, old: Token, overlap: timedelta) -> Made | None:
    """A token with the same scopes in the place of ``old``, which still works for ``overlap``.

    It lives as long as the old one was made to. None when the old one is not alive any more, or has
    a successor already.
    """
    now = timezone.now()
    wish = Wish(
        name=old.name,
        scopes=tuple(old.scopes),
        doors=tuple(old.doors),
        networks=tuple(old.networks),
        days=min(max(round((old.ends - old.made) / timedelta(days=1)), 1), MOST_DAYS),
    )
    with transaction.atomic():
        made = _made(owner, wish)
        replaced = living(Token.objects.filter(pk=old.pk, successor=None)).update(
            successor=made.token, ends=min(old.ends, now + overlap)
        )
        if replaced:
            return made
        transaction.set_rollback(True)
    return None


def find(text: str, *, door: str, address: str) -> Token | None:
    """The token that opens ``door`` from ``address``, None for any other text; one query."""
    is_one = FORM.fullmatch(text) is not None
    # What is no token costs the same query, so that the time tells nothing.
    token = Token.objects.filter(digest=digest(text)).first()
    if token is None or not is_one or not token.is_alive or door not in token.doors:
        return None
    return token if is_from(address, token.networks) else None


def is_from(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks; there being none means that it does."""
    found = [ipaddress.ip_network(one) for one in networks]
    if not found:
        return True
    try:
        place = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(place, ipaddress.IPv6Address) and place.ipv4_mapped is not None:
        place = place.ipv4_mapped
    return any(place in one for one in found)


def see(token: Token, address: str) -> None:
    """Note that it was used; at most one write a minute, which never brings a dead one back."""
    now = timezone.now()
    if token.used is not None and now - token.used < SEEN_EVERY:
        return
    before = Q(used=None) | Q(used__lte=now - SEEN_EVERY)
    Token.objects.filter(before, pk=token.pk).update(used=now, used_from=address[:45])


def revoke(rows: QuerySet[Token], reason: str) -> list[Token]:
    """End these tokens now; which of them were alive."""
    now = timezone.now()
    return [
        token
        for token in living(rows)
        if Token.objects.filter(pk=token.pk, revoked=None).update(revoked=now, reason=reason)
    ]


def living(rows: QuerySet[Token], now: datetime | None = None) -> QuerySet[Token]:
    """Those that open anything."""
    return rows.filter(revoked=None, ends__gt=now or timezone.now())


def of_person(whose: str) -> QuerySet[Token]:
    """All tokens of one person, living ones with the latest end first."""
    return Token.objects.filter(whose=whose).order_by("-made", "-pk")


def below(actor: Actor, login: int, whose: str) -> QuerySet[Token]:
    """The tokens that this person watches over besides its own.

    Those of all for the administrator, those of its customers for a reseller; a customer that acts
    as its reseller does not stand above the reseller itself.
    """
    rows = Token.objects.filter(platform=actor.platform).exclude(whose=whose)
    if actor.is_administrator:
        return rows
    if actor.role is not Role.RESELLER or not actor.reseller:
        return rows.none()
    rows = rows.filter(reseller=actor.reseller)
    return rows if login == actor.reseller else rows.exclude(login=actor.reseller)


def forget() -> None:
    """Take out what is dead for long."""
    before = timezone.now() - KEPT
    Token.objects.filter(Q(revoked__lt=before) | Q(ends__lt=before)).delete()


def _made(owner: Owner, wish: Wish) -> Made:
    text = START + "".join(secrets.choice(ALPHABET) for _ in range(SHOWN + SECRET))
    actor, now = owner.actor, timezone.now()
    token = Token.objects.create(
        digest=digest(text),
        shown=text[: len(START) + SHOWN],
        name=wish.name,
        platform=actor.platform,
        whose=owner.whose,
        login=owner.login,
        owner=actor.name,
        role=actor.role.value,
        customer=actor.customer,
        reseller=actor.reseller,
        looked=now,
        scopes=list(wish.scopes),
        doors=list(wish.doors),
        networks=list(wish.networks),
        made=now,
        made_from=owner.address[:45],
        ends=now + timedelta(days=min(wish.days, MOST_DAYS)),
    )
    return Made(token, text)
