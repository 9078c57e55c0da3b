"""Taking a domain out as a file: everything in it, and secrets only when they are asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts import exporting
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.voicemail import Mailbox
from tests.people import ALICE, DOMAIN, PASSWORD, People, api

URL = f"/sip/domains/{DOMAIN}/export/"
PARTS = ["sip_domains", "sip_accounts", "sip_aliases", "voicemail_accounts", "customers"]
KEY = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n"


@pytest.fixture
def full(people: People) -> People:
    domain = api().sip.domain(DOMAIN)
    api().sip.update_domain(type(domain)(**{**as_dict(domain), "private_key": KEY}))
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="987654"))
    account = api().sip.account(ALICE)
    api().sip.update_account(account.with_properties({"web_password": "for the web"}))
    token = CustomerProperty(name="auth_token", value="t0k3n", category="dns")
    api().customers.set_properties(people.customer, [token])
    return people


def as_dict(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}


def taken_out(browser: Client, **posted: str) -> tuple[dict[str, Any], str]:
    answer: Any = browser.post(URL, posted)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{DOMAIN}.json"'
    assert "no-store" in answer["Cache-Control"]
    text = b"".join(answer.streaming_content).decode()
    return json.loads(text), text


def test_the_file_has_all_parts_without_secrets(full: People) -> None:
    found, text = taken_out(full.browser("administrator"))
    assert list(found) == PARTS
    assert [row["id"]["username"] for row in found["sip_accounts"]] == ["alice", "bob"]
    assert found["sip_aliases"][0]["target"]["username"] == "alice"
    assert found["voicemail_accounts"][0]["sipId"]["username"] == "alice"
    assert {row["username"] for row in found["customers"]} == {"reseller", "customer"}
    for secret in (PASSWORD, "c2VjcmV0", "987654", "for the web", "t0k3n", "ha1"):
        assert secret not in text


def test_secrets_are_in_it_when_they_are_ticked(full: People) -> None:
    found, text = taken_out(full.browser("administrator"), secrets="on")
    assert found["sip_domains"][0]["private_key"] == KEY
    assert found["sip_accounts"][0]["password"] == PASSWORD
    assert found["voicemail_accounts"][0]["password"] == "987654"
    assert "t0k3n" in text


def test_a_large_domain_is_read_to_the_end(full: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "WINDOW", 1)
    found, _text = taken_out(full.browser("administrator"))
    assert len(found["sip_accounts"]) == 2


def test_only_the_administrator_takes_domains_out(people: People) -> None:
    for person, code in (("reseller", 403), ("customer", 403), ("stranger", 403)):
        assert people.browser(person).get(URL).status_code == code
        assert people.browser(person).post(URL).status_code == code
    assert URL in people.browser("administrator").get("/sip/domains/").content.decode()
    assert URL not in people.browser("reseller").get("/sip/domains/").content.decode()


def test_a_secret_never_stands_in_an_address(administrator: Client) -> None:
    page = administrator.get(URL + "?secrets=on").content.decode()
    assert "With passwords and private keys" in page
    assert 'method="post"' in page
