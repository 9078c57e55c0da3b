"""Mails in the dress of a brand: plain and HTML, with the logo inside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.mime.image import MIMEImage
from email.utils import formataddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.brand import colours, pictures
from ngnpanel.brand.looks import Look
from ngnpanel.brand.models import LIGHT, Logo
from ngnpanel.web.faults import Refused

LOGO: Final = "logo@ngnpanel"
DEFAULT_ACCENT: Final = "#055466"


class NotSent(Refused):
    """The mail did not leave; ``text`` is a sentence for whoever asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it leaves; ``brand`` is the number of the brand whose logo it shows, 0 for none."""

    subject: str
    plain: str
    html: str
    sender: str
    reply_to: str = ""
    brand: int = 0


class Message(EmailMultiAlternatives):
    """A mail that may name somebody else than who gets it, as a blind copy does."""

    receiver = ""

    def recipients(self) -> list[str]:
        """Who gets it."""
        return [self.receiver]


def receiver(to: str) -> str:
    """The address if mail can be sent there; raises NotSent."""
    try:
        found = rules.email(to)
    except RuleError:
        found = ""
    if not found:
        raise NotSent(_("This is no address that mail can be sent to. Enter another one."))
    return found


def dressed(
    template: str, subject: str, context: Mapping[str, Any], look: Look, sender: str = ""
) -> Mail:
    """``mail/<template>.txt`` and ``.html`` in the language that is spoken now.

    ``sender`` stands in From; empty: the brand's name and the address of the installation.
    """
    has_logo = logo_of(look.brand if look.logo else 0) is not None
    accent = accent_of(look)
    shared = {
        **context,
        "subject": one_line(subject),
        "look": look,
        "accent": accent,
        "accent_text": colours.text_on(accent),
        "logo": LOGO if has_logo else "",
    }
    return Mail(
        subject=one_line(subject),
        plain=render_to_string(f"mail/{template}.txt", shared),
        html=render_to_string(f"mail/{template}.html", shared),
        sender=sender or named(look.name),
        reply_to=look.support.email,
        brand=look.brand if has_logo else 0,
    )


def accent_of(look: Look) -> str:
    """The colour of links and buttons, which can be read on white."""
    return colours.palette(look.accent or DEFAULT_ACCENT).light


def named(name: str, address: str = "") -> str:
    """A sender for From; without address that of the installation."""
    return formataddr((one_line(name), address or settings.DEFAULT_FROM_EMAIL))


def message(mail: Mail, to: str, *, shown_to: str = "", message_id: str = "") -> Message:
    """The mail for one address; ``shown_to`` is the address in its To, if that is another one."""
    headers = {"Auto-Submitted": "auto-generated"}
    if message_id:
        headers["Message-ID"] = message_id
    made = Message(
        subject=mail.subject,
        body=mail.plain,
        to=[shown_to or to],
        from_email=mail.sender,
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers,
    )
    made.receiver = to
    made.attach_alternative(mail.html, "text/html")
    if logo := logo_of(mail.brand):
        made.mixed_subtype = "related"  # type: ignore[attr-defined]  # not in the stubs
        picture = MIMEImage(logo, "png")
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename="logo.png")
        made.attach(picture)
    return made


def one_line(text: str) -> str:
    """Text for a header: without line ends and whatever else is not to be seen."""
    return "".join(char if char.isprintable() else " " for char in text).strip()[:200]


def logo_of(brand: int) -> bytes | None:
    """The logo for a mail; a drawing has no place there, so the name stands alone."""
    logo = Logo.objects.filter(brand_id=brand, variant=LIGHT).first() if brand else None
    return pictures.for_mail(bytes(logo.content), logo.content_type) if logo else None
