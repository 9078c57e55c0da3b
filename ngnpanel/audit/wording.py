"""Entries of the audit in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.audit import notes
from ngnpanel.audit.acts import ACTS
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import NOTED
from ngnpanel.jobs import kinds, wording
from ngnpanel.web import changes
from ngnpanel.web.changes import Change
from ngnpanel.web.parts import Status, Text

# How many values of one entry a line shows.
MOST: Final = 8
KINDS: Final[Mapping[str, Text]] = {
    "customer": _("Customer"),
    "domain": _("SIP domain"),
    "account": _("SIP account"),
    "alias": _("SIP alias"),
    "balance": _("Balance"),
    "mailbox": _("Mailbox"),
    "presence": _("Presence"),
    "rating": _("Rating"),
    "range": _("ENUM range"),
    "number": _("ENUM number"),
    "zone": _("DNS zone"),
    "record": _("DNS record"),
    "fancy-record": _("Mail alias or redirect"),
    "peer": _("Trusted peer"),
    "carrier": _("Carrier"),
    "gateway": _("Gateway"),
    "rule": _("Gateway rule"),
    "route": _("Route"),
    **notes.KINDS,
}
# Kinds whose records are those of another list.
RESOURCES: Final = {"balance": "account", "mailbox": "account", "fancy-record": "mail-alias"}
ADDED, CHANGED, DELETED = _("Added"), _("Changed"), _("Deleted")
SOURCES: Final[Mapping[str, Text]] = {
    "panel": _("Panel"),
    "job": _("Job"),
    "program": _("Program"),
    "schedule": _("Schedule"),
    "system": _("System"),
}
ROLES: Final[Mapping[str, Text]] = {
    "administrator": _("Administrator"),
    "reseller": _("Reseller"),
    "customer": _("Customer"),
    "subscriber": _("Subscriber"),
    "support": _("Support"),
}
# Parts of an account that no form of records has words for.
LISTS: Final[Mapping[str, Text]] = {
    "rejected": _("Rejected callers"),
    "barred": _("Barred numbers"),
}
PARTS: Final[Mapping[str, Text]] = {
    "diversions.FUNC": _("Forwarding of all calls"),
    "diversions.FNOL": _("Forwarding when no phone is registered"),
    "diversions.FUNV": _("Forwarding when unavailable"),
    "diversions.FNOA": _("Forwarding when nobody answers"),
    "diversions.FBUS": _("Forwarding when busy"),
    "rules.persistent": _("Rules by time"),
    "rules.temporary.duration": _("Minutes of the temporary rule"),
    "added": _("Amount"),
    "balance": _("Balance"),
    "left the group": _("Left the group"),
}
REASON: Final = re.compile(r"(?P<what>job|undo of entry) (?P<number>\d+)(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a line: what was done to which record, what changed, and what came of it."""

    entry: Entry
    verb: Text
    kind: Text
    source: Text
    reason: str
    changes: list[Change]
    left_out: int
    status: Status
    goes: bool


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be looked for: in words, and the entries that say it."""

    words: Text
    entries: Q


@cache
def acts() -> Mapping[str, Act]:
    """What was done, by its name in addresses: the common acts, then those of the panel alone."""
    found: dict[str, Act] = {}
    known = [Entry(operation=name, kind=act.kind) for name, act in ACTS.items()]
    common: tuple[tuple[str, Text], ...] = (
        ("added", ADDED),
        ("changed", CHANGED),
        ("deleted", DELETED),
    )
    for name, words_of in common:
        operations = [entry.operation for entry in known if verb(entry) is words_of]
        found[name] = Act(words_of, Q(operation__in=operations))
    for (kind, act), words_of in notes.NOTES.items():
        title = format_lazy("{kind}: {act}", kind=KINDS.get(kind, kind), act=words_of)
        found[f"{kind}.{act}"] = Act(title, Q(kind=kind, operation=f"{NOTED}{act}"))
    return found


def line(entry: Entry, most: int | None = MOST) -> Line:
    """One entry in words, with ``most`` of its values; None for all."""
    found = _changes(entry)
    shown = found[:most]
    return Line(
        entry=entry,
        verb=verb(entry),
        kind=KINDS.get(entry.kind, entry.kind),
        source=SOURCES.get(entry.source, entry.source),
        reason=reason(entry),
        changes=shown,
        left_out=len(found) - len(shown),
        status=status(entry),
        goes=verb(entry) is DELETED,
    )


def role(entry: Entry) -> Text:
    """What kind of person it was."""
    return ROLES.get(entry.role, entry.role)


def reason(entry: Entry) -> str:
    """Why; what the panel itself gives as a reason is in English there, and in words here."""
    known = REASON.fullmatch(entry.reason)
    if known is None:
        return entry.reason
    number, rest = known["number"], known["rest"]
    if known["what"] == "job":
        return _now("job %(number)s") % {"number": number} + rest
    return _now("undo of entry %(number)s") % {"number": number} + rest


def verb(entry: Entry) -> Text:
    """What was done."""
    name = entry.operation.partition(".")[2]
    if is_noted(entry):
        return notes.NOTES.get((entry.kind, name), name)
    is_part = entry.kind == "account" and not name.endswith("Account")
    if name.startswith("add") and not is_part and entry.kind != "balance":
        return ADDED
    if name.startswith("delete") and not is_part:
        return DELETED
    return CHANGED


def status(entry: Entry) -> Status:
    """What came of it."""
    if not entry.result:
        return Status(_now("Done"), "green", "circle-check")
    if is_noted(entry):
        return Status(_now("Refused"), "red", "ban")
    if entry.result == "unavailable":
        return Status(_now("No answer"), "amber", "cloud-off")
    return Status(_now("Refused by the platform"), "red", "ban")


def _changes(entry: Entry) -> list[Change]:
    found = []
    for name, (old, new) in entry.changes.items():
        # What a record is called stands above; a 0 is what the platform fills in by itself.
        if name in ("id", "id.username", "id.domain") or (old is None and new == 0):
            continue
        found.append(change(entry, name, old if entry.is_old_known else None, new))
    return found


def change(entry: Entry, name: str, old: Any, new: Any) -> Change:
    """A fact with what it was and what it is; of a list of names, the name that came or went."""
    head, _dot, item = name.partition(".")
    if head in LISTS and item:
        return Change(LISTS[head], item if old else "", item if new else "")
    return Change(label(entry, name), words(old), words(new))


def is_noted(entry: Entry) -> bool:
    """Whether the panel alone has to do with it."""
    return entry.operation.startswith(NOTED)


def label(entry: Entry, name: str) -> str:
    """What people call a fact, by the words that jobs have for such records."""
    kind = entry.kind
    if name in PARTS or name.partition(".")[0] in LISTS:
        return str(PARTS.get(name) or LISTS[name.partition(".")[0]])
    if kind in notes.KINDS:
        return str(notes.NAMES.get(name) or wording.label(None, name))
    offered = kinds.offered_for(RESOURCES.get(kind, kind))
    return wording.label(offered[0] if offered else None, name)


def words(value: object) -> str:
    """A value of an entry as text."""
    if value == HIDDEN:
        return HIDDEN
    if isinstance(value, list):
        return ", ".join(words(one) for one in value)
    if isinstance(value, dict):
        return " ".join(words(one) for one in value.values() if one not in (None, ""))
    return changes.words(value)
