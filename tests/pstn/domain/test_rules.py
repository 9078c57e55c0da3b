"""The rules of carriers, gateways, routes and peers."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.pstn.domain import peers, routing

TEXT_RULES: tuple[Callable[[str], Any], ...] = (
    routing.name,
    routing.address,
    routing.host,
    routing.transport,
    routing.prefix,
    routing.prepend,
    routing.originator,
    peers.protocol,
)
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).filter(
    lambda found: not found.is_multicast and not found.is_unspecified
)


@pytest.mark.parametrize("rule", TEXT_RULES, ids=lambda rule: rule.__name__)
@given(text=st.text(max_size=400))
def test_a_rule_answers_with_a_stable_text_or_a_sentence(
    rule: Callable[[str], Any], text: str
) -> None:
    try:
        stored = rule(text)
    except RuleError as refused:
        error = refused
    else:
        assert rule(stored) == stored
        assert len(stored) <= 320
        return
    assert error.text.endswith(".")
    assert error.field


@given(address=ADDRESSES)
def test_every_form_of_an_address_is_stored_alike(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if str(address) == "255.255.255.255":
        return
    assert routing.address(address.exploded.upper()) == str(address)
    assert routing.host(f" {address} ") == str(address)
    if address.version == 6:
        assert routing.host(f"[{address}]") == str(address)


@given(least=st.integers(), most=st.integers())
def test_lengths_are_in_bounds_and_in_order(least: int, most: int) -> None:
    is_fine = 0 <= least <= 32 and 0 <= most <= 32 and (most == 0 or least <= most)
    try:
        assert routing.lengths(least, most) == (least, most)
    except RuleError:
        assert not is_fine
    else:
        assert is_fine


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("", ""),
        ("00", "00"),
        ("0031", "0031"),
        ("+31 20", "003120"),
        ("00-31 (20)", "003120"),
        ("00" + "1" * 15, "00" + "1" * 15),
    ],
)
def test_a_prefix_begins_with_two_zeros(text: str, stored: str) -> None:
    assert routing.prefix(text) == stored


@pytest.mark.parametrize("text", ["31", "0", "000", "00a", "00" + "1" * 16, "0031%", "٠٠٣١"])
def test_what_is_no_prefix_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        routing.prefix(text)


@pytest.mark.parametrize("text", ["", "00", "+31", "*31#", "9*", " 12-34 "])
def test_digits_to_put_in_front(text: str) -> None:
    assert " " not in routing.prepend(text)


@pytest.mark.parametrize("text", ["a", "1+", "++1", "1" * 33])
def test_what_are_no_digits_to_put_in_front(text: str) -> None:
    with pytest.raises(RuleError):
        routing.prepend(text)


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("", ""),
        ("  ", ""),
        ("Example.COM", "example.com"),
        ("sip:Alice@Example.com", "alice@example.com"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::0007", "2001:db8::7"),
        ("alice@192.0.2.7", "alice@192.0.2.7"),
        ("31208005161", "31208005161"),
        ("customer-1", "customer-1"),
    ],
)
def test_originators(text: str, stored: str) -> None:
    assert routing.originator(text) == stored


@pytest.mark.parametrize("text", ["a b", "@example.com", "alice@", "a@b@c.nl", "<a@b.nl>", "%"])
def test_what_is_no_originator(text: str) -> None:
    with pytest.raises(RuleError):
        routing.originator(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "gateway", "-a.nl", "a b.nl", "a.nl:5060", "[192.0.2.7]", "192.0.2.", "::1]"),
        *("192.0.2", "192.0.2.256", "1.2.3.4.5", "192.0.2.7/32", "fe80::1%eth0"),
        *("0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255"),
    ],
)
def test_what_is_no_host(text: str) -> None:
    with pytest.raises(RuleError):
        routing.host(text)


def test_only_a_tenant_has_a_host_name() -> None:
    assert peers.key("SBC.Example.com", is_tenant=True) == "sbc.example.com"
    assert peers.key("192.0.2.7", is_tenant=True) == "192.0.2.7"
    with pytest.raises(RuleError):
        peers.key("sbc.example.com", is_tenant=False)


def test_ports_and_transports() -> None:
    assert routing.port(1) == 1
    assert routing.port(65535) == 65535
    for number in (0, -1, 65536):
        with pytest.raises(RuleError):
            routing.port(number)
    assert routing.transport("TLS") == "tls"
    assert routing.transport("") == "udp"
    with pytest.raises(RuleError):
        routing.transport("sctp")
    assert peers.protocol("SCTP") == "sctp"


def test_the_token_of_a_peer_is_not_shown() -> None:
    peer = peers.TrustedPeer(ip="192.0.2.7", auth_token="very secret")
    assert "very secret" not in repr(peer)
    assert peers.TrustedPeer(ip="x", tag="a", tags="b").label == "b"
    assert peers.TrustedPeer(ip="x", tag="a").label == "a"
    assert peers.TrustedPeer(ip="x").label is None
