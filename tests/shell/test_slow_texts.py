"""Texts that somebody made to keep the server busy: four times as long is four times as slow.

Measured is the time of the processor, and only how it grows: a machine may be slow or busy.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.barring import typed as barred
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import contacts_reading
from ngnpanel.accounts.subscriber.trace import masked
from ngnpanel.brand import drawings
from ngnpanel.brand.unfit import Unfit
from ngnpanel.calls.patterns import matches
from ngnpanel.dns.domain import texts
from ngnpanel.dns.services import master_file
from ngnpanel.imports import decoding, reading
from ngnpanel.notices import markup, placeholders
from ngnpanel.web.exporting import cell
from ngnpanel.web.templatetags.panel import soft

# Growth by 4 is linear, by 16 quadratic; below this nobody waits.
MOST_GROWTH = 9.0
SHORT_SECONDS = 0.03
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    '<style>%s</style><path d="M0 0"/></svg>'
)
READERS: dict[str, Callable[[str], object]] = {
    "soft": soft,
    "cell": cell,
    "placeholders": lambda text: placeholders.fill(text, {"a": "b"}),
    "markup": markup.clean,
    "drawing": lambda text: drawings.clean((SVG % text.replace("<", "")).encode()),
    "contacts": contacts_reading.read,
    "zone": lambda text: master_file.read(text, "acme.example"),
    "strings": texts.strings,
    "tokens": texts.tokens,
    "trace": masked,
    "table": reading.read,
    "decoding": lambda text: decoding.decoded(text.encode()),
    "barring": barred,
}
UNITS = (
    *(
        " ",
        "a",
        "@",
        ".",
        '"',
        "\\",
        "<",
        "{",
        "\n",
        "=",
        ";",
        ",",
        "%",
        "&",
        "(",
        "/*",
        "a.",
        "a@",
    ),
    *("<b>", '"" ', "a=", "; ", "\\a", "BEGIN:VCARD\n", "A;B:", "url(", "}{", "a\t", "\r"),
)
HEADS = ("", "BEGIN:VCARD\n", 'Authorization: Digest a="', '"')


def seconds(read: Callable[[str], object], text: str) -> float:
    """Of the processor, for one reading; a refusal is an answer."""
    begun = time.process_time()
    with suppress(RuleError, Unfit, ValueError, RecursionError):
        read(text)
    return time.process_time() - begun


def grows_too_fast(read: Callable[[str], object], head: str, unit: str) -> bool:
    """Whether a text four times as long takes much more than four times as long."""
    times = 4000 // len(unit)
    if seconds(read, head + unit * times) < SHORT_SECONDS / 4:
        return seconds(read, head + unit * (times * 4)) > SHORT_SECONDS * MOST_GROWTH / 4
    short = min(seconds(read, head + unit * times) for _try in range(3))
    long = min(seconds(read, head + unit * (times * 4)) for _try in range(3))
    return long / short > MOST_GROWTH


@pytest.mark.parametrize("name", READERS)
def test_reading_takes_as_long_as_the_text_is(name: str) -> None:
    slow = [
        (head, unit)
        for head in HEADS
        for unit in UNITS
        if grows_too_fast(READERS[name], head, unit)
    ]
    assert slow == []


def test_a_pattern_made_to_be_slow_is_not() -> None:
    for count in (8, 16, 32):
        pattern, caller = "%a" * count + "%b", "a" * 64
        begun = time.process_time()
        assert not matches(pattern, f"{caller}@x.example")
        assert time.process_time() - begun < SHORT_SECONDS


@given(st.text("ab%@.", max_size=12).filter(lambda text: "%" in text), st.text("ab@.", max_size=12))
def test_a_pattern_means_the_same_as_its_expression(pattern: str, caller: str) -> None:
    if not caller or not pattern:
        return
    expression = ".*".join(re.escape(part) for part in re.sub("%+", "%", pattern).split("%"))
    assert matches(pattern, caller) is bool(re.fullmatch(expression, caller))
