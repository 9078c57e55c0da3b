"""What every list and every form offers: columns, order, filters, fields, defaults, by role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.belongings import Estates
from tests.people import api
from tests.web.contents import Contents, sides
from tests.web.contents.every import KINDS
from tests.web.kinds.every import BY_NAME

STAFF = ("administrator", "reseller", "customer")
NAMED = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def listing(browser: Client, kind: Contents, query: dict[str, Any] | None = None) -> Any:
    answer = browser.get(reverse(f"{kind.name}-list"), query)
    assert answer.status_code == 200
    return answer.context["listing"]


def fields_of(form: Any, *, is_text: bool) -> set[str]:
    """The fields that can be changed, or those that are text; properties have their own tests."""
    return {
        name
        for name, field in form.fields.items()
        if field.disabled == is_text and not name.startswith("property_")
    }


def columns(browser: Client, kind: Contents) -> list[str]:
    return [column.name for column in listing(browser, kind).columns]


@NAMED
def test_a_list_has_its_columns(estates: Estates, kind: Contents) -> None:
    everything = kind.columns.split()
    assert columns(estates.people.browser("administrator"), kind) == everything
    fewer = [name for name in everything if name not in kind.sellers.split()]
    assert columns(estates.people.browser("reseller"), kind) == fewer


@NAMED
def test_a_list_is_sorted_at_first_as_people_expect(estates: Estates, kind: Contents) -> None:
    found = listing(estates.people.browser("administrator"), kind)
    assert found.order == kind.order
    sortable = {column.order for column in found.columns if column.order}
    assert sortable - {"changeDate"} == kind.sorts.keys()
    assert "changeDate" in sortable or kind.name == "route"


@NAMED
def test_a_list_is_sorted_by_each_of_its_keys(estates: Estates, kind: Contents) -> None:
    for side in sides(estates):
        kind.differ(side)
    resource = resolve(reverse(f"{kind.name}-list")).func.view_initkwargs["resource"]  # type: ignore[attr-defined]
    browser = estates.people.browser("administrator")
    for key, value_of in kind.sorts.items():
        for order, descends in ((key, False), (f"-{key}", True)):
            rows = listing(browser, kind, {"order": order}).rows
            values = [value_of(resource.get(api(), row.key)) for row in rows]
            assert len(set(values)) > 1, key
            assert values == sorted(values, reverse=descends), key


@NAMED
def test_a_filter_finds_what_it_asks_for(estates: Estates, kind: Contents) -> None:
    both = sides(estates)
    for side in both:
        kind.differ(side)
    keys = [kind.key(side) for side in both]
    browser = estates.people.browser("administrator")
    for name, value_of in kind.filters.items():
        for side, wanted, other in zip(both, keys, reversed(keys), strict=True):
            value = value_of(side)
            if value is None:  # no filter for these
                continue
            found = {row.key for row in listing(browser, kind, {name: value}).rows}
            assert wanted in found, name
            assert other not in found, name


@NAMED
def test_a_search_has_its_filters_and_no_others(estates: Estates, kind: Contents) -> None:
    for person in STAFF[:2] if BY_NAME[kind.name].is_for_sellers else STAFF:
        form = listing(estates.people.browser(person), kind).form
        hidden = set(kind.not_for.get(person, "").split())
        assert set(form.fields) == kind.filters.keys() - hidden, person


@NAMED
def test_a_new_record_has_its_fields_with_their_defaults(estates: Estates, kind: Contents) -> None:
    own = {"carrier_id": int(estates.own.carrier), "gateway_id": int(estates.own.gateway)}
    for person in STAFF:
        answer = estates.people.browser(person).get(reverse(f"{kind.name}-add"))
        if person not in kind.add:
            assert answer.status_code == 403, person
            continue
        form = answer.context["form"]
        found = {name: form[name].value() for name in fields_of(form, is_text=False)}
        actor = estates.people.actor(person)
        assert actor
        wanted = {
            name: {**own, "owner": actor.customer}[name] if value == "own" else value
            for name, value in kind.add[person].items()
        }
        assert found == wanted, person


@NAMED
def test_each_role_changes_its_fields_and_reads_the_others(
    estates: Estates, kind: Contents
) -> None:
    key = BY_NAME[kind.name].own(estates)
    for person in STAFF:
        answer = estates.people.browser(person).get(reverse(f"{kind.name}-edit", args=[key]))
        if person not in kind.edit:
            assert answer.status_code == 403, person
            continue
        form = answer.context["form"]
        assert fields_of(form, is_text=False) == set(kind.edit[person].split()), person
        assert fields_of(form, is_text=True) == set(kind.text[person].split()), person
