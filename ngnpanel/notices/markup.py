"""The HTML of mails that people write: a short list of tags, links, and nothing else.

The text is read and written anew, so that what a mail program reads is what was looked at here.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

TAGS: Final = (
    *("p", "br", "hr", "div", "span", "h1", "h2", "h3"),
    *("strong", "b", "em", "i", "u", "small", "blockquote", "pre", "code"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a"),
)
EMPTY: Final = frozenset({"br", "hr"})
SCHEMES: Final = ("http", "https", "mailto", "tel")
# What stands between these is no text of the mail.
SILENT: Final = frozenset({"script", "style", "title", "head", "template", "noscript", "textarea"})
# Deeper than any letter; mail programs and browsers stop following somewhere.
DEEPEST: Final = 30
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The text with what is allowed, and what was left out as a person would name it."""

    html: str
    dropped: tuple[str, ...] = ()


def clean(text: str, links: Collection[str] = ()) -> Cleaned:
    """What is allowed of a text; ``links`` names placeholders that may be the whole of an href."""
    reader = _Reader(links)
    reader.feed(text)
    reader.close()
    return Cleaned(html=reader.finished(), dropped=tuple(dict.fromkeys(reader.dropped)))


@dataclass
class _Writer:
    pieces: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Writes allowed tags in pairs and text escaped; notes what it leaves out."""

    def __init__(self, links: Collection[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.links = links
        self.dropped: list[str] = []
        self.out = _Writer()
        self.silent = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An allowed tag with its allowed attributes."""
        if self.silent:
            return
        if tag not in TAGS:
            self.dropped.append(f"<{tag[:20]}>")
            self.silent = tag if tag in SILENT else ""
            return
        if len(self.out.open) >= DEEPEST:
            self.dropped.append(f"<{tag}>")
            return
        self.out.pieces.append(f"<{tag}{self.attributes(tag, attrs)}>")
        if tag not in EMPTY:
            self.out.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A slash at the end means nothing in HTML."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close it, and whatever was left open in it."""
        if self.silent:
            self.silent = "" if tag == self.silent else self.silent
            return
        if tag not in self.out.open:
            return
        while self.out.open:
            last = self.out.open.pop()
            self.out.pieces.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self.silent:
            self.out.pieces.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:
        """A comment: some mail programs read conditions in them."""
        del data
        self.dropped.append("<!-- -->")

    def handle_decl(self, decl: str) -> None:
        """A document type: the frame of the mail has one."""
        del decl
        self.dropped.append("<!>")

    def unknown_decl(self, data: str) -> None:
        """A section of XML."""
        del data
        self.dropped.append("<![ ]>")

    def handle_pi(self, data: str) -> None:
        """An instruction to a program."""
        del data
        self.dropped.append("<? >")

    def attributes(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        """Where a link leads; nothing else."""
        written = ""
        for name, value in attrs:
            if tag == "a" and name == "href" and not written and self.may_lead_to(value or ""):
                written = f' href="{escape((value or "").strip())}"'
            else:
                self.dropped.append(f"{name[:20]}=")
        return written

    def may_lead_to(self, address: str) -> bool:
        """A web page, a mail address, a number, or a placeholder that is a link as a whole."""
        address = address.strip()
        if found := PLACEHOLDER.fullmatch(address):
            return found.group(1) in self.links
        if not address.isprintable() or any(char in address for char in '{}\\" <>`'):
            return False
        try:
            parts = urlsplit(address)
        except ValueError:
            return False
        if parts.scheme in ("mailto", "tel"):
            return bool(parts.path) and not parts.query
        return parts.scheme in SCHEMES and bool(parts.hostname) and "@" not in parts.netloc

    def finished(self) -> str:
        """All of it, closed."""
        ends = [f"</{tag}>" for tag in reversed(self.out.open)]
        return "".join([*self.out.pieces, *ends])
