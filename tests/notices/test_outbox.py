"""The page of the outbox: what went to whom, why something waits, and sending it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from ngnpanel.notices import delivery
from ngnpanel.notices.models import Letter
from tests.accounts.subscriber.helping import page, say, words
from tests.notices.helping import LINK, age, only, send, send_link
from tests.people import ALICE, People, calls

URL = "/outbox/"
ALL = ["alice@acme.example", "refused@acme.example", "waits@acme.example"]
AWAY = "tests.brand.test_letters.Away"


@pytest.fixture
def some(people: People, settings: Settings) -> None:
    """One that was sent, one that waits for a mail server, one that was refused."""
    send(account=str(ALICE))
    settings.EMAIL_BACKEND = AWAY
    send(to="waits@acme.example")
    send(to="refused@acme.example")
    Letter.objects.filter(to="refused@acme.example").update(
        state="failed", reason="refused", code=550
    )


def number(to: str) -> int:
    return Letter.objects.get(to=to).pk


def test_it_tells_what_became_of_each_mail(some: None, administrator: Client) -> None:
    with calls(0):
        text = page(administrator.get(URL))
    assert "alice@acme.example Kind" not in text
    for part in ("The balance of alice@acme.example changed", "A balance changed", "Sent"):
        assert part in text
    assert "Waits for another attempt" in text
    assert "Not sent" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=waits@", ["waits@acme.example"]),
        ("q=ALICE@acme", ALL),
        ("q=balance+of&state=sent", ["alice@acme.example"]),
        ("state=failed", ["refused@acme.example"]),
        ("state=waiting", ["waits@acme.example"]),
        ("state=uncertain", []),
        ("kind=reset", []),
        ("kind=credit&order=to", ALL),
        ("state=odd&kind=odd&q=%00&order=sealed&page=x", ALL),
    ],
)
def test_what_a_filter_finds(
    some: None, administrator: Client, query: str, found: list[str]
) -> None:
    listing = administrator.get(f"{URL}?{query}").context["listing"]
    assert sorted(row.record.to for row in listing.rows) == found
    assert listing.total == len(found)


def test_pages_and_the_part_for_htmx(people: People, administrator: Client) -> None:
    for _number in range(12):
        send()
    answer = administrator.get(f"{URL}?rows=10&page=2", headers={"HX-Request": "true"})
    assert len(answer.context["listing"].rows) == 2
    assert "<html" not in answer.content.decode()
    beyond: Any = administrator.get(f"{URL}?rows=10&page=9")
    assert beyond.status_code == 302
    assert beyond["Location"].endswith("page=2")


def test_a_mail_is_looked_at(some: None, administrator: Client) -> None:
    with calls(0):
        text = page(administrator.get(f"{URL}{number('alice@acme.example')}/"))
    assert "Your page of credit says what was booked" in text
    assert (
        f"/sip/accounts/{ALICE}/"
        in administrator.get(f"{URL}{number('alice@acme.example')}/").content.decode()
    )
    assert "Send again" not in text
    refused = page(administrator.get(f"{URL}{number('refused@acme.example')}/"))
    assert "refuses the mail" in refused
    assert "(Answer 550.)" in refused
    waits = page(administrator.get(f"{URL}{number('waits@acme.example')}/"))
    assert "Check EMAIL_URL" in waits
    assert "Next attempt" in waits
    age(days=8)
    Letter.objects.update(ended=Letter.objects.get(to="alice@acme.example").ended)
    delivery.clear_outbox()
    text = page(administrator.get(f"{URL}{number('alice@acme.example')}/"))
    assert "not kept any more" in text
    assert administrator.get(f"{URL}99999/").status_code == 404


def test_a_secret_is_never_shown(people: People, administrator: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND = AWAY
    send_link()
    text = administrator.get(f"{URL}{only().pk}/").content.decode()
    assert "only its receiver reads it" in text
    assert LINK not in text
    # It waits, so it may be hurried; given up, nothing is left to send.
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert say(administrator, f"{URL}{only().pk}/again/", {}) == ["The mail is tried again now."]
    assert LINK in str(mail.outbox[0].body)
    Letter.objects.update(state="uncertain")
    (said,) = say(administrator, f"{URL}{only().pk}/again/", {})
    assert "not kept" in said
    assert len(mail.outbox) == 1


def test_what_did_not_arrive_is_sent_again(
    some: None, administrator: Client, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for to in ("waits@acme.example", "refused@acme.example"):
        assert say(administrator, f"{URL}{number(to)}/again/", {}) == [
            "The mail is tried again now."
        ]
        assert mail.outbox[-1].recipients() == [to]
    sent = len(mail.outbox)
    (said,) = say(administrator, f"{URL}{number('alice@acme.example')}/again/", {})
    assert "cannot be sent again" in said
    assert len(mail.outbox) == sent


def test_nobody_else_looks_into_it(some: None, people: People) -> None:
    one = f"{URL}{number('waits@acme.example')}/"
    for person in ("reseller", "customer", "subscriber", "stranger"):
        browser = people.browser(person)
        for url in (URL, one, "/outbox/99999/"):
            assert browser.get(url).status_code == 403
        assert browser.post(f"{one}again/").status_code == 403
    assert "/outbox/" not in people.browser("reseller").get("/").content.decode()
    assert words(people.browser("administrator").get("/"))
    assert '"/outbox/"' in people.browser("administrator").get("/").content.decode()


def test_letters_of_another_platform_are_missing(some: None, administrator: Client) -> None:
    Letter.objects.update(platform="other")
    assert "No mail was written yet" in page(administrator.get(URL))
    assert administrator.get(f"{URL}{number('waits@acme.example')}/").status_code == 404
