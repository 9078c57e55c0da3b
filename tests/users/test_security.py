"""The list of sign-ins, open sessions, and signing out everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from ngnpanel.users import devices, throttle, visits
from ngnpanel.users.models import SignIn, Visit
from ngnpanel.users.tasks import forget_sign_ins
from tests.accounts.subscriber.helping import page, say
from tests.people import ALICE, PASSWORD, People, calls

URL = f"/subscriber/{ALICE}/security/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18 Safari/604"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(name: str = str(ALICE), agent: str = LAPTOP, password: str = PASSWORD) -> Client:
    client = Client(headers={"User-Agent": agent})
    client.post("/login/", {"name": name, "password": password})
    return client


def is_open(client: Client) -> bool:
    return client.get("/login/").status_code == 302


def test_who_came_is_told_in_words(people: People, reseller: Client) -> None:
    signed_in(agent=PHONE, password="wrong")
    signed_in(agent=PHONE, password="wrong again")
    signed_in(f"sip:{ALICE}", agent=PHONE, password="wrong")
    alice = signed_in()
    reseller.get(f"/subscriber/{ALICE}/")
    reseller.get(URL)
    with calls(1):
        text = page(alice.get(URL))
    assert "3 attempts with a wrong password Safari on iPhone · 127.0.0.1" in text
    assert "Signed in Firefox on Linux" in text
    assert text.count("Support opened your settings") == 1
    assert "This one" in text
    assert "All times are those of Europe/Amsterdam." in text
    assert "Sign out everywhere, also here" not in page(reseller.get(URL))
    kept = " ".join(SignIn.objects.values_list("whose", flat=True).filter(kind="failure"))
    assert str(ALICE) not in kept


def test_sign_out_everywhere_ends_sessions_at_once(people: People) -> None:
    phone, laptop, other = signed_in(agent=PHONE), signed_in(), signed_in("customer")
    assert say(laptop, URL + "sign-out/", {}) == ["1 session is ended."]
    assert not is_open(phone)
    assert is_open(laptop)
    assert is_open(other)
    assert say(laptop, URL + "sign-out/", {}) == ["There was no other session."]
    phone = signed_in(agent=PHONE)
    say(laptop, URL + "sign-out/", {"all": "1"})
    assert not is_open(phone)
    assert not is_open(laptop)
    assert Visit.objects.count() == 1


def test_one_session_is_ended_and_nobody_else_s(people: People, reseller: Client) -> None:
    phone, laptop, foreign = signed_in(agent=PHONE), signed_in(), signed_in("customer")
    by_agent = {row.device: str(row.pk) for row in Visit.objects.filter(whose__contains="alice")}
    alien = str(Visit.objects.get(whose__contains="customer").pk)
    for odd in (alien, "no number", "0" * 32):
        told = say(laptop, URL + "sign-out/", {"session": odd})
        assert told == ["This session has ended already."]
    say(reseller, URL + "sign-out/", {"session": by_agent[PHONE]})
    assert (is_open(phone), is_open(laptop), is_open(foreign)) == (False, True, True)
    say(reseller, URL + "sign-out/", {})
    assert not is_open(laptop)
    assert is_open(reseller)


def test_a_stranger_sees_and_ends_nothing(people: People, stranger: Client) -> None:
    alice = signed_in()
    assert stranger.get(URL).status_code == 404
    assert stranger.post(URL + "sign-out/", {"all": "1"}).status_code == 404
    assert is_open(alice)
    assert not SignIn.objects.filter(kind=SignIn.SUPPORT).exists()
    bob = signed_in("bob@acme.example")
    assert bob.post(URL + "sign-out/", {"all": "1"}).status_code == 404


def test_staff_have_the_same_for_themselves(people: People, subscriber: Client) -> None:
    signed_in("Reseller", password="wrong")
    office, home = signed_in("reseller"), signed_in("reseller", agent=PHONE)
    text = page(home.get("/account/security/"))
    assert "1 attempt with a wrong password" in text
    assert "All times are those of UTC." in text
    assert text.count("Firefox on Linux") == 3
    say(home, "/account/security/sign-out/", {})
    assert not is_open(office)
    assert is_open(home)
    assert 'href="/account/security/"' in home.get("/sip/domains/").content.decode()
    assert subscriber.get("/account/security/")["Location"] == URL


def test_sign_out_takes_the_session_from_the_list(people: People) -> None:
    alice = signed_in()
    alice.post("/logout/")
    assert not Visit.objects.exists()


def test_a_session_without_a_row_gets_one(people: People, subscriber: Client) -> None:
    assert "This one" in page(subscriber.get(URL))


def test_guesses_do_not_flood_the_list(people: People, rf: Any) -> None:
    for number in range(60):
        visits.fail(rf.get("/", REMOTE_ADDR=f"192.0.2.{number}"), "somebody")
    rows = SignIn.objects.filter(kind=SignIn.FAILURE)
    assert rows.count() == visits.MOST_FAILURES
    assert sum(row.count for row in rows) == 60


def test_the_worker_forgets(people: People, time_machine: Any, settings: Any) -> None:
    time_machine.move_to("2026-08-01 12:00:00", tick=False)
    signed_in()
    time_machine.shift(timedelta(days=settings.SIGN_INS_DAYS - 1))
    forget_sign_ins()
    assert not Visit.objects.exists()
    assert SignIn.objects.count() == 1
    time_machine.shift(timedelta(days=2))
    forget_sign_ins()
    assert not SignIn.objects.exists()


def test_a_waiting_guesser_is_not_written_down_again(people: People) -> None:
    for _guess in range(throttle.FREE_FOR_NAME + 3):
        signed_in(password="wrong")
    assert SignIn.objects.get(kind=SignIn.FAILURE).count == throttle.FREE_FOR_NAME + 1


def test_devices_have_names() -> None:
    assert devices.words(PHONE) == "Safari on iPhone"
    assert devices.words("") == "Unknown device"
    assert devices.words("curl/8") == "curl"
