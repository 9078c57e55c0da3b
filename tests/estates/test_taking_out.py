"""Taking a domain out as a file: everything in it, and secrets only when they are asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.estates import scopes, views
from ngnpanel.jobs import files, kinds, submitting
from ngnpanel.jobs.models import Job, State
from tests.belongings import Estates
from tests.jobs.working import actor, work
from tests.people import ALICE, DOMAIN, PASSWORD, People, api

URL = f"/sip/domains/{DOMAIN}/export/"
PARTS = ["customers", "sip_domains", "sip_accounts", "sip_aliases", "voicemail_accounts"]
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
    answer = browser.post(URL, posted)
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{DOMAIN}.json"'
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
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
    monkeypatch.setattr(scopes, "ACCOUNTS", 1)
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


def test_a_large_domain_becomes_a_job_with_a_file_for_its_creator(
    full: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_AT_ONCE", 2)
    browser = full.browser("administrator")
    answer = browser.post(URL, {"secrets": "on"})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    work()
    job.refresh_from_db()
    assert job.state == State.DONE
    assert job.queued is not None
    page = browser.get(f"/jobs/{job.pk}/").content.decode()
    assert f"domains-{job.pk}.json" in page
    content = files.take(job.files.get())
    assert content is not None
    found = json.loads(content)
    assert list(found) == PARTS
    assert found["sip_accounts"][0]["password"] == PASSWORD
    assert not any(item.sealed for item in job.items.all())


def test_a_customer_is_taken_out_with_all_that_is_its_own(estates: Estates) -> None:
    browser = estates.people.browser("administrator")
    answer = browser.post(f"/customers/{estates.people.customer}/export/", {})
    found = json.loads(answer.content)
    assert {name: len(rows) for name, rows in found.items()} == {
        "customers": 2,  # and its reseller
        "sip_domains": 1,
        "enum_ranges": 1,
        "dns_zones": 1,
        "sip_accounts": 2,
        "enum_numbers": 1,
        "dns_records": 1,
        "dns_fancy_records": 2,
        "sip_aliases": 1,
    }
    answer = browser.post(f"/customers/{estates.people.reseller}/export/", {})
    found = json.loads(answer.content)
    assert [row["username"] for row in found["customers"]] == ["reseller", "customer"]
    for name in ("trusted_peers", "carriers", "gateways", "gateway_rules", "routes"):
        assert len(found[name]) == 1
    assert "globex" not in answer.content.decode()


def exported(estates: Estates, person: str, kind: str, **source: Any) -> dict[str, Any]:
    """The file of a job on a list."""
    found = kinds.find(kind)
    assert found is not None
    who = actor(estates.people, person)
    job = submitting.draft(found, who, login=who.customer, source=source)
    submitting.prepare(job, {"with_secrets": True})
    work()
    job.refresh_from_db()
    content = files.take(job.files.get())
    assert content is not None
    taken: dict[str, Any] = json.loads(content)
    return taken


def test_all_ticked_zones_are_in_one_file(estates: Estates) -> None:
    api().dns.add_zone(Zone(name="empty.example", customer=estates.people.customer,
                            reseller=estates.people.reseller))  # fmt: skip
    keys = ["acme.example", "empty.example", "globex.example", "gone.example"]
    found = exported(estates, "reseller", "export-zone", resource="zone", keys=keys)
    assert [row["name"] for row in found["dns_zones"]] == ["acme.example", "empty.example"]
    assert [row["zone"] for row in found["dns_records"]] == ["acme.example"]
    assert {row["username"] for row in found["customers"]} == {"customer", "reseller"}
    # Who is no administrator gets no secrets, whatever was asked.
    assert not any("password" in row for row in found["customers"])


def test_all_domains_that_match_are_in_one_file(estates: Estates) -> None:
    query = {"filter": {}, "order": "domain"}
    found = exported(estates, "administrator", "export-domain", resource="domain", query=query)
    assert [row["domain"] for row in found["sip_domains"]] == [DOMAIN, "globex.example"]
    assert len(found["sip_accounts"]) == 3
    assert len(found["customers"]) == 4


def test_an_export_is_offered_on_the_lists(estates: Estates) -> None:
    for url, person, is_offered in (
        ("/sip/domains/", "administrator", True),
        ("/sip/domains/", "reseller", False),
        ("/customers/", "administrator", True),
        ("/customers/", "reseller", False),
        ("/dns/zones/", "customer", True),
    ):
        page = estates.people.browser(person).get(url).content.decode()
        assert ("Export as JSON" in page) == is_offered, (url, person)


def test_secrets_are_asked_for_with_a_warning(estates: Estates) -> None:
    browser = estates.people.browser("administrator")
    answer = browser.post("/tools/estates/everything/")
    page = browser.get(answer["Location"]).content.decode()
    assert "With passwords and private keys" in page
    assert "Whoever has the file can use the accounts." in page
    # It begins at once, so the button promises no preview.
    assert "Show what would change" not in page
    zones = {"act": "job:export-zone", "scope": "all", "query": ""}
    place = estates.people.browser("reseller").post("/dns/zones/list/selection/", zones)["Location"]
    assert "private keys" not in estates.people.browser("reseller").get(place).content.decode()
