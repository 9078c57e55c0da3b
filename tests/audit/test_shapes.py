"""The way from facts back to records."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.sip import Account, Alias, Network, Property, SipId
from ngnpanel.audit import facts, shapes, targets, wording
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.audit.models import Entry
from ngnpanel.soap.records import to_plain, to_record

ALICE = SipId(username="alice", domain="acme.example")
FULL = Account(
    id=ALICE,
    first_name="Zoë",
    groups=("free-pstn", "a.b"),
    properties=(Property(name="language", value="nl"),),
    acl=(Network(ip="192.0.2.1", mask=32),),
    quota=75,
    prepaid=True,
)


@pytest.mark.parametrize(
    "record",
    [
        FULL,
        Alias(id=ALICE, target=SipId(username="bob", domain="acme.example")),
        targets.Rejected(rejected=("sip:a@b", "+31")),
        targets.Ruled(
            rules=AcceptRules(
                persistent=(WeeklyRule(days=62, start="08:00", stop="17:00", groups=("1",)),),
                temporary=TemporaryRule(groups=("2",), duration=5),
            )
        ),
    ],
)
def test_a_record_comes_back_from_its_facts(record: Any) -> None:
    known = facts.flat(to_plain(record))
    assert to_record(type(record), shapes.whole(type(record), known)) == record


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("quota", None, {"quota": None}),
        ("groups.a.b", None, {"groups": ("free-pstn",)}),
        ("groups.new", True, {"groups": ("free-pstn", "a.b", "new")}),
        ("properties.language", "en", {"properties": (Property(name="language", value="en"),)}),
        ("properties.language", None, {"properties": ()}),
        ("acl", None, {"acl": ()}),
    ],
)
def test_one_fact_changes_and_nothing_else(name: str, value: Any, expected: Any) -> None:
    struct = to_plain(FULL)
    shapes.put(Account, struct, name, value)
    changed = to_record(Account, struct)
    same = {field: getattr(FULL, field) for field in FULL.__dataclass_fields__}
    assert {field: getattr(changed, field) for field in same} == {**same, **expected}


def test_a_part_of_a_part_that_empties_is_gone() -> None:
    struct = to_plain(targets.Ruled(rules=AcceptRules(temporary=TemporaryRule(duration=5))))
    shapes.put(targets.Ruled, struct, "rules.temporary.duration", None)
    assert to_record(targets.Ruled, struct) == targets.Ruled()


def test_what_no_record_has_is_unknown() -> None:
    for name in ("left the group", "quota.x", "nonsense"):
        with pytest.raises(shapes.Unknown):
            shapes.put(Account, to_plain(FULL), name, "x")


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("a text…", True),
        ("x" * 2000 + "…", False),
        (HIDDEN, False),
        ("12 bytes", False),
        ([{"ip": "192.0.2.1"}], True),
        ([{"password": HIDDEN}], False),
        (None, True),
        (7, True),
    ],
)
def test_what_the_audit_does_not_hold_is_known(value: Any, kept: bool) -> None:
    assert shapes.is_kept(value) is kept


def test_names_that_came_or_went_are_values_and_no_labels() -> None:
    entry = Entry(
        operation="Sip.setRejectMembers",
        kind="account",
        changes={
            "rejected.x@y.example": [None, True],
            "barred.+31": [True, None],
            "owner": [None, 0],
        },
    )
    assert [(str(one.label), one.old, one.new) for one in wording.line(entry).changes] == [
        ("Rejected callers", "", "x@y.example"),
        ("Barred numbers", "+31", ""),
    ]
