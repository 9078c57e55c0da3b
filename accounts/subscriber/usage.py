"""What the calls of this month came to, against the monthly limit of an account."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.calls import CallQuery, CallsQuery, CallSummary
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import money
from ngnpanel.accounts.subscriber.subject import Subject

THIS_MONTH: Final = CallsQuery(placed=CallQuery())


def this_month(subject: Subject) -> CallSummary | None:
    """The placed calls of this month, where there is a limit: one call, else none."""
    if not subject.account.quota:
        return None
    return subject.api.sip.call_statistics(subject.id, THIS_MONTH).placed


def used(subject: Subject, usage: CallSummary | None) -> str:
    """What the calls of this month came to."""
    if usage is None:
        return ""
    text = ngettext("%(price)s in %(n)s call", "%(price)s in %(n)s calls", usage.calls)
    return text % {"price": money.amount(subject, usage.price), "n": usage.calls}


def over(account: Account) -> str:
    """A sentence where the monthly limit stops calls."""
    if "quota" not in account.groups:
        return ""
    return _("The monthly limit is used up: only free calls until the month ends.")
