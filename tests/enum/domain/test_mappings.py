"""Rules of what ENUM numbers lead to: types, addresses, ids, NAPTR records."""

from __future__ import annotations

import re
from dataclasses import replace

import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.enum.domain import mappings
from ngnpanel.enum.domain.mappings import TYPES, Mapping

KEYS = st.sampled_from(sorted(TYPES))
ADDRESSES = st.from_regex(mappings.URI, fullmatch=True).filter(lambda text: len(text) < 200)
SOME = st.builds(
    Mapping,
    id=st.integers(0, 9),
    type=st.sampled_from(["sip", "tel"]),
    mapto=st.sampled_from(["tel:1", "sip:a@b.nl", "sip:b@b.nl"]),
    priority=st.integers(0, 2),
)


def lists(most: int = 5) -> st.SearchStrategy[list[Mapping]]:
    return st.lists(SOME, max_size=most, unique_by=lambda each: (each.type, each.mapto))


def test_there_are_the_types_of_the_contract() -> None:
    assert len(TYPES) == 25
    assert {key: kind.service for key, kind in TYPES.items() if kind.service} == {
        "npd:tel": "npd+tel"
    }
    assert TYPES["sms"].schemes == ("tel:", "mailto:")


@pytest.mark.parametrize(
    ("text", "key", "stored"),
    [
        ("alice@example.com", "sip", "sip:alice@example.com"),
        ("sip:alice@example.com", "sip", "sip:alice@example.com"),
        (
            " SIPS:alice@example.com:5061;transport=tls ",
            "sip",
            "sips:alice@example.com:5061;transport=tls",
        ),
        ("example.com:5060", "sip", "sip:example.com:5060"),
        ("[2001:db8::1]:5060", "sip", "sip:[2001:db8::1]:5060"),
        ("31208005100", "tel", "tel:31208005100"),
        ("tel:+31-20-800-5100;ext=7", "voice", "tel:+31-20-800-5100;ext=7"),
        ("alice", "voice", "voice:alice"),
        ("alice@example.com", "mailto", "mailto:alice@example.com"),
        ("mailto:alice@example.com", "sms", "mailto:alice@example.com"),
        ("31208005100", "sms", "tel:31208005100"),
        ("www.example.com:8080/a?b=c", "web:http", "http://www.example.com:8080/a?b=c"),
        ("HTTPS://www.example.com", "key:https", "https://www.example.com"),
        ("alice", "x-skype:callto", "callto:alice"),
    ],
)
def test_an_address_without_scheme_gets_the_first_of_its_type(
    text: str, key: str, stored: str
) -> None:
    assert mappings.mapto(text, key) == stored
    assert mappings.mapto(stored, key) == stored


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "sip"),
        ("sip:", "sip"),
        ("tel:31208005100", "sip"),
        ("sip:31208005100", "tel"),
        ("http:www.example.com", "web:http"),
        ("https://www.example.com", "web:http"),
        ("xmpp:alice@example.com", "im"),
        ("alice", "tel"),
        ("alice", "mailto"),
        ("a b@example.com", "sip"),
        ('"a"@example.com', "sip"),
        ("alicé@example.com", "sip"),
        ("alice\\1@example.com", "sip"),
        ("alice@example.com\r\n", "x"),
        ("alice\x00@example.com", "sip"),
        ("a" * 245, "sip"),
    ],
)
def test_an_address_that_does_not_fit_its_type_is_refused(text: str, key: str) -> None:
    with pytest.raises(RuleError) as caught:
        mappings.mapping(Mapping(type=key, mapto=text))
    assert caught.value.field == ("mapto" if key in TYPES else "type")


@given(text=st.text(max_size=300), key=KEYS)
def test_any_text_is_an_address_or_refused(text: str, key: str) -> None:
    try:
        stored = mappings.mapto(text, key)
    except RuleError:
        return
    assert stored.startswith(TYPES[key].schemes)
    assert mappings.mapto(stored, key) == stored
    assert mappings.address(stored) != stored.lower()


