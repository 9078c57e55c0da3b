"""The data of each type of record, and the master file that it makes."""

from __future__ import annotations

from contextlib import suppress

import dns.rdata
import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.zone_texts import quoted
from ngnpanel.dns.domain import records, texts, values
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zone_file import zone_text
from ngnpanel.dns.domain.zones import Zone, checked, ns, soa

ZONE = "example.com"
REGEXP = '100 10 "u" "E2U+sip" "!^.*$!sip:info@example.com!"'
BACKWARD = r'100 10 "u" "E2U+sip" "!^(.*)$!sip:\\1@example.com!"'

GOOD = [
    ("A", "192.0.2.1", None, "192.0.2.1", None),
    ("A", " 192.0.2.1 ", 7, "192.0.2.1", None),
    ("AAAA", "2001:DB8:0::1", None, "2001:db8::1", None),
    ("CNAME", "sip", None, "sip", None),
    ("CNAME", "SIP.example.net.", None, "SIP.example.net.", None),
    ("NS", "ns1", None, "ns1", None),
    ("PTR", "phone.example.com", None, "phone.example.com", None),
    ("MX", "mail", 10, "mail", 10),
    ("MX", "mail", None, "mail", 0),
    ("MX", ".", 0, ".", 0),
    ("SRV", "0 5060 sip", 10, "0 5060 sip", 10),
    ("SRV", "0  5060   sip", None, "0 5060 sip", 0),
    ("SRV", "0 0 .", 0, "0 0 .", 0),
    ("NAPTR", '100 10 "s" "SIP+D2U" "" _sip._udp', None, '100 10 "s" "SIP+D2U" "" _sip._udp', 10),
    ("NAPTR", '100 10 s SIP+D2U "" _sip._udp', 20, '100 20 "s" "SIP+D2U" "" _sip._udp', 20),
    ("NAPTR", '100 "s" "SIP+D2U" "" _sip._udp', 20, '100 20 "s" "SIP+D2U" "" _sip._udp', 20),
    ("NAPTR", f"{BACKWARD} .", None, f"{BACKWARD} .", 10),
    ("NAPTR", f"{REGEXP} .", None, f"{REGEXP} .", 10),
    ("NAPTR", REGEXP, None, f"{REGEXP} .", 10),
    ("NAPTR", REGEXP, 0, f"{REGEXP} .".replace(" 10 ", " 0 "), 0),
    ("TXT", "v=spf1 mx -all", None, "v=spf1 mx -all", None),
    ("TXT", '"a; b" "c \\" d"', None, '"a; b" "c \\" d"', None),
    ("TXT", 'say "hello" \\o/', None, 'say "hello" \\o/', None),
    ("TXT", '""', None, '""', None),
    ("TXT", "gr\u00fc\u00dfe", None, "gr\u00fc\u00dfe", None),
    ("LOC", "52 22 23.000 n 4 53 32 e -2.00M 0m 10000m 10m", None, None, None),
    ("LOC", "52 N 4 E 10", None, "52 N 4 E 10", None),
]
BAD = [
    ("A", "192.0.2"),
    ("A", "192.0.2.256"),
    ("A", "192.0.2.01"),
    ("A", "2001:db8::1"),
    ("A", "host.example.com"),
    ("A", "192.0.2.1\n"),
    ("AAAA", "192.0.2.1"),
    ("AAAA", "fe80::1%eth0"),
    ("CNAME", ""),
    ("CNAME", "192.0.2.1"),
    ("CNAME", "two hosts"),
    ("CNAME", "."),
    ("NS", "-ns"),
    ("PTR", "b\u00fccher.example"),
    ("MX", "10 mail"),
    ("MX", ""),
    ("SRV", "5060 sip"),
    ("SRV", "10 0 5060 sip"),
    ("SRV", "0 70000 sip"),
    ("SRV", "-1 5060 sip"),
    ("SRV", "0 \u0665 sip"),
    ("NAPTR", ""),
    ("NAPTR", "100 10"),
    ("NAPTR", '100 "s" "SIP+D2U" "" _sip._udp'),
    ("NAPTR", '100 10 "s" "SIP+D2U" ""'),
    ("NAPTR", '100 10 "s" "SIP+D2U" "" a b'),
    ("NAPTR", '100 10 "s "SIP+D2U" "" a'),
    ("NAPTR", '100 99999 "s" "SIP+D2U" "" a'),
    ("NAPTR", '99999 10 "s" "SIP+D2U" "" a'),
    ("NAPTR", '100 10 "!" "SIP+D2U" "" a'),
    ("NAPTR", '100 10 "u" "E2U+sip" "!\u00e9!b!" .'),
    ("NAPTR", f'100 10 "u" "{"x" * 256}" "" a'),
    ("NAPTR", '100 10 "u" "E2U+sip" "\\999" .'),
    ("NAPTR", '100 10 "u" "E2U+sip" "!^(.*)$!sip:\\1@example.com!" .'),
    ("NAPTR", '100 10 "u" "E2U+sip" a\\ .'),
    ("TXT", '"\\12"'),
    ("TXT", ""),
    ("TXT", '"open'),
    ("TXT", '"a" b'),
    ("TXT", f'"{"x" * 256}"'),
    ("TXT", '"\\256"'),
    ("TXT", "x" * 4097),
    ("TXT", "a\x00b"),
    ("LOC", "home"),
    ("LOC", "91 N 4 E 0m"),
    ("LOC", "90 0 1 N 4 E 0m"),
    ("LOC", "52 60 N 4 E 0m"),
    ("LOC", "52 N 181 E 0m"),
    ("LOC", "52 N 4 E -100001m"),
    ("LOC", "52 N 4 E 42849673m"),
    ("LOC", "52 N 4 E 0m 90000001m"),
    ("LOC", "52 N 4 E 0m 1m 1m 1m 1m"),
]


