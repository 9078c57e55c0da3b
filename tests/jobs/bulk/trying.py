"""Bulk acts in tests: what each needs, the whole records before and after, and lost answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ngnpanel.actor import Actor
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Kind
from ngnpanel.jobs.models import Job
from ngnpanel.jobs.records import SERVERS, RecordKind
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.port import Port
from ngnpanel.soap.records import to_plain
from tests.belongings import Estates
from tests.jobs.working import work
from tests.people import api

# Members that the platform chooses when a record is added again.
GIVEN = frozenset({"id", "ha1"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One kind: its settings as a person fills them in, records that it changes, and its calls.

    ``make`` adds the records and gives their keys. ``operation`` is the call that writes, and
    ``undo`` the one that takes it back. ``foreign`` is the key of the stranger's record.
    """

    kind: str
    make: Callable[[Estates], list[str]]
    operation: str
    foreign: Callable[[Estates], str]
    undo: str = ""
    settings: Mapping[str, Any] | Callable[[Estates], Mapping[str, Any]] = field(
        default_factory=dict
    )
    person: str = "reseller"

    def __str__(self) -> str:
        return self.kind

    @property
    def undoing(self) -> str:
        """The call that takes it back."""
        return self.undo or self.operation


def kind_of(row: Row) -> RecordKind[Any]:
    """The kind of a row."""
    found = kinds.find(row.kind)
    assert isinstance(found, RecordKind)
    return found


def actor_of(estates: Estates, row: Row) -> Actor:
    """Who does it."""
    found = estates.people.actor(row.person)
    assert found is not None
    return found


def filled(kind: Kind, actor: Actor, settings: Mapping[str, Any]) -> Any:
    """The form of the settings as somebody filled it in; None for a kind that asks nothing."""
    if kind.form_class is None:
        return None
    return kind.form_class(dict(settings), actor=actor)


def drafted(row: Row, estates: Estates, keys: list[str]) -> Job:
    """The job of a row on these records, with its preview."""
    kind, actor = kind_of(row), actor_of(estates, row)
    form = filled(kind, actor, row.settings(estates) if callable(row.settings) else row.settings)
    if form is not None:
        assert form.is_valid(), form.errors
    source = {"resource": kind.resource, "keys": keys}
    job = submitting.draft(kind, actor, login=actor.customer, source=source)
    params, secrets = ({}, {}) if form is None else (form.params(), form.secrets())
    submitting.prepare(job, params, secrets)
    work()
    job.refresh_from_db()
    return job


def whole(kind: RecordKind[Any], key: str) -> dict[str, Any]:
    """A whole record as it stands on the platform, lists without order in order."""
    plain = to_plain(kind.records.get(api(), key))
    found = {name: value for name, value in plain.items() if name not in SERVERS}
    if "groups" in found:
        found["groups"] = sorted(found["groups"])
    if "properties" in found:
        found["properties"] = sorted(found["properties"], key=lambda item: str(item["name"]))
    return found


def without_given(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record without what another one of its kind would have otherwise."""
    found = {name: value for name, value in record.items() if name not in GIVEN}
    if isinstance(record.get("id"), dict):
        found["id"] = record["id"]
    if "mappings" in found:
        found["mappings"] = [{**one, "id": 0} for one in found["mappings"]]
    return found


@contextmanager
def losing(operation: str, *when: bool) -> Iterator[list[str]]:
    """The first answers of an operation (``Sip.addAlias``) get lost: before the act, or after it.

    ``when`` says it for each of them, True is after. The list has one entry for each time that the
    platform did it.
    """
    original = Port.call
    lost = list(when)
    acted: list[str] = []

    def call(self: Port, operation_: str, *arguments: Any, **options: Any) -> Any:
        if f"{self.name}.{operation_}" != operation:
            return original(self, operation_, *arguments, **options)
        is_after = lost.pop(0) if lost else None
        if is_after is False:
            raise Unavailable("The platform did not answer in time.")
        answer = original(self, operation_, *arguments, **options)
        acted.append(operation_)
        if is_after:
            raise Unavailable("The platform did not answer in time.")
        return answer

    Port.call = call  # type: ignore[method-assign,assignment] # as the wire would
    try:
        yield acted
        assert not lost, "fewer answers than were to get lost"
    finally:
        Port.call = original  # type: ignore[method-assign]
