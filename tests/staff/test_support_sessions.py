"""Staff acts for somebody: for a reason, for a while, with no more rights than both have."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from ngnpanel.actor import Role
from ngnpanel.audit.models import Entry
from ngnpanel.staff import acting
from ngnpanel.staff.models import StaffMember, SupportSession
from ngnpanel.users.models import SignIn, Visit
from tests.people import ALICE, DOMAIN, FOREIGN, SALES, People, add_customer, api, calls
from tests.staff.people import WHY, acts_for, member, role, signed_in

OVERVIEW = f"/subscriber/{ALICE}/"
OPEN_ALICE = f"/support/open/account/{ALICE}/"
OPENED = "You act for <strong>"


@pytest.fixture
def clock(time_machine: Any) -> Any:
    time_machine.move_to("2026-11-23 12:00:00", tick=False)
    return time_machine


def bare(answer: Any) -> str:
    """A page without its tokens, which are new each time."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def test_the_desk_finds_people_by_all_they_are_called(people: People) -> None:
    client = signed_in(member())
    for typed, found in (
        (str(ALICE), f"/support/open/account/{ALICE}/"),
        ("bob", f"/support/open/account/bob@{DOMAIN}/"),
        (f"sales@{DOMAIN}", f"/support/open/account/{ALICE}/"),
        ("customer", f"/support/open/customer/{people.customer}/"),
        (str(people.reseller), f"/support/open/customer/{people.reseller}/"),
        ("Customer Inc", f"/support/open/customer/{people.customer}/"),
        ("person", f"/support/open/customer/{people.customer}/"),
    ):
        with calls(5):
            page = client.get("/support/", {"q": typed}).content.decode()
        assert found in page, typed


@pytest.mark.parametrize("typed", ["", " ", "%", "@", "***", "\x00x", "a" * 300, "%%@%%"])
def test_odd_words_find_nobody_and_break_nothing(people: People, typed: str) -> None:
    page = signed_in(member()).get("/support/", {"q": typed})
    assert page.status_code == 200
    assert "/support/open/account/" not in page.content.decode()


def test_what_is_beyond_the_limit_is_like_what_is_not_there(people: People) -> None:
    client = signed_in(member(resellers=[people.reseller]))
    page = client.get("/support/", {"q": "alice"}).content.decode()
    assert str(ALICE) in page
    assert str(FOREIGN) not in page
    missing = client.get("/support/open/account/nobody@nowhere.example/")
    for path in (f"account/{FOREIGN}", f"customer/{people.stranger}", "customer/999999"):
        answer = client.get(f"/support/open/{path}/")
        assert answer.status_code == missing.status_code == 404
        assert bare(answer) == bare(missing)
        assert client.post(f"/support/open/{path}/", WHY).status_code == 404
    assert client.get("/support/open/platform/all/").status_code == 403
    assert client.get(f"/support/open/customer/{people.customer}/").status_code == 200


@pytest.mark.parametrize(
    "path", ["account/no-address", "customer/-1", "customer/1e9", "customer/9" * 3, "shop/1"]
)
def test_odd_targets_are_not_there(people: People, path: str) -> None:
    assert signed_in(member()).get(f"/support/open/{path}/").status_code in (403, 404)


def test_a_session_needs_a_reason_and_a_ticket(people: People) -> None:
    client = signed_in(member())
    for typed in ({"reason": "", "ticket": "T"}, {"reason": "R", "ticket": " "}, {}):
        assert client.post(OPEN_ALICE, typed).status_code == 422
    typed = {"reason": "two\x07lines", "ticket": "T"}
    assert client.post(OPEN_ALICE, typed).status_code == 422
    assert not SupportSession.objects.exists()


def test_staff_acts_for_a_subscriber_and_the_banner_says_so(people: People, clock: Any) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    assert (row.role, row.account, row.customer) == ("subscriber", str(ALICE), people.customer)
    page = client.get(OVERVIEW).content.decode()
    assert OPENED in page
    assert "T-4711: Voicemail is silent" in page
    assert "30 minutes left" in page
    assert client.get(f"/subscriber/bob@{DOMAIN}/").status_code == 404
    assert client.get("/customers/").status_code == 403
    assert client.get("/staff/").status_code == 403


