"""The forms of a page as a browser reads them: where each goes and what it would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Attributes = dict[str, str | None]


@dataclass
class Drawn:
    """One form: its address, its values as they are shown, its buttons, and its empty fields."""

    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    asks: set[str] = field(default_factory=set)

    def sends(self, pairs: list[tuple[str, str]]) -> bool:
        """Whether all these values go with it, some of them by the press of a button."""
        there = [*self.values, *self.buttons]
        return all(pair in there for pair in pairs)

    @property
    def data(self) -> dict[str, list[str]]:
        """What a test posts."""
        data: dict[str, list[str]] = {}
        for name, value in self.values:
            data.setdefault(name, []).append(value)
        return data


def forms_of(answer: Any) -> list[Drawn]:
    """All forms of the page that an answer has."""
    reader = _Reader()
    reader.feed(answer.content.decode())
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Drawn] = []
        self.form: Drawn | None = None
        self.select = ""
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.form = Drawn(found.get("action") or "")
            self.forms.append(self.form)
        if self.form is None or "disabled" in found:
            return
        name, value = found.get("name") or "", found.get("value") or ""
        if tag == "input" and name:
            self._input(name, found)
        elif tag == "button" and name:
            self.form.buttons.append((name, value))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.form.values.append((self.select, value))
        elif tag == "textarea":
            self.area, self.text = name, ""

    def _input(self, name: str, found: Attributes) -> None:
        assert self.form is not None
        kind, value = found.get("type") or "text", found.get("value")
        if kind in ("checkbox", "radio"):
            if "checked" in found:
                self.form.values.append((name, "on" if value is None else value))
        elif kind == "file" or (kind == "password" and not value):
            self.form.asks.add(name)
        else:
            self.form.values.append((name, value or ""))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.form is not None and self.area is not None:
            # The line end after the tag is not part of the text.
            text = self.text.removeprefix("\r").removeprefix("\n")
            self.form.values.append((self.area, text))
            self.area = None
