"""What new records lie in: it is there, or the preview says that it is not."""

from __future__ import annotations

from collections import Counter

import pytest

from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.soap import metering
from tests.belongings import Estates
from tests.imports.importing import imported, table, told
from tests.jobs.working import actor, counts
from tests.people import People, api

ZONE = "There is no DNS zone called nowhere.example."
DOMAIN = "There is no SIP domain called nowhere.example."


@pytest.mark.parametrize(
    ("name", "columns", "row", "sentence"),
    [
        ("account", "username,domain", "a,nowhere.example", DOMAIN),
        ("alias", "username,domain,target", "a,nowhere.example,b@c.example", DOMAIN),
        ("record", "zone,name,type,value", "nowhere.example,a,A,192.0.2.1", ZONE),
        ("mail-alias", "zone,name,value", "nowhere.example,a,b@c.example", ZONE),
        ("redirect", "zone,name,value", "nowhere.example,a,https://c.example/", ZONE),
        ("number", "number,mapto", "4930111111,a@b.example",
         "There is no range that +4930111111 lies in."),
    ],
)  # fmt: skip
def test_a_place_that_is_nowhere_is_named(
    people: People, name: str, columns: str, row: str, sentence: str
) -> None:
    job = imported(actor(people), name, f"{columns}\n{row}\n")
    assert [(outcome, reason) for _title, outcome, reason in told(job)] == [("refused", sentence)]


def test_numbers_have_the_digits_of_their_range(people: People) -> None:
    span = RangeId(prefix="4930", tld="e164.arpa")
    api().enum.add_range(
        Range(id=span, min_digits=10, max_digits=11, size=9, customer=people.customer)
    )
    rows = [f"{digits},a@b.example" for digits in ("4930111111", "49301111111", "493011111")]
    job = imported(actor(people), "number", "\n".join(["number,mapto", *rows, ""]))
    assert [reason for _title, _outcome, reason in told(job)] == [
        "", "", "Numbers of the range +4930 have 10-11 digits.",
    ]  # fmt: skip


def test_a_place_is_asked_for_once(estates: Estates) -> None:
    rows = [["username", "domain"], *([f"u{n}", "acme.example"] for n in range(60))]
    with metering.counted() as meter:
        job = imported(actor(estates.people), "account", table(rows))
    assert counts(job) == {"pending": 60}
    assert Counter(meter.operations)["Sip.getDomains"] == 1
