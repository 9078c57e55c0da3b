"""Recent activity: what happened to the own account, told without what is not the person's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.audit import activity, recording
from ngnpanel.audit.models import Entry
from ngnpanel.audit.recording import Scene
from tests.accounts.subscriber.helping import page
from tests.jobs.working import actor
from tests.people import ALICE, BOB, PASSWORD, People, api, calls

URL = f"/subscriber/{ALICE}/security/activity/"
PLACE = "198.51.100.7"


@pytest.fixture
def lived(people: People) -> None:
    """Alice, her reseller, support and the platform did something to her account."""
    panel = api(people.customer)
    own = Scene(source="panel", actor=actor(people, "subscriber"), address="192.0.2.10")
    with recording.scene(own):
        recording.note("session", "sign-in", str(ALICE))
        panel.sip.account(ALICE)
        panel.sip.diversions(ALICE)
        panel.sip.set_diversions(ALICE, Diversions(fbus="sip:bob@acme.example"))
    with recording.scene(Scene(source="panel", actor=actor(people), address=PLACE)):
        account = panel.sip.account(ALICE)
        panel.sip.update_account(
            replace(account, quota=75, password="a new Password 1", groups=("missed-calls",))
        )
        panel.sip.add_balance(BOB, 5, "a gift")
    helped = replace(actor(people, "subscriber"), staff=3, support="s")
    there = Scene(
        source="panel",
        actor=helped,
        staff="Sam Secret",
        ticket="T-42",
        reason="Calls do not arrive",
        address=PLACE,
    )
    with recording.scene(there):
        panel.sip.set_rejected_callers(ALICE, ["spam@example.org"])


def test_the_person_reads_what_happened_and_by_whom(lived: None, subscriber: Client) -> None:
    with calls(1):
        text = page(subscriber.get(URL))
    for words in (
        "Signed in You · 192.0.2.10",
        "Forwarding was changed You · 192.0.2.10",
        "When busy: sip:bob@",
        "Settings were changed Your provider",
        "Monthly limit: 75",
        "SIP password: a new one",
        "Calls to telephone numbers: On Off",
        "Rejected callers were changed Support · Calls do not arrive · ticket T-42",
        "Callers: spam@",
    ):
        assert words in text
    for hidden in (PLACE, "Sam Secret", "Reseller", "a gift", "Password 1"):
        assert hidden not in text


def test_it_hangs_on_the_page_of_security(people: People, subscriber: Client) -> None:
    assert URL in subscriber.get(f"/subscriber/{ALICE}/security/").content.decode()


def test_others_find_nothing(lived: None, people: People, stranger: Client) -> None:
    assert stranger.get(URL).status_code == 404
    assert people.browser("subscriber").get(URL.replace("alice", "bob")).status_code == 404
    assert "Calls do not arrive" in page(people.browser("reseller").get(URL))


def test_who_has_the_address_now_reads_nothing_of_who_had_it(lived: None, people: People) -> None:
    panel = api()
    account = panel.sip.account(ALICE)
    panel.sip.delete_account(ALICE)
    assert not activity.of_account(str(ALICE), "default").exists()
    panel.sip.add_account(replace(account, password=PASSWORD))
    (first,) = activity.of_account(str(ALICE), "default")
    assert activity.line(first).title == "The account was made"


def test_pages_lead_back_in_time(people: People, subscriber: Client) -> None:
    with recording.scene(Scene(source="panel", actor=actor(people, "subscriber"))):
        for _number in range(35):
            recording.note("session", "sign-in", str(ALICE))
    answer = subscriber.get(URL)
    assert len(answer.context["lines"]) == 30
    older = subscriber.get(f"{URL}?before={answer.context['older']}")
    assert len(older.context["lines"]) >= 5
    assert not older.context["is_first"]
    assert subscriber.get(f"{URL}?before=1").status_code == 302
    assert subscriber.get(f"{URL}?before=x").status_code == 200


@pytest.mark.parametrize(
    ("told", "who", "why"),
    [
        ({"role": "subscriber"}, "You", ""),
        ({"role": "reseller", "reason": "job 9"}, "Your provider", ""),
        ({"role": "subscriber", "staff": "Sam", "reason": "no sound"}, "Support", "no sound"),
        (
            {"role": "subscriber", "source": "schedule", "reason": "planned rule"},
            "By itself",
            "as it was planned",
        ),
        (
            {"reason": "link for a forgotten password"},
            "By itself",
            "by the link for a forgotten password",
        ),
    ],
)
def test_who_it_was_is_told_in_a_word(told: dict[str, str], who: str, why: str) -> None:
    line = activity.line(Entry(operation="Sip.updateAccount", kind="account", **told))
    assert (line.who, line.why) == (who, why)


def test_what_the_provider_keeps_is_counted_and_not_told() -> None:
    changes = {"owner": [1, 2], "quota": [None, 5], "groups.vip": [None, True]}
    entry = Entry(operation="Sip.updateAccount", kind="account", changes=changes)
    line = activity.line(entry)
    assert [(change.label, change.new) for change in line.changes] == [("Monthly limit", "5")]
    assert line.left_out == 2
