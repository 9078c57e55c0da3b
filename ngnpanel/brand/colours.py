"""An accent colour that can be read: its contrast, the nearest shade that passes, both themes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final

HEX: Final = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})", re.ASCII)
# WCAG 2.2, level AA: what is read, and what only has to be seen (rings, lines, icons).
TEXT: Final = 4.5
GRAPHIC: Final = 3.0
# Browsers round the grounds that they mix; a shade that just passes here passes there.
MARGIN: Final = 0.06
WHITE: Final = "#ffffff"
BLACK: Final = "#0c1418"
Oklab = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """The grounds of one theme of static/css/panel.css, as lightness, chroma and hue of OKLCH.

    ``soft`` is the share of the accent in the tinted ground, ``--panel-accent-soft``.
    """

    name: str
    grounds: dict[str, tuple[float, float, float]]
    soft: float


LIGHT: Final = Theme(
    name="light",
    grounds={
        "ground": (0.976, 0.005, 95),
        "side": (0.959, 0.007, 95),
        "surface": (1.0, 0.0, 0),
        "raised": (1.0, 0.0, 0),
        "sunken": (0.983, 0.004, 95),
    },
    soft=0.09,
)
DARK: Final = Theme(
    name="dark",
    grounds={
        "ground": (0.185, 0.014, 228),
        "side": (0.165, 0.014, 228),
        "surface": (0.225, 0.016, 228),
        "raised": (0.25, 0.018, 228),
        "sunken": (0.205, 0.015, 228),
    },
    soft=0.14,
)
THEMES: Final = (LIGHT, DARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How well an accent is read in one theme; ``ratio`` is the worst, found on ``ground``."""

    theme: Theme
    ground: str
    ratio: float
    button: float

    @property
    def passes(self) -> bool:
        """Whether links and the text of buttons can both be read."""
        return min(self.ratio, self.button) >= TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The accent of both themes, each with the colour of text upon it."""

    light: str
    light_text: str
    dark: str
    dark_text: str


def normal(text: str) -> str:
    """A colour as # and six small digits; raises ValueError for anything else."""
    found = HEX.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_on(accent: str) -> str:
    """White or near-black, whichever is read better upon the accent."""
    return max((WHITE, BLACK), key=lambda text: contrast(text, accent))


def reading(accent: str, theme: Theme) -> Reading:
    """Contrast as text on every ground of the theme, and of the text on a button."""
    ratios = {name: contrast(accent, ground) for name, ground in _grounds(theme).items()}
    ratios["soft"] = contrast(accent, mixed(accent, _grounds(theme)["surface"], theme.soft))
    worst = min(ratios, key=ratios.__getitem__)
    button = contrast(accent, text_on(accent))
    return Reading(theme=theme, ground=worst, ratio=ratios[worst], button=button)


def passes(accent: str, theme: Theme) -> bool:
    """Whether the accent needs no other shade in this theme."""
    found = reading(accent, theme)
    return min(found.ratio, found.button) >= TEXT + MARGIN


def nearest(accent: str, theme: Theme) -> str:
    """The accent itself, or its nearest shade that passes: same hue, only darker or lighter."""
    if passes(accent, theme):
        return accent
    lightness, chroma, hue = _oklch(accent)
    goal = 0.0 if theme is LIGHT else 1.0
    fails, fits = lightness, goal
    for _step in range(14):
        middle = (fails + fits) / 2
        if passes(_in_gamut(middle, chroma, hue), theme):
            fits = middle
        else:
            fails = middle
    return _in_gamut(fits, chroma, hue)


def palette(accent: str) -> Palette:
    """The accent in both themes; a light theme gets it as it is when it passes there."""
    light, dark = nearest(accent, LIGHT), nearest(accent, DARK)
    return Palette(light=light, light_text=text_on(light), dark=dark, dark_text=text_on(dark))


def sheet(accent: str, selector: str = "") -> str:
    """The style sheet that gives the variables of the accent, for the page or for a part of it."""
    colours = palette(accent)
    themes = [f'{selector} [data-bs-theme="{theme.name}"]'.lstrip() for theme in THEMES]
    places = ",".join(themes if selector else [":root", *themes])
    return (
        f"{places}{{"
        f"--panel-accent:light-dark({colours.light},{colours.dark});"
        f"--panel-accent-fg:light-dark({colours.light_text},{colours.dark_text})}}\n"
    )


def mixed(one: str, other: str, share: float) -> str:
    """``color-mix(in oklab, one share, other)`` of CSS."""
    pairs = zip(_oklab(one), _oklab(other), strict=True)
    lightness, a, b = (share * x + (1 - share) * y for x, y in pairs)
    return _hex(_linear((lightness, a, b)))


def _grounds(theme: Theme) -> dict[str, str]:
    return _GROUNDS[theme.name]


def _luminance(colour: str) -> float:
    red, green, blue = _from_hex(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _from_hex(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _expanded(red), _expanded(green), _expanded(blue)


def _expanded(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _hex(linear: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(_compressed(part) * 255):02x}" for part in linear)


def _compressed(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


# The matrices of OKLab: https://www.w3.org/TR/css-color-4/#color-conversion-code


def _oklab(colour: str) -> Oklab:
    red, green, blue = _from_hex(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _linear(colour: Oklab) -> tuple[float, float, float]:
    lightness, a, b = colour
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _oklch(colour: str) -> tuple[float, float, float]:
    lightness, a, b = _oklab(colour)
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """The colour with as much of the chroma as a screen can show at this lightness."""
    angle = math.radians(hue)

    def shown(strength: float) -> tuple[float, float, float]:
        return _linear((lightness, strength * math.cos(angle), strength * math.sin(angle)))

    if _fits(shown(chroma)):
        return _hex(shown(chroma))
    low, high = 0.0, chroma
    for _step in range(14):
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(shown(middle)) else (low, middle)
    return _hex(shown(low))


def _fits(linear: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in linear)


_GROUNDS: Final = {
    theme.name: {name: _in_gamut(*values) for name, values in theme.grounds.items()}
    for theme in THEMES
}
