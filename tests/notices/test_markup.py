"""HTML of mails: what is allowed stays, everything else goes, whatever somebody types."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.notices.markup import EMPTY, TAGS, clean

LINKS = frozenset({"link"})
SCRAPS = st.sampled_from(
    [
        *("<", ">", "</", "/>", '"', "'", "=", " ", "&", ";", "{link}", "{{", "}", "\n", "\0"),
        *(f"<{tag}>" for tag in TAGS),
        *(f"</{tag}>" for tag in TAGS),
        *("<script>", "</script>", "<style>", "<svg onload=alert(1)>", "<!--", "-->", "<![CDATA["),
        *("<a href='javascript:alert(1)'>", '<a href="{link}">', "<a href=https://x.example>"),
        *("&lt;", "&#60;", "&#x3c;script&#x3e;", "<p style='x'>", "<img src=x onerror=y>", "a"),
    ]
)


class Seen(HTMLParser):
    """All tags and attributes of a text as a mail program would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.other: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


@given(st.one_of(st.lists(SCRAPS, max_size=30).map("".join), st.text(max_size=80)))
def test_whatever_is_typed_only_allowed_tags_and_links_come_out(text: str) -> None:
    cleaned = clean(text, LINKS).html
    seen = Seen(cleaned)
    assert set(seen.tags) <= set(TAGS)
    assert {name for name, _value in seen.attributes} <= {"href"}
    for _name, value in seen.attributes:
        assert value == "{link}" or str(value).startswith(("http", "mailto:", "tel:"))
    assert seen.other == []
    assert seen.open == []
    assert clean(cleaned, LINKS).html == cleaned
    assert clean(cleaned, LINKS).dropped == ()


@pytest.mark.parametrize(
    ("text", "html", "dropped"),
    [
        ("<p>Hello <b>you</b></p>", "<p>Hello <b>you</b></p>", ()),
        ("a<br/>b", "a<br>b", ()),
        ("<p>open", "<p>open</p>", ()),
        ("<b><i>crossed</b></i>", "<b><i>crossed</i></b>", ()),
        ("1 < 2 & 3", "1 &lt; 2 &amp; 3", ()),
        ("<script>alert(1)</script>x", "x", ("<script>",)),
        ("<style>p{}</style>x", "x", ("<style>",)),
        ("<p style='color:red' onclick=x>y</p>", "<p>y</p>", ("style=", "onclick=")),
        ("<img src='https://spy.example/1.png'>x", "x", ("<img>",)),
        ("<!-- x -->y", "y", ("<!-- -->",)),
        ("<iframe src=x></iframe>y", "y", ("<iframe>",)),
        ("<form action=x><input name=a></form>", "", ("<form>", "<input>")),
    ],
)
def test_what_is_left_out_is_named(text: str, html: str, dropped: tuple[str, ...]) -> None:
    cleaned = clean(text, LINKS)
    assert (cleaned.html, cleaned.dropped) == (html, dropped)


@pytest.mark.parametrize(
    "address",
    [
        *("https://www.example.com/help?a=1#b", "http://example.com", "mailto:help@example.com"),
        *("tel:+31208005161", "{link}"),
    ],
)
def test_links_that_lead_somewhere_stay(address: str) -> None:
    cleaned = clean(f'<a href="{address}">here</a>', LINKS)
    assert cleaned.dropped == ()
    assert address.partition("&")[0] in cleaned.html


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " java\nscript:alert(1)", "vbscript:x"),
        *("//evil.example", "/login/", "https://", "https://user@evil.example/", "http://[", ""),
        *("{person}", "https://evil.example/{link}", "mailto:a@b.example?bcc=c@d.example"),
        "data:text/html,x",
    ],
)
def test_other_links_lead_nowhere(address: str) -> None:
    cleaned = clean(f'<a href="{address}">here</a>', LINKS)
    assert cleaned.html == "<a>here</a>"
    assert cleaned.dropped == ("href=",)


def test_very_deep_markup_is_cut() -> None:
    cleaned = clean("<div>" * 1000 + "x", LINKS)
    assert cleaned.html.count("<div>") < 50
    assert "x" in cleaned.html
