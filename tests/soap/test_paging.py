"""Query and Page stand for every query, filter and result type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.soap.paging import Page, Query


def test_an_empty_question_sends_nothing() -> None:
    assert Query().to_plain() == {}


def test_empty_filters_are_no_filters() -> None:
    query = Query(filter={"domain": "", "username": None, "firstName": "A%"})
    assert query.to_plain() == {"filter": {"firstName": "A%"}}


def test_false_is_a_filter() -> None:
    assert Query(filter={"msteams": False}).to_plain() == {"filter": {"msteams": False}}


def test_order_and_window_are_spelt_as_the_contract_does() -> None:
    query = Query(order="changeDate", descending=True, start=40, count=20)
    assert query.to_plain() == {
        "orderBy": {"attribute": "changeDate", "direction": "DESC"},
        "range": {"start": 40, "count": 20},
    }


def test_every_part_of_a_request_may_be_missing() -> None:
    assert Query.from_plain(None) == Query()
    assert Query.from_plain({"filter": None, "orderBy": {}, "range": {"start": None}}) == Query()


@pytest.mark.parametrize(
    ("direction", "descending"), [("DESC", True), ("desc", True), ("ASC", False), (None, False)]
)
def test_a_direction_is_read_in_any_case(direction: str | None, descending: bool) -> None:
    asked = {"orderBy": {"attribute": "name", "direction": direction}}
    assert Query.from_plain(asked).descending == descending


@given(
    st.dictionaries(st.sampled_from("abc"), st.text(min_size=1) | st.integers(1, 9)),
    st.sampled_from(["changeDate", "name"]),
    st.booleans(),
    st.integers(0, 100),
    st.integers(0, 100),
)
def test_a_question_arrives_as_it_was_asked(
    chosen: dict[str, object], order: str, descending: bool, start: int, count: int
) -> None:
    query = Query(filter=chosen, order=order, descending=descending, start=start, count=count)
    assert Query.from_plain(query.to_plain()) == query


def test_a_page_keeps_its_total_when_its_rows_change() -> None:
    page = Page((1, 2), 50).map(str)
    assert (page.rows, page.total, len(page)) == (("1", "2"), 50, 2)
