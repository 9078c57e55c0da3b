"""Where calls to emergency numbers go, by domain and region."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.diversions import is_mailbox, stored_target
from ngnpanel.accounts.domain.rules import RuleError

NUMBER: Final = re.compile(r"[0-9]{2,16}")
MAX_REGION: Final = 32
MAX_TARGET: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyTarget:
    """Where calls to ``number`` go for the accounts of ``domain`` in ``region``.

    An empty region serves the accounts whose region has no target of its own. ``target`` is a SIP
    URI, or a telephone number for the gateways.
    """

    number: str
    domain: str
    region: str = ""
    target: str = ""


def checked(wanted: EmergencyTarget) -> EmergencyTarget:
    """The stored form of what was typed; raises RuleError for the first member that is wrong."""
    return replace(
        wanted,
        number=number(wanted.number),
        domain=rules.domain_name(wanted.domain),
        region=region(wanted.region),
        target=target(wanted.target),
    )


def number(text: str, field: str = "number") -> str:
    """A number as it is dialled, for example 112."""
    digits = text.strip()
    if not NUMBER.fullmatch(digits):
        raise RuleError(
            "Enter the number as it is dialled: 2 to 16 digits, for example 112.", field
        )
    return digits


def region(text: str, field: str = "region") -> str:
    """The name of a region, as accounts carry it; empty for all the others."""
    return rules.plain_text(text.strip(), MAX_REGION, field)


def target(text: str, field: str = "target") -> str:
    """A SIP URI (``user@host`` gets its scheme) or a telephone number."""
    typed = text.strip()
    if "@" in typed and not is_mailbox(typed):
        return rules.plain_text(stored_target(typed, field), MAX_TARGET, field)
    try:
        stored = rules.phone_number(typed)
    except RuleError:
        stored = ""
    if not stored:
        raise RuleError(
            "Enter where the calls go: an address such as 112@gateway.example.com, or a number.",
            field,
        )
    return stored


def choose(targets: Iterable[EmergencyTarget], number: str, region: str) -> str:
    """Where a call to ``number`` from an account in ``region`` goes; empty: nowhere special.

    ``targets`` are those of the account's domain. A target of the region comes before the one for
    all regions (contract 5.12).
    """
    by_region = {each.region: each.target for each in targets if each.number == number}
    return by_region.get(region) or by_region.get("", "")
