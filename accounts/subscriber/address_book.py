"""What any file of contacts says before it is checked: entries as somebody else wrote them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

# How much is read at once.
MOST_BYTES: Final = 4_000_000
MOST_ENTRIES: Final = 500
# What kind of number it is, by the words that programs and people use for it.
LABELS: Final = {
    "work": re.compile(
        r"work|business|office|company|werk|zakelijk|kantoor|arbeit|geschäft|büro|dienst"
        r"|trabajo|oficina|empresa|serviciu|birou"
    ),
    "home": re.compile(r"home|thuis|privé|privat|casa|acasă|acasa|particular"),
    "mobile": re.compile(r"mobil|mobiel|cell|celular|móvil|movil|handy|iphone|gsm"),
    "fax": re.compile(r"fax"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One number or address of a file; ``line`` is where its card or row begins, from 1.

    ``label`` says what kind of number it is (a key of LABELS), if its person has several.
    ``groups`` are all words that the file has for groups, in its order.
    """

    line: int
    address: str
    name: str = ""
    groups: tuple[str, ...] = ()
    label: str = ""


def label_in(text: str) -> str:
    """What kind of number some words mean; a fax at work is a fax."""
    words = text.lower()
    found = [name for name, pattern in LABELS.items() if pattern.search(words)]
    return "fax" if "fax" in found else "mobile" if "mobile" in found else (found or [""])[0]


def tidied(text: str) -> str:
    """One line of plain signs: other blanks and dashes become ours, what is not seen goes."""
    signs = []
    for sign in text:
        match unicodedata.category(sign):
            case "Zs" | "Zl" | "Zp" | "Cc":
                signs.append(" ")
            case "Pd":
                signs.append("-")
            case "Cf" | "Cs":
                continue
            case _:
                signs.append(sign)
    return "".join(signs).strip()
