"""What bulk acts change of zones and records, as pure rules."""

from __future__ import annotations

import pytest

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain.records import Record, with_priority, with_value
from ngnpanel.dns.domain.zones import MAX_NAMESERVERS, Zone, with_nameserver, without_nameserver

ZONE = Zone(name="acme.example", nameservers=("ns1.acme.example", "ns2.example.net"), email="odd")
NAPTR = Record(
    zone="acme.example",
    name="acme.example",
    type="NAPTR",
    value='100 10 "s" "SIP+D2U" "" _sip._udp',
    priority=10,
    ttl=600,
)


def record(kind: str, value: str, priority: int | None = None) -> Record:
    """A record of the zone."""
    return Record(
        zone="acme.example", name="x.acme.example", type=kind, value=value, priority=priority
    )


@pytest.mark.parametrize("typed", ["ns3.example.net", "NS3.example.net."])
def test_a_name_server_comes_last(typed: str) -> None:
    assert with_nameserver(ZONE, typed).nameservers == (*ZONE.nameservers, "ns3.example.net")


def test_a_single_word_lies_in_the_zone() -> None:
    assert with_nameserver(ZONE, "ns1") == ZONE
    assert without_nameserver(ZONE, "ns1").nameservers == ("ns2.example.net",)


def test_a_zone_takes_so_many_name_servers_and_no_more() -> None:
    full = Zone(
        name="a.example", nameservers=tuple(f"ns{n}.b.example" for n in range(MAX_NAMESERVERS))
    )
    with pytest.raises(RuleError, match="at most 20 name servers"):
        with_nameserver(full, "ns99.b.example")


def test_the_last_name_server_stays() -> None:
    with pytest.raises(RuleError, match="only name server"):
        without_nameserver(Zone(name="a.example", nameservers=("ns1.a.example",)), "ns1")


def test_who_is_no_name_server_is_not_missed() -> None:
    assert without_nameserver(ZONE, "ns9.example.net") == ZONE


def test_a_priority_is_that_of_the_data_where_it_is_in_it() -> None:
    changed = with_priority(NAPTR, 77)
    assert (changed.value, changed.priority) == ('100 77 "s" "SIP+D2U" "" _sip._udp', 77)
    assert with_priority(record("MX", "mail", 10), 5).priority == 5
    assert with_priority(record("SRV", "0 5060 sip", 10), 0).priority == 0


@pytest.mark.parametrize("kind", ["A", "TXT", "CNAME", "NS"])
def test_other_types_have_no_priority(kind: str) -> None:
    with pytest.raises(RuleError, match="has no priority"):
        with_priority(record(kind, "192.0.2.1"), 5)


def test_a_value_is_one_for_the_type() -> None:
    assert with_value(record("A", "192.0.2.1"), "192.0.2.9").value == "192.0.2.9"
    assert with_value(record("MX", "mail", 10), "mx2").priority == 10
    assert with_value(NAPTR, '100 20 "u" "E2U+sip" "!^.*$!sip:a@b.org!"').priority == 20


@pytest.mark.parametrize(
    ("kind", "value", "problem"),
    [
        ("A", "www", "IPv4"),
        ("AAAA", "192.0.2.1", "IPv6"),
        ("SRV", "sip", "weight, port and target"),
        ("CNAME", "x", "cannot point to itself"),
    ],
)
def test_other_values_are_refused(kind: str, value: str, problem: str) -> None:
    with pytest.raises(RuleError, match=problem):
        with_value(record(kind, "1", 1), value)
