"""Names are made full and checked."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names

ZONE = "example.com"
LABELS = st.from_regex(r"[a-z0-9_]([a-z0-9_-]{0,10}[a-z0-9_])?", fullmatch=True)
NAMES = st.lists(LABELS, min_size=1, max_size=5).map(".".join)


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("", ZONE),
        ("@", ZONE),
        ("example.com", ZONE),
        ("Example.COM.", ZONE),
        ("www", "www.example.com"),
        ("www.", "www.example.com"),
        ("www.example.com", "www.example.com"),
        ("www.example.com..", "www.example.com"),
        ("myexample.com", "myexample.com.example.com"),
        ("www.example.net", "www.example.net.example.com"),
        ("_sip._udp", "_sip._udp.example.com"),
        ("*", "*.example.com"),
        ("*.phones", "*.phones.example.com"),
        ("1.0/25", "1.0/25.example.com"),
        ("xn--bcher-kva", "xn--bcher-kva.example.com"),
    ],
)
def test_a_written_name_is_made_full(written: str, full: str) -> None:
    assert names.full_name(written, ZONE) == full
    assert names.full_name(full, ZONE) == full


@pytest.mark.parametrize(
    "written",
    [
        "a b",
        "a..b",
        ".a",
        "-a",
        "a-",
        "a.*",
        "a*",
        "**",
        "x" * 64,
        "b\u00fccher",
        "\u212a",
        "a\x00",
    ],
)
def test_a_name_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(RuleError) as caught:
        names.full_name(written, ZONE)
    assert caught.value.field == "name"


def test_a_name_fits_the_dns_with_its_zone() -> None:
    longest = ".".join(["x" * 60] * 4)
    with pytest.raises(RuleError, match="253"):
        names.full_name(longest, ZONE)


@given(name=NAMES)
def test_a_full_name_stays_as_it_is_and_is_a_name_of_the_dns(name: str) -> None:
    full = names.full_name(name, ZONE)
    assert names.full_name(full, ZONE) == names.full_name(f"{full}.", ZONE) == full
    assert dns.name.from_text(full).is_subdomain(dns.name.from_text(ZONE))


@given(text=st.text(max_size=80))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        full = names.full_name(text, ZONE)
    except RuleError:
        return
    assert names.is_in(full, ZONE)
    dns.name.from_text(full)


@pytest.mark.parametrize(
    "name", ["example.com", "EXAMPLE.com.", " a.b-c.nl ", "2.0.192.in-addr.arpa"]
)
def test_a_zone_is_called_in_lower_case(name: str) -> None:
    assert names.zone_name(name) == name.strip().lower().rstrip(".")


@pytest.mark.parametrize(
    "name",
    ["", ".", "com", "123", "12.34", "a..com", "a b.com", "*.com", "a.c", "0/25.com", "a.123"],
)
def test_a_zone_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(RuleError):
        names.zone_name(name)


@pytest.mark.parametrize(
    ("target", "full"),
    [
        ("sip", "sip.example.com"),
        ("_sip._tcp", "_sip._tcp.example.com"),
        # How a template of old clients leads to the service of a host of the zone.
        ("_sips._tcp.push", "_sips._tcp.push.example.com"),
        ("_sips._tcp.push.example.org", "_sips._tcp.push.example.org"),
        ("SIP.example.com", "sip.example.com"),
        ("mail.example.net", "mail.example.net"),
        ("my_mail.net", "my_mail.net"),
        ("mail.example.net.", "mail.example.net"),
        ("localhost.", "localhost"),
        ("@", ZONE),
        (".", ""),
    ],
)
def test_a_target_says_by_its_form_whether_it_is_full(target: str, full: str) -> None:
    assert names.absolute(target, ZONE) == full


@pytest.mark.parametrize("target", ["", ".", "a..b", "192.0.2.1", "*", "a b", "x" * 64, "ns1.."])
def test_a_target_is_a_host(target: str) -> None:
    with pytest.raises(RuleError):
        names.host(target, ZONE)


def test_the_zones_above_a_name() -> None:
    assert names.parents("a.b.example.com") == ["b.example.com", "example.com"]
    assert names.parents("example.com") == []
