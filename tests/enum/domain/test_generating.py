"""Which numbers a range generates, and which of them get an account."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.enum.domain import generating
from ngnpanel.enum.domain.generating import Block, Order
from ngnpanel.enum.domain.ranges import Range, RangeId

STEMS = st.from_regex(r"[1-9][0-9]{0,9}", fullmatch=True)
BLOCKS = st.builds(
    lambda stem, more: Block(stem=stem, length=max(len(stem) + more, generating.MIN_LENGTH)),
    STEMS,
    st.integers(0, 5),
)


def offered(prefix: str = "3120800", least: int = 11, most: int = 11) -> Range:
    """A range."""
    return Range(id=RangeId(prefix=prefix), min_digits=least, max_digits=most)


def test_the_first_number_is_prefix_and_added_digits_filled_with_noughts() -> None:
    block = Order(range="3120800.e164.arpa", added="51", length=11).block("3120800")
    assert (block.first, block.last, block.size) == (31208005100, 31208005199, 100)


@given(BLOCKS)
def test_all_numbers_of_a_block_begin_and_end_as_they_must(block: Block) -> None:
    assert block.last - block.first + 1 == block.size
    for number in (block.first, block.last):
        assert str(number).startswith(block.stem)
        assert len(str(number)) == block.length
    assert not str(block.last + 1).startswith(block.stem) or block.last + 1 == 10**block.length


@given(BLOCKS, st.data(), st.integers(0, 3))
def test_windows_are_the_block_from_its_start_without_gaps(
    block: Block, data: st.DataObject, digits: int
) -> None:
    start = data.draw(st.integers(max(block.first, block.last - 300), block.last))
    at = start
    for window in generating.windows(block, start, digits):
        assert window.first == at
        assert window.last - window.first < 10**digits
        for number in (window.first, window.last):
            assert fnmatch.fnmatch(str(number), window.pattern.replace("_", "?"))
        at = window.last + 1
    assert at == block.last + 1


@given(BLOCKS, st.integers(0, 12))
def test_the_user_parts_of_a_window_are_found_by_its_pattern(block: Block, strip: int) -> None:
    window = next(generating.windows(block, block.first))
    pattern = window.user_pattern(strip).replace("_", "?")
    order = Order(range="31.e164.arpa", strip=strip)
    for number in (window.first, window.last):
        assert fnmatch.fnmatch(order.username(str(number)), pattern)


def test_a_window_begins_in_the_middle_after_a_start() -> None:
    windows = generating.windows(Block(stem="3120", length=8), 31200995)
    assert [(w.first, w.last, w.pattern) for w in windows][:2] == [
        (31200995, 31200999, "31200___"),
        (31201000, 31201999, "31201___"),
    ]


def test_a_number_leads_to_what_is_left_of_it() -> None:
    order = Order(range="31.e164.arpa", domain="acme.example", strip=2, pstn=True, rpid_strip=1)
    assert order.mapto("31208005161") == "sip:208005161@acme.example"
    assert order.rpid("31208005161") == "1208005161"
    assert Order(range="31.e164.arpa", rpid_strip=1).rpid("31208005161") == ""


@pytest.mark.parametrize(
    ("username", "words"),
    [("0800", "begin with 0"), ("12", "less than 3"), ("", "less than 3"), ("100", None)],
)
def test_some_names_are_of_no_account(username: str, words: str | None) -> None:
    why = generating.without_account(username)
    assert (why is None) if words is None else (words in str(why))


@given(st.integers(4, 15), st.integers(-2, 20))
def test_what_is_left_has_three_digits_or_is_refused(whole: int, digits: int) -> None:
    for rule in (generating.strip, generating.rpid_strip):
        if 0 <= digits <= whole - 3:
            assert rule(digits, whole) == digits
        else:
            with pytest.raises(RuleError, match="Take off at most"):
                rule(digits, whole)


@pytest.mark.parametrize(
    ("asked", "words"),
    [(10, "have 11 digits"), (16, "have 11 digits"), (0, "have 11 digits")],
)
def test_a_length_is_that_of_the_range(asked: int, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        generating.length(offered(), asked)
    assert generating.length(offered(), 11) == 11


@pytest.mark.parametrize(
    ("span", "fine", "bad"),
    [
        (offered("31", 0, 0), [4, 15], [3, 16]),
        (offered("31208", 3, 9), [5, 9], [4, 10]),
        (offered("31208", 9, 15), [9, 15], [8, 16]),
    ],
)
def test_lengths_have_bounds(span: Range, fine: list[int], bad: list[int]) -> None:
    assert [generating.length(span, number) for number in fine] == fine
    for number in bad:
        with pytest.raises(RuleError, match=" to "):
            generating.length(span, number)


def test_the_default_length_is_the_most_of_the_range() -> None:
    assert generating.default_length(offered(most=13)) == 13
    assert generating.default_length(offered("31", 0, 0)) == 11
    assert generating.default_length(offered("312080051234", 0, 0)) == 12


@given(BLOCKS, st.integers(-1, 200_000))
def test_a_count_is_at_most_what_there_is(block: Block, number: int) -> None:
    if 1 <= number <= min(block.size, generating.MOST):
        assert generating.count(number, block) == number
    else:
        with pytest.raises(RuleError, match="Enter"):
            generating.count(number, block)


def test_a_count_that_is_too_great_says_how_many_there_are() -> None:
    with pytest.raises(RuleError, match=r"100 numbers of 11 digits begin with \+312080051"):
        generating.count(101, Block(stem="312080051", length=11))


@pytest.mark.parametrize("text", ["5a", "-5", "1" * 16, "\u0665"])
def test_added_digits_are_digits(text: str) -> None:
    with pytest.raises(RuleError, match="digits and nothing else"):
        generating.added(text)


def test_blanks_between_digits_go_and_nothing_is_fine() -> None:
    assert (generating.added("5 1"), generating.added("")) == ("51", "")


def test_added_digits_fit_into_the_number() -> None:
    assert generating.block("3120800", "5161", 11).size == 1
    with pytest.raises(RuleError, match="more digits than the 11"):
        generating.block("3120800", "51611", 11)


def test_networks_are_stored_once_and_without_their_hosts() -> None:
    assert generating.networks("192.0.2.7/24\n\n192.0.2.0/24 10.0.0.1") == (
        "192.0.2.0/24",
        "10.0.0.1/32",
    )
    with pytest.raises(RuleError, match="no IPv4 network"):
        generating.networks("everywhere")


def test_an_order_survives_the_way_through_a_job() -> None:
    order = Order(range="31.e164.arpa", acl=("10.0.0.0/8",), quota=5, from_free=True)
    assert Order.of({**order.params(), "news": 1}) == order
