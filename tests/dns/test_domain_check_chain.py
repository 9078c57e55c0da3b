"""The chain of RFC 3263: what is found in records."""

from __future__ import annotations

import pytest

from ngnpanel.dns.domain import domain_check, templates
from ngnpanel.dns.domain.answers import Answers
from ngnpanel.dns.domain.domain_check import BROKEN, DOUBTFUL, NOTE
from ngnpanel.dns.services import master_file

ZONE = "example.com"
GOOD = """\
@ NAPTR 10 100 "s" "SIP+D2T" "" _sip._tcp
@ NAPTR 20 100 "s" "SIPS+D2T" "" _sips._tcp
@ NAPTR 30 100 "s" "SIP+D2U" "" _sip._udp
_sip._tcp SRV 100 100 5060 sip
_sips._tcp SRV 100 100 5061 sip
_sip._udp SRV 100 100 5060 sip
sip A 192.0.2.1
"""
PLACE = templates.Place(zone=ZONE, name=ZONE, target=f"sip.{ZONE}")


def answers(text: str) -> Answers:
    file = master_file.read(text, ZONE)
    assert file.refused == ()
    return Answers([line.record for line in file.lines], ZONE)


def without(line: str) -> str:
    assert line in GOOD
    return GOOD.replace(line, "")


def found(text: str, domain: str = ZONE) -> list[tuple[str, str]]:
    return [(one.severity, str(one.text)) for one in domain_check.check(domain, answers(text))]


def test_a_complete_chain_has_no_findings() -> None:
    assert found(GOOD) == []
    assert domain_check.missing(PLACE, answers(GOOD)) == ()
    assert found(GOOD.replace("sip A", "* A")) == []


@pytest.mark.parametrize(
    ("old", "new", "severity", "words"),
    [
        ("sip A 192.0.2.1", "", BROKEN, "no A and no AAAA"),
        ("sip A 192.0.2.1", "sip CNAME x\nx A 192.0.2.1", BROKEN, "is a CNAME"),
        ("sip A 192.0.2.1", "sip AAAA 2001:db8::1", "", ""),
        ("_sip._udp SRV 100 100 5060 sip\n", "", BROKEN, "has no SRV record"),
        ("100 5060 sip\nsip A", "100 5061 sip\nsip A", DOUBTFUL, "Port 5061"),
        ("5061", "5060", BROKEN, "without encryption"),
        ("5061", "5062", NOTE, "usual is 5061"),
        ("5061", "0", BROKEN, "Port 0"),
        ("5061 sip", "5061 .", BROKEN, "not offered"),
        ("5061 sip", "5061 sip.example.net.", NOTE, "not in this zone"),
        ('"s" "SIP+D2U"', '"a" "SIP+D2U"', BROKEN, "flag"),
        ('"SIP+D2U"', '"SIP+D2X"', DOUBTFUL, "unknown"),
        ('"" _sip._udp', '"!x!y!" .', BROKEN, "no regexp"),
        ('"SIP+D2U" "" _sip._udp', '"SIP+D2U" "" _sip._tcp', BROKEN, "must lead to _sip._udp"),
        ('"SIPS+D2T" "" _sips._tcp', '"SIPS+D2T" "" _sip._tcp', BROKEN, "must lead to _sips._tcp"),
        ('"" _sip._udp', '"" _sip._udp.example.net.', NOTE, "not in this zone"),
        ("NAPTR 20", "NAPTR 10", DOUBTFUL, "same order"),
        ("NAPTR 30", "NAPTR 5", NOTE, "UDP comes first"),
        ('@ NAPTR 30 100 "s" "SIP+D2U" "" _sip._udp\n', "", DOUBTFUL, "No NAPTR record leads"),
    ],
)  # fmt: skip
def test_each_fault_is_found(old: str, new: str, severity: str, words: str) -> None:
    assert old in GOOD
    faults = found(GOOD.replace(old, new))
    if severity:
        assert any(one[0] == severity and words in one[1] for one in faults), faults
    else:
        assert faults == []


def test_a_domain_without_naptr() -> None:
    ((severity, words),) = found("www A 192.0.2.1")
    assert severity == BROKEN
    assert "no call finds it" in words
    assert found("@ A 192.0.2.1")[0][0] == DOUBTFUL
    assert "guess" in found("_sip._udp SRV 0 0 5060 sip\nsip A 192.0.2.1")[0][1]


def test_a_domain_that_is_a_cname() -> None:
    text = "voice CNAME x"
    assert [one[0] for one in found(text, f"voice.{ZONE}")] == [BROKEN]
    place = templates.Place(zone=ZONE, name=f"voice.{ZONE}", target=f"sip.{ZONE}")
    assert domain_check.missing(place, answers(text)) == ()


def test_only_what_is_missing_is_proposed() -> None:
    lines = domain_check.missing(PLACE, answers(without("_sip._udp SRV 100 100 5060 sip\n")))
    assert [(row.name, row.type) for row in lines] == [("_sip._udp.example.com", "SRV")]
    lines = domain_check.missing(PLACE, answers("_sip._udp SRV 0 0 5080 other"))
    assert sorted((row.type, row.name) for row in lines) == [
        *[("NAPTR", ZONE)] * 3,
        ("SRV", "_sip._tcp.example.com"),
        ("SRV", "_sips._tcp.example.com"),
    ]
    assert len(domain_check.missing(PLACE, answers("www A 192.0.2.1"))) == 6


def test_a_delegated_name_is_not_known() -> None:
    text = (
        without("sip A 192.0.2.1\n")
        .replace("5060 sip\n", "5060 sip.sub\n")
        .replace("5061 sip\n", "5061 sip.sub\n")
    )
    assert {one[0] for one in found(text + "sub NS ns.example.net.\n")} == {NOTE}


def test_a_wildcard_does_not_reach_below_a_name_that_exists() -> None:
    zone = answers("* A 192.0.2.1\na.b A 192.0.2.2")
    assert zone.find(f"x.{ZONE}", "A")
    assert zone.find(f"b.{ZONE}", "A") == []
    assert zone.find(f"y.b.{ZONE}", "A") == []


def test_both_sides_are_compared() -> None:
    here = answers(GOOD)
    live = answers(GOOD.replace("192.0.2.1", "192.0.2.2"))
    assert domain_check.differences(ZONE, here, live) == (
        ["sip.example.com. a 192.0.2.1"],
        ["sip.example.com. a 192.0.2.2"],
    )
