"""Lists: patterns, exact matches first, orders, windows and totals."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap

NAMES = ("anna", "anna_1", "annab1", "ann%", "back\\slash", "BIG", "o'hara; drop table")


@pytest.fixture
def many(world: World) -> World:
    """Accounts of one domain whose first names try the patterns, changed one after another."""
    domain = models.Domain.objects.get(name="customer.example")
    domain.accounts.all().delete()
    for number, name in enumerate(NAMES):
        models.Account.objects.create(
            domain=domain,
            username=f"user{number}",
            first_name=name,
            changed=f"2026-01-0{number + 1}T00:00:00Z",
            ha1="0" * 32,
            ha1b="0" * 32,
        )
    return world


def ask(as_: Person = ADMIN, **query: Any) -> dict[str, Any]:
    query["filter"] = {"domain": "customer.example", **query.get("filter", {})}
    return dict(soap("Sip", "getAccounts", query, as_=as_))


def names(**query: Any) -> list[str]:
    return [row["firstName"] for row in ask(**query)["accounts"]]


def users(**query: Any) -> list[str]:
    return [row["id"]["username"] for row in ask(**query)["accounts"]]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("anna", {"anna"}),
        ("ANNA", {"anna"}),
        ("big", {"BIG"}),
        ("anna%", {"anna", "anna_1", "annab1"}),
        ("%1", {"anna_1", "annab1"}),
        ("anna_1", {"anna_1", "annab1"}),
        ("ann_", {"anna", "ann%"}),
        ("back\\slash", {"back\\slash"}),
        ("back\\_lash", {"back\\slash"}),
        ("back_slash", {"back\\slash"}),
        ("back\\%slash", {"back\\slash"}),
        ("o'hara; drop table", {"o'hara; drop table"}),
        ("' OR '1'='1", set()),
        ("%", set(NAMES)),
        ("", set(NAMES)),
    ],
)
def test_a_pattern_matches(many: World, pattern: str, found: set[str]) -> None:
    assert set(names(filter={"firstName": pattern})) == found


def test_an_exact_match_comes_first(many: World) -> None:
    for direction in ("ASC", "DESC"):
        order = {"attribute": "changeDate", "direction": direction}
        assert names(filter={"firstName": "Anna_1"}, orderBy=order)[0] == "anna_1"


def test_all_filters_must_match(many: World) -> None:
    both = {"firstName": "anna%", "username": "user1"}
    assert names(filter=both) == ["anna_1"]


@pytest.mark.parametrize("member", ["owner", "customer", "reseller"])
@pytest.mark.parametrize("value", [0, None])
def test_nothing_and_zero_do_not_filter(many: World, member: str, value: int | None) -> None:
    assert ask(filter={member: value, "groups": [""]})["total"] == len(NAMES)


def test_numbers_filter_exactly(many: World) -> None:
    assert ask(filter={"customer": many["customer"]})["total"] == len(NAMES)
    assert ask(filter={"reseller": many["reseller"]})["total"] == len(NAMES)
    assert ask(filter={"customer": many["sibling"]})["total"] == 0
    assert ask(filter={"owner": many["customer"]})["total"] == 0
    models.Account.objects.filter(username="user3").update(owner=many["sibling"])
    assert users(filter={"owner": many["sibling"]}) == ["user3"]


def test_groups_filter_for_any_of_them(many: World) -> None:
    first, second, third = models.Account.objects.filter(
        username__in=("user0", "user1", "user2")
    ).order_by("username")
    first.groups.create(name="blocked")
    second.groups.create(name="sms")
    second.groups.create(name="blocked")
    models.Account.objects.filter(pk=third.pk).update(prepaid=True)
    assert set(users(filter={"groups": ["blocked"]})) == {"user0", "user1"}
    assert set(users(filter={"groups": ["sms", "prepaid", ""]})) == {"user1", "user2"}
    assert ask(filter={"groups": ["blocked", "sms"]})["total"] == 2


@pytest.mark.parametrize(
    ("attribute", "direction", "first"),
    [
        ("username", "ASC", "user0"),
        ("username", "DESC", "user6"),
        ("changeDate", "ASC", "user0"),
        ("changeDate", "DESC", "user6"),
        ("domain", "DESC", "user6"),
        ("nonsense", "ASC", "user6"),
        ("password", "ASC", "user6"),
        (None, None, "user6"),
    ],
)
def test_rows_are_ordered_by_what_is_known(
    many: World, attribute: str | None, direction: str | None, first: str
) -> None:
    order = {"attribute": attribute, "direction": direction}
    assert users(orderBy=order)[0] == first


def test_a_window_counts_all_matches(many: World) -> None:
    order = {"attribute": "username", "direction": "ASC"}
    page = ask(orderBy=order, range={"start": 2, "count": 3})
    assert [row["id"]["username"] for row in page["accounts"]] == ["user2", "user3", "user4"]
    assert page["total"] == len(NAMES)


@pytest.mark.parametrize(
    ("window", "rows"),
    [
        ({"start": 0, "count": 0}, 0),
        ({"start": 6, "count": 20}, 1),
        ({"start": 7, "count": 20}, 0),
        ({"start": 2**31 - 1, "count": 2**31 - 1}, 0),
        ({"start": None, "count": None}, len(NAMES)),
        ({"count": 2}, 2),
    ],
)
def test_a_window_may_lie_anywhere(many: World, window: dict[str, int], rows: int) -> None:
    page = ask(range=window)
    assert (len(page["accounts"]), page["total"]) == (rows, len(NAMES))


@pytest.mark.parametrize("member", ["start", "count"])
def test_a_window_is_not_negative(many: World, member: str) -> None:
    with pytest.raises(SoapFault) as caught:
        ask(range={member: -1})
    assert (caught.value.code, caught.value.field) == (9004, member)


def test_a_window_is_never_larger_than_the_limit(many: World, monkeypatch: Any) -> None:
    monkeypatch.setattr("ngnpanel.provisioning.filters.MAX_ROWS", 3)
    assert len(users()) == 3
    assert len(users(range={"start": 0, "count": 5})) == 3


def test_a_pattern_that_is_too_long_names_its_member(many: World) -> None:
    with pytest.raises(SoapFault) as caught:
        ask(filter={"email": "x" * 300})
    assert (caught.value.code, caught.value.field) == (9004, "email")


def test_the_total_counts_what_the_caller_may_see(many: World) -> None:
    assert ask(as_=PEOPLE["customer"])["total"] == len(NAMES)
    assert ask(as_=PEOPLE["stranger"])["total"] == 0


def test_a_query_may_be_missing(many: World) -> None:
    assert soap("Sip", "getDomains", None)["total"] == 6
    assert soap("Sip", "getAliases", None)["total"] == 0
    assert soap("Customer", "getCustomers", None)["total"] == 6


@pytest.mark.parametrize(
    ("attribute", "first"),
    [("username", "customer"), ("customer", "reseller"), ("organization", "reseller")],
)
def test_customers_are_ordered_by_what_is_known(world: World, attribute: str, first: str) -> None:
    query = {"orderBy": {"attribute": attribute, "direction": "ASC"}}
    assert soap("Customer", "getCustomers", query)["accounts"][0]["username"] == first


def test_a_list_costs_the_same_number_of_queries_for_any_length(
    many: World, django_assert_num_queries: Any
) -> None:
    soap("Sip", "getAccounts", {}, as_=PEOPLE["customer"])
    for count in (1, 7):
        # Kept total, what it owns elsewhere, domains, ids, rows, groups, properties.
        with django_assert_num_queries(7):
            soap("Sip", "getAccounts", {"range": {"count": count}}, as_=PEOPLE["customer"])
    for count in (1, 6):
        # Total, rows, properties.
        with django_assert_num_queries(3):
            soap("Customer", "getCustomers", {"range": {"count": count}})
