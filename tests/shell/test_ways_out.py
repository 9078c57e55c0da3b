"""Nobody is led elsewhere, nothing is fetched that people name, no name breaks out of a header."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client
from django.utils.http import content_disposition_header
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.web.request import own_path
from tests.http.server import ROOT
from tests.people import ALICE, PASSWORD, People

HERE = "https://panel.example"
ELSEWHERE = (
    *(
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
    ),
    *("https://evil.example", "https:evil.example", "http:///evil.example", "https:/evil.example"),
    *(
        "/\t/evil.example",
        "/\n/evil.example",
        "/\r/evil.example",
        "\t//evil.example",
        " //evil.example",
    ),
    *(
        "//evil.example/%2f..",
        "/%09/evil.example\\@x",
        "//\u3002evil.example",
        "/\u2028/evil.example",
    ),
    *("javascript:alert(1)", "data:text/html,x", "//evil.example:80/", "//user@evil.example/"),
    *(
        "/\x00/evil.example",
        "\x01//evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "evil.example",
    ),
    *("//[::1]/", "//[evil", "https://panel.example@evil.example/", "/\x0b/evil.example"),
)


def host_of(answer: Any) -> str:
    """Where a browser would go, as the standard of URLs says."""
    place = answer.get("HX-Redirect") or answer.get("Location") or ""
    cleaned = "".join(char for char in place if char not in "\t\r\n").replace("\\", "/").strip()
    return urlsplit(urljoin(f"{HERE}/login/", cleaned)).netloc


@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_link_leads_to_no_other_server(people: People, place: str) -> None:
    path = own_path(place)
    assert path == "" or path.startswith("/")
    browser = people.browser("administrator")
    for answer in (
        browser.get("/login/", {"next": place}),
        browser.post("/language/", {"next": place, "ngnpanel_language": "en"}),
        browser.post("/logout/", {"next": place}, headers={"Referer": place}),
        Client().get("/customers/", headers={"HX-Request": "true", "HX-Current-URL": place}),
        Client().get(f"/login?next={place}"),
    ):
        assert host_of(answer) == "panel.example", answer.headers


@pytest.mark.parametrize(
    "path", ["//evil.example/login", "//evil.example/%2e%2e/login/", "/\\evil"]
)
def test_an_address_with_two_slashes_leads_to_no_other_server(db: None, path: str) -> None:
    answer = Client().generic("GET", path)
    assert host_of(answer) == "panel.example"


@given(st.text(max_size=30).map(lambda text: f"/{text}"))
def test_whatever_is_let_through_stays_here(text: str) -> None:
    path = own_path(text)
    if path:
        assert host_of(HttpResponseRedirect(path)) == "panel.example"


def test_signing_in_leads_to_no_other_server(people: People) -> None:
    del people
    for place in ELSEWHERE[:6]:
        sent = {"name": str(ALICE), "password": PASSWORD, "next": place}
        answer = Client().post("/login/", sent)
        assert (answer.status_code, host_of(answer)) == (302, "panel.example")


# Module -> what it connects to: an address that the operator alone sets.
CONNECTS = {
    "ngnpanel/soap/transport.py": "the platforms of the settings",
    "ngnpanel/soap/exchange.py": "the platforms of the settings",
    "dns/services/live.py": "the resolver of the settings",
    "ngnpanel/notices/delivery.py": "the mail server of the settings",
    "ngnpanel/users/digest.py": "nothing: it reads a header",
    "ngnpanel/jobs/owners.py": "nothing: the name of this machine",
    "ngnpanel/settings.py": "nothing: the name of this machine",
}
NETWORK = {
    *("socket", "ssl", "http.client", "urllib.request", "urllib3", "requests", "httpx", "aiohttp"),
    *("smtplib", "ftplib", "telnetlib", "imaplib", "poplib", "xmlrpc.client", "dns.resolver"),
    *("dns.query", "dns.asyncresolver", "asyncio", "subprocess", "socketserver"),
}


def imported(file: Path) -> set[str]:
    """The modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
    return found


def test_only_these_modules_reach_out_and_only_where_the_operator_says() -> None:
    """No address that a person enters is ever fetched, so none can be one of an inner network."""
    reaching = set()
    for folder in ("ngnpanel", "accounts", "dns", "enum", "pstn"):
        for file in (ROOT / folder).rglob("*.py"):
            name = str(file.relative_to(ROOT))
            # The apps are linked in there, and commands are the operator's own.
            if name.startswith(
                tuple(f"ngnpanel/{app}/" for app in ("accounts", "dns", "enum", "pstn"))
            ):
                continue
            if "/management/" in name or name.startswith(("ngnpanel/launch/", "ngnpanel/metrics")):
                continue
            if imported(file) & NETWORK:
                reaching.add(name)
    assert reaching <= CONNECTS.keys()


BREAKS = (
    'a"b',
    "a\r\nSet-Cookie: x=1",
    "a\nb",
    "a;b",
    "a/b",
    "..",
    "../x",
    "a\\b",
    "a\x00b",
    "é",
    "",
)


@pytest.mark.parametrize("name", BREAKS)
def test_names_in_addresses_cannot_break_a_header(name: str) -> None:
    """Names of files are made of addresses and domains, which hold none of these."""
    for rule in (rules.username, rules.domain_name):
        try:
            kept = rule(name)
        except RuleError:
            continue
        assert kept.isascii()
        assert not set(kept) & set('"\\/;\r\n\x00 ')


@pytest.mark.parametrize("name", BREAKS[:-1])
def test_a_file_of_a_job_is_called_what_a_header_can_hold(name: str) -> None:
    answer = HttpResponse()
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=name.replace("\r", "").replace("\n", "").replace("\x00", "")
    )
    assert "\n" not in answer["Content-Disposition"]
    with pytest.raises(ValueError, match="newlines"):
        answer["Location"] = "/a\r\nSet-Cookie: x=1"
