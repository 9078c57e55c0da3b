"""The steps of a decision with the settings behind them, and their codes for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from ngnpanel.accounts.subscriber import sentences
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.calls.verdict import Step, Verdict

# The page with the record that spoke, by the kind of the record.
RECORDS: Final = {
    "weekly-rule": "subscriber-accept",
    "temporary-rule": "subscriber-accept",
    "diversion": "subscriber-forwarding",
    "reject-member": "subscriber-rejected",
    "device": "subscriber-devices",
}
# Where a step that decided without a record could be settled otherwise.
REMEDIES: Final = {
    "anonymous": "subscriber-rejected",
    "unavailable": "subscriber-forwarding",
    "not-online": "subscriber-devices",
    "busy": "subscriber-forwarding",
    "no-answer": "subscriber-forwarding",
}
# The condition of each of these steps, as the page of forwarding marks it.
CONDITIONS: Final = {"unavailable": "funv", "busy": "fbus", "no-answer": "fnoa"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step in words; ``code`` is what staff call it."""

    text: str
    href: str = ""
    code: str = ""
    is_decisive: bool = False


def lines(verdict: Verdict, situation: Situation) -> list[Line]:
    """The steps of a verdict; the last of them decided."""
    address = str(situation.account.id)
    return [
        Line(
            text=text,
            href=page_of(address, step),
            code=code_of(step, verdict.sip_code if step.decided else 0),
            is_decisive=step.decided,
        )
        for step, text in zip(verdict.trail, sentences.trail(verdict, situation), strict=True)
    ]


def page_of(address: str, step: Step) -> str:
    """The page of the record that spoke; for a step that decided without one, of the remedy."""
    name = RECORDS.get(step.kind) or (REMEDIES.get(step.name) if step.decided else None)
    if name is None:
        return ""
    page = reverse(name, args=[address])
    if step.kind == "diversion":
        return f"{page}#condition-f{step.key[1:].lower()}"
    if not step.kind and step.name in CONDITIONS:
        return f"{page}#condition-{CONDITIONS[step.name]}"
    return page


def code_of(step: Step, sip_code: int = 0) -> str:
    """The diversion or the group that spoke, and what the caller's phone is told."""
    key = step.key if step.kind in ("diversion", "group") else ""
    return f"{key} {sip_code or ''}".strip()