@pytest.mark.parametrize(("kind", "value", "priority", "stored", "kept"), GOOD)
def test_a_value_is_stored(
    kind: str, value: str, priority: int | None, stored: str | None, kept: int | None
) -> None:
    found = values.checked(kind, value, priority, ZONE)
    if stored is not None:
        assert found == (stored, kept)
    # What was read is written back unchanged.
    assert values.checked(kind, *found, ZONE) == found
    text = values.rdata(kind, *found, ZONE)
    dns.rdata.from_text("IN", kind, text)


@pytest.mark.parametrize(("kind", "value"), BAD)
def test_a_value_that_is_none_is_refused(kind: str, value: str) -> None:
    with pytest.raises(RuleError) as caught:
        values.checked(kind, value, None, ZONE)
    assert caught.value.field == "value"
    assert caught.value.text.endswith((".", '"…" "…".'))


@pytest.mark.parametrize("end", ["\\1", "\\", '"', "\\9"])
@pytest.mark.parametrize("kind", ["TXT", "NAPTR", "LOC"])
def test_a_long_value_takes_no_time(kind: str, end: str) -> None:
    for filling in ("a", " ", '"', '\\"', '" "', "1 "):
        with suppress(RuleError):
            values.checked(kind, '"' + filling * (4000 // len(filling)) + end, None, ZONE)


@pytest.mark.parametrize("priority", [-1, 65536])
def test_a_priority_has_16_bits(priority: int) -> None:
    with pytest.raises(RuleError) as caught:
        values.checked("MX", "mail", priority, ZONE)
    assert caught.value.field == "priority"


@given(
    kind=st.sampled_from(records.TYPES),
    value=st.text(max_size=60),
    priority=st.none() | st.integers(0, 65535),
)
def test_any_value_is_refused_or_readable_by_others(
    kind: str, value: str, priority: int | None
) -> None:
    try:
        found = values.checked(kind, value, priority, ZONE)
    except RuleError:
        return
    dns.rdata.from_text("IN", kind, values.rdata(kind, *found, ZONE))


@given(
    degrees=st.tuples(st.integers(0, 99), st.integers(0, 199)),
    rest=st.lists(st.integers(0, 70), max_size=2),
    altitude=st.decimals(-200000, 50000000, places=2),
)
def test_a_place_on_earth_is_one_for_others_as_well(
    degrees: tuple[int, int], rest: list[int], altitude: object
) -> None:
    more = "".join(f" {number}" for number in rest)
    text = f"{degrees[0]}{more} N {degrees[1]}{more} W {altitude}m"
    try:
        value, _priority = values.checked("LOC", text, None, ZONE)
    except RuleError:
        return
    assert dns.rdata.from_text("IN", "LOC", value).to_wire()


@given(data=st.binary(max_size=255))
def test_a_text_survives_its_quotation_marks(data: bytes) -> None:
    printed = quoted(data)
    assert texts.strings(printed) == (data,)
    assert dns.rdata.from_text("IN", "TXT", printed).strings == (data,)  # type: ignore[attr-defined]


@given(text=st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1))
def test_text_without_marks_is_taken_as_it_is(text: str) -> None:
    if not text.startswith('"'):
        assert b"".join(texts.strings(text)) == text.encode()


def test_a_long_text_is_cut_into_strings() -> None:
    assert [len(piece) for piece in texts.strings("x" * 600)] == [255, 255, 90]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("CNAME", "sip", None), ("CNAME", "SIP.example.com.", None)),
        (("TXT", "a b", None), ("TXT", '"a b"', None)),
        (("AAAA", "2001:db8::1", None), ("AAAA", "2001:DB8:0:0::1", None)),
        (("SRV", "0 5060 sip", 1), ("SRV", "0 5060 sip.example.com", 1)),
    ],
)
def test_two_spellings_have_the_same_data(
    one: tuple[str, str, int | None], other: tuple[str, str, int | None]
) -> None:
    assert [
        values.rdata(each[0], *values.checked(*each, ZONE), ZONE) for each in (one, other)
    ].count(values.rdata(one[0], *values.checked(*one, ZONE), ZONE)) == 2


def test_a_zone_becomes_a_file_that_others_read() -> None:
    zone = checked(
        Zone(
            name=ZONE,
            nameservers=("ns1", "ns.example.net", "NS1.example.com."),
            email="dns.admin+x@example.net",
            serial=2026112301,
        )
    )
    assert soa(zone) == (
        r"ns1.example.com. dns\.admin\+x.example.net. 2026112301 14400 3600 1209600 3600"
    )
    assert ns(zone) == ("ns1.example.com.", "ns.example.net.")
    rows = [
        records.checked(
            Record(name=f"n{number}", type=kind, value=value, priority=priority), ZONE, 60
        )
        for number, (kind, value, priority, _stored, _kept) in enumerate(GOOD)
    ]
    rows.append(records.checked(Record(name="", type="NS", value="ns1"), ZONE, 60))
    rows.append(records.checked(Record(name="*", type="A", value="192.0.2.9", ttl=5), ZONE, 60))
    read = dns.zone.from_text(zone_text(zone, rows), relativize=False)
    assert len(read.nodes) == len(GOOD) + 2
    assert read.get_soa().rname.to_text() == r"dns\.admin+x.example.net."
    assert len(read.find_rdataset("example.com.", "NS")) == 2
    assert read.find_rdataset("*.example.com.", "A").ttl == 5
    assert read.find_rdataset("n0.example.com.", "A").ttl == 60
