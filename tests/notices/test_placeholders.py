"""Names in braces: filled in once, never evaluated, and what is wrong with them is found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.notices.placeholders import fill, look_through, quoted

KNOWN = frozenset({"person", "link"})
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["{", "}", "{{", "}}", "{person}", "{link}", "{x}", "a", "\n"]), max_size=20
    ).map("".join),
)


@given(TEXT)
def test_text_that_is_quoted_stays_as_it_is(text: str) -> None:
    assert fill(quoted(text), {"person": "Alice"}) == text
    assert look_through(quoted(text), KNOWN) == look_through("", KNOWN)


@given(TEXT, TEXT, TEXT)
def test_a_value_is_put_in_as_it_is(before: str, value: str, after: str) -> None:
    text = f"{quoted(before)}{{person}}{quoted(after)}"
    assert fill(text, {"person": value}) == f"{before}{value}{after}"


@given(TEXT)
def test_a_text_without_findings_has_no_brace_left(text: str) -> None:
    found = look_through(text, KNOWN)
    filled = fill(text, dict.fromkeys(KNOWN, ""))
    if not found.unknown and not found.has_lost_brace and "{{" not in text and "}}" not in text:
        assert "{" not in filled
        assert "}" not in filled


def test_nothing_is_evaluated() -> None:
    odd = "{person.__class__} {person!r} {person:>9} {0} {{ person }} {% now %} {person|upper}"
    found = look_through(odd, KNOWN)
    assert found.unknown == (
        *("person.__class__", "person!r", "person:>9", "0", "% now %", "person|upper"),
    )
    assert fill(odd, {"person": "Alice"}) == odd.replace("{{", "{").replace("}}", "}")


def test_findings_are_told_in_their_order() -> None:
    found = look_through("{link} {b} {a} {b} } {person}", KNOWN)
    assert found.used == KNOWN
    assert found.unknown == ("b", "a")
    assert found.has_lost_brace
