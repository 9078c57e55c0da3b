"""Rules of ENUM ranges: digits, lengths, roots, countries, chains of owners."""

from __future__ import annotations

from dataclasses import dataclass

import dns.e164
import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.enum.domain import ranges

NUMBERS = st.from_regex(r"[1-9][0-9]{0,14}", fullmatch=True)


@dataclass(frozen=True)
class Holder:
    """Customer and reseller of a range."""

    customer_id: int | None
    reseller_id: int | None


PLATFORM, RESELLER, CUSTOMER = Holder(None, None), Holder(1, 1), Holder(2, 1)
HOLDERS = st.builds(Holder, st.sampled_from([None, 1, 2, 3, 4]), st.sampled_from([None, 1, 4]))


@pytest.mark.parametrize(
    ("text", "stored"),
    [("31208005100", "31208005100"), (" +31 20 800 51 00", "31208005100"), ("1", "1")],
)
def test_digits_are_stored_without_plus_and_spaces(text: str, stored: str) -> None:
    assert ranges.digits(text, "prefix") == stored


@pytest.mark.parametrize(
    "text", ["", "+", "0031208005100", "020", "3" * 16, "31-20", "31a", "++31", "٣١", "31\n"]
)
def test_what_is_no_international_number_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        ranges.digits(text, "prefix")
    assert caught.value.field == "prefix"


@given(text=st.text())
def test_any_text_is_digits_or_refused(text: str) -> None:
    try:
        stored = ranges.digits(text, "number")
    except RuleError:
        return
    assert ranges.digits(stored, "number") == stored
    assert stored.isascii()
    assert 1 <= len(stored) <= 15


@pytest.mark.parametrize(
    ("text", "stored"),
    [("", "e164.arpa"), ("  ", "e164.arpa"), ("E164.ARPA.", "e164.arpa"), ("e164.org", "e164.org")],
)
def test_the_root_is_a_domain_name_of_moderate_length(text: str, stored: str) -> None:
    assert ranges.tld(text) == stored


@pytest.mark.parametrize("text", ["arpa", "e164 arpa", ".".join(["a" * 60] * 4), "e164.arpa/x"])
def test_a_root_that_is_no_domain_name_is_refused(text: str) -> None:
    with pytest.raises(RuleError) as caught:
        ranges.tld(text)
    assert caught.value.field == "tld"


@pytest.mark.parametrize(
    ("prefix", "least", "most", "stored"),
    [
        ("3120", 0, 0, (11, 11)),
        ("3120", 9, 0, (9, 11)),
        ("3120", 13, 0, (13, 13)),
        ("3120", 0, 9, (9, 9)),
        ("3120", 0, 13, (11, 13)),
        ("3120", 4, 15, (4, 15)),
        ("312080051001", 0, 0, (12, 12)),
        ("312080051001", 0, 13, (12, 13)),
    ],
)
def test_lengths_that_are_left_out_follow_the_others(
    prefix: str, least: int, most: int, stored: tuple[int, int]
) -> None:
    assert ranges.lengths(prefix, least, most) == stored


@pytest.mark.parametrize(
    ("least", "most", "field"),
    [
        (3, 11, "minDigits"),
        (11, 3, "maxDigits"),
        (11, 16, "maxDigits"),
        (-1, 11, "minDigits"),
        (11, -1, "maxDigits"),
        (12, 11, "minDigits"),
    ],
)
def test_lengths_out_of_bounds_are_refused(least: int, most: int, field: str) -> None:
    with pytest.raises(RuleError) as caught:
        ranges.lengths("3120", least, most)
    assert caught.value.field == field


@given(prefix=NUMBERS, least=st.integers(-2, 17), most=st.integers(-2, 17))
def test_lengths_always_leave_room_for_the_prefix(prefix: str, least: int, most: int) -> None:
    try:
        low, high = ranges.lengths(prefix, least, most)
    except RuleError:
        return
    assert len(prefix) <= low <= high <= 15
    assert least in (0, low)
    assert most in (0, high)