@given(address=ADDRESSES, key=KEYS)
def test_every_stored_mapping_is_a_naptr_record(address: str, key: str) -> None:
    try:
        stored = mappings.mapping(Mapping(type=key, mapto=address, priority=7))
    except RuleError:
        return
    record = mappings.naptr(stored)
    mark = record.regexp[0]
    assert record.regexp.split(mark) == ["", "^.*$", stored.mapto, ""]
    assert re.fullmatch(r"E2U(\+[a-z0-9\-]+(:[a-z0-9]+)?)+", record.service)
    text = (
        f'{record.order} {record.preference} "{record.flags}" "{record.service}"'
        f' "{record.regexp}" {record.replacement}'
    )
    parsed = dns.rdata.from_text(dns.rdataclass.IN, dns.rdatatype.NAPTR, text)
    assert len(parsed.to_wire() or b"") > len(stored.mapto)


def test_the_record_of_a_mapping() -> None:
    record = mappings.naptr(Mapping(type="npd:tel", mapto="tel:+31208005100", ttl=60))
    assert (record.order, record.preference, record.flags) == (5, 100, "u")
    assert (record.service, record.ttl, record.replacement) == ("E2U+npd+tel", 60, ".")
    assert record.regexp == "!^.*$!tel:+31208005100!"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"type": ""}, "type"),
        ({"type": "fax"}, "type"),
        ({"priority": -1}, "priority"),
        ({"priority": 65536}, "priority"),
        ({"ttl": -1}, "ttl"),
    ],
)
def test_members_out_of_bounds_are_refused(change: dict[str, object], field: str) -> None:
    with pytest.raises(RuleError) as caught:
        mappings.mapping(replace(Mapping(type="sip", mapto="a@b.nl"), **change))  # type: ignore[arg-type] # a member each
    assert caught.value.field == field


def test_defaults_of_a_mapping() -> None:
    stored = mappings.mapping(Mapping(type=" SIP", mapto="a@b.nl", ttl=0, priority=0))
    assert stored == Mapping(type="sip", mapto="sip:a@b.nl", ttl=3600, priority=0)
    assert Mapping().priority == 5


def test_the_same_address_twice_is_refused() -> None:
    twice = [Mapping(type="sip", mapto="a@b.nl"), Mapping(type="sip", mapto="sip:a@b.nl")]
    with pytest.raises(RuleError) as caught:
        mappings.mappings(twice)
    assert caught.value.field == "mapto"


@given(written=lists(), stored=lists())
def test_ids_belong_to_the_number_and_stay_with_their_addresses(
    written: list[Mapping], stored: list[Mapping]
) -> None:
    stored = [replace(each, id=number) for number, each in enumerate(stored, start=1)]
    given_ids = mappings.with_ids(written, stored)
    assert [replace(each, id=0) for each in given_ids] == [replace(each, id=0) for each in written]
    used = [each.id for each in given_ids if each.id]
    assert len(used) == len(set(used))
    known = {each.id for each in stored}
    assert set(used) <= known
    addresses = {(each.type, each.mapto): each.id for each in stored}
    for before, after in zip(written, given_ids, strict=True):
        same = addresses.get((after.type, after.mapto))
        if same:
            assert after.id == same
        else:
            assert after.id in (0, before.id)


def test_two_mappings_may_change_places() -> None:
    first = Mapping(id=1, type="sip", mapto="sip:a@b.nl")
    second = Mapping(id=2, type="sip", mapto="sip:b@b.nl")
    swapped = [replace(first, mapto=second.mapto), replace(second, mapto=first.mapto)]
    assert [each.id for each in mappings.with_ids(swapped, [first, second])] == [2, 1]


@pytest.mark.parametrize(
    ("uri", "address"),
    [
        ("sip:Alice@Example.com", "alice@example.com"),
        ("https://example.com/A", "example.com/a"),
        ("iax2:a", "a"),
        ("mailto:a@b.nl", "a@b.nl"),
    ],
)
def test_searches_compare_addresses_without_scheme(uri: str, address: str) -> None:
    assert mappings.address(uri) == address
