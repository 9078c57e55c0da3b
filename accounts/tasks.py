"""Mails about passwords, and the search for whom a forgotten one belongs to."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from typing import Final

from celery import shared_task
from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ngnpanel.accounts import resets
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resets import Owner
from ngnpanel.brand import looks, mail
from ngnpanel.notices import kinds
from ngnpanel.notices.kinds import Kind
from ngnpanel.notices.posting import post
from ngnpanel.notices.texts import Values
from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity

logger = logging.getLogger(__name__)
PHONE_PASSWORD: Final = "phone-password"  # noqa: S105 - what changed
PANEL_PASSWORD: Final = "panel-password"  # noqa: S105 - what changed
EMAIL: Final = "email"
API_TOKENS: Final = "api-tokens"


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
    owner: Owner,
    what: Iterable[str],
    address: str,
    *,
    also: str = "",
    platform: str = "default",
    key: str = "",
) -> None:
    """Tell a person by mail what changed; ``also`` is the mail address that was theirs before.

    With ``key`` (see ``notices.posting``) it is told once. Jobs come from no ``address``.
    """
    receivers = {one.casefold(): one for one in (also, owner.email) if one}
    if not settings.SECURITY_MAILS or not receivers:
        return
    look = looks.of(owner.reseller, platform)
    chosen = tuple(what)

    def values() -> dict[str, str]:
        words = {
            PHONE_PASSWORD: _("the SIP password"),
            PANEL_PASSWORD: _("the password for signing in to the panel"),
            EMAIL: _("the mail address"),
            API_TOKENS: _("a new API token"),
        }
        return {
            **whose(owner),
            "changes": "\n".join(f"- {words[one]}" for one in chosen),
            "when": formats.date_format(timezone.now(), "DATETIME_FORMAT"),
            "client": address or _("your provider"),
            "forgotten_page": look.panel_url + reverse("password-forgotten"),
        }

    for receiver in receivers.values():
        told = key and f"{receiver} {key}"
        _post(kinds.CHANGE, owner, look, values, to=receiver, key=told)


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
        values = {
            **whose(owner),
            "client": address,
            "link": look.panel_url + reverse("password-link", args=[token]),
            "minutes": str(int(resets.LIFE.total_seconds() // 60)),
        }
        _post(kinds.RESET, owner, look, partial(dict, values), to=owner.email)


def language_of(owner: Owner) -> str:
    """The language that mails to this person are written in, empty where nobody said which."""
    return owner.language if isinstance(owner, Customer) else owner.property_value("language")


def whose(owner: Owner) -> dict[str, str]:
    """What the person is called and signs in with."""
    name = resets.name_of(owner)
    return {"person": owner.name or name, "account": name}


def _post(
    kind: Kind, owner: Owner, look: looks.Look, values: Values, *, to: str, key: str = ""
) -> None:
    name = resets.name_of(owner)
    try:
        post(kind, look, language_of(owner), values, to=to, account=name, key=key)
    except mail.NotSent:
        logger.warning("A mail about a password was not sent")
