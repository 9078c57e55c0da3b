"""Text on paper: the fonts of the letters, what they can print, and lines that fit.

reportlab is imported here, so import this module only where something is printed.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = "Inter-Regular"
BOLD: Final = "Inter-SemiBold"
MONO: Final = "JetBrainsMono-Bold"
# Where a long word without blanks, such as an address, is best parted.
JOINTS: Final = re.compile(r"(?<=[@./:_-])")


@cache
def fonts() -> dict[str, frozenset[int]]:
    """The characters of each font, which is known to reportlab from now on."""
    found = {}
    for name in (REGULAR, BOLD, MONO):
        font = TTFont(name, FONTS / f"{name}.ttf")
        pdfmetrics.registerFont(font)
        found[name] = frozenset(font.face.charToGlyph)
    return found


def can_print(text: str, font: str = REGULAR) -> bool:
    """Whether the font has all characters of a text."""
    known = fonts()[font]
    return all(ord(char) in known for char in composed(text))


def composed(text: str) -> str:
    """One line with letters and their accents as one character, without what cannot be seen."""
    joined = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(char for char in joined if char.isprintable())


def printable(text: str, font: str = REGULAR) -> str:
    """The text with a question mark for each character that the font does not have."""
    known = fonts()[font]
    return "".join(char if ord(char) in known else "?" for char in composed(text))


def width(text: str, font: str, size: float) -> float:
    """How wide a line is, in points."""
    fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def lines(text: str, font: str, size: float, room: float) -> list[str]:
    """The text in lines that are at most ``room`` points wide.

    Parted at blanks; a word that is too long is parted at its joints, or anywhere.
    """
    found: list[str] = []
    for word in printable(text, font).split(" "):
        last = found[-1] if found else ""
        if found and width(f"{last} {word}", font, size) <= room:
            found[-1] = f"{last} {word}"
            continue
        found += _parted(word, font, size, room)
    return found


def _parted(word: str, font: str, size: float, room: float) -> list[str]:
    if width(word, font, size) <= room:
        return [word]
    found = [""]
    for piece in JOINTS.split(word):
        if width(found[-1] + piece, font, size) <= room:
            found[-1] += piece
            continue
        for char in ("", *piece) if found[-1] else piece:
            if not char or width(found[-1] + char, font, size) > room:
                found.append("")
            found[-1] += char
    return [line for line in found if line]
