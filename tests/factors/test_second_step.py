"""After the password comes the second step, and before it no page opens."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ngnpanel.factors import keeping, second
from ngnpanel.factors.models import App, RecoveryCode
from ngnpanel.users import proof, sessions
from ngnpanel.users.models import SignIn
from tests.factors.people import (
    ALICES,
    SECOND,
    code,
    is_in,
    password_given,
    typed,
    whose,
    with_app,
)
from tests.people import PASSWORD, People, calls


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer", "subscriber"])
def test_everybody_with_an_app_enters_its_code(people: People, name: str) -> None:
    with_app(whose(people, name))
    client, answer = password_given(name, next="/sip/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, SECOND)
    assert not is_in(client)
    with calls(0):
        answer = client.post(SECOND, {"token": code()})
    assert (answer.status_code, answer["Location"]) == (302, "/sip/accounts/")
    assert is_in(client)
    assert set(client.session[proof.PROVED]) == {proof.PASSWORD, proof.SECOND}


def test_who_has_no_second_step_is_asked_for_none(people: People) -> None:
    client, answer = password_given()
    assert answer["Location"] == "/"
    assert is_in(client)


def test_between_the_steps_no_other_page_opens(people: People) -> None:
    with_app()
    client, _answer = password_given()
    for page in ("/", "/sip/accounts/", "/account/security/", "/account/confirm/"):
        assert client.get(page)["Location"].startswith("/login/"), page
    assert client.post("/account/second-step/codes/").status_code == 403
    assert "one-time-code" in client.get(SECOND).content.decode()


def test_a_wrong_code_opens_nothing_and_the_person_reads_of_it(
    people: People, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    with_app()
    client, _answer = password_given()
    for wrong in ("000000", "12345", "1234567", "abcde-fghjk", "١٢٣٤٥٦", code(5), ""):
        answer = client.post(SECOND, {"token": wrong})
        assert answer.status_code == 422, wrong
        assert wrong not in answer.content.decode() or not wrong
    assert not is_in(client)
    row = SignIn.objects.get(whose=ALICES, kind=SignIn.SECOND)
    assert row.count == 6
    time_machine.shift(2)
    client.post(SECOND, {"token": code()})
    page = client.get("/subscriber/alice@acme.example/security/").content.decode()
    assert "6 attempts with the right password and no right code" in page


def test_a_code_works_once(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    with_app()
    shown = code()
    for expected in (302, 422):
        client, _answer = password_given()
        assert client.post(SECOND, {"token": shown}).status_code == expected
    # An older one is over as well, though its time is not.
    client, _answer = password_given()
    assert client.post(SECOND, {"token": code(-1)}).status_code == 422
    assert client.post(SECOND, {"token": code(1)}).status_code == 302


def test_two_requests_with_one_code_meet_at_the_row(people: People) -> None:
    with_app()
    app = App.objects.get()
    shown = code()
    assert keeping._use(app, shown)
    assert not keeping._use(app, shown), "the same row as it was read before the first one"


def test_a_recovery_code_opens_once(people: People) -> None:
    codes = with_app()
    client, _answer = password_given()
    assert client.post(SECOND, {"token": codes[3].upper().replace("-", " ")}).status_code == 302
    client, _answer = password_given()
    assert client.post(SECOND, {"token": codes[3]}).status_code == 422
    assert RecoveryCode.objects.filter(whose=ALICES, used=None).count() == 9
    page = client.post(SECOND, {"token": codes[4]}, follow=True)
    assert page.status_code == 200


def test_the_codes_of_somebody_else_open_nothing(people: People) -> None:
    with_app()
    foreign = with_app("default customer 1")
    client, _answer = password_given()
    assert client.post(SECOND, {"token": foreign[0]}).status_code == 422


def test_the_second_step_has_five_minutes(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    with_app()
    client, _answer = password_given()
    time_machine.shift(sessions.HOLD)
    answer = client.post(SECOND, {"token": code()})
    assert answer.status_code == 422
    assert "That took too long" in answer.content.decode()
    assert client.get(SECOND)["Location"] == "/login/"


def test_a_stolen_session_between_the_steps_dies_with_the_sign_in(people: People) -> None:
    with_app()
    client, _answer = password_given()
    thief = Client()
    thief.cookies["ngnpanel_session"] = client.cookies["ngnpanel_session"].value
    assert thief.get("/sip/accounts/")["Location"].startswith("/login/")
    client.post(SECOND, {"token": code()})
    assert thief.get(SECOND)["Location"] == "/login/"
    assert thief.get("/account/security/")["Location"].startswith("/login/")


def test_many_wrong_codes_lead_back_to_the_password(people: People, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    with_app()
    client, _answer = password_given()
    seen = []
    for _attempt in range(second.MOST + 20):
        answer = client.post(SECOND, {"token": "000000"})
        seen.append(answer.status_code)
        if "Sign in once more" in answer.content.decode():
            break
        time_machine.shift(16)
    assert 429 not in seen[:5]
    assert client.get(SECOND)["Location"] == "/login/"
    assert not is_in(client)


def test_codes_are_counted_apart_from_passwords(people: People) -> None:
    with_app()
    client, _answer = password_given()
    codes = [client.post(SECOND, {"token": "000000"}).status_code for _ in range(8)]
    assert codes[-1] == 429
    assert password_given()[1]["Location"] == SECOND


def test_what_was_posted_survives_both_steps(people: People) -> None:
    with_app()
    kept = {"resend_to": "/there/", "resend": '[["note", "mine", false]]'}
    client, answer = password_given(**kept)
    page = answer.content.decode()
    assert (answer.status_code, 'value="/there/"' in page) == (200, True)
    wrong = client.post(SECOND, {"token": "000000", **kept}).content.decode()
    assert 'value="/there/"' in wrong
    page = client.post(SECOND, {"token": code(), **kept}).content.decode()
    assert 'action="/there/"' in page


def test_a_trusted_browser_leaves_the_step_out_until_it_is_over(
    people: People, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-30 12:00:10", tick=False)
    with_app()
    client, _answer = password_given()
    client.post(SECOND, {"token": code(), "trust": "1"})
    client.post("/logout/")
    assert client.post("/login/", typed("subscriber"))["Location"] == "/"
    assert password_given()[1]["Location"] == SECOND, "another browser"
    client.post("/logout/")
    time_machine.shift(30 * 86400 + 1)
    assert client.post("/login/", typed("subscriber"))["Location"] == SECOND


def test_a_forged_cookie_is_no_browser(people: People) -> None:
    with_app()
    client, _answer = password_given()
    client.post(SECOND, {"token": code(), "trust": "1"})
    number = client.cookies["ngnpanel_browser"].value
    thief = Client()
    thief.cookies["ngnpanel_browser"] = number[:-2] + "xx"
    assert thief.post("/login/", typed("subscriber"))["Location"] == SECOND


def test_trust_ends_with_a_reset(people: People) -> None:
    with_app()
    client, _answer = password_given()
    client.post(SECOND, {"token": code(), "trust": "1"})
    client.post("/logout/")
    keeping.reset(ALICES)
    with_app()
    assert client.post("/login/", typed("subscriber"))["Location"] == SECOND


def test_a_secret_of_another_key_fits_nothing(people: People, settings: Any) -> None:
    with_app()
    settings.SECRET_KEY = "another key"
    assert not keeping.check(ALICES, code())


def test_a_proof_asks_for_the_second_factor(people: People) -> None:
    with_app()
    browser = people.browser("subscriber")
    page = browser.get("/account/confirm/?second=1")
    assert "one-time-code" in page.content.decode()
    wrong = browser.post("/account/confirm/", {"second": "1", "token": PASSWORD})
    assert wrong.status_code == 422
    right = browser.post("/account/confirm/", {"second": "1", "token": code(), "next": "/there/"})
    assert right["Location"] == "/there/"
