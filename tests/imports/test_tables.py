"""Every kind of record as a table: what is exported is imported as it was."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.actor import Actor, Role
from ngnpanel.imports import exporting, reading
from ngnpanel.imports.decoding import decoded
from ngnpanel.imports.references import Ground, Named
from ngnpanel.jobs import kinds
from ngnpanel.pstn.domain.peers import TrustedPeer
from tests.imports.importing import kind_of
from tests.imports.records import CARRIERS, EVERY, GATEWAYS, PARTIES
from tests.people import api
from tests.web.kinds.every import KINDS

ADMINISTRATOR = Actor(role=Role.ADMINISTRATOR, name="admin")
# What the platform keeps by itself, or a column does not have.
KEPT = ("id", "change_date", "create_date", "ha1", "password", "private_key", "auth_token")

AMOUNTS = ("quota", "call_limit", "timeout")


def ground() -> Ground:
    """The administrator on a platform whose names are known."""
    found = Ground(api(), ADMINISTRATOR)
    found.memory.update(
        {
            "calling": CallingRights(),
            "all customer": by_name({n: (name, 0) for n, name in PARTIES.items()}),
            "all carrier": by_name(CARRIERS),
            "all gateway": by_name(GATEWAYS),
        }
    )
    return found


def by_name(known: dict[int, tuple[str, int]]) -> dict[str, list[Named]]:
    """Names as a reference keeps them."""
    found: dict[str, list[Named]] = {}
    for number, (name, holder) in known.items():
        found.setdefault(name.lower(), []).append(Named(number, name, holder))
    return found


def comparable(record: Any) -> Any:
    """A record without what an import does not bring."""
    names = {field.name for field in dataclasses.fields(record)}
    blank: dict[str, Any] = {}
    for name in KEPT:
        if name in names and not (name == "id" and not isinstance(record.id, int)):
            blank[name] = 0 if name == "id" else None
    if isinstance(record, Account):
        blank |= {"groups": frozenset(record.groups), "properties": frozenset(record.properties)}
        blank |= {name: getattr(record, name) or None for name in AMOUNTS}
    if "properties" in names and not isinstance(record, Account):
        blank["properties"] = frozenset(record.properties)
    if isinstance(record, TrustedPeer):
        blank |= {"tag": None, "tags": record.label or "", "prepaid": bool(record.prepaid)}
    # Those of a record that others name are told by those.
    if "carrier_id" in names or "gateway_id" in names:
        blank |= {"carrier": "", "reseller": 0} | ({"gateway": ""} if "gateway" in names else {})
    return replace(record, **blank)


def test_every_list_can_be_imported() -> None:
    assert {kind.name for kind in KINDS} == set(EVERY)
    for name in EVERY:
        kind = kind_of(name)
        assert kind.records.name == name
        assert kind.permission == kind.records.rights.add
        assert kinds.find(kind.name) is kind


@pytest.mark.parametrize("name", EVERY)
def test_a_template_has_all_columns_with_examples_that_are_right(name: str) -> None:
    table = kind_of(name).table
    columns = table.shown(ADMINISTRATOR)
    assert len({column.name for column in columns}) == len(columns)
    assert all(str(column.label) and str(column.help).endswith(".") for column in columns)
    read = reading.read(decoded(exporting.template(columns)).text)
    assert read.names == tuple(column.name for column in columns)
    assert [row.fault for row in read.rows] == [None]
    cells = {n: text for n, text in zip(read.names, read.rows[0].cells, strict=True) if text}
    known = ground()
    known.memory["all carrier"]["northern telecom"] = [Named(5, "Northern Telecom", 2)]
    known.memory["all gateway"]["amsterdam 1"] = [Named(8, "Amsterdam 1", 2)]
    made = table.added(known, cells)
    assert table.identity(known, made.record) == table.identify(known, cells)


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_exported_is_imported_as_it_was(name: str, data: st.DataObject) -> None:
    record = data.draw(EVERY[name])
    table, known = kind_of(name).table, ground()
    content = b"".join(exporting.lines(table, known, [record]))
    read = reading.read(decoded(content).text)
    (row,) = read.rows
    assert row.fault is None
    cells = {n: text for n, text in zip(read.names, row.cells, strict=True) if text.strip()}
    assert table.identify(known, cells) == table.identity(known, record)
    assert comparable(table.added(known, cells).record) == comparable(record)
    # And nothing changes in a record that is as the row says.
    assert table.changed(known, record, cells) == record