def test_the_subscriber_sees_that_support_was_there(people: People) -> None:
    sam = member()
    client = signed_in(sam)
    acts_for(client, "account", ALICE)
    client.get(OVERVIEW)
    whose = f"default subscriber {ALICE}"
    assert SignIn.objects.filter(whose=whose, kind=SignIn.SUPPORT).count() == 1
    page = people.browser("subscriber").get(f"/subscriber/{ALICE}/security/").content.decode()
    assert "Support opened your settings" in page
    assert sam.name not in page


def test_staff_acts_for_a_reseller_with_the_rights_of_both(people: People) -> None:
    client = signed_in(member(role=role("support.open", "domain.view", "outbox.view")))
    acts_for(client, "customer", people.reseller)
    assert client.get("/sip/domains/").status_code == 200
    assert client.get(f"/sip/domains/{DOMAIN}/edit/").status_code == 403
    assert client.get("/sip/accounts/").status_code == 403
    assert client.get("/outbox/").status_code == 403  # the reseller has no outbox
    assert client.get("/sip/domains/globex.example/").status_code == 404
    page = client.get("/sip/domains/").content.decode()
    assert 'href="/sip/accounts/"' not in page
    assert client.get("/").status_code == 200


def test_the_start_shows_no_more_than_the_rights(people: People) -> None:
    client = signed_in(member(role=role("support.open", "search.view", "job.view", "domain.view")))
    acts_for(client, "customer", people.reseller)
    with calls(1):
        page = client.get("/").content.decode()
    assert 'href="/sip/domains/"' in page
    assert "SIP accounts" not in page
    assert "/start/jobs/" in page
    assert "/start/attention/" not in page
    assert client.get("/start/attention/").status_code == 404
    assert client.get("/start/recent-sip/").status_code == 404


def test_staff_acts_for_the_platform_only_with_that_right(people: People) -> None:
    client = signed_in(member())
    assert client.get("/support/open/platform/all/").status_code == 403
    client = signed_in(member("ann", role="Administrator"))
    row = acts_for(client, "platform", "all")
    assert row.role == Role.ADMINISTRATOR
    assert client.get("/customers/").status_code == 200
    assert client.get("/outbox/").status_code == 200
    page = client.get("/customers/").content.decode()
    assert "the platform" in page
    assert 'href="/platform/"' not in page


def test_the_session_ends_by_itself_also_in_the_middle_of_a_page(
    people: People, clock: Any
) -> None:
    client = signed_in(member())
    acts_for(client, "customer", people.customer)
    path = f"/sip/accounts/{ALICE}/edit/"
    assert client.get(path).status_code == 200
    clock.shift(30 * 60 - 1)
    assert client.get(path).status_code == 200
    clock.shift(2)
    with calls(0):
        answer = client.post(path, {"first_name": "Mallory"})
    assert answer.status_code == 403
    assert "The support session is over" in answer.content.decode()
    assert api().sip.account(ALICE).first_name == "Alice"
    assert client.get(path).status_code == 403
    assert client.get("/support/").status_code == 200


def test_a_session_is_extended_by_half_hours_up_to_four_hours(people: People, clock: Any) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    for _half_hour in range(9):
        clock.shift(29 * 60)
        if client.get(OVERVIEW).status_code != 200:
            break
        client.post("/support/extend/", {"next": OVERVIEW})
    row.refresh_from_db()
    assert row.until == row.began + acting.MOST
    assert client.get(OVERVIEW).status_code == 403
    assert client.post("/support/extend/").status_code == 403


def test_extending_leads_back_and_never_elsewhere(people: People) -> None:
    client = signed_in(member())
    acts_for(client, "account", ALICE)
    with calls(1):
        assert client.post("/support/extend/", {"next": OVERVIEW})["Location"] == OVERVIEW
    assert client.post("/support/extend/", {"next": "//evil.example"})["Location"] == "/"


def test_a_session_that_somebody_ended_cannot_be_extended(people: People, clock: Any) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    seen = SupportSession.objects.get()
    assert acting.end(row)
    assert not acting.end(row)
    assert not acting.extend(seen)
    seen.refresh_from_db()
    assert seen.ended is not None
    assert seen.until == row.until


