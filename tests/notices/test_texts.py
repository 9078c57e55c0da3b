"""Which text a mail has, what becomes of it, and that every built-in text is whole."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.brand.looks import Look, Support
from ngnpanel.notices import kinds, texts
from ngnpanel.notices.forms import TextForm
from ngnpanel.notices.kinds import CREDIT, KINDS, RESET, Kind
from ngnpanel.notices.models import Text
from ngnpanel.notices.placeholders import look_through
from ngnpanel.notices.texts import Found, Wording
from tests.notices.helping import LINK, LOOK, VALUES, send_link
from tests.web.conftest import PEOPLE

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SELLER = 7


def write(reseller: int, language: str, subject: str, **more: Any) -> None:
    row = {"plain": "{account}", "platform": "default", "kind": "credit", **more}
    Text.objects.create(reseller=reseller, language=language, subject=subject, **row)


def subject_for(language: str, reseller: int = SELLER) -> str:
    found = texts.find(CREDIT, "default", reseller, language)
    return texts.composed(CREDIT, found, LOOK, lambda: VALUES).subject


@pytest.mark.django_db
def test_the_nearest_text_counts(django_assert_num_queries: Any) -> None:
    assert subject_for("nl").startswith("Het saldo")
    write(0, "en", "operator en")
    assert subject_for("nl") == "operator en"
    write(0, "nl", "operator nl")
    assert subject_for("nl") == "operator nl"
    write(SELLER, "en", "own en")
    assert subject_for("nl") == "own en"
    write(SELLER, "nl", "own nl")
    write(SELLER + 1, "nl", "somebody else's")
    write(SELLER, "nl", "another platform's", platform="other")
    write(SELLER, "nl", "another kind", kind="reset")
    with django_assert_num_queries(1):
        assert subject_for("nl") == "own nl"
    assert subject_for("de") == "own en"
    assert subject_for("xx") == "own en"
    assert subject_for("") == "own en"
    assert subject_for("nl", reseller=0) == "operator nl"


@pytest.mark.django_db
def test_the_frame_speaks_the_language_of_the_text() -> None:
    write(SELLER, "en", "own en")
    look = Look(name="Lantern", support=Support(email="help@lantern.example"))
    found = texts.find(CREDIT, "default", SELLER, "nl")
    spoken: list[str] = []

    def values() -> dict[str, str]:
        spoken.append(found.language)
        return VALUES

    written = texts.composed(CREDIT, found, look, values)
    assert "Need help?" in written.plain
    assert 'lang="en"' in written.html
    assert spoken == ["en"]


def composed(kind: Kind, wording: Wording, **values: str) -> Any:
    found = Found(level=texts.OWN, language="en", wording=wording)
    return texts.composed(kind, found, LOOK, lambda: {**VALUES, **values})


def test_values_are_put_in_as_text() -> None:
    wording = Wording(
        subject="{person}: {account}",
        plain="Dear {person},\n\nsee {credit_page}\n\n{provider}",
        html='<p>Dear {person}, <a href="{credit_page}">see</a></p>',
    )
    hostile = "<script>alert(1)</script>{account}\r\nBcc: x@evil.example"
    written = composed(CREDIT, wording, person=hostile, credit_page='https://x/?a=1&b="')
    assert written.subject == (
        "<script>alert(1)</script>{account}  Bcc: x@evil.example: alice@acme.example"
    )
    assert hostile in written.plain
    assert "<script>" not in written.html
    assert 'href="https://x/?a=1&amp;b=&quot;"' in written.html
    assert "{account}" in written.html


def test_without_html_the_plain_text_is_drawn_and_only_links_are_links() -> None:
    wording = Wording(subject="x", plain="Dear {person},\nsee {credit_page}\n\n<b>bye</b>")
    written = composed(CREDIT, wording, person="https://evil.example\nBob")
    assert "Dear https://evil.example<br>Bob,<br>see" in written.html
    assert written.html.count("<a ") == 1
    assert ">https://p.example/c/</a>" in written.html
    assert "&lt;b&gt;bye&lt;/b&gt;</p>" in written.html


def test_html_that_got_into_the_database_is_cleaned_once_more() -> None:
    wording = Wording(subject="x", plain="x", html="<p onclick=x>a<script>b</script></p>")
    html = composed(CREDIT, wording).html
    assert "<p>a</p>" in html
    assert "script" not in html


def test_a_secret_never_gets_into_a_subject() -> None:
    wording = Wording(subject="Go to {link}", plain="{link}")
    written = composed(RESET, wording, link=LINK)
    assert written.subject == "Go to {link}"
    assert LINK in written.plain


@pytest.mark.django_db
def test_a_text_of_the_reseller_is_what_is_sent() -> None:
    Text.objects.create(
        reseller=0, kind="reset", language="en", subject="Hi {person}", plain="Open {link} now"
    )
    send_link()
    (letter,) = mail.outbox
    assert letter.subject == "Hi Alice"
    assert f"Open {LINK} now" in letter.body


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_built_in_text_is_one_that_could_be_saved(kind: Kind, language: str) -> None:
    begun = texts.built_in(kind, language)
    data = {"subject": begun.subject, "plain": begun.plain, "html": ""}
    form = TextForm(data, actor=PEOPLE["reseller"], record=begun, kind=kind)  # type: ignore[index]
    assert form.is_valid(), form.errors
    used = look_through(begun.plain + begun.subject, kind.names).used
    own = {one.name for one in kind.placeholders}
    # What there is to say is said by default.
    assert own <= used | {"panel"}


@pytest.mark.parametrize("kind", [*KINDS, kinds.TEST], ids=lambda kind: kind.name)
def test_the_built_in_mail_and_its_text_with_placeholders_say_the_same(kind: Kind) -> None:
    values = texts.samples(kind, LOOK)
    real = texts.composed(kind, Found.built_in("en"), LOOK, lambda: values)
    for text in (real.plain, real.html, real.subject):
        assert not re.search(r"\{[a-z_]+\}", text)
    if kind is not kinds.TEST:
        again = composed(kind, texts.built_in(kind, "en"), **values)
        assert again.subject == real.subject
        assert again.plain.split() == real.plain.split()
        link = next((one for one in kind.placeholders if one.is_link), None)
        assert link is None or f'href="{values[link.name]}"' in again.html


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_written_and_put_in_the_mail_can_be_made(
    plain: str, html: str, value: str
) -> None:
    written = composed(CREDIT, Wording(subject=plain[:100], plain=plain, html=html), person=value)
    assert "\n" not in written.subject
    assert "<script" not in written.html.lower()
