"""Everything taken out of a platform and into an empty one: both are equal."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache

from ngnpanel.accounts.domain.accept import AcceptRules, WeeklyRule
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rating import Entity, Kind, RatingProfiles, subscriber
from ngnpanel.accounts.domain.sip import Property
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.dns.domain.records import Record
from ngnpanel.estates import scopes
from ngnpanel.estates.importing import PURPOSE
from ngnpanel.estates.members import MEMBERS, plain
from ngnpanel.imports import models
from ngnpanel.jobs import files as job_files
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job, State
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.imports.importing import told
from tests.imports.test_estates import empty
from tests.jobs.working import actor, counts, done, work
from tests.people import ALICE, BOB, DOMAIN, People, api


def enrich(estates: Estates) -> None:
    """Give accounts everything that has operations of its own."""
    sip = api().sip
    account = sip.account(ALICE)
    sip.update_account(
        replace(
            account,
            prepaid=True,
            groups=("free-pstn", "voicemail", "custom"),
            quota=40,
            properties=(
                Property(name="language", value="nl"),
                Property(name="web_password", value="a" * 32 + ":" + "b" * 32),
            ),
        ).with_properties({"language": "nl"})
    )
    sip.add_balance(ALICE, 12.5, "paid")
    sip.add_to_group(BOB, "quota")
    sip.set_diversions(ALICE, Diversions(fbus="<voice-mailbox>", func=f"sip:bob@{DOMAIN}"))
    sip.set_accept_rules(
        ALICE,
        AcceptRules(
            persistent=(WeeklyRule(days=31, start="09:00", stop="17:00", groups=("vip",)),)
        ),
    )
    sip.set_rejected_callers(ALICE, ["anonymous@%", f"mallory@{DOMAIN}"])
    sip.set_barred_prefixes(ALICE, ["+31900"])
    sip.add_contact(ALICE, Contact(uri=f"bob@{DOMAIN}", name="Bøb", group="vip"))
    api().voicemail.add_mailbox(
        Mailbox(
            sip_id=ALICE,
            password="987654",
            email="a@example.com",
            options=VoicemailOptions(delete=False),
        )
    )
    profiles = RatingProfiles(entity="", profile_weekday="441", timezone="Europe/Amsterdam")
    for entity in (
        subscriber(ALICE),
        Entity(Kind.DOMAIN, DOMAIN),
        Entity(Kind.GATEWAY, estates.own.gateway),
    ):
        api().rating.set_profiles(replace(profiles, entity=str(entity)))
    token = CustomerProperty(name="auth_token", value="t0k3n", category="dns")
    api().customers.set_properties(estates.people.customer, [token])
    peer = api().pstn.peer(estates.own.peer)
    api().pstn.update_peer(replace(peer, auth_token="peer token", strip=2))
    api().dns.add_record(
        Record(zone=DOMAIN, name="_sip._udp", type="SRV", value="10 5060 sip", priority=0)
    )


def named() -> dict[int, str]:
    """What customers are called."""
    return {one.id: one.username for one in api().customers.customers(Query())}


def everything(*, secrets: bool) -> dict[str, list[Any]]:
    """All records of a platform without their numbers, which are told by names."""
    who = named()
    gateways = {one.id: one.name for one in api().pstn.gateways(Query())}
    found: dict[str, list[Any]] = {}
    for name, member in MEMBERS.items():
        for record in member.page(api(), Query(order=member.order)) if member.page else ():
            found.setdefault(name, []).append(comparable(record, who, secrets=secrets))
            for other, belonging in scopes._with(api(), record):
                known = belonging
                if isinstance(known, RatingProfiles) and known.entity.startswith("gateway"):
                    known = replace(known, entity=gateways[int(known.entity.rpartition("/")[2])])
                found.setdefault(other, []).append(comparable(known, who, secrets=secrets))
    return {name: sorted(rows, key=str) for name, rows in found.items()}


def comparable(record: Any, who: dict[int, str], *, secrets: bool) -> dict[str, Any]:
    """A record by its wire names; customers by username."""
    names = {field.name for field in dataclasses.fields(record)}
    struct = plain(record, secrets=secrets)
    for name in ("customer", "reseller", "owner", "impersonate"):
        if name in names:
            struct[name] = who.get(getattr(record, name) or 0, "")
    for name in ("changeDate", "createDate", "serial", "carrier_id", "gateway_id"):
        struct.pop(name, None)
    if isinstance(struct.get("id"), int):
        del struct["id"]
    for name in ("groups", "properties", "mappings"):
        if name in struct:
            struct[name] = sorted(map(str, struct[name]))
    if "mappings" in struct:
        struct["mappings"] = sorted((m.type, m.mapto, m.priority, m.ttl) for m in record.mappings)
    return struct


def taken_out(people: People, kind: str, *, secrets: bool, **source: Any) -> tuple[Job, bytes]:
    """The file of an export, after its job."""
    found = kinds.find(kind)
    assert found is not None
    person = actor(people, "administrator")
    job = submitting.draft(found, person, source=source)
    submitting.prepare(job, {"with_secrets": secrets})
    work()
    job.refresh_from_db()
    assert job.state == State.DONE, (job.state, job.remark)
    assert counts(job).keys() == {"done"}, told(job)
    content = job_files.take(job.files.get())
    assert content is not None
    return job, content


def taken_in(
    people: People, content: bytes, exists: str = "refuse", person: str = "administrator"
) -> Job:
    """The preview of an import."""
    kind = kinds.find("import-json")
    assert kind is not None
    who = actor(people, person)
    upload = models.keep(who, PURPOSE, "estate.json", content)
    job = submitting.draft(kind, who, login=who.customer)
    submitting.prepare(job, {"upload": upload.pk, "file": "estate.json", "exists": exists})
    work()
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("secrets", [True, False])
def test_a_platform_comes_back_equal(estates: Estates, *, secrets: bool) -> None:
    enrich(estates)
    before = everything(secrets=secrets)
    assert set(before) == set(MEMBERS)
    _job, content = taken_out(estates.people, "export-everything", secrets=secrets)
    empty()
    job = taken_in(estates.people, content)
    assert job.state == State.PREVIEWED
    assert counts(job).keys() == {"pending"}, [line for line in told(job) if line[2]]
    job = done(job)
    assert counts(job).keys() == {"done"}, [line for line in told(job) if line[2]]
    cache.clear()
    assert everything(secrets=secrets) == before
    if secrets:
        assert not job.files.exists()
    else:
        passwords = job_files.take(job.files.get())
        assert passwords is not None
        assert api().sip.account(ALICE).password in passwords.decode()
