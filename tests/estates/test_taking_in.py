"""Taking an export in: what is refused, what becomes of what exists, and who may."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.estates import reading
from ngnpanel.imports.models import Upload
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.models import Job, State
from ngnpanel.soap import metering
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.estates.test_round_trip import enrich, everything, taken_in, taken_out
from tests.imports.importing import told
from tests.jobs.working import actor, counts, done, failing, items, reopen, work
from tests.people import ALICE, DOMAIN, People, api, calls

PAGE = "/tools/estates/"
# As the panel before this one writes it: SOAP values as PHP has them, numbers sometimes as text.
INCUMBENT = {
    "sip_domains": [{"domain": "old.example", "customer": "17", "reseller": 4, "certificate": ""}],
    "sip_accounts": [
        {
            "id": {"username": "Carol", "domain": "old.example"},
            "password": "from before",
            "firstName": "Carol",
            "lastName": "Jones",
            "email": "carol@old.example",
            "acl": [],
            "groups": ["free-pstn"],
            "properties": [{"name": "language", "value": "en"}],
            "timezone": "Europe/Amsterdam",
            "quota": "50",
            "prepaid": 0,
            "owner": 17,
            "customer": 17,
            "reseller": 4,
            "changeDate": "2019-05-06 07:08:09",
        }
    ],
    "sip_aliases": [
        {
            "id": {"username": "c", "domain": "old.example"},
            "target": {"username": "carol", "domain": "old.example"},
        }
    ],
    "voicemail_accounts": [
        {"sipId": {"username": "carol", "domain": "old.example"}, "password": "4321",
         "mailbox": "1000042", "options": {"delete": 1}}
    ],
    "customers": [
        {"id": 4, "reseller": 4, "username": "seller", "email": "s@old.example"},
        {"id": 17, "reseller": 4, "username": "buyer", "email": "b@old.example"},
    ],
}  # fmt: skip


def as_json(**members: Any) -> bytes:
    """A file with these members."""
    return json.dumps(members).encode()


def test_an_export_of_the_panel_before_is_taken_in(people: People) -> None:
    job = done(taken_in(people, as_json(**INCUMBENT)))
    assert counts(job) == {"done": 6}, told(job)
    carol = api().sip.account(SipId.parse("carol@old.example"))
    buyer = next(iter(api().customers.customers(Query(filter={"username": "buyer"}))))
    assert (carol.customer, carol.owner) == (buyer.id, buyer.id)
    assert (carol.password, carol.quota, carol.prepaid) == ("from before", 50, False)
    assert str(carol.change_date) == "2019-05-06 07:08:09+00:00"
    mailbox = api().voicemail.mailbox(carol.id)
    assert mailbox is not None
    assert (mailbox.mailbox, mailbox.password) == ("1000042", "4321")
    assert buyer.reseller != 4
    # Customers came without passwords: theirs are made up, and in a file.
    assert job.files.count() == 1


def test_the_preview_counts_what_becomes_of_each_kind(estates: Estates) -> None:
    _job, content = taken_out(estates.people, "export-everything", secrets=True)
    api().sip.delete_alias(SipId(username="sales", domain=DOMAIN))
    api().sip.update_account(replace(api().sip.account(ALICE), first_name="Alicia"))
    job = taken_in(estates.people, content, "update")
    person = actor(estates.people, "administrator")
    kind = kinds.find("import-json")
    assert kind is not None
    text = str(kind.remarks(Work(job=job, actor=person, api=api()))[0].text)
    assert "SIP accounts: 1 changed, 2 left as they are." in text
    assert "SIP aliases: 1 new, 1 left as they are." in text
    assert "Customers: 4 left as they are." in text


@pytest.mark.parametrize("exists", ["skip", "refuse", "update"])
def test_taking_in_what_is_there_changes_nothing(estates: Estates, exists: str) -> None:
    enrich(estates)
    _job, content = taken_out(estates.people, "export-everything", secrets=True)
    before = everything(secrets=True)
    job = taken_in(estates.people, content, exists)
    previewed = counts(job)
    job = done(job)
    assert counts(job) == previewed
    outcomes = {"skip": {"skipped"}, "update": {"skipped"}, "refuse": {"refused"}}[exists]
    assert counts(job).keys() == outcomes, [line for line in told(job) if line[1] not in outcomes]
    assert everything(secrets=True) == before


def test_what_goes_with_accounts_is_looked_up_where_they_exist(estates: Estates) -> None:
    enrich(estates)
    bob = SipId(username="bob", domain=DOMAIN)
    api().sip.set_rejected_callers(bob, ["anonymous@%"])
    _job, content = taken_out(estates.people, "export-everything", secrets=True)
    api().sip.delete_account(bob)
    with metering.counted() as meter:
        job = taken_in(estates.people, content, "update")
    asked = meter.operations.count("Sip.getCallDiversions")
    known = {item.key: item.outcome for item in items(job) if "details" in item.key}
    assert known.pop(f"sip_account_details={bob}") == "pending"
    assert set(known.values()) == {"skipped"}
    assert asked == len(known) > 0


def test_what_goes_with_an_account_that_is_nowhere_is_refused_at_once(people: People) -> None:
    carol = {"username": "carol", "domain": "nowhere.example"}
    row = {"id": carol, "rejectMembers": ["anonymous@%"]}
    job = taken_in(people, as_json(sip_account_details=[row]))
    assert [(item.outcome, item.reason) for item in items(job)] == [
        ("refused", "Its account is not there.")
    ]


def test_an_export_without_secrets_takes_none_away(estates: Estates) -> None:
    enrich(estates)
    _job, content = taken_out(estates.people, "export-everything", secrets=False)
    before = everything(secrets=True)
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, first_name="Alicia"))
    job = done(taken_in(estates.people, content, "update"))
    assert counts(job)["done"] == 1
    assert everything(secrets=True) == before


def test_a_balance_of_today_survives_an_export_of_yesterday(estates: Estates) -> None:
    enrich(estates)
    _job, content = taken_out(estates.people, "export-everything", secrets=True)
    api().sip.add_balance(ALICE, 100, "paid since")
    done(taken_in(estates.people, content, "update"))
    assert api().sip.balance(ALICE) == 112.5


def test_an_import_is_undone(estates: Estates) -> None:
    before = everything(secrets=True)
    job = done(taken_in(estates.people, as_json(**INCUMBENT)))
    undoing = submitting.undo(job, actor(estates.people, "administrator"))
    work()
    undoing.refresh_from_db()
    assert counts(done(undoing)) == {"done": 6}, told(undoing)
    assert everything(secrets=True) == before


def test_a_lost_answer_adds_nothing_twice(people: People) -> None:
    job = taken_in(people, as_json(**INCUMBENT))
    submitting.begin(job)
    for operation in ("addAccount", "addDomain", "addAlias"):
        with failing(operation, 1, after=True):
            work()
        reopen()
    work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"done": 6}), told(job)


def test_what_needs_a_record_that_could_not_be_added_says_so(people: People) -> None:
    broken = {**INCUMBENT, "sip_domains": [{"domain": "no domain", "customer": 17}]}
    job = taken_in(people, as_json(**broken))
    reasons = {item.given["member"]: item.reason for item in items(job) if item.reason}
    assert reasons.pop("sip_domains").startswith("Enter a domain name")
    assert reasons == {
        "sip_accounts": "There is no SIP domain called old.example.",
        "sip_aliases": "There is no SIP domain called old.example.",
        "voicemail_accounts": "Its account is not there.",
    }
    job = done(job)
    assert counts(job) == {"done": 2, "refused": 4}
    with pytest.raises(NotFound):
        api().sip.account(SipId.parse("carol@old.example"))


def test_what_went_while_people_looked_at_the_preview_is_said(people: People) -> None:
    there = {**INCUMBENT, "sip_domains": []}
    domain = replace(api().sip.domain(DOMAIN), domain="old.example")
    api().sip.add_domain(domain)
    job = taken_in(people, as_json(**there))
    assert counts(job) == {"pending": 5}
    api().sip.delete_domain("old.example")
    job = done(job)
    reasons = {item.given["member"]: item.reason for item in items(job) if item.reason}
    assert counts(job) == {"done": 2, "refused": 3}
    assert "is not there any more" in reasons["sip_accounts"]


@pytest.mark.parametrize(
    ("member", "row", "reason"),
    [
        ("sip_accounts", {"firstName": "x"}, "“id” is missing."),
        ("sip_accounts", {"id": "alice"}, "“id” is not what it should be."),
        ("sip_accounts", {"id": {"username": "a b", "domain": "x.example"}}, "Use at most 64"),
        ("sip_accounts", {"id": {"username": "a", "domain": "x.example"}, "quota": "many"},
         "“quota” is not what it should be."),
        ("sip_accounts", {"id": {"username": "a", "domain": "x.example"}, "groups": "x"},
         "“groups” is no list."),
        ("sip_accounts", {"id": {"username": "a", "domain": "x.example"}, "firstName": "\x07"},
         "“firstName” is not what it should be."),
        ("sip_domains", {"domain": "x.example", "customer": 99},
         "Customer 99, whom it names, is not in the file."),
        ("gateways", {"name": "g", "carrier_id": 9, "ip": "192.0.2.1"},
         "Number 9, which it belongs to, is not in the file."),
        ("dns_records", {"zone": "x.example", "name": "a", "type": "A", "value": "no address"},
         "Enter an IPv4 address"),
    ],
)  # fmt: skip
def test_a_bad_record_is_named_and_the_others_go_on(
    people: People, member: str, row: dict[str, Any], reason: str
) -> None:
    good = {"id": 5, "reseller": 5, "username": "good", "email": "g@example.com"}
    job = taken_in(people, as_json(**{"customers": [good], member: [row]}))
    refused = next(item for item in items(job) if item.given["member"] == member)
    assert (refused.outcome, refused.title.startswith(f"{member} 1: ")) == ("refused", True)
    assert refused.reason.startswith(reason)
    assert counts(job) == {"pending": 1, "refused": 1}


def test_the_same_record_twice_is_said(people: People) -> None:
    row = {"domain": "x.example"}
    job = taken_in(people, as_json(sip_domains=[row, row]))
    assert [item.reason for item in items(job)] == ["", "Number 1 of its kind is the same one."]


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "There is nothing in it."),
        (b"username,domain\n", "This is no JSON: line 1, column 1"),
        (b"[1, 2]", "no export of domains"),
        (b'{"a": []}', "no export of domains"),
        (b'{"sip_accounts": {}}', "“sip_accounts” is no list of records."),
        (b'{"sip_accounts": [NaN]}', "This is no JSON that could be read."),
        (b"[" * 100_000, "This is no JSON"),
        (b"\xff\xfe{\x00}\x00", "it is not written in UTF-8"),
        (b"PK\x03\x04" + b"\x80" * 40, "it is not written in UTF-8"),
        (b"\x1f\x8b" + b"x" * 40, "It is packed, but damaged."),
        (gzip.compress(b"{}" * 100, mtime=0)[:-20], "It is packed, but damaged."),
        (gzip.compress(b" " * (reading.MOST_UNPACKED + 2)), "Unpacked it has more than 64 MB."),
        (b"x" * (reading.MOST_BYTES + 1), "A file has at most 4 MB."),
    ],
)
def test_what_is_no_export_gets_a_sentence(raw: bytes, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence):
        reading.read(raw)


def test_a_packed_export_is_read() -> None:
    estate = reading.read(gzip.compress(b"\xef\xbb\xbf" + as_json(**INCUMBENT, other=[1])))
    assert (estate.count, estate.unknown) == (6, ("other",))
    assert next(iter(estate.members)) == "customers"


# The pages


def sent(browser: Client, raw: bytes) -> Any:
    """The answer to a file."""
    return browser.post(PAGE, {"file": SimpleUploadedFile("estate.json", raw)})


def test_a_file_becomes_a_job(administrator: Client) -> None:
    with calls(0):
        place = sent(administrator, as_json(**INCUMBENT, extra=[]))["Location"]
        page = administrator.get(place).content.decode()
    assert "6 records" in page
    assert "so they are left out: extra" in page
    with calls(0):
        answer = administrator.post(place, {"exists": "skip"})
    job = Job.objects.get()
    assert answer["Location"] == f"/jobs/{job.pk}/"
    work()
    shown = administrator.get(f"/jobs/{job.pk}/").content.decode()
    assert "Import estate.json" in shown
    assert "Import 6 records" in shown
    assert "from before" not in shown
    assert f'href="{place}"' in shown
    assert b"from before" not in bytes(Upload.objects.get().sealed)
    # Somebody thinks again: the same job is made anew.
    assert administrator.post(place, {"exists": "refuse"}).status_code == 302
    assert Job.objects.get().params["exists"] == "refuse"
    assert administrator.post(place, {"exists": "destroy"}).status_code == 422


def test_a_bad_file_gets_a_sentence_on_the_page(administrator: Client) -> None:
    answer = sent(administrator, b"%PDF")
    assert answer.status_code == 422
    assert "This is no JSON" in answer.content.decode()
    assert administrator.post(PAGE, {}).status_code == 422
    assert not Upload.objects.exists()


def test_others_than_the_administrator_take_in_zones_alone(estates: Estates) -> None:
    row = {"name": "new.example", "customer": 17, "reseller": 4}
    record = {"zone": "new.example", "name": "www", "type": "A", "value": "192.0.2.1", "owner": 0}
    members = {**INCUMBENT, "dns_zones": [row], "dns_records": [record]}
    customer = {"id": 17, "reseller": 4, "username": "customer"}
    members["customers"] = [{"id": 4, "reseller": 4, "username": "reseller"}, customer]
    job = done(taken_in(estates.people, as_json(**members), person="reseller"))
    told_by = {item.given["member"]: (item.outcome, item.reason) for item in items(job)}
    for name in ("customers", "sip_domains", "sip_accounts"):
        assert told_by[name] == ("refused", "Only the administrator imports this.")
    assert told_by["dns_zones"] == ("done", "")
    assert api().dns.zone("new.example").customer == estates.people.customer


def test_a_stranger_takes_nothing_from_others(estates: Estates) -> None:
    _job, content = taken_out(
        estates.people, "export-zone", secrets=False, resource="zone", keys=["acme.example"]
    )
    before = everything(secrets=True)
    job = done(taken_in(estates.people, content, "update", person="stranger"))
    assert counts(job).keys() <= {"refused", "failed"}, told(job)
    assert everything(secrets=True) == before


def test_a_file_is_of_who_uploaded_it(people: People, administrator: Client) -> None:
    place = sent(administrator, as_json(**INCUMBENT))["Location"]
    for person in ("reseller", "customer", "stranger"):
        assert people.browser(person).get(place)["Location"] == PAGE
        assert people.browser(person).post(place, {"exists": "skip"})["Location"] == PAGE