def test_the_button_ends_it(people: People) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    assert client.post("/support/end/")["Location"] == "/support/"
    row.refresh_from_db()
    assert row.ended is not None
    assert client.get(OVERVIEW).status_code == 403
    assert client.post("/support/end/").status_code == 302  # twice is no harm


def test_signing_out_ends_it(people: People) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    client.post("/logout/")
    row.refresh_from_db()
    assert row.ended is not None
    assert client.get(OVERVIEW).status_code == 302


def test_whoever_ends_the_sessions_of_a_member_ends_the_acting(people: People) -> None:
    client = signed_in(member())
    row = acts_for(client, "account", ALICE)
    Visit.objects.all().delete()
    assert client.get(OVERVIEW).status_code == 302
    row.refresh_from_db()
    assert row.ended is not None


@pytest.mark.parametrize("lost", ["right", "member"])
def test_losing_the_right_or_the_account_ends_it_at_once(people: People, lost: str) -> None:
    client = signed_in(member(role=role("support.open", "settings.view")))
    acts_for(client, "account", ALICE)
    assert client.get(OVERVIEW).status_code == 200
    if lost == "right":
        role("settings.view")
    else:
        StaffMember.objects.update(is_active=False)
    assert client.get(OVERVIEW).status_code == (403 if lost == "right" else 302)
    assert SupportSession.objects.get().ended is not None


def test_another_person_cannot_be_opened_without_ending_the_first(people: People) -> None:
    client = signed_in(member())
    acts_for(client, "account", ALICE)
    assert client.post(f"/support/open/account/bob@{DOMAIN}/", WHY).status_code == 403


def test_the_number_of_somebody_elses_session_opens_nothing(people: People) -> None:
    theirs = acts_for(signed_in(member()), "account", ALICE)
    client = signed_in(member("ann"))
    for number in (str(theirs.number), str(uuid4())):
        session = client.session
        session[acting.SUPPORT] = number
        session.save()
        assert client.get(OVERVIEW).status_code == 403


def test_the_key_of_the_session_changes_with_its_powers(people: People) -> None:
    client = signed_in(member())
    before = client.session.session_key
    acts_for(client, "account", ALICE)
    assert client.session.session_key != before


def test_a_moved_account_is_not_looked_after_any_longer(people: People) -> None:
    client = signed_in(member(resellers=[people.reseller]))
    acts_for(client, "account", ALICE)
    api().sip.delete_alias(SALES)
    api().sip.delete_account(ALICE)
    assert client.post("/support/extend/")["Location"] == "/support/"
    assert client.get(OVERVIEW).status_code == 403


def test_support_stays_signed_in_when_the_customer_is_gone(people: People) -> None:
    client = signed_in(member())
    number = add_customer("brief", reseller=people.reseller)
    acts_for(client, "customer", number)
    api().customers.delete_customer(number)
    assert client.get("/sip/accounts/")["Location"] == "/support/"
    page = client.get("/support/").content.decode()
    assert "Who you acted for is not there any more." in page
    assert SupportSession.objects.get().ended is not None


def test_the_audit_says_who_sat_there_and_for_which_ticket(people: People) -> None:
    sam = member()
    client = signed_in(sam)
    acts_for(client, "account", ALICE)
    client.post(f"/subscriber/{ALICE}/do-not-disturb/", {"minutes": "60"})
    client.post("/support/end/")
    entries = list(Entry.objects.exclude(staff="").exclude(ticket="").order_by("number"))
    assert len(entries) >= 3
    assert {(one.staff, one.ticket, one.reason) for one in entries} == {
        (sam.name, "T-4711", "Voicemail is silent")
    }
    assert {one.account for one in entries} == {str(ALICE)}


def test_support_makes_no_lasting_key(people: People) -> None:
    client = signed_in(member(role="Administrator"))
    acts_for(client, "customer", people.reseller)
    assert client.get("/account/tokens/").status_code == 403
    assert client.post("/account/tokens/new/", {}).status_code == 403


def test_a_customer_has_no_desk(people: People) -> None:
    add_customer("another")
    for who in ("administrator", "reseller", "customer", "subscriber"):
        assert people.browser(who).get("/support/").status_code == 403
    assert Client().get("/support/").status_code == 302
