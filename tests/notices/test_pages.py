"""The pages of texts: whose they are, what may be written, the look at it, and the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ngnpanel.accounts import letters
from ngnpanel.notices.models import Letter, Sender, Text
from tests.accounts.subscriber.helping import page, say, words
from tests.brand.test_logos import picture
from tests.filling import errors, fill, shown
from tests.people import ALICE, People, api, calls

TYPED = {"subject": "Hi {person}", "plain": "Open {link} soon, {person}.\n\nLantern", "html": ""}


def url(people: People, kind: str = "reset", language: str = "en", end: str = "") -> str:
    return f"/notices/{people.reseller}/{kind}/{language}/{end}"


def test_the_administrator_finds_everybody_and_a_reseller_itself(
    people: People, administrator: Client, reseller: Client
) -> None:
    Text.objects.create(reseller=people.reseller, kind="reset", language="nl", plain="{link}")
    with calls(1):
        text = page(administrator.get("/notices/"))
    assert "The platform itself" in text
    assert "1 text" in text
    answer: Any = reseller.get("/notices/")
    assert answer["Location"] == f"/notices/{people.reseller}/"


def test_it_says_whose_text_counts(people: People, reseller: Client, administrator: Client) -> None:
    Text.objects.create(reseller=people.reseller, kind="reset", language="en", plain="{link}")
    Text.objects.create(reseller=0, kind="credit", language="nl", plain="{account}")
    with calls(0):
        answer = reseller.get(f"/notices/{people.reseller}/")
    lines = {
        kind.name: [str(level.word) for _n, _u, level in cells]
        for kind, cells in answer.context["lines"]
    }
    assert lines["reset"] == ["Yours"] + ["Yours, in English"] * 4
    assert lines["credit"] == ["Built in", "The operator's", *["Built in"] * 3]
    with calls(1):
        page(administrator.get(f"/notices/{people.reseller}/"))
    with calls(0):
        page(administrator.get("/notices/0/"))


def test_a_text_is_written_and_every_mail_has_it(people: People, reseller: Client) -> None:
    where = url(people, "account")
    with calls(0):
        begun = reseller.get(where).context["form"]
    assert "{account}" in begun["plain"].value()
    assert (
        fill(reseller, where, subject="Welcome {person}", plain="You are {account}.").status_code
        == 302
    )
    account = api().sip.account(ALICE)
    letters.send_account(api(), account)
    assert mail.outbox[-1].subject == "Welcome Alice Smith"
    assert f"You are {ALICE}." in mail.outbox[-1].body
    # Back to the one before.
    assert "Back to the default text" in page(reseller.get(where))
    (said,) = say(reseller, f"{where}reset/", {})
    assert "Your text is gone" in said
    assert "Back to the default text" not in page(reseller.get(where))
    letters.send_account(api(), account)
    assert mail.outbox[-1].subject == f"Your SIP account {ALICE}"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"subject": ""}, "subject", "Fill this in"),
        ({"subject": "x" * 151}, "subject", "at most 150"),
        ({"subject": "a\u2028b"}, "subject", "one line"),
        ({"subject": "Open {link}"}, "subject", "{link} opens something"),
        ({"subject": "Hi {nobody}"}, "subject", "{nobody} means nothing here"),
        ({"plain": ""}, "plain", "Fill this in"),
        ({"plain": "Hello"}, "plain", "Without {link} the mail is of no use"),
        ({"plain": "{link} {person.email} {x}"}, "plain", "{person.email}, {x} means nothing"),
        ({"plain": "{link} }"}, "plain", "A brace stands alone"),
        ({"plain": "{link} {% now %}"}, "plain", "{% now %} means nothing"),
        ({"plain": "{link} \x07"}, "plain", "control characters"),
        ({"plain": "{link}" + "x" * 20_000}, "plain", "at most 20000"),
        ({"html": "<p>Hello</p>"}, "html", "Without {link}"),
        ({"html": "{link}<script>x</script>"}, "html", "Leave out <script>"),
        ({"html": "<p style='x'>{link}</p><img src=x>"}, "html", "style=, <img>"),
        ({"html": "<a href='javascript:x'>{link}</a>"}, "html", "A link leads to an address"),
        ({"html": "<a href='{person}'>{link}</a>"}, "html", "A link leads to an address"),
        ({"html": "<p>{link} {other}</p>"}, "html", "{other} means nothing"),
    ],
)
def test_what_could_not_be_sent_is_told(
    people: People, reseller: Client, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = reseller.post(url(people), {**TYPED, **typed})
    assert answer.status_code == 422
    assert sentence in " ".join(errors(answer)[field])
    assert not Text.objects.exists()


def test_a_look_at_it_saves_nothing(people: People, reseller: Client) -> None:
    html = '<h1>Dear {person}</h1><p><a href="{link}">Open</a></p>'
    answer = reseller.post(url(people), {**TYPED, "html": html, "preview": "1"})
    text = page(answer)
    assert "It is not saved yet" in text
    assert "Hi Alice Smith" in text
    assert "Open https://panel.example.com/password/link/…/ soon" in text
    assert not Text.objects.exists()
    assert f'src="{url(people, end="html/")}?draft=1"' in answer.content.decode()
    drawn = reseller.get(url(people, end="html/?draft=1"))
    assert "<h1>Dear Alice Smith</h1>" in drawn.content.decode()
    # Of another text, and after the page was opened anew, there is no draft.
    for other in (
        url(people, "credit", end="html/?draft=1"),
        url(people, language="nl", end="html/?draft=1"),
    ):
        assert "Dear Alice" not in reseller.get(other).content.decode()
    reseller.get(url(people))
    assert "Dear Alice" not in reseller.get(url(people, end="html/?draft=1")).content.decode()


def test_the_frame_can_do_nothing(people: People, reseller: Client) -> None:
    upload = SimpleUploadedFile("x.webp", picture("WEBP"))
    reseller.post(f"/brand/{people.reseller}/logo/light/", {"picture": upload})
    answer = reseller.get(url(people, end="html/"))
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-" not in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert 'src="/brand/' in answer.content.decode()
    assert "cid:" not in answer.content.decode()
    shown_in = reseller.get(url(people))
    assert "frame-src 'self'" in shown_in["Content-Security-Policy"]
    assert shown_in["X-Frame-Options"] == "DENY"
    assert "frame-src" not in reseller.get("/notices/0/")["Content-Security-Policy"]


def test_a_test_goes_to_who_asks_for_it(
    people: People, reseller: Client, administrator: Client
) -> None:
    with calls(1):
        answer = reseller.post(url(people), {**TYPED, "test": "1", "to": "victim@else.example"})
    assert "A test mail is on its way to reseller@" in page(answer)
    (letter,) = mail.outbox
    assert letter.recipients() == ["reseller@example.com"]
    assert letter.subject == "Hi Alice Smith"
    assert Letter.objects.get().kind == "test"
    assert not Text.objects.exists()
    # The administrator has no record and says where it goes.
    admins = "/notices/0/reset/en/"
    answer = administrator.post(admins, {**TYPED, "test": "1", "to": ""})
    assert errors(answer)["to"] == ["Say where the test goes."]
    assert administrator.post(admins, {**TYPED, "test": "1", "to": "x y"}).status_code == 422
    page(administrator.post(admins, {**TYPED, "test": "1", "to": "me@example.com"}))
    assert mail.outbox[-1].recipients() == ["me@example.com"]
    for _more in range(20):
        answer = reseller.post(url(people), {**TYPED, "test": "1"})
    assert "Enough test mails" in page(answer)


def test_two_people_write_one_text(people: People, reseller: Client) -> None:
    opened = reseller.get(url(people))
    data = {**shown(opened.context["form"]), "opened": opened.context["form"].opening}
    assert reseller.post(url(people), {**TYPED, "opened": data["opened"]}).status_code == 302
    answer = reseller.post(url(people), {**data, "subject": "Mine"})
    assert answer.status_code == 422
    assert "Somebody changed this" in words(answer)


def test_strangers_and_odd_addresses_find_nothing(people: People, reseller: Client) -> None:
    Text.objects.create(
        reseller=people.reseller, kind="reset", language="en", subject="x", plain="{link}"
    )
    stranger = people.browser("stranger")
    for end in ("", "html/", "html/?draft=1"):
        assert stranger.get(url(people, end=end)).status_code == 404
    for data in (TYPED, {**TYPED, "preview": "1"}, {**TYPED, "test": "1"}):
        assert stranger.post(url(people), data).status_code == 404
    assert stranger.post(url(people, end="reset/")).status_code == 404
    assert stranger.get(f"/notices/{people.reseller}/").status_code == 404
    for person in ("customer", "subscriber"):
        assert people.browser(person).get(url(people)).status_code == 403
        assert people.browser(person).post(url(people, end="reset/")).status_code == 403
    assert Text.objects.get().subject == "x"
    for odd in ("nothing/en", "reset/xx", "test/en"):
        assert reseller.get(f"/notices/{people.reseller}/{odd}/").status_code == 404
    assert reseller.get("/notices/0/reset/en/").status_code == 404
    assert people.browser("administrator").get(f"/notices/{people.customer}/").status_code == 404
    assert people.browser("administrator").get(f"/notices/{10**17}/").status_code == 404


def test_a_reseller_names_the_sender_and_the_operator_its_address(
    people: People, reseller: Client, administrator: Client
) -> None:
    where = f"/notices/{people.reseller}/sender/"
    with calls(0):
        assert "Now they come from" in page(reseller.get(where))
    typed = {"name": "Billing", "copy_to": "copies@reseller.example", "email": "ceo@bank.example"}
    assert reseller.post(where, typed).status_code == 302
    stored = Sender.objects.get()
    assert (stored.name, stored.email, stored.copy_to) == ("Billing", "", typed["copy_to"])
    assert "Billing" in page(reseller.get(url(people, "quota")))
    assert "copies@" in page(reseller.get(f"/notices/{people.reseller}/"))
    with calls(2):  # to look and to save
        answer = fill(administrator, where, email="noreply@operator.example")
    assert answer.status_code == 302
    assert Sender.objects.get().email == "noreply@operator.example"
    assert Sender.objects.get().name == "Billing"
    for field, wrong in (("name", "a\x00b"), ("copy_to", "x y"), ("email", "a@b.example\nBcc: c")):
        answer = administrator.post(where, {**typed, field: wrong})
        assert answer.status_code == 422
        assert errors(answer)[field]
    assert people.browser("stranger").post(where, typed).status_code == 404
    assert people.browser("customer").post(where, typed).status_code == 403
    assert administrator.post(where, {"name": ""}).status_code == 302
    assert not Sender.objects.exists()
