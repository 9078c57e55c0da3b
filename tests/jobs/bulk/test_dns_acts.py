"""Bulk acts on numbers, zones and records: each record by its own rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ngnpanel.dns.domain.records import Record
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.services import number_id
from ngnpanel.jobs import submitting
from ngnpanel.jobs.models import Job
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.jobs.bulk.dns_rows import numbers, zones
from tests.jobs.working import actor, done, items, prepared, work
from tests.people import DOMAIN, api


def add(name: str, kind: str, value: str, priority: int | None = None) -> str:
    """A record of the customer's zone; its key."""
    record = Record(zone=DOMAIN, name=name, type=kind, value=value, priority=priority, ttl=600)
    return str(api().dns.add_record(record).id)


def told(job: Job) -> list[tuple[str, str]]:
    """What became of the items, and why."""
    return [(item.outcome, item.reason) for item in items(job)]


def undone(job: Job, estates: Estates) -> Job:
    """The job that took it back."""
    undoing = submitting.undo(job, actor(estates.people))
    work()
    undoing.refresh_from_db()
    return done(undoing)


def a_job(estates: Estates, kind: str, params: dict[str, Any], keys: list[str]) -> Job:
    """A job of the reseller that is over."""
    return done(prepared(actor(estates.people), kind, params, keys=keys))


def test_only_records_with_an_order_get_a_priority(estates: Estates) -> None:
    keys = [add("a1", "A", "192.0.2.1"), add("m1", "MX", "mail", 10)]
    job = a_job(estates, "record-priority", {"priority": 5}, keys)
    assert told(job) == [("refused", "A record of this type has no priority."), ("done", "")]


def test_a_value_is_refused_where_it_is_none_for_the_type(estates: Estates) -> None:
    keys = [add("a1", "A", "192.0.2.1"), add("t1", "TXT", "old"), add("a2", "AAAA", "2001:db8::1")]
    job = a_job(estates, "record-value", {"value": "192.0.2.9"}, keys)
    assert told(job) == [
        ("done", ""),
        ("done", ""),
        ("refused", "Enter an IPv6 address, for example 2001:db8::1."),
    ]


def test_two_records_do_not_become_the_same(estates: Estates) -> None:
    keys = [add("a1", "A", "192.0.2.1"), add("a1", "A", "192.0.2.2")]
    job = a_job(estates, "record-value", {"value": "192.0.2.9"}, keys)
    assert told(job) == [
        ("done", ""),
        ("failed", "This is there already. Change the name or the value."),
    ]


def test_name_servers_come_and_go_by_zone(estates: Estates) -> None:
    first, second = zones(estates)
    stored = api().dns.zone(second)
    api().dns.update_zone(replace(stored, nameservers=("ns1.example.net",)))
    job = a_job(estates, "zone-server-remove", {"server": "ns1.example.net"}, [first, second])
    assert told(job) == [("done", ""), ("refused", "It is the only name server of the zone.")]
    job = a_job(estates, "zone-server-add", {"server": "ns2.example.net"}, [first, second])
    assert told(job) == [("skipped", "It is so already."), ("done", "")]
    assert api().dns.zone(second).nameservers == ("ns1.example.net", "ns2.example.net")


def test_a_zone_comes_back_empty(estates: Estates) -> None:
    job = a_job(estates, "zone-delete", {}, [DOMAIN])
    assert told(undone(job, estates)) == [("done", "")]
    assert api().dns.zone(DOMAIN).email == f"dns@{DOMAIN}"
    assert api().dns.records(Query(filter={"zone": DOMAIN})).total == 0


def test_a_record_whose_zone_is_gone_does_not_come_back(estates: Estates) -> None:
    job = a_job(estates, "record-delete", {}, [estates.own.record])
    api().dns.delete_zone(DOMAIN)
    assert told(undone(job, estates)) == [
        ("refused", "It, or something that it refers to, is not there any more.")
    ]


def test_a_record_that_is_there_again_is_not_added_twice(estates: Estates) -> None:
    job = a_job(estates, "record-delete", {}, [estates.own.record])
    add("www", "A", "192.0.2.80")
    api().dns.update_record(
        replace(api().dns.records(Query(filter={"zone": DOMAIN})).rows[0], ttl=3600)
    )
    assert told(undone(job, estates)) == [("skipped", "It is there again already.")]


def test_mail_is_not_forwarded_to_itself(estates: Estates) -> None:
    keys = [estates.own.mail_alias]
    job = a_job(estates, "mail-alias-value", {"value": f"info@{DOMAIN}"}, keys)
    assert told(job) == [("refused", "An address cannot be forwarded to itself.")]


def test_a_mail_alias_is_no_redirect(estates: Estates) -> None:
    job = a_job(estates, "redirect-delete", {}, [estates.own.mail_alias])
    assert told(job) == [("refused", "It is not there any more.")]


def test_a_range_with_numbers_stays(estates: Estates) -> None:
    job = a_job(estates, "range-delete", {}, [estates.own.range])
    assert told(job) == [("refused", "The range still has numbers. Delete those first.")]


def test_a_time_to_live_goes_to_all_addresses_and_nothing_else_of_them(estates: Estates) -> None:
    key = numbers(estates)[0]
    before = api().enum.number(number_id(key))
    a_job(estates, "number-ttl", {"ttl": 7200}, [key])
    after = api().enum.number(number_id(key))
    assert [replace(one, ttl=0) for one in after.mappings] == [
        replace(one, ttl=0) for one in before.mappings
    ]
    assert {one.ttl for one in after.mappings} == {7200}
    assert (after.info, after.owner) == (before.info, before.owner)


def test_a_number_that_somebody_has_by_now_is_left_alone(estates: Estates) -> None:
    key = numbers(estates)[0]
    job = a_job(estates, "number-delete", {}, [key])
    other = Number(id=number_id(key), mappings=(Mapping(type="sip", mapto="sip:bob@acme.example"),))
    api().enum.add_number(other)
    assert told(undone(job, estates)) == [
        ("refused", "There is another one in its place by now; that is left as it is.")
    ]
