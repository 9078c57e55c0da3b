"""Rows of a file as items of a job: their keys, what they say, and what they say wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.imports.columns import EMPTY, Cells
from ngnpanel.imports.references import COMING, Ground
from ngnpanel.imports.table import LONGEST
from ngnpanel.jobs.kinds import Draft, Facts, Work
from ngnpanel.jobs.models import JobItem, State
from ngnpanel.jobs.records import facts_of

# What becomes of rows whose record exists.
SKIP, UPDATE, REFUSE = "skip", "update", "refuse"
# The beginning of a fact that says that a secret was set, and not which.
UNSEEN: Final = "secret."
LONGEST_KEY: Final = 300
# What an item has beside the cells of its row.
OWN: Final = ("line", "act", "secrets", "member")
NOTHING: Final[tuple[Any, ...]] = (None, "", 0, [], ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One record of a file: where it begins, what it says, and why it cannot be read.

    ``member`` tells kinds of records apart where a file has several.
    """

    line: int
    cells: Cells
    fault: str = ""
    member: str = ""


def cells_of(item: JobItem) -> dict[str, str]:
    """What the row of an item says, without what is secret."""
    return {name: text for name, text in item.given.items() if name not in OWN}


def stored_key(identity: str, member: str = "") -> str:
    """An identity as the key of an item; long ones by their digest."""
    if len(member) + len(identity) <= LONGEST_KEY:
        return f"{member}={identity}"
    return f"{member}#{hashlib.sha256(identity.encode()).hexdigest()}"


def covers(record: Any, facts: Facts) -> bool:
    """Whether all that was asked for is there; what was left to the platform may be anything."""
    known = facts_of(record)
    return all(known.get(name) == value for name, value in facts.items() if value not in NOTHING)


def said(facts: Facts) -> Facts:
    """The facts that say something: a preview of a new record need not name all it has not."""
    return {name: value for name, value in facts.items() if value not in (*NOTHING, COMING)}


def seen(facts: Facts | None) -> Facts:
    """The facts that can be compared with a record."""
    return {name: value for name, value in (facts or {}).items() if not name.startswith(UNSEEN)}


def in_line(given: Mapping[str, Any], name: str) -> str:
    """What a row that is not done is called: the same reasons of many rows stay the same."""
    words = {"line": given["line"], "name": name, "member": given.get("member", "")}
    if words["member"]:
        return (_("%(member)s %(line)s: %(name)s") % words)[:LONGEST_KEY]
    return (_("Line %(line)s: %(name)s") % words)[:LONGEST_KEY]


def refused(draft: Draft, reason: str) -> Draft:
    """A row that cannot be done; it keeps a key of its own, whatever it is about."""
    return Draft(
        key=f"{draft.given.get('member', 'line')} {draft.given['line']}",
        title=in_line(draft.given, draft.title),
        given=draft.given,
        refused=reason[:LONGEST],
    )


def twice(draft: Draft, line: int) -> Draft:
    """A row about the record of an earlier one."""
    if draft.given.get("member"):
        return refused(draft, _("Number %(line)s of its kind is the same one.") % {"line": line})
    return refused(draft, _("Line %(line)s is about the same one.") % {"line": line})


def title(cells: Cells) -> str:
    """What a row that cannot be read is called: by the first that it says, without secrets."""
    words = next((text for text in cells.values() if text not in ("", EMPTY)), "")
    return words.strip()[:80] or _("an empty line")


def ground(work: Work) -> Ground:
    """Who imports where; before the word is given nothing is written."""
    writes = work.job.state not in (State.DRAFT, State.PREVIEWED)
    return Ground(work.api, work.actor, work.memory, writes)
