"""Mails about passwords, which the worker sends so that no page waits for the mail server."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from ngnpanel.accounts import resets
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resets import Owner
from ngnpanel.brand import looks, mail
from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity

logger = logging.getLogger(__name__)
PHONE_PASSWORD: Final = "phone-password"  # noqa: S105 - what changed
PANEL_PASSWORD: Final = "panel-password"  # noqa: S105 - what changed
EMAIL: Final = "email"


def queue(task: Callable[..., Any], *arguments: Any) -> bool:
    """Leave something to the worker; False when nobody takes it."""
    try:
        task(*arguments)
    except (OperationalError, OSError) as error:
        logger.warning("Nothing can be left to the worker: %s", type(error).__name__)
        return False
    return True


def safety_changes(before: Account, after: Account) -> tuple[str, ...]:
    """What of an update concerns who may get in: passwords and the mail address.

    An empty password is one that stays (contract section 5.4).
    """
    panel = identity.WEB_PASSWORD
    found = {
        PHONE_PASSWORD: bool(after.password) and after.password != before.password,
        PANEL_PASSWORD: after.property_value(panel) != before.property_value(panel),
        EMAIL: after.email.casefold() != before.email.casefold(),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def tell_change(
    owner: Owner, what: Iterable[str], address: str, *, also: str = "", platform: str = "default"
) -> None:
    """Tell a person by mail what changed; ``also`` is the mail address that was theirs before."""
    receivers = {one.casefold(): one for one in (also, owner.email) if one}
    if not settings.SECURITY_MAILS or not receivers:
        return
    told = {
        "name": resets.name_of(owner),
        "person": owner.name,
        "language": language_of(owner),
        "reseller": owner.reseller,
        "platform": platform,
        "address": address,
        "what": list(what),
    }
    queue(send_change.delay, told, list(receivers.values()))


@shared_task
def send_change(told: dict[str, Any], receivers: list[str]) -> None:
    """The mail about what changed, to each of the addresses."""
    look = looks.of(told["reseller"], told["platform"])
    with translation.override(told["language"]):
        words = {
            PHONE_PASSWORD: _("the SIP password"),
            PANEL_PASSWORD: _("the password for signing in to the panel"),
            EMAIL: _("the mail address"),
        }
        context = {
            "name": told["name"],
            "person": told["person"],
            "address": told["address"],
            "changes": [words[one] for one in told["what"]],
            "when": formats.date_format(timezone.now(), "DATETIME_FORMAT"),
            "forgotten_page": look.panel_url + reverse("password-forgotten"),
        }
        subject = _("Something changed in your account %(name)s") % {"name": told["name"]}
        for receiver in receivers:
            _send(receiver, subject, "change", context, look)


@shared_task
def send_links(name: str, email: str, address: str, platform: str = "default") -> None:
    """The mail with a link for each account that has this mail address; none for nobody."""
    try:
        owners = resets.owners(name, email, platform)
    except RemoteError as error:
        logger.warning("Nobody can be mailed a link: %s %s", type(error).__name__, error.code)
        return
    for owner in owners:
        token = resets.make(owner, platform, address)
        if not token:
            continue
        look = looks.of(owner.reseller, platform)
        with translation.override(language_of(owner)):
            context = {
                "name": resets.name_of(owner),
                "person": owner.name,
                "address": address,
                "link": look.panel_url + reverse("password-link", args=[token]),
                "minutes": int(resets.LIFE.total_seconds() // 60),
            }
            subject = _("A new password for %(name)s") % {"name": context["name"]}
            _send(owner.email, subject, "reset", context, look)


def language_of(owner: Owner) -> str:
    """The language that mails to this person are written in."""
    chosen = "" if isinstance(owner, Customer) else owner.property_value("language")
    known = {code for code, _name in settings.LANGUAGES}
    return chosen if chosen in known else settings.LANGUAGE_CODE


def _send(to: str, subject: str, template: str, context: dict[str, Any], look: looks.Look) -> None:
    try:
        mail.send(to, subject, template, context, look)
    except mail.NotSent:
        logger.warning("A mail about a password was not sent")
