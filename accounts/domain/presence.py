"""Presence: what an account tells its watchers, and which watchers it tells (contract 5.17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId

ALLOW: Final = "allow"
DENY: Final = "deny"
CONFIRM: Final = "confirm"
DECISIONS: Final = (ALLOW, DENY, CONFIRM)
# The longest address: 64 characters, @ and a domain of 253.
MAX_WATCHER: Final = 318


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceInformation:
    """``activity`` is a word such as open, idle, busy, available or away; ``note`` is free text."""

    activity: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PresencePolicy:
    """Watchers by decision: addresses, or bare domains for everybody there.

    ``confirm`` are those about whom the person has yet to decide.
    """

    allow: tuple[str, ...] = ()
    deny: tuple[str, ...] = ()
    confirm: tuple[str, ...] = ()

    def decisions(self) -> dict[str, str]:
        """The decision by watcher, in the order of the lists; empty items are dropped.

        Raises RuleError for a text that is no watcher, and for one in two lists.
        """
        found: dict[str, str] = {}
        for decision in DECISIONS:
            for text in getattr(self, decision):
                if not text.strip():
                    continue
                name = watcher(text, decision)
                if found.setdefault(name, decision) != decision:
                    raise RuleError(
                        "“%(name)s” is in two lists: decide on one.", decision, name=name
                    )
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceWatcher:
    """Somebody who watches an account; ``status`` is allow, deny or confirm."""

    id: str
    status: str = ""
    online: bool | None = None


def watcher(text: str, field: str = "") -> str:
    """An address or a bare domain, in lower case and without scheme."""
    name = rules.without_scheme(text).lower()
    try:
        return str(SipId.parse(name)) if "@" in name else rules.domain_name(name)
    except RuleError:
        raise RuleError(
            "“%(name)s” is neither an address such as bob@example.com nor a domain.",
            field,
            name=name[:50],
        ) from None


def decision(decisions: dict[str, str], address: str) -> str:
    """What a policy says of a watcher: its address decides before its domain, else confirm."""
    domain = address.rpartition("@")[2]
    return decisions.get(address) or decisions.get(domain) or CONFIRM
