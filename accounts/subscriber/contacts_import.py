"""What becomes of a file's contacts in a phonebook: added, changed, there already, or refused.

Pure: entries and stored contacts go in, a plan comes out. It is made anew before each write, so
that what changed meanwhile counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.accept import CONTACT_GROUPS
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import addresses, words
from ngnpanel.accounts.subscriber.address_book import Entry, tidied
from ngnpanel.web.faults import mending

LONGEST_NAME: Final = 128
LONGEST_ADDRESS: Final = 255
# What Google calls the group of everybody.
EVERYBODY: Final = frozenset({"mycontacts", "* mycontacts"})
# "(0)" after a country code is not dialled from abroad.
TRUNK_ZERO: Final = re.compile(r"^(\s*(?:\+|00)[\d\s.\-/]*)\(0\)")
# No name has these, and XML takes none of them.
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LABELS: Final[dict[str, str | Promise]] = {
    "work": lazy("work"),
    "home": lazy("home"),
    "mobile": lazy("mobile"),
    "fax": lazy("fax"),
}


class Kind(Enum):
    """What becomes of one entry."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry of the file: ``wanted`` is what would be stored, ``before`` what is.

    ``reason`` says why it is refused and how to mend it, ``remark`` what of it gets lost.
    """

    kind: Kind
    entry: Entry
    wanted: Contact | None = None
    before: Contact | None = None
    reason: str = ""
    remark: str = ""


def plan(entries: Iterable[Entry], stored: Iterable[Contact], domain: str) -> tuple[Step, ...]:
    """A step for each entry, in the order of the file.

    Whether a contact that is there already changes to what the file says is for the one who does
    the steps to decide.
    """
    known = {contact.uri: contact for contact in stored}
    # A number may be stored with 00 in front; it is the same number.
    for contact in list(known.values()):
        known.setdefault(_plain_number(contact.uri), contact)
    lines: dict[str, int] = {}
    return tuple(_step(entry, known, domain, lines) for entry in entries)


def _step(entry: Entry, known: Mapping[str, Contact], domain: str, lines: dict[str, int]) -> Step:
    try:
        uri = _uri(entry.address, known, domain)
        name, name_remark = _name(entry)
    except RuleError as error:
        return Step(kind=Kind.REFUSE, entry=entry, reason=mending(error))
    if uri in lines:
        text = _("Line %(line)s has the same number or address.") % {"line": lines[uri]}
        return Step(kind=Kind.REFUSE, entry=entry, reason=text)
    lines[uri] = entry.line
    group, group_remark = _group(entry.groups)
    remark = name_remark or group_remark
    before = known.get(uri)
    if before is not None and entry.name == before.name:
        name = before.name  # as it stands, whatever blanks are in it
    if before is None:
        wanted = Contact(uri=uri, name=name, group=group)
        return Step(kind=Kind.ADD, entry=entry, wanted=wanted, remark=remark)
    # What the file leaves empty stays.
    wanted = replace(before, name=name or before.name, group=group or before.group)
    kind = Kind.SAME if wanted == before else Kind.CHANGE
    return Step(kind=kind, entry=entry, wanted=wanted, before=before, remark=remark)


def _uri(address: str, known: Mapping[str, Contact], domain: str) -> str:
    """The key under which the address is stored, or would be; raises RuleError."""
    raw = address.strip().lower()
    if raw in known:
        return known[raw].uri
    clean = TRUNK_ZERO.sub(r"\1", tidied(address))
    if not clean:
        raise RuleError("There is no number and no address.")
    if len(clean) > LONGEST_ADDRESS:
        raise RuleError("Shorten this to at most %(most)s characters.", most=LONGEST_ADDRESS)
    uri = addresses.pattern(clean, domain)
    return known[uri].uri if uri in known else uri


def _plain_number(uri: str) -> str:
    found = addresses.NUMBER_PATTERN.fullmatch(uri)
    return f"%{found[1]}@%" if found else uri


def _name(entry: Entry) -> tuple[str, str]:
    """The name on one line, and what is lost of it."""
    name = " ".join(CONTROL.sub(" ", entry.name).split())
    label = LABELS.get(entry.label)
    if label and name:
        name = f"{name} ({label})"
    if len(name) > LONGEST_NAME:
        return name[:LONGEST_NAME].rstrip(), _("The name is shortened.")
    return rules.plain_text(name, LONGEST_NAME), ""


def _group(groups: Sequence[str]) -> tuple[str, str]:
    """The first group that we have, by its name or its word; and a remark when there is none."""
    by_word = {str(word).casefold(): name for name, word in words.GROUPS.items()}
    unknown = ""
    for told in groups:
        text = tidied(told).casefold()
        if text in CONTACT_GROUPS:
            return text, ""
        if text in by_word:
            return by_word[text], ""
        if text and text not in EVERYBODY:
            unknown = unknown or tidied(told)
    if not unknown:
        return "", ""
    text = _("There is no group %(group)s here; the contact comes without one.")
    return "", text % {"group": unknown[:60]}


@dataclass(slots=True, kw_only=True)
class Errand:
    """An import on its way: the entries, whether the file wins, and what was done so far.

    It travels in the page, signed; ``added`` and ``changed`` are places of entries, ``failed``
    those that the platform refused with its reason.
    """

    entries: tuple[Entry, ...]
    takes_file: bool = False
    added: list[int] = field(default_factory=list)
    changed: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)

    def pack(self) -> list[Any]:
        """Plain values for JSON."""
        entries = [[e.line, e.address, e.name, list(e.groups), e.label] for e in self.entries]
        return [entries, self.takes_file, self.added, self.changed, list(self.failed.items())]

    @classmethod
    def unpack(cls, packed: list[Any]) -> Errand:
        """What ``pack`` made."""
        rows, takes_file, added, changed, failed = packed
        entries = tuple(
            Entry(line=line, address=address, name=name, groups=tuple(groups), label=label)
            for line, address, name, groups, label in rows
        )
        return cls(
            entries=entries,
            takes_file=takes_file,
            added=added,
            changed=changed,
            failed=dict(failed),
        )

    def left(self, steps: Sequence[Step]) -> list[tuple[int, Step]]:
        """The writes that are still to be done, each with the place of its entry."""
        wanted = {Kind.ADD, Kind.CHANGE} if self.takes_file else {Kind.ADD}
        done = {*self.added, *self.changed, *self.failed}
        return [
            (place, step)
            for place, step in enumerate(steps)
            if step.kind in wanted and place not in done
        ]
