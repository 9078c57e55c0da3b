"""Every page is read in a language that does not exist: what is not in it, nobody can translate."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.urls import reverse

from ngnpanel.accounts.forms.ruled import timezone_choices
from tests.belongings import Estates
from tests.people import DOMAIN, FOREIGN_DOMAIN
from tests.web.pseudo import speak, untranslated
from tests.web.test_permissions import ROWS, keys

RECORDS = ("Block", "Carrier", "Gateway", "PBX")
TENANTS = ("Customer", "Reseller", "Stranger", "Foreign", "Acme")
# Product, people and records of the fixtures, and words that all languages write alike.
KNOWN = frozenset(
    {
        *("NGN Panel", "Alice Smith", "Bob Smith", "Northern Telecom", "Amsterdam 1", "Street 1"),
        *("Skype", "WEB (http)", "WEB (https)", "VOID(http)", "VOID(https)", "VOID(mail)", "iFax"),
        *("Amsterdam", "Ctrl K", "alice", "sales", "info", "www", "customer", "reseller"),
        *(f"{of} of {domain}" for of in RECORDS for domain in (DOMAIN, FOREIGN_DOMAIN)),
        *(f"{who} {part}" for who in TENANTS for part in ("Inc", "Person")),
        *(f"({who.lower()})" for who in TENANTS),
        *(name for _code, name in settings.LANGUAGES),
        *(name for _zone, name in timezone_choices()),
    }
)
WHOLE = frozenset(
    {
        *TENANTS,
        "admin",
        *map(str.lower, TENANTS),
        "com",
        "any",
        "example",
        "example.",
        "acme.",
        "globex.",
    }
)
FILES = ("csv", "export", "file", "table-template", "take-out", "-json", "healthz")


def test_the_reader_finds_what_is_not_translated() -> None:
    page = (
        "<h1>⟦Title⟧</h1><p>Plain words</p><p>⟦You are in <b>Bob</b> settings⟧</p>"
        '<code>sip proxy</code><p translate="no">Some Name</p><p>alice@acme.example 12 ms.</p>'
        '<button aria-label="Close">⟦x⟧</button><input type="submit" value="Go on">'
        '<input placeholder="⟦a ⟦b⟧ c⟧"><p>⟦Saved⟧ and more</p>'
    )
    assert untranslated(page, frozenset({"ms"})) == [
        "Plain words", "Close", "Go on", "⟦Saved⟧ and more",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("person", ["administrator", "reseller", "customer", "subscriber"])
def test_no_page_has_a_sentence_that_nobody_translates(
    estates: Estates, person: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = estates.people.browser(person)
    place = ("administrator", "reseller", "customer", "subscriber").index(person)
    speak(monkeypatch)
    found: dict[str, str] = {}
    for name, (arguments, codes) in ROWS.items():
        if codes[place] not in (200, 403) or name.endswith(FILES) or re.search("-export|csv", name):
            continue
        url = reverse(name, args=keys(estates, arguments))
        answer = browser.get(url)
        if answer.get("Content-Type", "").startswith("text/html"):
            for text in untranslated(answer.content.decode(), KNOWN):
                if text not in WHOLE:
                    found.setdefault(text, url)
    assert not found, "\n".join(f"{url}: {text}" for text, url in found.items())
