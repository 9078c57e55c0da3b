"""Texts of people stay texts: on pages, in files and in mails."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from ngnpanel.brand.looks import Look
from ngnpanel.notices import kinds, texts
from ngnpanel.notices.models import Text
from ngnpanel.web.exporting import cell, typed
from tests.belongings import Estates
from tests.shell.hostile import PAYLOADS, became, spread
from tests.web.test_permissions import ROWS, keys

FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\uff1d1+1")


def test_no_text_of_a_record_becomes_more_on_any_page(estates: Estates) -> None:
    taken = spread(estates, estates.people.browser("administrator"))
    assert sum(len(names) for names in taken.values()) > 50, taken
    staff, alice = (estates.people.browser(one) for one in ("reseller", "subscriber"))
    admin = estates.people.browser("administrator")
    wrong = {}
    seen = 0
    for name, (arguments, codes) in ROWS.items():
        if 200 not in codes:
            continue
        url = reverse(name, args=keys(estates, arguments))
        browser = staff if codes[1] == 200 else admin
        answer = (alice if name.startswith("subscriber-") else browser).get(url)
        if answer.get("Content-Type", "").startswith("text/html"):
            page = answer.content.decode()
            seen += "xq" in page
            if found := became(page):
                wrong[url] = found
    assert wrong == {}
    assert seen > 30, "the texts stand on pages"
    assert files_with_formulas(admin) == []


def files_with_formulas(browser: Client) -> list[str]:
    """Cells of exported lists that a spreadsheet would run."""
    wrong = []
    for name in ROWS:
        if name.endswith("-export"):
            answer: Any = browser.get(reverse(name, args=["csv"]))
            rows = csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))
            cells = [cell for row in rows for cell in row]
            assert len(cells) > 5, name
            wrong += [one for one in cells if is_formula(one)]
    return wrong


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run it; a telephone number is none."""
    return bool(re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", text)) and not re.fullmatch(
        r"[+-]?[0-9][0-9 .]*", text
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert typed(cell(text)) == text
    assert cell([text, text]).startswith("'")


@pytest.mark.parametrize("payload", [*PAYLOADS, "a\r\nBcc: eve@evil.example", "a\nSubject: b\n\nc"])
def test_no_name_becomes_more_in_a_mail(db: None, payload: str, settings: Any) -> None:
    look = Look(name=payload)
    for row in (
        None,
        Text(subject="{person} {provider}", plain="{person}", html="<p>{person}</p>"),
    ):
        wording = row and texts.Wording(subject=row.subject, plain=row.plain, html=row.html)
        found = texts.Found.built_in("en")
        if wording:
            found = texts.Found(level=texts.OWN, language="en", wording=wording)
        values = {one.name: payload for one in kinds.CREDIT.placeholders}
        written = texts.composed(kinds.CREDIT, found, look, values.copy)
        assert became(written.html) == []
        for line in (written.subject, written.sender):
            assert line.isprintable()
        mail.EmailMessage(written.subject, written.plain, written.sender, ["a@b.example"]).message()


def test_what_somebody_writes_for_a_mail_is_no_template(db: None) -> None:
    for text in ("{{ settings.SECRET_KEY }}", "{% load x %}", "%(person)s", "{person.__class__}"):
        wording = texts.Wording(subject=text, plain=text, html=f"<p>{text}</p>")
        found = texts.Found(level=texts.OWN, language="en", wording=wording)
        values = {one.name: "Alice" for one in kinds.CREDIT.placeholders}
        written = texts.composed(kinds.CREDIT, found, Look(name="Lantern"), values.copy)
        for part in (written.subject, written.plain, written.html):
            assert "a key of the tests" not in part
            assert "class 'str'" not in part
