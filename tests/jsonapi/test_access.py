"""Who may ask: Digest, sessions, other sites, strangers, too much, and a platform that is away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ngnpanel.jsonapi import gate
from ngnpanel.jsonapi.limits import Limit
from tests.jsonapi.asking import URL, authorization, get, post, prove
from tests.people import ALICE, BOB, DOMAIN, FOREIGN, People, api, calls


def test_a_program_proves_itself_with_digest(people: People) -> None:
    answer = prove("get_identity")
    assert (answer.status_code, answer.json()["sip_address"]) == (200, str(ALICE))
    answer = prove("set_privacy_on", method="POST")
    assert answer.json()["success"] is True
    assert prove("set_privacy_off").json()["success"] is True  # old programs change by GET
    assert "anonymous" not in api().sip.account(ALICE).groups


@pytest.mark.parametrize("account", ["alice", str(ALICE), f"sip:{ALICE}"])
def test_an_account_is_named_in_full_or_by_its_user(people: People, account: str) -> None:
    assert prove("get_identity", account=account).json()["sip_address"] == str(ALICE)
    browser = people.browser("reseller")
    answer: Any = browser.get(URL, {"action": "get_identity", "account": account, "realm": DOMAIN})
    assert answer.json()["sip_address"] == str(ALICE)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(people: People) -> None:
    wrong = prove("get_identity", password="wrong")
    unknown = prove("get_identity", user="nobody-here")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong["WWW-Authenticate"].startswith(f'Digest realm="{DOMAIN}"')


def test_a_subscriber_asks_about_the_own_account_alone(people: People, subscriber: Client) -> None:
    for account in (BOB, FOREIGN, "gone@acme.example", "no address"):
        answer: Any = subscriber.get(f"{URL}{account}/get_identity/")
        assert answer.status_code == 404
        assert answer.json()["success"] is False
    assert prove("get_identity", account="bob").status_code == 404
    assert prove("get_journal_entries", account=str(FOREIGN)).status_code == 404


def test_staff_ask_about_accounts_in_their_scope(people: People) -> None:
    for person in ("administrator", "reseller", "customer"):
        assert get(people.browser(person), "get_identity", BOB)["first"] == "Bob"
    stranger = people.browser("stranger")
    answer: Any = stranger.post(f"{URL}{BOB}/set_privacy_on/")
    assert answer.status_code == 404
    assert "anonymous" not in api().sip.account(BOB).groups
    answer = people.browser("reseller").get(URL, {"action": "get_identity"})
    assert answer.json()["error_message"] == "account is missing."


def test_a_change_by_session_needs_the_token_and_a_post(people: People) -> None:
    page = Client(enforce_csrf_checks=True)
    page.cookies = people.browser("subscriber").cookies
    url = f"{URL}{ALICE}/set_privacy_on/"
    assert page.get(url).status_code == 403
    refused: Any = page.post(url)
    assert refused.status_code == 403
    assert refused.json()["error_message"].endswith("in the header X-CSRFToken.")
    assert "anonymous" not in api().sip.account(ALICE).groups
    drawn: Any = page.get(f"/subscriber/{ALICE}/settings/")
    token = str(drawn.context["csrf_token"])
    allowed: Any = page.post(url, headers={"X-CSRFToken": token})
    assert allowed.json()["success"] is True


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_changes_nothing_with_a_remembered_password(people: People, site: str) -> None:
    answer = prove("set_privacy_on", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "anonymous" not in api().sip.account(ALICE).groups


def test_an_unknown_action_is_no_success(subscriber: Client) -> None:
    answer: Any = subscriber.get(URL, {"action": "set_password"})
    assert (answer.status_code, answer.json()["success"]) == (200, False)
    assert subscriber.get(f"{URL}{ALICE}/set_password/").status_code == 422
    assert subscriber.get(URL).json()["error_message"] == "There is no such action."


def test_fields_come_as_a_form_or_as_json(subscriber: Client) -> None:
    url = f"{URL}{ALICE}/set_dnd_on/"
    for given in ({"duration": 30}, {"duration": "30"}, {"duration": None}):
        answer: Any = subscriber.post(url, given, content_type="application/json")
        assert answer.json()["success"] is True, answer.json()
    nobody: Any = Client().post(url, "", content_type="application/json")
    assert nobody.status_code == 401  # so that a program with Digest sends it again
    for body in ("[1]", "{", '{"duration": true}', '{"duration": 1e3}', "[" * 5000, "\xff"):
        answer = subscriber.post(url, body, content_type="application/json")
        assert answer.status_code == 422, body
    answer = subscriber.post(url, "--x\r\n", content_type="multipart/form-data")
    assert answer.status_code in (400, 422)
    assert subscriber.put(url).status_code == 405


def test_too_much_at_once(subscriber: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    for body, kind in (
        (json.dumps({"duration": "1" * 2000}), "application/json"),
        ("duration=" + "1" * 2000, "application/x-www-form-urlencoded"),
    ):
        answer: Any = subscriber.post(f"{URL}{ALICE}/set_dnd_on/", body, content_type=kind)
        assert (answer.status_code, answer.json()["success"]) == (413, False)


def test_too_many_requests(subscriber: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "PER_ACCOUNT", Limit(name="few", most=2, seconds=60))
    for _time in range(2):
        get(subscriber, "get_identity")
    answer: Any = subscriber.get(f"{URL}{ALICE}/get_identity/")
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60


def test_a_platform_that_is_away(subscriber: Client, platform_is_down: None) -> None:
    for action in ("get_identity", "get_aliases", "get_journal_entries"):
        answer: Any = subscriber.get(f"{URL}{ALICE}/{action}/")
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/json")
        assert answer.json()["success"] is False
        assert answer["Retry-After"] == "30"
    uri = f"{URL}?action=get_identity&realm={DOMAIN}"
    first: Any = Client().get(uri)
    proof = authorization(first["WWW-Authenticate"], uri)
    assert Client().get(uri, headers={"Authorization": proof}).status_code == 503


def test_where_the_caller_is_needs_no_password(db: None) -> None:
    answer: Any = Client().get(URL, {"action": "get_location"})
    assert answer.json() == {"country": "", "city": "", "code": "", "region": ""}
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_a_browser_is_led_to_the_pages(db: None) -> None:
    """Programs open in a browser what they were given as the address of the settings."""
    browser = Client(headers={"Accept": "text/html,*/*"})
    answer: Any = browser.get(URL)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get(URL, {"action": "get_identity"}).status_code == 401


def test_a_look_costs_one_call_for_the_account(subscriber: Client) -> None:
    with calls(1):
        get(subscriber, "get_identity")
    with calls(2):
        get(subscriber, "get_aliases")
    with calls(3):
        post(subscriber, "set_dnd_on", duration=5)
