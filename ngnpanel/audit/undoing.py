"""Taking back what an entry says: what would be written now, and writing it.

The record is read again. What changed since the entry is left alone, what the audit never held
cannot come back, and nothing else of the record is touched. The undo is a write like any other,
with the rights of who asks for it and an entry of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.audit import facts, recording, shapes, targets, wording
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import NUMBERED
from ngnpanel.audit.targets import Target
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.records import to_plain, to_record
from ngnpanel.web.changes import Change
from ngnpanel.web.permissions import may

CHANGE, DELETE, CREATE = "change", "delete", "create"
GROUPS: Final = {"Sip.addToGroup": "groups", "Sip.removeFromGroup": "left the group"}
# Without these a record cannot be made again.
NEEDED: Final = frozenset({"password"})


class NoWay(Exception):
    """There is no undo; ``text`` says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What undoing an entry would write now.

    ``apart`` changed since and is left alone: from what the entry wrote to what is there. ``lost``
    are the names of what the audit does not hold. ``record`` is what is written, or what goes.
    """

    way: str
    target: Target
    record: Any
    before: Any = None
    key: str = ""
    changes: list[Change] = field(default_factory=list)
    apart: list[Change] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    is_numbered: bool = False

    @property
    def stamp(self) -> str:
        """What somebody saw, so that nothing else is written."""
        seen = [self.way, self.key, [(str(c.label), c.old, c.new) for c in self.changes]]
        seen.append([(str(c.label), c.old, c.new) for c in self.apart])
        return hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:32]


def plan(entry: Entry, actor: Actor, api: Api) -> Plan:
    """What can be done about an entry now; raises NoWay. At most two calls.

    Foreign records look like missing ones.
    """
    if text := obstacle(entry):
        raise NoWay(text)
    name = entry.operation.partition(".")[2]
    try:
        if entry.operation in GROUPS:
            return _group(entry, actor, api)
        target = _target(entry, api)
        if entry.operation not in targets.PARTS and name.startswith("add"):
            return _deletion(entry, target, actor, api)
        if name.startswith("delete"):
            return _creation(entry, target, actor, api)
        return _change(entry, target, actor, api, entry.changes)
    except NotFound:
        raise NoWay(_("The record is not there any more.")) from None


def obstacle(entry: Entry) -> str:
    """Why an entry has no undo, told without asking the platform; empty where it may have one."""
    if entry.result not in ("", "unavailable"):
        return _("The platform refused this, so there is nothing to take back.")
    if wording.is_noted(entry):
        return _("This is no change of a record, so it has no way back from here.")
    if entry.operation in GROUPS or entry.operation in targets.PARTS:
        return ""
    name = entry.operation.partition(".")[2]
    is_whole = name.endswith("Account") or entry.kind not in ("account", "customer", "mailbox")
    if not is_whole or entry.kind not in {*targets.SHAPES, "fancy-record", "mailbox"}:
        return _("This has no inverse: it has to be done by hand.")
    if not entry.is_old_known and not name.startswith("add"):
        return _("Nobody read the record before this write, so what was there is not known.")
    return ""


def carry_out(wanted: Plan, entry: Entry, request: Any) -> None:
    """Write what was planned, with the number of the entry as the reason; a call or more."""
    reason = f"undo of entry {entry.number}"
    given = recording.present().reason
    api, target = request.api, wanted.target
    with recording.because(f"{reason}: {given}" if given else reason):
        if wanted.way == DELETE:
            assert target.delete is not None, "it was planned"  # noqa: S101 - for the type checker
            target.delete(api, wanted.key)
        elif wanted.way == CREATE:
            assert target.add is not None, "it was planned"  # noqa: S101 - for the type checker
            target.add(api, wanted.record)
        else:
            target.update(api, wanted.record)
            if target.resource is not None:
                target.resource.updated(request, wanted.before, wanted.record)


def _target(entry: Entry, api: Api) -> Target:
    if entry.operation in targets.PARTS:
        return targets.PARTS[entry.operation](entry.key)
    if entry.kind == "mailbox":
        return targets.mailbox()
    return targets.of_resource(_fancy(entry, api) if entry.kind == "fancy-record" else entry.kind)


def _fancy(entry: Entry, api: Api) -> str:
    """Mail aliases and redirects are one kind for the platform."""
    told = [value for value in entry.changes.get("type", ()) if value]
    kinds = {"MBOXFW": "mail-alias", "URL": "redirect"}
    if told:
        return kinds.get(str(told[0]), "mail-alias")
    try:
        targets.resource("mail-alias").get(api, entry.key)
    except NotFound:
        return "redirect"
    return "mail-alias"


def _allow(actor: Actor, permission: str, record: Any = None) -> None:
    if not may(actor, permission, record):
        raise NoWay(_("You may not do this."))


def _group(entry: Entry, actor: Actor, api: Api) -> Plan:
    """An account that was put into a group, or taken out of one."""
    target = targets.of_resource("account")
    changed: dict[str, tuple[Any, Any]]
    if entry.operation == "Sip.addToGroup":
        changed = dict.fromkeys(entry.changes, (None, True))
    else:
        changed = {
            f"groups.{new}": (True, None) for _old, new in entry.changes.values() if new is not None
        }
    return _change(entry, target, actor, api, changed)


def _change(
    entry: Entry, target: Target, actor: Actor, api: Api, changed: Mapping[str, Any]
) -> Plan:
    _allow(actor, target.may_edit)
    owner = None if target.owner is None else target.owner(api, entry.key)
    record = target.read(api, entry.key)
    _allow(actor, target.may_edit, record if owner is None else owner)
    now = to_plain(record)
    known = facts.flat(now)
    changes, apart, lost = [], [], []
    for name, (old, new) in changed.items():
        label = wording.label(entry, name)
        if name in facts.SERVERS:
            continue
        if not (shapes.is_kept(old) and shapes.is_kept(new)):
            lost.append(label)
        elif known.get(name) == old:
            continue
        elif known.get(name) != new:
            apart.append(wording.change(entry, name, new, known.get(name)))
        else:
            try:
                shapes.put(target.shape, now, name, old)
            except shapes.Unknown:
                lost.append(label)
                continue
            changes.append(wording.change(entry, name, new, old))
    return Plan(
        way=CHANGE,
        target=target,
        before=record,
        record=to_record(target.shape, now) if changes else record,
        key=entry.key,
        changes=changes,
        apart=apart,
        lost=lost,
    )


def _deletion(entry: Entry, target: Target, actor: Actor, api: Api) -> Plan:
    """Of what the entry made."""
    _allow(actor, target.may_delete)
    owner = None if target.owner is None else target.owner(api, entry.key)
    record = target.read(api, entry.key)
    _allow(actor, target.may_delete, record if owner is None else owner)
    known = facts.flat(to_plain(record))
    told = {name: new for name, (_old, new) in entry.changes.items() if shapes.is_kept(new)}
    apart = [
        wording.change(entry, name, new, known.get(name))
        for name, new in told.items()
        # What was left empty was filled in by the platform itself.
        if name not in facts.SERVERS and name != "id" and new and known.get(name) != new
    ]
    gone = [
        wording.change(entry, name, value, None)
        for name, value in known.items()
        if not name.startswith("id")
    ]
    return Plan(way=DELETE, target=target, record=record, key=entry.key, changes=gone, apart=apart)


def _creation(entry: Entry, target: Target, actor: Actor, api: Api) -> Plan:
    """Of what the entry took away."""
    _allow(actor, target.may_add)
    old = {n: was for n, (was, _new) in entry.changes.items() if n not in facts.SERVERS}
    if NEEDED & {name for name, value in old.items() if not shapes.is_kept(value)}:
        text = _("It had a password, which the audit never keeps, so it cannot be made again here.")
        raise NoWay(text)
    is_numbered = entry.kind in NUMBERED
    if not is_numbered and _is_there(target, api, entry.key):
        raise NoWay(_("It is there again."))
    lost = [wording.label(entry, n) for n, value in old.items() if not shapes.is_kept(value)]
    kept = {
        name: value
        for name, value in old.items()
        if shapes.is_kept(value) and not (is_numbered and name == "id")
    }
    try:
        record = to_record(target.shape, shapes.whole(target.shape, kept))
    except (shapes.Unknown, TypeError):
        text = _("The audit does not hold enough of it to make it again.")
        raise NoWay(text) from None
    made = [
        wording.change(entry, name, None, value)
        for name, value in kept.items()
        if not name.startswith("id")
    ]
    return Plan(
        way=CREATE,
        target=target,
        record=record,
        key=entry.key,
        changes=made,
        lost=lost,
        is_numbered=is_numbered,
    )


def _is_there(target: Target, api: Api, key: str) -> bool:
    if target.owner is not None:
        target.owner(api, key)
    try:
        target.read(api, key)
    except NotFound:
        return False
    return True
