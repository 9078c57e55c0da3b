"""The mails about used-up limits: to the subscriber, with a copy, and to the operator."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import formats

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.letters import whose
from ngnpanel.accounts.subscriber import money
from ngnpanel.brand import looks, mail
from ngnpanel.notices import kinds
from ngnpanel.notices.models import Letter, Metered
from ngnpanel.notices.posting import put, written
from ngnpanel.notices.quota.rules import Month
from ngnpanel.notices.senders import sender_of

logger = logging.getLogger(__name__)
# Accounts that a report names.
MOST_NAMED: Final = 200


def letters_to(account: Account, platform: str, month: Month, usage: float) -> list[Letter]:
    """The mail to a subscriber whose limit is used up, and its copy; empty where nobody gets it."""
    look = looks.of(account.reseller, platform)
    sender = sender_of(look)
    quota = account.quota or 0

    def values() -> Mapping[str, str]:
        begin = month.begin.astimezone(month.zone)
        return {
            **whose(account),
            "caller_id": account.rpid or str(account.id),
            "quota": money.in_currency(platform, account.reseller, quota),
            "used": money.in_currency(platform, account.reseller, usage),
            "month": formats.date_format(begin, "YEAR_MONTH_FORMAT"),
        }

    try:
        return written(
            kinds.QUOTA,
            look,
            account.property_value("language"),
            values,
            to=account.email or sender.copy_to,
            copy_to=sender.copy_to if account.email else "",
            account=str(account.id),
            key=f"{kinds.QUOTA.name} {platform} {account.id} {month.key}",
            sender=sender.shown,
        )
    except mail.NotSent:
        logger.info("Nobody can be told that the limit of an account is used up")
        return []


def report(platform: str) -> None:
    """Tell the operator which accounts were stopped since the last report, once."""
    rows = list(Metered.objects.filter(platform=platform, is_reported=False).order_by("account"))
    if not rows:
        return
    letters = _report(platform, rows) if settings.OPERATOR_EMAIL else []
    fresh = Metered.objects.filter(pk__in=[row.pk for row in rows], is_reported=False)
    with transaction.atomic():
        if fresh.update(is_reported=True):
            put(letters)


def _report(platform: str, rows: list[Metered]) -> list[Letter]:
    lines = [_line(platform, row) for row in rows[:MOST_NAMED]]
    if len(rows) > MOST_NAMED:
        lines.append("…")
    values = {"accounts": "\n".join(lines), "number": str(len(rows))}
    look, to = looks.of(0, platform), settings.OPERATOR_EMAIL
    try:
        return written(kinds.QUOTA_REPORT, look, settings.LANGUAGE_CODE, lambda: values, to=to)
    except mail.NotSent:
        logger.warning("OPERATOR_EMAIL is no address that mail can be sent to")
        return []


def _line(platform: str, row: Metered) -> str:
    used = money.in_currency(platform, row.reseller, row.usage)
    limit = money.in_currency(platform, row.reseller, row.quota)
    return f"{row.account}  {used} / {limit}"
