"""Every accent can be read in both themes, whatever colour a reseller likes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.brand import colours
from ngnpanel.brand.colours import DARK, GRAPHIC, LIGHT, TEXT, THEMES, Theme

HEXES = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
SHEET = Path(settings.BASE_DIR) / "static" / "css" / "panel.css"


@given(HEXES)
def test_every_colour_gets_shades_that_are_read_everywhere(accent: str) -> None:
    palette = colours.palette(accent)
    for theme, shade, text in (
        (LIGHT, palette.light, palette.light_text),
        (DARK, palette.dark, palette.dark_text),
    ):
        read = colours.reading(shade, theme)
        assert read.passes
        assert read.ratio >= TEXT > GRAPHIC
        assert colours.contrast(shade, text) >= TEXT


@given(HEXES)
def test_a_button_under_the_mouse_is_read_as_well(accent: str) -> None:
    palette = colours.palette(accent)
    for shade, text, ink in (
        (palette.light, palette.light_text, "#101820"),
        (palette.dark, palette.dark_text, "#e8edf0"),
    ):
        assert colours.contrast(colours.mixed(shade, ink, 0.86), text) >= TEXT


@given(HEXES, st.sampled_from(THEMES))
def test_a_colour_that_passes_stays_as_it_is(accent: str, theme: Theme) -> None:
    shade = colours.nearest(accent, theme)
    assert colours.nearest(shade, theme) == shade
    if colours.passes(accent, theme):
        assert shade == accent


@given(HEXES, HEXES)
def test_contrast_is_that_of_wcag(one: str, other: str) -> None:
    assert 1 <= colours.contrast(one, other) <= 21.01
    assert colours.contrast(one, other) == colours.contrast(other, one)
    assert colours.contrast(one, one) == 1


def test_known_contrasts() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert colours.contrast("#ffcc00", "#ffffff") == pytest.approx(1.5, abs=0.02)


@given(HEXES)
def test_a_colour_survives_the_way_through_oklab(accent: str) -> None:
    assert colours.mixed(accent, "#ffffff", 1) == accent


@pytest.mark.parametrize(
    ("text", "colour"), [("#ABC", "#aabbcc"), (" 0a66c2 ", "#0a66c2"), ("#0A66C2", "#0a66c2")]
)
def test_a_colour_is_written_in_one_way(text: str, colour: str) -> None:
    assert colours.normal(text) == colour


@pytest.mark.parametrize("text", ["", "red", "#12", "#1234567", "#12345g", "#fff;}", "#१२३"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - it has no words
        colours.normal(text)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_grounds_are_those_of_the_style_sheet(theme: Theme) -> None:
    text = SHEET.read_text(encoding="utf-8")
    for name, expected in theme.grounds.items():
        found = re.search(
            rf"--panel-{name}: light-dark\((#fff|oklch\([^)]+\)), (oklch\([^)]+\))\)", text
        )
        assert found is not None, name
        written = found[1 if theme is LIGHT else 2]
        if written == "#fff":
            assert expected[0] == 1
            continue
        lightness, chroma, hue = re.findall(r"[\d.]+", written)
        assert (float(lightness) / 100, float(chroma), float(hue)) == pytest.approx(expected)
    shares = re.findall(r"var\(--panel-accent\) (\d+)%, var\(--panel-surface\)", text)
    assert float(shares[THEMES.index(theme)]) / 100 == theme.soft


def test_the_sheet_sets_the_variables_and_nothing_else() -> None:
    sheet = colours.sheet("#0a66c2")
    assert sheet.startswith(':root,[data-bs-theme="light"],[data-bs-theme="dark"]{')
    assert re.findall(r"--[a-z-]+", sheet) == ["--panel-accent", "--panel-accent-fg"]
    part = colours.sheet("#0a66c2", ".look")
    assert part.startswith('.look [data-bs-theme="light"],.look [data-bs-theme="dark"]{')
