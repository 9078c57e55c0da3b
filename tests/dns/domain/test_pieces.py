"""Data in pieces: what is taken apart goes together again, what would be damaged stays whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import pieces, values
from ngnpanel.dns.domain.records import TYPES

NUMBERS = st.integers(0, 65535).map(str)
WORDS = st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=20)
HOSTS = WORDS.filter(lambda text: '"' not in text)
# Inside of quotation marks: no mark and no backslash of its own.
INSIDE = st.text(st.characters(codec="ascii", min_codepoint=32), max_size=20).map(
    lambda text: text.replace("\\", "").replace('"', "")
)
PIECE = {
    **dict.fromkeys(("priority", "weight", "port", "order", "preference"), NUMBERS),
    **dict.fromkeys(("flags", "service", "regexp"), INSIDE),
    **dict.fromkeys(("target", "replacement", "address"), HOSTS),
    **dict.fromkeys(("text", "place"), st.text(max_size=30)),
}


@pytest.mark.parametrize("kind", TYPES)
@given(data=st.data())
def test_pieces_survive_the_way_there_and_back(kind: str, data: st.DataObject) -> None:
    given_pieces = {name: data.draw(PIECE[name]) for name in pieces.PIECES[kind]}
    assert pieces.apart(kind, *pieces.together(kind, given_pieces)) == given_pieces


@pytest.mark.parametrize("kind", TYPES)
@given(value=st.text(max_size=40), priority=st.none() | st.integers(0, 65535))
def test_any_data_stays_the_same_or_stays_whole(
    kind: str, value: str, priority: int | None
) -> None:
    cut = pieces.apart(kind, value, priority)
    if cut is not None:
        assert pieces.together(kind, cut)[0] == value


@pytest.mark.parametrize(
    ("kind", "value", "priority"),
    [
        ("SRV", "0 5060", 10),
        ("SRV", "0  5060 sip", 10),
        ("NAPTR", '10 100 s "SIP+D2U" "" _sip._udp', 100),
        ("NAPTR", '10 100 "s" "SIP+D2U" "" _sip._udp', 7),
        ("NAPTR", "nonsense", None),
        ("SSHFP", "1 1 aa", None),
    ],
)
def test_odd_data_is_not_taken_apart(kind: str, value: str, priority: int | None) -> None:
    assert pieces.apart(kind, value, priority) is None


@pytest.mark.parametrize(
    ("kind", "change", "name"),
    [
        ("SRV", {"target": "a b"}, "target"),
        ("NAPTR", {"flags": "-"}, "flags"),
        ("NAPTR", {"service": "ü"}, "service"),
        ("NAPTR", {"regexp": r"!\1!"}, "regexp"),
        ("NAPTR", {"replacement": ""}, "replacement"),
        ("MX", {"target": "192.0.2.1"}, "target"),
    ],
)
def test_the_piece_at_fault_is_named(kind: str, change: dict[str, str], name: str) -> None:
    wrong = {**pieces.SAMPLES[kind], **change}
    with pytest.raises(RuleError):
        values.checked(kind, *pieces.together(kind, wrong), "example.com")
    assert pieces.blamed(kind, wrong, "example.com") == name
