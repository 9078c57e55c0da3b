"""Whatever way a page is found, the pages of a list are that list in order, each row once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import Person, soap

STEP = 8
ORDERS = ("changeDate", "username", "domain")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"domain": "%customer%"},
    {"domain": "reseller_example"},
    {"username": "user%"},
    {"groups": ["blocked"]},
    {"groups": ["prepaid"]},
    {"groups": ["prepaid", "blocked"]},
    {"groups": ["blocked"], "domain": "customer%"},
    {"groups": ["blocked"], "username": "%1%"},
)


@pytest.fixture
def many(world: World) -> World:
    """Three domains of one customer, one of its reseller, and accounts that it only owns."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    for number in (1, 2):
        models.Domain.objects.create(
            name=f"customer{number}.example",
            customer_id=world["customer"],
            reseller_id=world["reseller"],
        )
    domains = list(models.Domain.objects.filter(reseller=world["reseller"]).order_by("pk"))
    for number in range(23):
        domain = domains[number * number % len(domains)]
        account = models.Account.objects.create(
            domain=domain,
            username=f"user{number * 7 % 23}",
            prepaid=number % 3 == 0,
            # Several of the same day.
            changed=day + timedelta(days=number // 4 * (-1) ** number),
            owner_id=world["customer"] if number % 4 == 0 else None,
        )
        if number % 2:
            account.groups.create(name="blocked")
    return world


@pytest.fixture(params=["sorted", "walked", "walked far", "probed"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes few rows many, and few domains as well."""
    if request.param != "sorted":
        for module in ("filters", "windows"):
            monkeypatch.setattr(f"ngnpanel.provisioning.{module}.SORTED", 0)
    if request.param == "probed":
        monkeypatch.setattr("ngnpanel.provisioning.filters.PROBED", 0)
    if request.param in ("walked far", "probed"):
        monkeypatch.setattr("ngnpanel.provisioning.counts.DOMAINS", 0)


def ask(person: Person, query: dict[str, Any], start: int, count: int) -> tuple[list[str], int]:
    page = soap(
        "Sip", "getAccounts", {**query, "range": {"start": start, "count": count}}, as_=person
    )
    rows = [row["id"] for row in page["accounts"]]
    return [f"{row['username']}@{row['domain']}" for row in rows], page["total"]


def truth(world: World, name: str, asked: dict[str, Any]) -> list[models.Account]:
    """What a list holds, decided row by row."""
    person, groups = world.ids.get(name, 0), asked.get("groups")
    texts: dict[str, Callable[[models.Account], bool]] = {
        "": lambda _row: True,
        "%customer%": lambda row: "customer" in row.domain.name,
        "customer%": lambda row: row.domain.name.startswith("customer"),
        "reseller_example": lambda row: row.domain.name == "reseller.example",
        "user%": lambda row: row.username.startswith("user"),
        "%1%": lambda row: "1" in row.username,
    }

    def is_seen(row: models.Account) -> bool:
        if name == "admin":
            return True
        if name == "reseller":
            return row.domain.reseller_id == person
        return person in (row.domain.customer_id, row.owner_id)

    def is_member(row: models.Account) -> bool:
        names = {group.name for group in row.groups.all()} | ({"prepaid"} if row.prepaid else set())
        return not groups or bool(names & set(groups))

    return [
        row
        for row in models.Account.objects.select_related("domain").prefetch_related("groups")
        if is_seen(row)
        and is_member(row)
        and texts[asked.get("domain", "")](row)
        and texts[asked.get("username", "")](row)
    ]


@pytest.mark.parametrize("name", ["admin", "reseller", "customer"])
def test_pages_make_up_the_list(many: World, way: None, name: str) -> None:
    for asked in FILTERS:
        compare(name, asked, truth(many, name, asked))


def compare(name: str, asked: dict[str, Any], rows: list[models.Account]) -> None:
    assert rows
    keys: dict[str, Any] = {
        "changeDate": lambda row: (row.changed, row.pk),
        "username": lambda row: (row.username, row.pk),
        "domain": lambda row: (row.domain.name, row.pk),
    }
    for order in ORDERS:
        for direction in ("ASC", "DESC"):
            expected = [
                str(row) for row in sorted(rows, key=keys[order], reverse=direction == "DESC")
            ]
            query = {"filter": asked, "orderBy": {"attribute": order, "direction": direction}}
            found = []
            for start in range(0, len(expected) + STEP, STEP):
                page, total = ask(PEOPLE[name], query, start, STEP)
                assert total == len(expected)
                found += page
            assert found == expected
