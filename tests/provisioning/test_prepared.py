"""Prepared SQL comes to what Django's own comes to, whatever the rows hold."""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.timezone import now

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, rights, swift
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.models.changes import Change
from ngnpanel.rows import insert
from tests.provisioning import tenants

pytestmark = pytest.mark.django_db
CALLERS: Final = (
    Caller(kind=Kind.ADMINISTRATOR, name="admin"),
    *(
        Caller(kind=kind, name="somebody", customer=number, reseller=reseller)
        for number, reseller in ((10, 10), (11, 10), (12, 10), (20, 20), (99, 99))
        for kind in (Kind.RESELLER, Kind.CUSTOMER)
    ),
    Caller(kind=Kind.SUBSCRIBER, name="alice@north.example", account=1),
)
LETTERS: Final = string.printable + "äß€😀'\"%\\"


@pytest.fixture(autouse=True)
def world() -> None:
    tenants.settle()


def anything(chance: random.Random) -> dict[str, Any]:
    """Values of all columns that an update may change."""

    def text(most: int = 12) -> str:
        return "".join(chance.choices(LETTERS, k=chance.randrange(most)))

    def number() -> int | None:
        return chance.choice([None, 0, 1, 2**31 - 1, chance.randrange(10**6)])

    def moment() -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=chance.randrange(10**13))

    return {
        "owner_id": chance.choice([None, tenants.OWNER, tenants.CUSTOMER]),
        "password_sealed": text(),
        "ha1": text(),
        "first_name": text(),
        "email": text(),
        "acl": [[text(), chance.randrange(33), text()] for _ in range(chance.randrange(3))],
        "timezone": text(),
        "quota": number(),
        "call_limit": number(),
        "timeout": chance.choice([None, 0, 30]),
        "prepaid": chance.choice([True, False]),
        "changed": moment(),
        "created": moment(),
    }


def whole(row: models.Account | None) -> dict[str, Any] | None:
    """All values of a row and of its domain."""
    if row is None:
        return None
    found = {name: value for name, value in vars(row).items() if name != "_state"}
    return found | {f"domain.{n}": v for n, v in vars(row.domain).items() if n != "_state"}


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize("caller", CALLERS, ids=lambda c: f"{c.kind.value} {c.customer}")
def test_an_account_is_found_as_django_finds_it(caller: Caller, *, locked: bool) -> None:
    chance = random.Random(f"{caller} {locked}")
    for username, domain in (
        ("alice", "north.example"),
        ("bob", "north.example"),
        ("carol", "south.example"),
        ("alice", "south.example"),
        ("nobody' OR 1=1 --", "north.example"),
        ("%s", "?"),
    ):
        address = SipId(username=username, domain=domain)
        models.Account.objects.filter(username=username).update(**anything(chance))
        asked = rights.accounts(caller).filter(username=username, domain__name=domain)
        with transaction.atomic():
            found = rights.account_at(caller, address, locked=locked)
        assert whole(found) == whole(asked.first())


def test_a_changed_account_is_stored_as_django_stores_it() -> None:
    chance = random.Random(7)
    for _ in range(30):
        row, twin = (models.Account.objects.get(username=name) for name in ("alice", "bob"))
        before = vars(row).copy()
        wanted = anything(chance)
        kept = chance.sample(sorted(wanted), k=chance.randrange(len(wanted)))
        for name, value in wanted.items():
            if name not in kept:
                setattr(row, name, value)
        for field in row._meta.concrete_fields:
            if field.attname not in ("id", "username"):
                setattr(twin, field.attname, getattr(row, field.attname))
        swift.replace(row, before)
        twin.save()
        stored = models.Account.objects.filter(username__in=("alice", "bob")).order_by("username")
        mine, djangos = stored.values()
        assert {**mine, "id": 0, "username": ""} == {**djangos, "id": 0, "username": ""}


def test_what_did_not_change_is_not_written() -> None:
    row = models.Account.objects.get(username="alice")
    before = vars(row).copy()
    models.Account.objects.filter(pk=row.pk).update(quota=7)
    row.first_name = "Alice"
    swift.replace(row, before)
    swift.replace(row, vars(row).copy())
    assert models.Account.objects.filter(pk=row.pk, quota=7, first_name="Alice").exists()


def test_an_account_that_is_gone_is_missed() -> None:
    row = models.Account.objects.get(username="alice")
    before = vars(row).copy()
    models.Account.objects.filter(pk=row.pk).delete()
    row.quota = 5
    with pytest.raises(ObjectDoesNotExist):
        swift.replace(row, before)


def test_the_feed_is_stored_as_django_stores_it() -> None:
    chance = random.Random(3)
    rows = [
        Change(
            sequence=number,
            kind="account",
            key="".join(chance.choices(LETTERS, k=40)),
            operation="Sip.updateAccount",
            caller="".join(chance.choices(LETTERS, k=9)),
            customer=chance.randrange(10**9),
            at=now() - timedelta(microseconds=chance.randrange(10**12)),
        )
        for number in range(1000, 1020)
    ]
    insert(rows)
    mine = list(Change.objects.filter(sequence__gte=1000).order_by("sequence").values())
    Change.objects.filter(sequence__gte=1000).delete()
    Change.objects.bulk_create(rows)
    assert mine == list(Change.objects.filter(sequence__gte=1000).order_by("sequence").values())
