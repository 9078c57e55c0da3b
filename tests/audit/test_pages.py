"""The pages of the audit: who reads what, filters, and the file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.test import Client

from ngnpanel.audit import recording
from ngnpanel.audit.recording import Scene
from tests.jobs.working import actor
from tests.people import ALICE, BOB, FOREIGN, People, api, calls

URL = "/audit/"


@pytest.fixture
def written(people: People) -> None:
    """A change by the reseller, a refusal, and one of the stranger's."""
    panel = api(people.reseller)
    with recording.scene(Scene(source="panel", actor=actor(people), address="192.0.2.7")):
        panel.sip.update_account(replace(panel.sip.account(ALICE), quota=75, first_name="=cmd()"))
        panel.sip.account(BOB)
        panel.sip.delete_account(BOB)
    theirs = api(people.stranger)
    with recording.scene(Scene(source="job", actor=actor(people, "stranger"), reason="job 9")):
        theirs.sip.update_account(replace(theirs.sip.account(FOREIGN), quota=1))


def text(browser: Client, url: str = URL) -> str:
    """A page without the blanks between its words; no call is made for it."""
    with calls(0):
        answer = browser.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_a_reseller_reads_its_own_scope(written: None, reseller: Client, stranger: Client) -> None:
    page = text(reseller)
    assert "bob@" in page
    assert "<del>Alice</del>" in page
    assert "globex" not in page
    assert "192.0.2.7" not in page  # the file has addresses
    assert "bob@" not in text(stranger)
    assert "job 9" in text(stranger)


def test_the_administrator_reads_all_and_a_customer_its_own(
    written: None, people: People, administrator: Client, customer: Client
) -> None:
    everything, own = text(administrator), text(customer)
    assert "globex" in everything
    assert "alice@" in everything
    assert "alice@" in own
    assert "globex" not in own


@pytest.mark.parametrize(
    ("asked", "there", "gone"),
    [
        ("record=bob", "bob@", "alice@"),
        ("kind=zone", "Nothing matches", "alice@"),
        ("actor_name=resell", "alice@", "globex"),
        ("actor_name=nobody", "Nothing matches", "alice@"),
        ("source=job", "Nothing matches", "alice@"),
        ("failed=on", "Nothing matches", "alice@"),
        ("since=2199-01-01", "Nothing matches", "alice@"),
        ("until=2001-01-01", "Nothing matches", "alice@"),
        ("since=nonsense", "alice@", "Nothing matches"),
    ],
)
def test_filters(written: None, reseller: Client, asked: str, there: str, gone: str) -> None:
    page = text(reseller, f"{URL}?{asked}")
    table = page[page.index('id="list"') :]
    assert there in table
    assert gone not in table


def test_the_file_has_all_columns_and_no_formulas(written: None, reseller: Client) -> None:
    answer = reseller.get("/audit/entries.csv", {"record": "alice", "source": "panel"})
    content = b"".join(answer).decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(content)))
    assert (row["operation"], row["address"], row["result"]) == (
        "Sip.updateAccount",
        "192.0.2.7",
        "",
    )
    assert '"quota": [null, 75]' in row["changes"]
    assert not row["changes"].startswith("=")


def test_a_subscriber_does_not_open_the_page(subscriber: Client) -> None:
    assert subscriber.get(URL).status_code == 403


def test_an_empty_audit_says_so(people: People, stranger: Client) -> None:
    from ngnpanel.audit.models import Entry

    Entry.objects.all().delete()
    assert "Nothing was written yet" in text(stranger)
