"""Zones, records and fancy records as they are stored."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import fancy, records, zones
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record, conflict
from ngnpanel.dns.domain.zones import Zone

ZONE = "example.com"
BARE = Zone(name=ZONE)


def refused(zone: Zone) -> str:
    with pytest.raises(RuleError) as caught:
        zones.checked(zone)
    return caught.value.field


def test_a_bare_zone_gets_the_defaults() -> None:
    zone = zones.checked(replace(BARE, name="Example.COM."), ("ns1.platform.example",))
    assert zone == Zone(
        name=ZONE,
        nameservers=("ns1.platform.example",),
        ttl=3600,
        refresh=14400,
        retry=3600,
        expire=1209600,
        minimum=3600,
    )
    assert zones.soa(zone).split()[:2] == ["ns1.platform.example.", "hostmaster.example.com."]
    assert zones.soa(BARE).startswith("example.com. ")


def test_own_name_servers_replace_those_of_the_platform() -> None:
    zone = replace(BARE, nameservers=("NS1", "", "ns.example.net.", "ns1.example.com"))
    kept = zones.checked(zone, ("ns1.platform.example",)).nameservers
    assert kept == ("ns1.example.com", "ns.example.net")


def test_what_a_zone_refuses() -> None:
    assert refused(replace(BARE, name="123")) == "name"
    assert refused(replace(BARE, ttl=-1)) == "ttl"
    assert refused(replace(BARE, ttl=2**31)) == "ttl"
    assert refused(replace(BARE, minimum=-1)) == "minimum"
    assert refused(replace(BARE, email="nobody")) == "email"
    assert refused(replace(BARE, email=f"{'x' * 64}@example.com")) == "email"
    assert refused(replace(BARE, nameservers=("192.0.2.1",))) == "nameservers"
    assert refused(replace(BARE, nameservers=("a b",))) == "nameservers"
    assert refused(replace(BARE, nameservers=("ns",) * 21)) == "nameservers"


def test_a_longest_mailbox_fits() -> None:
    host = ".".join(["x" * 59] * 3 + ["example"])
    assert zones.checked(replace(BARE, email=f"a@{host}")).email
    too_long = ".".join(["x" * 60] * 4 + ["example"])
    assert refused(replace(BARE, email=f"abcd@{too_long}")) == "email"


def test_a_record_without_ttl_takes_the_minimum() -> None:
    record = Record(name="www", type="a", value="192.0.2.1")
    stored = records.checked(record, ZONE, 60)
    assert stored == replace(record, zone=ZONE, name="www.example.com", type="A", ttl=60)
    assert records.checked(replace(record, ttl=5), ZONE, 60).ttl == 5


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"type": "SOA"}, "type"),
        ({"type": ""}, "type"),
        ({"ttl": -1}, "ttl"),
        ({"ttl": 2**31}, "ttl"),
        ({"name": "a b"}, "name"),
        ({"value": ""}, "value"),
        ({"type": "CNAME", "value": "www"}, "value"),
    ],
)
def test_what_a_record_refuses(changed: dict[str, object], field: str) -> None:
    record = replace(Record(name="www", type="A", value="192.0.2.1"), **changed)  # type: ignore[arg-type]
    with pytest.raises(RuleError) as caught:
        records.checked(record, ZONE, 60)
    assert caught.value.field == field


def test_a_cname_stands_alone() -> None:
    assert conflict("www.example.com", "CNAME", ZONE, set()) is None
    assert conflict("www.example.com", "A", ZONE, {"A", "MX"}) is None
    assert "the zone itself" in str(conflict(ZONE, "CNAME", ZONE, set()))
    assert "other records" in str(conflict("www.example.com", "CNAME", ZONE, {"A"}))
    assert "is a CNAME" in str(conflict("www.example.com", "A", ZONE, {"CNAME"}))


@pytest.mark.parametrize("name", ["info@example.com", "INFO@Example.COM", " info "])
def test_a_forwarding_is_of_an_address_of_the_zone(name: str) -> None:
    record = FancyRecord(name=name, type="mboxfw", value="Carl@Example.NET.")
    stored = fancy.checked(record, ZONE)
    assert (stored.name, stored.value) == ("info@example.com", "Carl@example.net")


def test_a_zone_with_odd_labels_has_addresses_as_well() -> None:
    record = FancyRecord(name="info", type="MBOXFW", value="a@example.net")
    assert fancy.checked(record, "_x.example.com").name == "info@_x.example.com"
    with pytest.raises(RuleError, match="254"):
        fancy.checked(record, ".".join(["x" * 60] * 4 + ["example"]))


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("in..fo", "a@example.net", "name"),
        ("info@example.net", "a@example.net", "name"),
        ("info@sub.example.com", "a@example.net", "name"),
        ("", "a@example.net", "name"),
        ("a b", "a@example.net", "name"),
        ("info", "", "value"),
        ("info", "nowhere", "value"),
        ("info", "Info@example.com", "value"),
    ],
)
def test_what_a_forwarding_refuses(name: str, value: str, field: str) -> None:
    with pytest.raises(RuleError) as caught:
        fancy.checked(FancyRecord(name=name, type="MBOXFW", value=value), ZONE)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "url",
    [
        "http://example.net",
        "HTTPS://Example.net:8443/a%20b?c=d&e=(f)#g",
        "http://[2001:db8::1]/",
        "http://192.0.2.1/",
    ],
)
def test_a_redirection_leads_to_a_web_address(url: str) -> None:
    stored = fancy.checked(FancyRecord(name="web", type="URL", value=f" {url} "), ZONE)
    assert (stored.name, stored.value) == ("web.example.com", url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.net",
        "ftp://example.net/",
        "javascript:alert(1)",
        "http://",
        "http://a b/",
        "http://a\x00b/",
        "http://-/",
        'http://"x"/',
        "http://b\u00fccher.example/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://example.net:99999/",
        "http://example.net:0/",
        f"http://example.net/{'x' * 2048}",
    ],
)
def test_what_a_redirection_refuses(url: str) -> None:
    with pytest.raises(RuleError) as caught:
        fancy.checked(FancyRecord(name="web", type="URL", value=url), ZONE)
    assert caught.value.field == "value"
