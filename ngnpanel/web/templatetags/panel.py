"""Icons, dates, telephone numbers and typed values for templates."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

import phonenumbers
from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import dateformat
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.actor import Actor, Role
from ngnpanel.web import parts
from ngnpanel.web.resending import posted

register = template.Library()
register.filter("posted", posted)
ROLES: Final = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.RESELLER: lazy("Reseller"),
    Role.CUSTOMER: lazy("Customer"),
    Role.SUBSCRIBER: lazy("Subscriber"),
    Role.SUPPORT: lazy("Support"),
}
# A long word with an @ or a dot inside it: an address, a host name. Short ones fit anywhere.
SHORT: Final = 20
LONG_WORD: Final = re.compile(rf"[^\s<>&;]{{{SHORT},}}")
ADDRESS: Final = re.compile(r"\w[@.]\w")
ICONS: Final = Path(settings.BASE_DIR) / "static" / "vendor" / "icons"


@cache
def drawing(name: str) -> str:
    """The inside of an icon's SVG; a name without a file raises FileNotFoundError."""
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return text[text.index(">", text.index("<svg")) + 1 : text.rindex("</svg>")].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "phone" %}``: inline SVG, silent for screen readers unless it has a label."""
    spoken = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 - our own files, and the label is escaped
        f'<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" '
        f'stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" {spoken}>'
        f"{drawing(name)}</svg>"
    )


@register.simple_tag
def mark() -> SafeString:
    """The sign of the product; ``static/img/mark.svg`` is the same drawing for browser tabs."""
    return mark_safe(
        '<svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">'
        '<rect class="brand-mark-ground" width="32" height="32" rx="8"/>'
        '<path class="brand-mark-line" '
        'd="M7 21.5c3.2 0 3.2-11 6.4-11s3.2 11 6.4 11 3.2-11 5.2-11"/>'
        '<circle class="brand-mark-dot" cx="25" cy="10.5" r="2.6"/></svg>'
    )


@register.simple_tag
def role(actor: Actor) -> str:
    """What kind of person acts, in a word."""
    return str(ROLES[actor.role])


@register.filter
def when(moment: datetime | None) -> SafeString:
    """A moment as people say it, with the exact time in a tooltip."""
    if moment is None:
        return SafeString("")
    now = datetime.now(UTC)
    seconds = (now - moment).total_seconds()
    if abs(seconds) < 60:
        words = _("just now") if seconds >= 0 else _("in a moment")
    elif seconds > 0:
        words = _("%(time)s ago") % {"time": timesince(moment, now, depth=1)}
    else:
        words = _("in %(time)s") % {"time": timeuntil(moment, now, depth=1)}
    exact = moment.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        exact.isoformat(timespec="seconds"),
        f"{dateformat.format(exact, 'd F Y, H:i')} UTC",
        words.replace("\xa0", " "),
    )


@register.filter
def phone(number: str) -> str:
    """A telephone number by the habits of its country; anything else unchanged."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def soft(text: Any) -> SafeString:
    """``{{ address|soft }}``: a long address that breaks after @ and dots, never inside a word."""
    escaped = conditional_escape(text)
    # HTML may hold addresses in its attributes.
    return escaped if isinstance(text, SafeString) else mark_safe(_softened(escaped))  # noqa: S308


def _softened(escaped: str) -> str:
    return LONG_WORD.sub(lambda word: _breakable(word[0]), escaped)


def _breakable(word: str) -> str:
    if not ADDRESS.search(word):
        return word
    # The breaks after dots have a class, for lists have no use for them.
    after_dots = re.sub(r"(?<=\w\.)(?=\w)", '<wbr class="dot">', word)
    return re.sub(r"(?<=\w@)(?=\w)", "<wbr>", after_dots)


@register.simple_tag
def value(content: Any) -> SafeString:
    """A cell or item drawn by its type; see parts.Column."""
    # Most cells of a list are one of these two; a template for each would be most of its time.
    if isinstance(content, str) and content:
        return soft(content) if len(content) >= SHORT else escape(content)
    if isinstance(content, datetime):
        return when(content)
    return render_to_string("web/_value.html", {"value": content, "kind": kind_of(content)})


def kind_of(content: Any) -> str:
    """The name of the branch of ``web/_value.html`` that draws ``content``."""
    if content is None or content in ("", ()):
        return "nothing"
    if isinstance(content, bool):
        return "flag"
    kinds: tuple[tuple[type[Any], str], ...] = (
        (parts.Status, "status"),
        (parts.Link, "link"),
        (parts.Copyable, "copyable"),
        (parts.Telephone, "telephone"),
        (parts.Meter, "meter"),
        (parts.Verbatim, "verbatim"),
        (tuple, "several"),
    )
    return next((name for kind, name in kinds if isinstance(content, kind)), "text")
