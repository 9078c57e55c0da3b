"""Mails over a real mail server: branded, complete in plain text, and nothing injected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from ngnpanel.brand import looks, mail
from ngnpanel.brand.looks import Look, Support
from ngnpanel.environment import Environment
from ngnpanel.notices import texts
from ngnpanel.notices.kinds import SIGN_IN, TEST
from ngnpanel.notices.posting import post
from ngnpanel.notices.texts import Found
from tests.brand.test_logos import picture
from tests.people import People
from tests.postbox import Kept, free_port, part, running, use

pytestmark = pytest.mark.enable_socket
LOOK = Look(name="Lantern <b>", support=Support(email="help@lantern.example", phone="+31 20 1"))


@pytest.fixture
def server(settings: Settings) -> Iterator[Kept]:
    with running(settings) as kept:
        yield kept


def send(to: str, subject: str, look: Look) -> None:
    written = replace(texts.composed(TEST, Found.built_in("en"), look, dict), subject=subject)
    mail.message(written, to).send()


@pytest.mark.django_db
def test_a_mail_arrives_in_the_dress_of_the_brand(server: Kept) -> None:
    send("alice@acme.example", "Hello", LOOK)
    (letter,) = server.letters
    assert letter["To"] == "alice@acme.example"
    assert letter["From"].startswith('"Lantern <b>" <ngnpanel@')
    assert letter["Reply-To"] == "help@lantern.example"
    plain, html = part(letter, "plain"), part(letter, "html")
    assert "Lantern <b>" in plain
    assert "help@lantern.example" in plain
    assert "Lantern &lt;b&gt;" in html
    assert "<b>" not in html


def test_the_logo_is_inside_the_mail(people: People, reseller: Client, server: Kept) -> None:
    upload = SimpleUploadedFile("x.webp", picture("WEBP"))
    reseller.post(f"/brand/{people.reseller}/logo/light/", {"picture": upload})
    send("alice@acme.example", "Hello", looks.of(people.reseller))
    (letter,) = server.letters
    (logo,) = [part for part in letter.walk() if part.get_content_maintype() == "image"]
    assert logo["Content-ID"] == f"<{mail.LOGO}>"
    assert logo.get_content_type() == "image/png"


@pytest.mark.django_db
@pytest.mark.parametrize("hostile", ["a\r\nBcc: evil@evil.example", "a\nX-Evil: 1", "a\u2028b\0c"])
def test_no_header_can_be_injected(server: Kept, hostile: str) -> None:
    look = Look(name=hostile)
    post(
        SIGN_IN,
        look,
        "en",
        lambda: {"person": hostile, "username": hostile},
        to="alice@acme.example",
    )
    (letter,) = server.letters
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert "\n" not in str(letter["Subject"])
    assert server.receivers == ["alice@acme.example"]


@pytest.mark.parametrize(
    "to", ["", "x", "a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "a b@c.example"]
)
def test_an_address_that_is_none_is_refused(to: str) -> None:
    with pytest.raises(mail.NotSent, match="no address"):
        mail.receiver(to)


def test_a_mail_server_that_is_away_is_a_sentence(
    people: People, reseller: Client, settings: Settings
) -> None:
    use(settings, f"smtp://me:secret@127.0.0.1:{free_port()}?tls=none")
    url = f"/brand/{people.reseller}/test-mail/"
    page = reseller.post(url, {"to": "me@acme.example"}, follow=True).content.decode()
    assert "The mail server does not take the mail now." in page
    assert "secret" not in page


def test_a_test_mail_is_sent_a_few_times(people: People, reseller: Client) -> None:
    url = f"/brand/{people.reseller}/test-mail/"
    for _time in range(21):
        page = reseller.post(url, {"to": "me@acme.example"}, follow=True).content.decode()
    assert "Enough test mails" in page
    assert len(outbox.outbox) == 20


def test_the_address_of_a_mail_server_is_read() -> None:
    def read(url: str) -> dict[str, Any]:
        return Environment({"URL": url}).mail("URL", Path("/data/mail"))

    assert read("")["EMAIL_FILE_PATH"] == "/data/mail"
    found = read("smtp://me:p%40ss@mail.example")
    assert (found["EMAIL_HOST_PASSWORD"], found["EMAIL_PORT"]) == ("p@ss", 587)
    assert found["EMAIL_USE_TLS"]
    assert read("smtps://mail.example")["EMAIL_PORT"] == 465
    assert not read("smtp://mail.example:25?tls=none")["EMAIL_USE_TLS"]
    for wrong in ("http://x", "smtp://", "smtp://h:x", "smtp://h?tls=maybe"):
        with pytest.raises(ImproperlyConfigured, match="URL"):
            read(wrong)
