"""Call diversions: five conditions, each as forward (F) or redirect (R)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError

VOICE_MAILBOX: Final = "<voice-mailbox>"
# The order in which the platform looks at the conditions (contract 5.8).
CONDITIONS: Final = ("FUNV", "FUNC", "FNOL", "FBUS", "FNOA")
# The conditions that a new mailbox takes over.
MAILBOX_CONDITIONS: Final = ("FBUS", "FNOA", "FNOL")
MAX_TARGET: Final = 255
TARGET_USER: Final = re.compile(r"\+?[A-Za-z0-9*][A-Za-z0-9._*#+-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversions:
    """The ten diversions of an account: a SIP URI, ``<voice-mailbox>`` or empty for each.

    F: forward inside the platform, accounted. R: redirect the caller away, not accounted. UNC all
    calls, NOL no device registered, UNV refused by the accept rules, NOA no answer, BUS busy.
    """

    func: str = field(default="", metadata={"wire": "FUNC"})
    fnol: str = field(default="", metadata={"wire": "FNOL"})
    funv: str = field(default="", metadata={"wire": "FUNV"})
    fnoa: str = field(default="", metadata={"wire": "FNOA"})
    fbus: str = field(default="", metadata={"wire": "FBUS"})
    runc: str = field(default="", metadata={"wire": "RUNC"})
    rnol: str = field(default="", metadata={"wire": "RNOL"})
    runv: str = field(default="", metadata={"wire": "RUNV"})
    rnoa: str = field(default="", metadata={"wire": "RNOA"})
    rbus: str = field(default="", metadata={"wire": "RBUS"})

    def target(self, condition: str) -> str:
        """The destination of a condition by its wire name (FUNC, RBUS, ...), empty for none."""
        return str(getattr(self, condition.lower()))


def is_mailbox(target: str) -> bool:
    """Whether a target is the account's mailbox, in the spelling of now or of 2011."""
    return target.strip() in (VOICE_MAILBOX, "voice-mailbox")


def stored_target(text: str, field: str = "") -> str:
    """The stored form of a target: ``<voice-mailbox>``, a ``sip:`` URI, or empty (contract 5.8).

    ``user@host`` without scheme is accepted and stored with ``sip:``.
    """
    target = text.strip()
    if not target:
        return ""
    if is_mailbox(target):
        return VOICE_MAILBOX
    scheme = "sips:" if target.lower().startswith("sips:") else "sip:"
    address = rules.without_scheme(target)
    user, at, host = address.rpartition("@")
    stored = f"{scheme}{user}@{host}"
    if not at or not user or not host or len(stored) > MAX_TARGET:
        raise RuleError("Enter a destination such as 0031208005161 or bob@example.com.", field)
    if any(char.isspace() or char in '<>"' for char in address):
        raise RuleError("Leave out spaces, quotes and angle brackets in the destination.", field)
    return stored


def typed_target(text: str, account_domain: str, field: str = "") -> str:
    """The target that a person typed: a number, a user, or an address.

    Without @ the account's domain is added; a number (starting with + or 0) always belongs to the
    account's domain. + in front of a number becomes 00, and spaces in it are dropped.
    """
    typed = rules.without_scheme(text)
    if not typed:
        return ""
    user, _, host = typed.rpartition("@") if "@" in typed else (typed, "", account_domain)
    if user[:1] in ("+", "0"):
        user, host = re.sub(r"[\s./()\-]", "", user), account_domain
        if user.startswith("+"):
            user = "00" + user[1:]
    if not TARGET_USER.fullmatch(user) or len(user) > 64:
        raise RuleError(
            "Enter a telephone number such as +31 20 800 5161, or bob@example.com.",
            field,
        )
    return f"sip:{user}@{rules.domain_name(host, field)}"
