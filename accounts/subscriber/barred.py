"""Barred numbers as people read them, and prefixes that many people want to bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import phonenumbers
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import barring, rules
from ngnpanel.accounts.domain.sip import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Prefixes that go together; ``zones`` are the time zones of the country that has them."""

    name: str
    title: str | Promise
    prefixes: tuple[str, ...]
    zones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A barred prefix with what there is to say about it."""

    prefix: str
    shown: str
    note: str = ""


# Numbering plans of the national authorities; a test compares them with libphonenumber.
PREMIUM: Final = (
    Template(
        name="NL",
        title=lazy("Premium rate numbers of the Netherlands"),
        prefixes=("+31900", "+31906", "+31909"),
        zones=("Europe/Amsterdam",),
    ),
    Template(
        name="DE",
        title=lazy("Premium rate numbers of Germany"),
        prefixes=("+49900", "+49137"),
        zones=("Europe/Berlin", "Europe/Busingen"),
    ),
    Template(
        name="RO",
        title=lazy("Premium rate numbers of Romania"),
        prefixes=("+40900", "+40901", "+40903", "+40906"),
        zones=("Europe/Bucharest",),
    ),
    Template(
        name="ES",
        title=lazy("Premium rate numbers of Spain"),
        prefixes=("+34803", "+34806", "+34807", "+34905"),
        zones=("Europe/Madrid", "Atlantic/Canary", "Africa/Ceuta"),
    ),
    Template(
        name="GB",
        title=lazy("Premium rate numbers of the United Kingdom"),
        prefixes=("+449", "+44871", "+44872", "+44873"),
        zones=("Europe/London", "Europe/Belfast"),
    ),
    Template(
        name="FR",
        title=lazy("Premium rate numbers of France"),
        prefixes=("+3381", "+3382", "+3389"),
        zones=("Europe/Paris",),
    ),
    Template(
        name="BE",
        title=lazy("Premium rate numbers of Belgium"),
        prefixes=("+3270", "+3290"),
        zones=("Europe/Brussels",),
    ),
    Template(
        name="IT",
        title=lazy("Premium rate numbers of Italy"),
        prefixes=("+39892", "+39893", "+39894", "+39895", "+39899"),
        zones=("Europe/Rome",),
    ),
    Template(
        name="AT",
        title=lazy("Premium rate numbers of Austria"),
        prefixes=("+43900", "+43901", "+43930", "+43931"),
        zones=("Europe/Vienna",),
    ),
    Template(
        name="CH",
        title=lazy("Premium rate numbers of Switzerland"),
        prefixes=("+41900", "+41901", "+41906"),
        zones=("Europe/Zurich",),
    ),
    Template(
        name="PL",
        title=lazy("Premium rate numbers of Poland"),
        prefixes=("+48700", "+48701", "+48703", "+48704", "+48706", "+48708"),
        zones=("Europe/Warsaw",),
    ),
    Template(
        name="SE",
        title=lazy("Premium rate numbers of Sweden"),
        prefixes=("+46900", "+46939", "+46944", "+4699"),
        zones=("Europe/Stockholm",),
    ),
)
WORLD: Final = Template(
    name="world",
    title=lazy("Satellite telephones and international premium rate"),
    prefixes=("+870", "+878", "+881", "+882", "+883", "+979"),
)


def templates(account: Account) -> list[Template]:
    """Those of the account's country, by its number or its clock, and those of the world."""
    country = country_of(account)
    own = [one for one in PREMIUM if one.name == country]
    if not own:
        own = [one for one in PREMIUM if account.timezone in one.zones]
    return [*own, WORLD]


def country_of(account: Account) -> str:
    """The country of the number that the account calls from; empty when it has none."""
    try:
        number = phonenumbers.parse(rules.with_plus(account.rpid))
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or ""


def shown(prefix: str) -> str:
    """A prefix with the spaces that its country puts into numbers."""
    formatter = phonenumbers.AsYouTypeFormatter("ZZ")
    text = ""
    for char in prefix:
        text = formatter.input_digit(char)
    # What nobody knows how to part stays as it is.
    return text.strip() if text.replace(" ", "") == prefix else prefix


def rows(prefixes: tuple[str, ...]) -> list[Row]:
    """The list in the order of numbers; what blocks nothing more says so."""
    covered = barring.covered(prefixes)
    return [
        Row(
            prefix=one,
            shown=shown(one),
            note=_("Blocked by %(shorter)s already; this line adds nothing.")
            % {"shorter": shown(covered[one])}
            if one in covered
            else "",
        )
        for one in sorted(prefixes)
    ]
