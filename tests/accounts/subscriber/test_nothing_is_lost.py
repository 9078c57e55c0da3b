"""Nothing that a person typed is lost: one row for each page of an account that takes a post."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber.urls import urlpatterns
from tests.accounts.subscriber.helping import words
from tests.forms_of import Drawn, forms_of
from tests.people import ALICE, PASSWORD, SALES, People, api, sign_in, take_platform_away

OWN_SECRET = "hush-Hush-4711"
WEEK = {
    "rule": ["0", "1"],
    "rule-0-days": ["1", "4"],
    "rule-0-start": "08:17",
    "rule-0-stop": "16:43",
    "rule-0-who": "everybody",
    "rule-1-days": ["64"],
    "rule-1-start": "",
    "rule-1-stop": "",
    "rule-1-who": "only",
    "rule-1-people": ["family"],
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """What somebody typed and pressed on a page; secrets are asked for again."""

    typed: dict[str, Any] = field(default_factory=dict)
    pressed: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    query: str = ""
    more: tuple[str, ...] = ()
    person: str = "subscriber"
    # While the platform is away what was typed waits in a signed field of the page.
    waits: bool = False

    def url(self, name: str) -> str:
        return reverse(name, args=[str(ALICE), *self.more]) + self.query

    @property
    def data(self) -> dict[str, Any]:
        return {**self.typed, **self.pressed, **self.secrets}


ROWS = {
    "subscriber-overview-do-not-disturb": Row(
        typed={"until": "18:20"}, pressed={"minutes": "until"}
    ),
    "subscriber-identity": Row(typed={"name": "alice.smith"}),
    "subscriber-identity-mail": Row(),
    "subscriber-identity-alias-delete": Row(more=(str(SALES),)),
    "subscriber-devices-setup": Row(secrets={"current_password": OWN_SECRET}),
    "subscriber-forwarding": Row(
        typed={
            "funv": "none",
            "func": "none",
            "fnol": "mailbox",
            "fnoa": "none",
            "fbus": "other",
            "fbus_other": "+31 20 555 0199",
        }
    ),
    "subscriber-accept": Row(typed=WEEK),
    "subscriber-accept-temporary": Row(typed={"who": "nobody", "minutes": "45"}),
    "subscriber-accept-plan": Row(
        typed={"start": "2031-12-24T18:00", "stop": "2031-12-27T08:00", "who": "nobody"}
    ),
    "subscriber-accept-plan-cancel": Row(pressed={"plan": "7"}),
    "subscriber-accept-hours": Row(
        typed={
            "when": "own",
            "days": ["1", "16"],
            "start": "08:17",
            "stop": "16:43",
            "otherwise": "number",
            "number": "+31 6 1234 5678",
            "hidden": "on",
        },
        pressed={"act": "save"},
    ),
    "subscriber-contacts-add": Row(
        typed={"uri": "+31 20 800 5161", "name": "Café „Zur Post“ <b>", "group": "vip"}
    ),
    "subscriber-contacts-edit": Row(
        typed={"name": "Mum & Dad", "group": "friends"}, query="?uri=mum@home.example"
    ),
    "subscriber-contacts-delete": Row(query="?uri=mum@home.example"),
    "subscriber-contacts-import": Row(
        typed={"text": "number,name\r\n+31208005161,Office\r\n"}, waits=True
    ),
    "subscriber-rejected": Row(typed={"caller": "spam@bad.example"}),
    "subscriber-rejected-again": Row(pressed={"caller": "%@evil.example"}),
    "subscriber-rejected-anonymous": Row(pressed={"anonymous": "on"}),
    "subscriber-voicemail": Row(typed={"delivery": "keep"}, secrets={"pin": "471147"}),
    "subscriber-voicemail-off": Row(),
    "subscriber-barring": Row(typed={"prefixes": "+31 900\r\n+49 137"}),
    "subscriber-barring-allow": Row(pressed={"prefix": "+31900"}),
    "subscriber-credit": Row(typed={"voucher": "12", "number": "345 678 90"}),
    "subscriber-credit-change": Row(
        typed={"value": "12.50", "description": "Refund of May", "notify": "on"}, person="reseller"
    ),
    "subscriber-credit-refund": Row(typed={"notify": "on"}, person="reseller"),
    "subscriber-settings": Row(
        typed={
            "email": "typed@acme.example",
            "mobile_number": "+31612345678",
            "timezone": "Europe/Madrid",
            "language": "es",
            "timeout": "20",
        }
    ),
    "subscriber-settings-lift-quota": Row(person="reseller"),
    "subscriber-settings-phone-password": Row(
        secrets={
            "current_password": PASSWORD,
            "new_password": OWN_SECRET,
            "repeated_password": OWN_SECRET,
        },
    ),
    "subscriber-settings-panel-password": Row(
        secrets={
            "current_password": PASSWORD,
            "new_password": OWN_SECRET,
            "repeated_password": OWN_SECRET,
        },
    ),
    "subscriber-settings-delete": Row(pressed={"ask": "1"}),
    "subscriber-security-sign-out": Row(pressed={"session": "7"}),
}


@pytest.fixture
def account(people: People, settings: Settings) -> People:
    """Alice, who has every page: prepaid, with barring, and with somebody among her contacts."""
    cache.clear()
    settings.BARRING_TAB = True
    alice = replace(api().sip.account(ALICE), prepaid=True, password="")
    api().sip.update_account(alice)
    api().sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mum", group="family"))
    return people


def takes_posts(pattern: Any) -> bool:
    return hasattr(pattern.callback.view_class, "post")


def test_every_page_that_takes_a_post_has_a_row() -> None:
    assert {pattern.name for pattern in urlpatterns if takes_posts(pattern)} == ROWS.keys()


def form_with(answer: Any, row: Row, wanted: dict[str, Any]) -> Drawn:
    """The form of the page that has all that was typed, and asks for the secrets again.

    A PIN comes back as it was typed.
    """
    pairs = [
        (name, one)
        for name, value in wanted.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    forms = [form for form in forms_of(answer) if form.sends(pairs)]
    found = next((one for one in forms if row.secrets.keys() <= one.asks | one.data.keys()), None)
    assert found, [(form.action, form.values, form.asks) for form in forms_of(answer)]
    return found


@pytest.mark.parametrize("name", ROWS)
def test_while_the_platform_is_away(account: People, settings: Settings, name: str) -> None:
    row = ROWS[name]
    browser = account.browser(row.person)
    take_platform_away(settings)
    answer = browser.post(row.url(name), row.data)
    assert answer.status_code == 503
    assert OWN_SECRET not in answer.content.decode()
    if row.waits:
        assert any("errand" in form.data for form in forms_of(answer))
    else:
        form_with(answer, row, row.typed)


@pytest.mark.parametrize("name", ROWS)
def test_after_the_session_ended(account: People, name: str) -> None:
    row, browser = ROWS[name], Client()
    answer: Any = browser.post(row.url(name), row.data)
    assert answer.status_code == 403
    assert OWN_SECRET not in answer.content.decode()
    who = str(ALICE) if row.person == "subscriber" else row.person
    for password in ("wrong", PASSWORD):
        (sheet,) = (form for form in forms_of(answer) if form.action == "/login/")
        answer = browser.post(sheet.action, {**sheet.data, "name": who, "password": password})
    assert answer.status_code == 200
    form = form_with(answer, row, row.typed | row.pressed)
    assert form.action == row.url(name)
    assert form.asks == row.secrets.keys()
    assert OWN_SECRET not in answer.content.decode()


def test_what_was_kept_is_sent_and_saved(account: People) -> None:
    row, browser = ROWS["subscriber-contacts-add"], Client()
    answer: Any = browser.post(row.url("subscriber-contacts-add"), row.data)
    (sheet,) = (form for form in forms_of(answer) if form.action == "/login/")
    who = {"name": str(ALICE), "password": PASSWORD}
    again = form_with(browser.post(sheet.action, {**sheet.data, **who}), row, row.typed)
    assert browser.post(again.action, again.data).status_code == 302
    assert row.typed["name"] in {one.name for one in api().sip.contacts(ALICE)}


def test_a_file_is_to_be_chosen_again(account: People) -> None:
    row, browser = Row(typed={"text": ""}), Client()
    url = row.url("subscriber-contacts-import")
    file = SimpleUploadedFile("book.csv", b"number,name\n+31208005161,Office\n")
    answer: Any = browser.post(url, {"text": "", "file": file})
    (sheet,) = (form for form in forms_of(answer) if form.action == "/login/")
    answer = browser.post(sheet.action, {**sheet.data, "name": str(ALICE), "password": PASSWORD})
    assert form_with(answer, row, row.typed).asks == {"file"}
    assert 'enctype="multipart/form-data"' in answer.content.decode()


def test_a_page_of_an_older_session_keeps_what_it_sends(account: People) -> None:
    row, browser = ROWS["subscriber-contacts-add"], Client(enforce_csrf_checks=True)
    url = row.url("subscriber-contacts-add")
    actor = account.actor("subscriber")
    assert actor
    sign_in(browser, actor)
    old = {"csrfmiddlewaretoken": "x" * 64}
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}):
        answer: Any = browser.post(url, {**row.data, **old}, headers=headers)
        assert answer.status_code == 403
        form = form_with(answer, row, row.typed)
    assert browser.post(url, form.data, headers=headers).status_code == 302
    assert row.typed["name"] in {one.name for one in api().sip.contacts(ALICE)}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_what_comes_from_elsewhere_is_not_offered_again(
    account: People, headers: dict[str, str]
) -> None:
    for browser in (Client(enforce_csrf_checks=True), guarded(account)):
        answer: Any = browser.post(
            f"/subscriber/{ALICE}/rejected/", {"caller": "lured@bad.example"}, headers=headers
        )
        assert answer.status_code == 403
        assert "lured" not in answer.content.decode()


def guarded(people: People) -> Client:
    """Alice's browser, where tokens count."""
    browser, actor = Client(enforce_csrf_checks=True), people.actor("subscriber")
    assert actor
    sign_in(browser, actor)
    return browser


def test_a_page_of_htmx_stays_as_it_is(account: People) -> None:
    headers = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    url = reverse("subscriber-accept", args=[str(ALICE)])
    for browser, told in (
        (Client(), "You were signed out meanwhile."),
        (guarded(account), "You signed in anew since this page was opened."),
    ):
        answer: Any = browser.post(url, {**WEEK, "change": "add"}, headers=headers)
        assert answer.status_code == 403
        assert answer["HX-Reswap"] == "none"
        assert told in words(answer)


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("https://evil.example/", "[]"),
        ("//evil.example/", "[]"),
        ("/subscriber/", "nonsense"),
        ("/subscriber/", "[1]"),
        ("/subscriber/", '[["a", 1, false]]'),
        ("/subscriber/", '[["a", "b"]]'),
        ("/subscriber/", "[" * 100_000),
        ("/subscriber/", ""),
    ],
)
def test_a_sign_in_page_that_was_tampered_with_keeps_nothing(
    account: People, path: str, rows: str
) -> None:
    who = {"name": str(ALICE), "password": PASSWORD}
    answer: Any = Client().post("/login/", {**who, "resend_to": path, "resend": rows})
    assert (answer.status_code, answer["Location"]) == (302, "/")
