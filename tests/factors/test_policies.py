"""Who must have a second step: the strictest rule counts, and leads to the page that sets it up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ngnpanel.audit.models import Entry
from ngnpanel.factors import duties, policies
from ngnpanel.factors.models import ASKED, NONE, REQUIRED, App, Asked, Policy
from ngnpanel.factors.policies import Rule, strictest
from tests.factors.people import ALICES, SECOND, code, password_given, whose, with_app
from tests.people import People, calls

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
SET_UP = "/account/second-step/"


def demand(role: str, wanted: str, *, reseller: int = 0, days: int = 0, **more: Any) -> Policy:
    return Policy.objects.create(
        platform="default", reseller=reseller, role=role, demand=wanted, days=days, **more
    )


def test_the_strictest_rule_counts() -> None:
    assert strictest([]) == Rule()
    found = strictest(
        [
            Rule(demand=ASKED, days=1, may_trust=False),
            Rule(demand=REQUIRED, days=30),
            Rule(demand=REQUIRED, days=7, closes_digest=True),
        ]
    )
    assert found == Rule(demand=REQUIRED, days=7, may_trust=False, closes_digest=True)


@pytest.mark.parametrize(
    ("wanted", "days", "since", "due"),
    [
        (NONE, 0, None, NONE),
        (ASKED, 0, NOW, ASKED),
        (REQUIRED, 0, NOW, REQUIRED),
        (REQUIRED, 14, None, ASKED),
        (REQUIRED, 14, NOW - timedelta(days=13, hours=23), ASKED),
        (REQUIRED, 14, NOW - timedelta(days=14), REQUIRED),
    ],
)
def test_a_grace_ends(wanted: str, days: int, since: datetime | None, due: str) -> None:
    assert duties.due(Rule(demand=wanted, days=days), since, NOW) == due


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer", "subscriber"])
def test_who_must_have_one_is_led_to_it_until_it_is_done(people: People, name: str) -> None:
    demand(name, REQUIRED)
    client, answer = password_given(name, next="/account/tokens/")
    assert answer["Location"] == f"{SET_UP}?next=%2Faccount%2Ftokens%2F"
    for page in ("/", "/account/security/", "/account/tokens/", "/subscriber/alice@acme.example/"):
        assert client.get(page)["Location"].startswith(SET_UP), page
    assert client.post("/account/security/sign-out/")["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "Not now" not in page
    assert "Sign out" in page
    assert client.get(f"{SET_UP}app/").status_code == 200
    with_app(whose(people, name))
    session = client.session
    del session[duties.DUTY]
    session.save()
    assert client.get("/account/security/").status_code in (200, 302)
    assert not client.get("/account/security/").get("Location", "").startswith(SET_UP)


def test_a_reseller_rules_its_own_people_alone(people: People) -> None:
    demand("subscriber", REQUIRED, reseller=people.stranger)
    demand("customer", REQUIRED, reseller=people.reseller)
    assert password_given("subscriber")[1]["Location"] == "/"
    assert password_given("customer")[1]["Location"] == SET_UP
    assert password_given("reseller")[1]["Location"] == "/", "nobody rules whoever stands above"


def test_the_operator_may_require_it_whatever_the_panel_says(people: People, settings: Any) -> None:
    settings.SECOND_STEP_REQUIRED = frozenset({"administrator"})
    demand("administrator", NONE)
    assert password_given("administrator")[1]["Location"] == SET_UP
    assert password_given("reseller")[1]["Location"] == "/"


def test_who_may_wait_is_asked_and_goes_on(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    demand("subscriber", REQUIRED, days=14)
    client, answer = password_given()
    assert answer["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert "from Dec. 14, 2026 on" in page
    assert "Not now" in page
    assert client.get("/subscriber/alice@acme.example/").status_code == 200
    time_machine.shift(14 * 86400)
    client, answer = password_given()
    assert client.get("/subscriber/alice@acme.example/")["Location"].startswith(SET_UP)


def test_who_is_only_asked_is_asked_once_a_month(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    demand("subscriber", ASKED)
    assert password_given()[1]["Location"] == SET_UP
    assert password_given()[1]["Location"] == "/"
    time_machine.shift(31 * 86400)
    assert password_given()[1]["Location"] == SET_UP
    assert Asked.objects.get().whose == ALICES


def test_a_session_that_goes_on_learns_of_a_new_rule(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    client, _answer = password_given()
    demand("subscriber", REQUIRED)
    assert client.get("/subscriber/alice@acme.example/").status_code == 200
    time_machine.shift(301)
    assert client.get("/subscriber/alice@acme.example/")["Location"].startswith(SET_UP)


def test_a_rule_forbids_to_trust_browsers(people: People) -> None:
    with_app()
    demand("subscriber", NONE, may_trust=False)
    client, _answer = password_given()
    assert "Trust this browser" not in client.get(SECOND).content.decode()
    client.post(SECOND, {"token": code(), "trust": "1"})
    client.post("/logout/")
    answer = client.post("/login/", {"name": "alice@acme.example", "password": "a good password"})
    assert answer["Location"] == SECOND


def test_the_last_factor_stays_where_it_is_required(people: People) -> None:
    with_app()
    demand("subscriber", REQUIRED)
    client, _answer = password_given()
    client.post(SECOND, {"token": code()})
    page = f"{SET_UP}app/{App.objects.get().pk}/remove/"
    assert "this is your only one" in client.get(page).content.decode()
    assert client.post(page).status_code == 422
    assert App.objects.exists()


def sent(roles: tuple[str, ...], **more: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for role in roles:
        values |= {f"{role}-demand": NONE, f"{role}-days": "14", f"{role}-may_trust": "on"}
    return {**values, **more}


def test_a_reseller_writes_its_rules(people: People) -> None:
    browser = people.browser("reseller")
    page = browser.get("/second-step/")["Location"]
    assert page == f"/second-step/{people.reseller}/"
    with calls(0):
        text = browser.get(page).content.decode()
    assert "customer-demand" in text
    assert "administrator-demand" not in text
    wanted = sent(policies.OF_RESELLERS, **{"subscriber-demand": REQUIRED, "subscriber-days": "7"})
    assert browser.post(page, wanted).status_code == 302
    row = Policy.objects.get()
    assert (row.reseller, row.role, row.demand, row.days) == (
        people.reseller, "subscriber", REQUIRED, 7,
    )  # fmt: skip
    entry = Entry.objects.get(kind="policy")
    assert entry.reseller == people.reseller
    # What says the same again writes nothing.
    browser.post(page, wanted)
    assert Entry.objects.filter(kind="policy").count() == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("customer-demand", "never"), ("customer-days", "-1"), ("customer-days", "366")],
)
def test_bad_rules_are_refused(people: People, name: str, value: str) -> None:
    browser = people.browser("reseller")
    page = f"/second-step/{people.reseller}/"
    assert browser.post(page, sent(policies.OF_RESELLERS, **{name: value})).status_code == 422
    assert not Policy.objects.exists()


def test_nobody_writes_the_rules_of_others(people: People) -> None:
    stranger, customer = people.browser("stranger"), people.browser("customer")
    for page in ("/second-step/0/", f"/second-step/{people.reseller}/"):
        wanted = sent(policies.OF_RESELLERS, **{"customer-demand": REQUIRED})
        assert stranger.post(page, wanted).status_code == 404
        assert customer.post(page, wanted).status_code == 403
    assert not Policy.objects.exists()


def test_rules_ask_for_a_proof(people: People) -> None:
    browser = people.browser("reseller")
    session = browser.session
    session["proved"] = {}
    session.save()
    assert browser.get("/second-step/1/")["Location"].startswith("/account/confirm/")
