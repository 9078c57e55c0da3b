"""Dates, numbers, icons and values as templates draw them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils.safestring import SafeString

from ngnpanel.web import parts
from ngnpanel.web.templatetags import panel

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=30), "in a moment"),
        (timedelta(hours=-5), "5 hours ago"),
        (timedelta(minutes=35, seconds=1), "in 35 minutes"),
    ],
)
def test_dates_are_relative_with_the_exact_time_beside(distance: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        drawn = panel.when(NOW + distance)
    assert f">{words}</time>" in drawn
    assert "November 2026" in drawn
    assert "UTC" in drawn


def test_no_date_is_nothing() -> None:
    assert panel.when(None) == ""


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+31201234567", "+31 20 123 4567"),
        ("+442079460000", "+44 20 7946 0000"),
        ("1001", "1001"),
        ("+1", "+1"),
        ("alice", "alice"),
    ],
)
def test_numbers_follow_the_habits_of_their_country(number: str, shown: str) -> None:
    assert panel.phone(number) == shown


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        (
            "sanne.bakker@rivierazorg.example",
            'sanne.<wbr class="dot">bakker@<wbr>rivierazorg.<wbr class="dot">example',
        ),
        (
            "to ali.of.names@example.com.",
            'to ali.<wbr class="dot">of.<wbr class="dot">names@<wbr>example.<wbr class="dot">com.',
        ),
        ("alice@example.com", "alice@example.com"),
        ("Donaudampfschifffahrtsgesellschaft", "Donaudampfschifffahrtsgesellschaft"),
        (
            "<b>sanne.bakker@x.example</b>",
            '&lt;b&gt;sanne.<wbr class="dot">bakker@<wbr>x.<wbr class="dot">example&lt;/b&gt;',
        ),
        (
            SafeString("<a href='sip:sanne.bakker@x.example'>"),
            "<a href='sip:sanne.bakker@x.example'>",
        ),
    ],
)
def test_long_addresses_break_after_at_and_dots_alone(text: str, drawn: str) -> None:
    assert panel.soft(text) == drawn


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in panel.icon("phone")
    assert 'aria-label="&quot;Call&quot;"' in panel.icon("phone", '"Call"')


def test_an_icon_that_is_not_vendored_is_a_mistake_of_ours() -> None:
    with pytest.raises(FileNotFoundError):
        panel.icon("unicorn")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (None, "\N{EN DASH}"),
        ("", "\N{EN DASH}"),
        (0, "0"),
        (True, "Yes"),
        (False, "No"),
        ("<b>", "&lt;b&gt;"),
        (NOW, "<time"),
        (parts.Status("Blocked", "red", "ban"), "tone-red"),
        (parts.Link("All", "/all/"), 'href="/all/"'),
        (parts.Copyable("a@b.org"), 'data-copy="a@b.org"'),
        (parts.Telephone("+31201234567"), "+31 20 123 4567"),
        (("a", parts.Link("b", "/b/")), 'href="/b/"'),
    ],
)
def test_values_are_drawn_by_their_type(content: Any, part: str) -> None:
    assert part in panel.value(content)
