"""Mails in the dress of a brand: plain and HTML, with the logo inside."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from email.mime.image import MIMEImage
from email.utils import formataddr
from smtplib import SMTPException
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

logger = logging.getLogger(__name__)
LOGO: Final = "logo@ngnpanel"
DEFAULT_ACCENT: Final = "#055466"


class NotSent(Refused):
    """The mail did not leave; ``text`` is a sentence for whoever asked for it."""


def send(to: str, subject: str, template: str, context: Mapping[str, Any], look: Look) -> None:
    """Hand ``mail/<template>.txt`` and ``.html`` over to the mail server; raises NotSent."""
    try:
        receiver = rules.email(to)
    except RuleError:
        receiver = ""
    if not receiver:
        raise NotSent(_("This is no address that mail can be sent to. Enter another one."))
    message = EmailMultiAlternatives(
        subject=one_line(subject),
        to=[receiver],
        from_email=formataddr((one_line(look.name), settings.DEFAULT_FROM_EMAIL)),
        reply_to=[look.support.email] if look.support.email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    logo = logo_of(look)
    accent = colours.palette(look.accent or DEFAULT_ACCENT).light
    shared = {
        **context,
        "subject": one_line(subject),
        "look": look,
        "accent": accent,
        "accent_text": colours.text_on(accent),
        "logo": LOGO if logo else "",
    }
    message.body = render_to_string(f"mail/{template}.txt", shared)
    message.attach_alternative(render_to_string(f"mail/{template}.html", shared), "text/html")
    if logo:
        message.mixed_subtype = "related"  # type: ignore[attr-defined]  # not in the stubs
        picture = MIMEImage(logo, "png")
        picture.add_header("Content-ID", f"<{LOGO}>")
        picture.add_header("Content-Disposition", "inline", filename="logo.png")
        message.attach(picture)
    try:
        message.send()
    except (SMTPException, OSError) as error:
        # What the server said may hold the password or the address of a person.
        logger.warning("A mail was not sent: %s", type(error).__name__)
        raise NotSent(
            _("The mail server does not take the mail now. Try again in a few minutes.")
        ) from None


def one_line(text: str) -> str:
    """Text for a header: without line ends and whatever else is not to be seen."""
    return "".join(char if char.isprintable() else " " for char in text).strip()[:200]


def logo_of(look: Look) -> bytes | None:
    """The logo for a mail; a drawing has no place there, so the name stands alone."""
    logo = Logo.objects.filter(brand_id=look.brand, variant=LIGHT).first() if look.logo else None
    return pictures.for_mail(bytes(logo.content), logo.content_type) if logo else None
