"""Lists for programs of resellers: windows of what is theirs, without secrets."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ngnpanel.jobs.models import Job, State
from ngnpanel.jsonapi.lists import LISTS
from tests.belongings import Estates
from tests.jsonapi.asking import prove
from tests.people import ALICE, BOB, DOMAIN, FOREIGN_DOMAIN, PASSWORD, People, calls
from tests.staff import people as staff
from tests.tokens.minting import mint, owner
from tests.tokens.test_json import ask

NAMES = tuple(LISTS)


def listed(browser: Client, name: str, **fields: Any) -> Any:
    """The answer to a session of the panel."""
    answer: Any = browser.get(f"/api/{name}/", fields)
    assert answer.status_code == 200, answer.content
    assert answer["Cache-Control"] == "no-store, private"
    return answer.json()


def test_a_reseller_lists_what_is_its_own(estates: Estates) -> None:
    browser = estates.people.browser("reseller")
    with calls(1):
        found = listed(browser, "accounts", domain=DOMAIN)
    assert [row["address"] for row in found["items"]] == sorted(
        row["address"] for row in found["items"]
    )
    assert {str(ALICE), str(BOB)} <= {row["address"] for row in found["items"]}
    assert FOREIGN_DOMAIN not in str(listed(browser, "accounts"))
    domains = {row["domain"] for row in listed(browser, "domains")["items"]}
    assert DOMAIN in domains
    assert FOREIGN_DOMAIN not in domains
    numbers = listed(browser, "numbers")["items"]
    assert numbers
    assert all(row["reseller"] == estates.people.reseller for row in numbers)
    customers = listed(browser, "customers")["items"]
    assert {row["username"] for row in customers} >= {"reseller", "customer"}
    assert "stranger" not in {row["username"] for row in customers}


def test_a_window_leads_to_the_next_one(people: People) -> None:
    browser = people.browser("reseller")
    first = listed(browser, "accounts", count=1)
    last = listed(browser, "accounts", start=first["next"], count=1)
    assert (first["total"], first["next"], last["next"]) == (2, 1, None)
    rows = first["items"] + last["items"]
    assert [row["address"] for row in rows] == [str(ALICE), str(BOB)]
    beyond = listed(browser, "accounts", start=50)
    assert (beyond["items"], beyond["next"]) == ([], None)
    assert [row["address"] for row in listed(browser, "accounts", search="bo")["items"]] == [
        str(BOB)
    ]


def test_no_list_has_a_secret_in_it(estates: Estates) -> None:
    browser = estates.people.browser("administrator")
    for name in NAMES:
        text = str(listed(browser, name))
        assert PASSWORD not in text
        assert "password" not in text
        assert "ha1" not in text


@pytest.mark.parametrize("name", NAMES)
def test_a_token_needs_the_scope_of_the_list(people: People, name: str) -> None:
    area = "work" if name == "jobs" else name
    assert ask(mint(owner(people), f"{area}.read").text, f"/api/{name}/").status_code == 200
    refused = ask(mint(owner(people), "settings.change").text, f"/api/{name}/")
    assert refused.status_code == 403
    assert f'scope="{area}.read"' in refused["WWW-Authenticate"]
    nobody: Any = Client().get(f"/api/{name}/")
    assert nobody.status_code == 401
    assert people.browser("subscriber").get(f"/api/{name}/").status_code == 403


def test_a_subscriber_has_no_list_with_digest_either(people: People) -> None:
    assert prove("get_identity").status_code == 200
    answer: Any = people.browser("reseller").post("/api/accounts/")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("accounts", {"count": 0}),
        ("accounts", {"count": 501}),
        ("accounts", {"start": -1}),
        ("accounts", {"customer": "x"}),
        ("accounts", {"search": "a\x00"}),
        ("jobs", {"state": "lost"}),
    ],
)
def test_what_makes_no_sense_is_told(people: People, name: str, fields: dict[str, Any]) -> None:
    answer: Any = people.browser("reseller").get(f"/api/{name}/", fields)
    assert (answer.status_code, answer.json()["success"]) == (422, False)


def test_jobs_of_the_tenancy_and_how_far_they_are(people: People) -> None:
    own = Job.objects.create(
        kind="jobs-undo", role="reseller", actor_name="Reseller", state=State.DONE,
        customer=people.reseller, reseller=people.reseller,
    )  # fmt: skip
    foreign = Job.objects.create(
        kind="jobs-undo", role="reseller", actor_name="Stranger", state=State.DONE,
        customer=people.stranger, reseller=people.stranger,
    )  # fmt: skip
    browser = people.browser("reseller")
    with calls(0):
        found = listed(browser, "jobs", state="done")
        one: Any = browser.get(f"/api/jobs/{own.pk}/")
    assert [row["number"] for row in found["items"]] == [own.pk]
    assert one.json() == found["items"][0]
    assert one.json()["items"]["done"] == 0
    assert listed(browser, "jobs", state="running")["items"] == []
    missing = [
        browser.get(f"/api/jobs/{number}/") for number in (foreign.pk, 10**30, 999, "-1", "x")
    ]
    assert {(answer.status_code, answer.content) for answer in missing} == {
        (404, missing[0].content)
    }


def test_support_lists_nothing_for_itself_and_what_its_rights_give_for_others(
    people: People,
) -> None:
    role = staff.role("support.open", "account.view")
    browser = staff.signed_in(staff.member(role=role))
    for name in NAMES:
        assert browser.get(f"/api/{name}/").status_code == 403
    staff.acts_for(browser, "customer", people.customer)
    found = {name: browser.get(f"/api/{name}/").status_code for name in NAMES}
    assert {name for name, status in found.items() if status == 200} == {"accounts"}
    assert set(found.values()) == {200, 403}


def test_a_platform_that_is_away(people: People, platform_is_down: None) -> None:
    answer: Any = people.browser("reseller").get("/api/accounts/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
