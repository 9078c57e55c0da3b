"""The list of the audit: every entry on one page and no other, found by indexes, and as a file."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from ngnpanel.actor import Actor
from ngnpanel.audit import chain, reading, windows
from ngnpanel.audit.models import Entry
from ngnpanel.audit.views import AuditSearchForm
from tests.jobs.working import actor
from tests.people import People

NOW = timezone.now()
NUMBER = 45


def entry(people: People, number: int, **more: Any) -> Entry:
    """One of the reseller's, every third by support."""
    told: dict[str, Any] = {
        "at": NOW - timedelta(days=NUMBER - number),
        "platform": "default",
        "source": "panel" if number % 2 else "job",
        "role": "reseller",
        "actor": "Reseller Rosa",
        "operation": "Sip.updateAccount",
        "kind": "account",
        "key": f"user{number:03d}@acme.example",
        "account": f"user{number:03d}@acme.example",
        "reseller": people.reseller,
        "request_id": f"request-{number}",
        "staff": "Sam" if number % 3 == 0 else "",
        "ticket": f"T-{number}" if number % 3 == 0 else "",
        "changes": {"quota": [None, number]},
    }
    return Entry(**{**told, **more})


@pytest.fixture
def many(people: People) -> People:
    """Forty-five entries of the reseller, and nothing else of it."""
    Entry.objects.all().delete()
    chain.append([entry(people, number) for number in range(NUMBER)])
    return people


def keys(answer: Any) -> list[str]:
    """What stands on a page, in its order."""
    return [row.record.entry.key for row in answer.context["listing"].rows]


def test_pages_lead_through_all_of_it_and_back(many: People, reseller: Client) -> None:
    address, pages, places = "/audit/?rows=10", [], []
    while address:
        answer = reseller.get(address)
        assert answer.status_code == 200
        pages.append(keys(answer))
        places.append(answer)
        address = answer.context["older"] and f"/audit/{answer.context['older']}"
    found = [key for page in pages for key in page]
    assert found == sorted(found, reverse=True)
    assert len(found) == len(set(found)) == NUMBER
    assert [len(page) for page in pages] == [10, 10, 10, 10, 5]
    back = reseller.get(f"/audit/{places[2].context['newer']}")
    assert keys(back) == pages[1]
    assert reseller.get(f"/audit/{places[1].context['newer']}", follow=True).redirect_chain == [
        ("/audit/?rows=10", 302)
    ]
    assert not places[0].context["newer"]


@pytest.mark.parametrize("asked", ["before=1", "after=999999999", "before=1&kind=account"])
def test_where_nothing_is_the_first_page_is(many: People, reseller: Client, asked: str) -> None:
    first = Entry.objects.order_by("number").values_list("number", flat=True)[0]
    answer = reseller.get(f"/audit/?{asked}".replace("before=1", f"before={first}"))
    assert answer.status_code == 302
    assert "before" not in answer["Location"]
    assert "after" not in answer["Location"]


@pytest.mark.parametrize("asked", ["before=x", "before=-3", f"after={10**40}", "before=٣"])
def test_nonsense_in_the_address_breaks_nothing(many: People, reseller: Client, asked: str) -> None:
    assert reseller.get(f"/audit/?{asked}", follow=True).status_code == 200


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("record=user00", 10),
        ("record=USER003", 1),
        ("record=ser003", 0),
        ("actor_name=resell", 45),
        ("actor_name=rosa", 0),
        ("staff=sam", 15),
        ("ticket=T-9", 1),
        ("request_id=request-7", 1),
        ("act=changed", 45),
        ("act=deleted", 0),
        ("act=session.sign-in", 0),
        ("act=nonsense", 45),
        ("source=job", 23),
        ("kind=account", 45),
        ("failed=on", 0),
    ],
)
def test_filters_find_what_they_say(many: People, asked: str, count: int) -> None:
    assert narrowed(many, asked).count() == count


def test_days_are_whole(many: People) -> None:
    day = (NOW - timedelta(days=5)).date()
    assert narrowed(many, f"since={day}&until={day}").count() == 1
    assert narrowed(many, f"since={day}").count() == 6 - 1
    assert narrowed(many, f"until={day}").count() == 41
    assert narrowed(many, "since=2199-01-01").count() == 0


def narrowed(people: People, asked: str, name: str = "reseller") -> Any:
    """The entries of a filter."""
    who: Actor = actor(people, name)
    return AuditSearchForm(QueryDict(asked), actor=who).narrowed(reading.of_actor(who))


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer"])
@pytest.mark.parametrize(
    "asked",
    [
        *("", "kind=account", "source=schedule", "failed=on", "ticket=T-9", "request_id=x"),
        *("staff=sam", "record=alice", "actor_name=rosa", "since=2026-01-01&until=2026-02-01"),
        *("act=deleted", "act=session.sign-in"),
    ],
)
def test_an_index_leads_to_each_page(many: People, name: str, asked: str) -> None:
    """A million entries are not looked through: the plan of the database says so."""
    page = narrowed(many, asked, name).filter(number__lt=10**6).order_by("-number")[:21]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # With a few rows it would look at all of them, whatever indexes there are.
            cursor.execute("SET LOCAL enable_seqscan = off")
        plan = page.explain()
    assert re.search("USING INDEX|USING INTEGER PRIMARY KEY|Index|MULTI-INDEX", plan), plan
    assert not re.search(r"Seq Scan on audit_entry|SCAN audit_entry(?! USING)", plan), plan
    if not asked:
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def test_beginnings_are_found_whatever_the_database(many: People) -> None:
    found = Entry.objects.filter(windows.begins("key", "user01"))
    assert found.count() == 10
    assert Entry.objects.filter(windows.begins("key", "%")).count() == 0
    assert Entry.objects.filter(windows.begins("key", "")).count() == NUMBER


def test_the_file_has_all_of_the_filter_and_is_defused(many: People, reseller: Client) -> None:
    more = {"reason": '=HYPERLINK("x")', "ticket": "+1", "address": "192.0.2.8"}
    chain.append([entry(many, 46, key="=cmd()", role="administrator", **more)])
    answer = reseller.get("/audit/entries.csv", {"since": "2000-01-01"})
    assert answer.streaming
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    keys_of = [row["key"] for row in rows[:-2]]
    assert keys_of == sorted(keys_of)
    assert len(rows) == NUMBER + 2  # and that somebody took the file
    last = rows[-2]
    assert (last["key"], last["reason"]) == ("'=cmd()", '\'=HYPERLINK("x")')
    assert last["address"] == ""  # whoever is above stays out of sight
    assert Entry.objects.order_by("-number")[0].changes == {
        "filters": [None, {"since": "2000-01-01"}]
    }


def test_the_link_to_the_file_carries_the_filters(many: People, reseller: Client) -> None:
    page = reseller.get("/audit/?kind=account&before=30&rows=10").content.decode()
    assert 'href="/audit/entries.csv?kind=account"' in page
