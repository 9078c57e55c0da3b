"""Which signs the bytes of an uploaded file stand for, and what is no text at all."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, Saying, marked, saying

# What a request may hold (web/uploads.py), less what a browser writes around the file.
MOST_BYTES: Final = 4 * 1024 * 1024 - 64 * 1024
# Python's name of each encoding that can be chosen, and what people call it.
ENCODINGS: Final[Mapping[str, str]] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": marked("Windows-1252, Western Europe"),
    "cp1250": marked("Windows-1250, Central Europe"),
}
# The letters that languages have beside a to z. Names are too short for a detector of prose, which
# takes French for Croatian.
ALPHABETS: Final[Mapping[str, tuple[str, ...]]] = {
    "cp1252": (
        "àâæçèéêëîïôœùûüÿ",  # French
        "äöüß",
        "áéíñóúü¿¡ªº",  # Spanish
        "áâãàçéêíóôõúªº",  # Portuguese
        "àèéìòù",
        "áèéêëíïóöü",  # Dutch
        "åäæéöø",
        "áðéíóúýþæö",  # Icelandic
    ),
    "cp1250": (
        "áčďéěíňóřšťúůýž",  # Czech
        "áäčďéíĺľňóôŕšťúýž",  # Slovak
        "ąćęłńóśźż",
        "áéíóöőúüű",
        "âăîşţ",
        "čćđšž",
        "äöüß",
    ),
}
OTHERS: Final[tuple[tuple[bytes, Saying], ...]] = (
    (
        b"PK\x03\x04",
        saying("This is a spreadsheet (XLSX, ODS) or an archive. Save it as CSV, and choose that."),
    ),
    (
        b"\xd0\xcf\x11\xe0",
        saying("This is a spreadsheet (XLS) or a document. Save it as CSV, and choose that."),
    ),
    (b"%PDF", saying("This is a PDF, from which no table can be read. Choose a CSV file.")),
    (b"\x1f\x8b", saying("This is packed (gzip). Unpack it, and choose the CSV file in it.")),
)
# Signs that texts of all languages have.
TYPOGRAPHY: Final = frozenset("\xa7\xa9\xab\xae\xb0\xb4\xb7\xbb") | {
    chr(number) for number in range(0x2000, 0x2200)
}
NO_TEXT: Final = saying("This is no text but a picture, a program or the like. Choose a CSV file.")
EMPTY: Final = saying("There is nothing in it.")
MARKUP: Final = ("<?xml", "<html", "<!doctype")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding that it was written in, a key of ``ENCODINGS``."""

    text: str
    encoding: str


def decoded(raw: bytes, encoding: str = "") -> Decoded:
    """The text of a file; ``encoding`` empty is found out.

    Raises RuleError for what is no text, is empty, or was written in another encoding.
    """
    if len(raw) > MOST_BYTES:
        raise RuleError("A file has at most 4 MB. Import it in parts.")
    if not raw.strip():
        raise RuleError.of(EMPTY)
    for beginning, sentence in OTHERS:
        if raw.startswith(beginning):
            raise RuleError.of(sentence)
    found = _read(raw, encoding) if encoding in ENCODINGS else _guessed(raw)
    text = found.text.removeprefix("\ufeff")
    refuse_other_text(text)
    return Decoded(text, found.encoding)


def refuse_other_text(text: str) -> None:
    """Raises RuleError for text that is no table."""
    stripped = text.strip()
    if not stripped:
        raise RuleError.of(EMPTY)
    if "\x00" in text:
        raise RuleError.of(NO_TEXT)
    if (stripped[0], stripped[-1]) in (("{", "}"), ("[", "]")):
        raise RuleError(
            "This is JSON. Whole domains, zones and customers in JSON are imported on a page of"
            " their own; here choose a CSV file."
        )
    if stripped[:9].lower().startswith(MARKUP):
        raise RuleError("This is a web page or XML. Choose a CSV file.")


def _read(raw: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeDecodeError:
        raise RuleError(
            "The file is not written in %(encoding)s. Choose another encoding.",
            encoding=ENCODINGS[encoding].partition(",")[0],
        ) from None


def _guessed(raw: bytes) -> Decoded:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _read(raw, "utf-16")
    wide = _wide(raw)
    if wide:
        try:
            return Decoded(raw.decode(wide), "utf-16")
        except UnicodeDecodeError:
            raise RuleError.of(NO_TEXT) from None
    if b"\x00" in raw:
        raise RuleError.of(NO_TEXT)
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _of_windows(raw)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: half of the bytes of most plain text are zero."""
    sample = raw[:4000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 20 > len(sample):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _of_windows(raw: bytes) -> Decoded:
    """The encoding in which most letters are of one language; Western Europe in doubt."""
    best: tuple[float, Decoded] | None = None
    for encoding, alphabets in ALPHABETS.items():
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_readable(text):
            share = _share(text, alphabets)
            if best is None or share > best[0]:
                best = share, Decoded(text, encoding)
    if best is None:
        raise RuleError.of(NO_TEXT)
    return best[1]


def _share(text: str, alphabets: tuple[str, ...]) -> float:
    counts = Counter(char for char in text.lower() if char > "\xa0" and char not in TYPOGRAPHY)
    total = sum(counts.values()) or 1
    return max(sum(counts[char] for char in letters) for letters in alphabets) / total


def _is_readable(text: str) -> bool:
    """Whether it has hardly any control characters; all bytes are letters in these encodings."""
    odd = sum(char < " " and char not in "\t\r\n" for char in text)
    return odd * 100 <= len(text)