def test_the_time_to_live_is_an_hour_unless_another_is_given() -> None:
    assert (ranges.ttl(0), ranges.ttl(1), ranges.ttl(2**31 - 1)) == (3600, 1, 2**31 - 1)
    for wrong in (-1, 2**31, 2**63 - 1):
        with pytest.raises(RuleError):
            ranges.ttl(wrong)


def test_name_servers_are_kept_once_each_and_in_their_order() -> None:
    names = ["NS2.example.com.", "", "ns1.example.com", "ns2.example.com"]
    assert ranges.nameservers(names) == ("ns2.example.com", "ns1.example.com")
    for wrong in (["ns 1"], [f"ns{number}.example.com" for number in range(14)]):
        with pytest.raises(RuleError) as caught:
            ranges.nameservers(wrong)
        assert caught.value.field == "nameservers"


@pytest.mark.parametrize("prefix", ["31", "1", "3", "35", "351", "800"])
def test_a_country_code_or_the_beginning_of_one_is_a_country(prefix: str) -> None:
    assert ranges.is_country(prefix)


@pytest.mark.parametrize("prefix", ["3120", "312", "1212", "3511"])
def test_more_than_a_country_code_is_no_country(prefix: str) -> None:
    assert not ranges.is_country(prefix)


@given(number=NUMBERS)
def test_a_number_begins_with_each_of_its_beginnings(number: str) -> None:
    found = ranges.beginnings(number)
    assert found[-1] == number
    assert list(map(len, found)) == list(range(1, len(number) + 1))
    assert all(number.startswith(prefix) for prefix in found)


@given(number=NUMBERS)
def test_the_name_of_a_number_is_the_one_that_resolvers_ask_for(number: str) -> None:
    name = dns.name.from_text(ranges.zone_name(number, "e164.arpa"))
    assert name == dns.e164.from_e164(f"+{number}")
    assert dns.e164.to_e164(name) == f"+{number}"


def test_the_longest_name_fits_the_dns() -> None:
    root = ".".join(["a" * 63] * 3 + ["a" * 31])
    assert len(ranges.tld(root)) == ranges.MAX_TLD
    assert len(ranges.zone_name("9" * 15, root)) == 253
    dns.name.from_text(ranges.zone_name("9" * 15, root))


@pytest.mark.parametrize(
    ("inner", "outer", "is_below"),
    [
        (CUSTOMER, PLATFORM, True),
        (CUSTOMER, RESELLER, True),
        (CUSTOMER, Holder(None, 1), True),
        (CUSTOMER, CUSTOMER, True),
        (RESELLER, CUSTOMER, False),
        (Holder(3, 1), CUSTOMER, False),
        (PLATFORM, RESELLER, False),
        (Holder(4, 4), RESELLER, False),
        (Holder(2, 4), CUSTOMER, False),
    ],
)
def test_ranges_lie_within_those_of_holders_above(
    inner: Holder, outer: Holder, is_below: bool
) -> None:
    assert ranges.is_below(inner, outer) is is_below


@given(first=HOLDERS, second=HOLDERS, third=HOLDERS)
def test_what_is_below_reaches_through_the_chain(
    first: Holder, second: Holder, third: Holder
) -> None:
    assert ranges.is_below(first, first)
    if ranges.is_below(first, second) and ranges.is_below(second, third):
        assert ranges.is_below(first, third)


@given(inner=HOLDERS, outer=HOLDERS)
def test_whoever_holds_the_outer_range_may_use_the_inner_one(inner: Holder, outer: Holder) -> None:
    """The law that makes "the longest range" and "the longest that I may use" one."""
    if ranges.is_below(inner, outer):
        assert outer.reseller_id in (None, inner.reseller_id)
        is_customer = outer.customer_id not in (None, outer.reseller_id)
        assert not is_customer or outer.customer_id == inner.customer_id
