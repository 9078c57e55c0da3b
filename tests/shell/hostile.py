"""Texts that want to be more than text, written wherever a text may be written."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django import forms
from django.test import Client
from django.urls import reverse

from tests.belongings import Estates
from tests.filling import shown
from tests.people import ALICE
from tests.web.kinds.every import KINDS

# Whatever becomes an element, an attribute or an address begins with xq.
PAYLOADS = (
    "<xq-a>",
    '"><xq-b xq-c=1>',
    "'><xq-b xq-c=1>",
    '" xq-d=1 ',
    "' xq-e=1 ",
    "</title><xq-f>",
    "</script><xq-g>",
    "</textarea><xq-h>",
    "--><xq-i>",
    "<svg/xq-j=1>",
    "<scr<script>ipt xq-k=1>",
    "&lt;xq-l&gt;<xq-l>",
    "javascript:xq()",
    "java\tscript:xq()",
    "data:text/html,<xq-m>",
    "{{ 7|add:7 }}xq",
    "{% now 'Y' %}xq",
    "%(person)s%s{0.__class__}xq",
    "\u202e<xq-n>\u2066",
    "<xq-o\n>",
)
STARTS = ("javascript:", "vbscript:", "data:text")
SUBSCRIBER = ("identity", "settings", "contacts-add", "voicemail", "forwarding", "accept-hours")


class Watch(HTMLParser):
    """Finds what texts became in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Elements, attributes and addresses that no template has."""
        if tag.startswith("xq"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("xq"):
                self.found.append(f"{name}= in <{tag}>")
            text = "".join(str(value).split()).lower()
            if name in ("href", "src", "action", "formaction", "hx-get", "hx-post") and (
                text.startswith(STARTS)
            ):
                self.found.append(f"{name}={value}")


def became(page: str) -> list[str]:
    """What of the page is more than text and should not be."""
    watch = Watch()
    watch.feed(page)
    # What a template or a format made of a text.
    ran = [word for word in ("14xq", "<class 'str'>", "2026xq") if word in page]
    return watch.found + ran


def text_fields(form: Any) -> Iterator[str]:
    """The fields of a form that take any text."""
    for name, field in form.fields.items():
        is_text = isinstance(field, forms.CharField) and not field.disabled
        if is_text and not isinstance(field.widget, forms.PasswordInput | forms.HiddenInput):
            yield name


def write(browser: Client, url: str, first: int) -> set[str]:
    """Fill all text fields with payloads, one after the other; those that were taken.

    A field that refuses its payload gets the next ones, and then what stood there.
    """
    form = form_of(browser.get(url))
    left = {
        name: list(range(first + at, first + at + 4)) for at, name in enumerate(text_fields(form))
    }
    before = shown(form)
    for _try in range(8):
        typed = {name: PAYLOADS[rest[0] % len(PAYLOADS)] for name, rest in left.items() if rest}
        answer = browser.post(url, {**before, **typed})
        yield_form = form_of(answer)
        if yield_form is None or not yield_form.errors:
            return set(typed)
        wrong = set(yield_form.errors) & left.keys()
        for name in wrong or left.keys():
            left[name] = left[name][1:]
        left = {name: rest for name, rest in left.items() if rest}
    return set()


def form_of(answer: Any) -> Any:
    """The form of a page, None for none."""
    return answer.context.get("form") if answer.context else None


def spread(estates: Estates, browser: Client) -> dict[str, set[str]]:
    """Write payloads into every record of the own tenant; the fields that took one, by kind."""
    taken = {}
    for at, kind in enumerate(KINDS):
        url = reverse(f"{kind.name}-edit", args=[kind.own(estates)])
        taken[kind.name] = write(browser, url, 3 * at)
    for at, name in enumerate(SUBSCRIBER):
        taken[name] = write(browser, reverse(f"subscriber-{name}", args=[str(ALICE)]), 5 * at)
    return taken
