"""A language that does not exist, and a reader that finds what is not said in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

import pytest
from django.utils import translation

BEGIN: Final = "⟦"
END: Final = "⟧"
# Attributes that people see or hear.
SAID: Final = ("title", "aria-label", "placeholder", "alt", "label")
# What holds data or nothing to read.
DATA: Final = frozenset({"code", "kbd", "bdi", "time", "script", "style", "svg", "pre", "textarea"})
VOID: Final = frozenset({"input", "img", "br", "hr", "meta", "link", "source", "wbr", "col"})
# A sentence does not reach over the ends of these.
BLOCKS: Final = frozenset({"p", "li", "td", "th", "dd", "dt", "div", "h1", "h2", "h3", "label"})
# Two letters, the second a small one: SIP and FBUS are alike in all languages.
WORD: Final = re.compile(r"[^\W\d_][^\W\d_A-Z]")
# Addresses, numbers with units of their own, and names of files.
TOKEN: Final = re.compile(r"\S*[@\d./\\_:#*]\S*\w\S*|\S*\w\S*[@\d/\\_#*]\S*")


def wrapped(text: str) -> str:
    """The text as the language has it; no text stays none."""
    return f"{BEGIN}{text}{END}" if text.strip() else text


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on everything that can be translated is wrapped, placeholders and all."""
    translation.gettext("")  # the functions of the engine are put there by the first use
    engine = translation._trans  # type: ignore[attr-defined]
    monkeypatch.setattr(engine, "gettext", wrapped)
    monkeypatch.setattr(engine, "pgettext", lambda _context, text: wrapped(text))
    monkeypatch.setattr(engine, "ngettext", lambda one, many, n: wrapped(one if n == 1 else many))
    monkeypatch.setattr(
        engine, "npgettext", lambda _context, one, many, n: wrapped(one if n == 1 else many)
    )


class Reader(HTMLParser):
    """Reads a page and keeps what is in no language: ``left``."""

    def __init__(self, known: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.known = known
        self.left: list[str] = []
        self._inside: list[tuple[str, bool]] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        is_data = tag in DATA or found.get("translate") == "no" or self._is_data
        if not is_data:
            for name in SAID:
                self.left += self._words(found.get(name) or "", "")
            if tag == "input" and found.get("type") in ("submit", "button"):
                self.left += self._words(found.get("value") or "", "")
        if tag not in VOID:
            self._inside.append((tag, is_data))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _is_data in self._inside):
            if self._inside.pop()[0] == tag:
                break
        if tag in BLOCKS:
            self._depth = 0

    def handle_data(self, data: str) -> None:
        outside = ""
        for char in data:
            self._depth += {BEGIN: 1, END: -1}.get(char, 0)
            outside += char if self._depth <= 0 else " "
        if not self._is_data:
            self.left += self._words(outside, data)

    @property
    def _is_data(self) -> bool:
        return bool(self._inside) and self._inside[-1][1]

    def _words(self, text: str, whole: str) -> Iterator[str]:
        """The text, if it has words that nobody translates."""
        plain = text
        while re.search(rf"{BEGIN}[^{BEGIN}{END}]*{END}", plain):
            plain = re.sub(rf"{BEGIN}[^{BEGIN}{END}]*{END}", " ", plain)
        for fixed in sorted(self.known, key=len, reverse=True):
            plain = plain.replace(fixed, " ")
        plain = TOKEN.sub(" ", plain)
        if WORD.search(plain):
            yield " ".join((whole or text).split())[:120]


def untranslated(page: str, known: frozenset[str]) -> list[str]:
    """The texts of a page that are neither translated nor data, each once."""
    reader = Reader(known)
    reader.feed(page)
    return list(dict.fromkeys(reader.left))
