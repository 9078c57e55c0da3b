"""Which text a mail has, and the mail that comes of it.

Looked up in this order: the reseller's in the language, the reseller's in English, the operator's
in the language, the operator's in English; else the one that is built in, in the language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import linebreaks
from django.utils.safestring import SafeString, mark_safe

from ngnpanel.brand import mail
from ngnpanel.brand.looks import Look
from ngnpanel.brand.mail import Mail
from ngnpanel.notices import markup, placeholders
from ngnpanel.notices.kinds import Kind
from ngnpanel.notices.models import Text
from ngnpanel.web.languages import offered, speaking

OPERATOR: Final = 0
# Who wrote a text, as the pages tell it.
OWN: Final = "own"
OPERATORS: Final = "operator"
BUILT_IN: Final = "built-in"

Values = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text with placeholders; without HTML the mail's HTML part is made of the plain one."""

    subject: str
    plain: str
    html: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The text that counts, its language, and whose it is; the built-in one has no wording."""

    level: str
    language: str
    wording: Wording | None = None

    @classmethod
    def built_in(cls, language: str) -> Found:
        """The text that comes with the panel."""
        return cls(level=BUILT_IN, language=language)


def find(kind: Kind, platform: str, reseller: int, language: str) -> Found:
    """The text of a mail of ``reseller`` to somebody with ``language``; one query."""
    language = spoken(language)
    rows = Text.objects.filter(
        platform=platform,
        kind=kind.name,
        reseller__in={reseller, OPERATOR},
        language__in={language, settings.LANGUAGE_CODE},
    )
    return chosen(rows, reseller, language)


def chosen(rows: Iterable[Text], reseller: int, language: str) -> Found:
    """The text of one kind that counts among those of the reseller and the operator."""
    known = {(row.reseller, row.language): row for row in rows}
    for owner in (reseller, OPERATOR):
        for tongue in (language, settings.LANGUAGE_CODE):
            if row := known.get((owner, tongue)):
                level = OWN if owner == reseller else OPERATORS
                wording = Wording(subject=row.subject, plain=row.plain, html=row.html)
                return Found(level=level, language=tongue, wording=wording)
    return Found.built_in(language)


def composed(kind: Kind, found: Found, look: Look, values: Values, sender: str = "") -> Mail:
    """The mail; ``values`` is asked while the language of the text is spoken."""
    with speaking(found.language):
        known = {**common(look), **values()}
        for name in kind.links & known.keys():
            known[name] = web_address(known[name])
        if found.wording is None:
            return mail.dressed(kind.template, kind.subject(known), known, look, sender)
        open_to_all = {name: text for name, text in known.items() if name not in kind.secrets}
        subject = placeholders.fill(found.wording.subject, open_to_all, _on_one_line)
        content: dict[str, Any] = {
            "plain": placeholders.fill(found.wording.plain, known),
            "html": in_html(kind, found.wording, known, mail.accent_of(look)),
        }
        return mail.dressed("written", subject, content, look, sender)


def in_html(kind: Kind, wording: Wording, values: Mapping[str, str], accent: str) -> SafeString:
    """The HTML that somebody wrote, else that of the plain text, with its values.

    Only what we call a link becomes one: a name that looks like an address stays a name.
    """
    if wording.html.strip():
        body, form = markup.clean(wording.html, kind.links).html, _escaped
    else:
        body, form = linebreaks(wording.plain, autoescape=True), partial(_linked, kind.links)
    filled = placeholders.fill(body, values, form)
    # Mail programs know no style sheets; in text the sign before "a" would be escaped.
    coloured = filled.replace("<a href=", f'<a style="color:{accent}" href=')
    return mark_safe(coloured)  # noqa: S308 - all of it is cleaned or escaped


def built_in(kind: Kind, language: str) -> Wording:
    """The built-in text as somebody would have written it, to begin an own one with."""
    with speaking(language):
        names = {one.name: f"{{{one.name}}}" for one in kind.all_placeholders}
        context = {**names, "frame": "mail/bare.txt"}
        body = render_to_string(f"mail/{kind.template}.txt", context)
        return Wording(subject=kind.subject(names), plain=body.strip() + "\n")


def samples(kind: Kind, look: Look) -> dict[str, str]:
    """An example of each value, in the language that is spoken now."""
    found = {one.name: str(one.sample) for one in kind.placeholders}
    return {**found, **common(look)}


def common(look: Look) -> dict[str, str]:
    """The values that all mails have."""
    support = ", ".join(filter(None, (look.support.email, look.support.phone)))
    return {"provider": look.name, "panel": look.panel_url, "support": support}


def spoken(language: str) -> str:
    """The language itself, or English where the panel does not speak it."""
    return offered(language) or settings.LANGUAGE_CODE


def web_address(text: str) -> str:
    """The address of a page of the web; empty for every other, which a mail must not lead to."""
    is_clean = text.isprintable() and " " not in text
    return text if is_clean and text.startswith(("https://", "http://")) else ""


def _on_one_line(_name: str, value: str) -> str:
    return mail.one_line(value)


def _escaped(_name: str, value: str) -> str:
    return escape(value).replace("\n", "<br>")


def _linked(links: Collection[str], name: str, value: str) -> str:
    text = _escaped(name, value)
    return f'<a href="{text}">{text}</a>' if name in links and value else text
