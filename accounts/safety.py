"""Mails about sign-in: a browser that is new, and what changed about the second step."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from celery import shared_task
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from ngnpanel.accounts import tasks
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.resets import Owner
from ngnpanel.api import Api
from ngnpanel.brand import looks, mail
from ngnpanel.factors import telling
from ngnpanel.notices import kinds
from ngnpanel.notices.posting import post
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.staff.models import StaffMember

logger = logging.getLogger(__name__)
CUSTOMER: Final = "customer"
SUBSCRIBER: Final = "subscriber"
STAFF: Final = "staff"


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a mail is for, and in whose look."""

    login: str
    name: str
    mail: str
    language: str = ""
    reseller: int = 0


@shared_task
def tell(whose: str, what: str, address: str, device: str) -> None:
    """Mail a person (see ``visits.whose``); the administrator has no mail address on the platform.

    One call for the record, in the worker.
    """
    platform, kind, name = whose.split(" ", 2)
    try:
        reader = reader_of(kind, name, platform)
    except (RemoteError, RuleError) as error:
        logger.warning("Nobody is mailed about a sign-in: %s", type(error).__name__)
        return
    if reader is None or not reader.mail:
        return
    look = looks.of(reader.reseller, platform)
    page = look.panel_url + reverse("password-forgotten")

    def values() -> dict[str, str]:
        said = {
            "person": reader.name,
            "account": reader.login,
            "when": formats.date_format(timezone.now(), "DATETIME_FORMAT"),
            "client": address,
            "forgotten_page": page,
        }
        if what == telling.SIGN_IN:
            return {**said, "device": device}
        return {**said, "changes": f"- {words(what)}"}

    made = kinds.NEW_SIGN_IN if what == telling.SIGN_IN else kinds.CHANGE
    try:
        post(made, look, reader.language, values, to=reader.mail, account=reader.login)
    except mail.NotSent:
        logger.warning("A mail about a sign-in was not sent")


def reader_of(kind: str, name: str, platform: str) -> Reader | None:
    """Who gets the mail; None for those who have no address."""
    if kind == STAFF:
        member = StaffMember.objects.filter(pk=int(name)).first()
        return None if member is None else Reader(member.login, member.name, member.mail)
    api = Api(Platform.named(platform))
    owner: Owner
    if kind == CUSTOMER:
        owner = api.customers.customer(int(name))
    elif kind == SUBSCRIBER:
        owner = api.sip.account(SipId.parse(name))
    else:
        return None
    said = tasks.whose(owner)
    language = tasks.language_of(owner)
    return Reader(said["account"], said["person"], owner.email, language, owner.reseller)


def words(what: str) -> str:
    """What changed, as a line of the mail says it."""
    return {
        telling.APP_ADDED: _("an app with codes was added to the sign-in"),
        telling.PASSKEY_ADDED: _("a passkey was added to the sign-in"),
        telling.REMOVED: _("a second step of the sign-in was removed"),
        telling.RESET: _("your provider took the second step of the sign-in away"),
        telling.CODES: _("new recovery codes were made"),
    }[what]
