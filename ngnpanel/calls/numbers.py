"""Telephone numbers as they are dialled, and in the one form that routes know: 00 and digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ngnpanel.calls.patterns import SCHEME
from ngnpanel.calls.world import Account, Peer

SEPARATORS: Final = re.compile(r"[\s.()/\-]")
DIALLED: Final = re.compile(r"\+?[0-9]+")
# 00, a country code that does not begin with 0, and at most 15 digits in all (ITU-T E.164).
INTERNATIONAL: Final = re.compile(r"00[1-9][0-9]{2,14}")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A number with 00 in front, empty when it could not be completed, and how it came to be."""

    number: str
    how: str


def dialled(text: str) -> str:
    """The digits of what was dialled, with + if there was one; empty when it is no number."""
    bare = SEPARATORS.sub("", SCHEME.sub("", text.strip()).partition(";")[0])
    return bare if DIALLED.fullmatch(bare) else ""


def completed(number: str, account: Account | None) -> str:
    """A short number with the account's quick-dial prefix; empty where that does not apply.

    Short are numbers with fewer digits than the account's own, which has to be a number itself.
    """
    if account is None or not account.quick_dial or not account.user.isdigit():
        return ""
    if number.startswith(("+", "0")) or len(number) >= len(account.user):
        return ""
    return dialled(account.quick_dial) and dialled(account.quick_dial) + number


def normalised(number: str, account: Account | None, peer: Peer | None = None) -> Normalised:
    """The number with 00 and country code, for a caller that may be an account or a peer."""
    country = account.country if account else peer.country if peer else ""
    if peer and (peer.strip or peer.prefix):
        return _international(peer.prefix + number[peer.strip :], country, "peer")
    short = completed(number, account)
    if short:
        # A prefix without 0 in front begins with the country code, as the accounts' names do.
        full = short if short.startswith(("+", "0")) else f"00{short}"
        return _international(full, country, "quick-dial")
    return _international(number, country, "international")


def _international(number: str, country: str, how: str) -> Normalised:
    if number.startswith("+"):
        full = f"00{number[1:]}"
    elif number.startswith("00"):
        full = number
    elif country:
        full = f"00{country}{number.removeprefix('0')}"
        how = "national" if how == "international" else how
    else:
        full = ""
    return Normalised(full if INTERNATIONAL.fullmatch(full) else "", how)
