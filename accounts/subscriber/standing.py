"""What stands beside the calls on the overview: money, voicemail, and the missed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import Call, CallQuery, CallsQuery, unquoted
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import money, usage, words
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls.records import ANONYMOUS

# Without a visit before this one, missed calls are those of this time.
FIRST: Final = timedelta(hours=24)
# So many missed calls are looked through, and so many shown by name.
MOST: Final = 100
SHOWN: Final = 5
# A call that was asked to prove who it is comes again.
CHALLENGED: Final = 435


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One line: what it is about, how it stands, where it leads, and whether it needs care."""

    title: str
    text: str
    icon: str
    href: str
    needs_care: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The missed calls since a moment: how many in words, and the newest by name and time."""

    sentence: str
    calls: tuple[tuple[str, str], ...]
    more: int


def account_money(subject: Subject) -> Standing | None:
    """Credit of a prepaid account or the use of a monthly limit: one call, none without either."""
    account = subject.account
    if account.prepaid:
        balance = subject.api.sip.balance(subject.id)
        if balance is None:
            return None
        has_page = subject.has_tab("credit")
        return Standing(
            title=_("Credit"),
            text=money.amount(subject, balance),
            icon="coin",
            href=reverse("subscriber-credit", args=[subject.address]) if has_page else "",
            needs_care=balance <= 0,
        )
    month = usage.this_month(subject)
    if month is None:
        return None
    limit = _("%(used)s this month, of %(limit)s") % {
        "used": usage.used(subject, month),
        "limit": money.amount(subject, account.quota or 0),
    }
    return Standing(
        title=_("Monthly limit"),
        text=usage.over(account) or limit,
        icon="coin",
        href=reverse("subscriber-settings", args=[subject.address]),
        needs_care="quota" in account.groups,
    )


def voicemail(subject: Subject, mailbox: Mailbox | None) -> Standing:
    """Whether there is a mailbox and what becomes of its messages."""
    if mailbox is None:
        text = _("Off")
    elif not mailbox.email:
        text = _("On. Messages are kept in your mailbox.")
    elif mailbox.keeps_messages:
        text = _("On. Messages are kept and sent to %(email)s.") % {"email": mailbox.email}
    else:
        text = _("On. Messages are sent to %(email)s.") % {"email": mailbox.email}
    page = reverse("subscriber-voicemail", args=[subject.address])
    return Standing(title=_("Voicemail"), text=text, icon="record-mail", href=page)


def missed(subject: Subject, since: datetime | None, now: datetime) -> Missed:
    """The received calls that nobody took since the last visit; one call."""
    start = since or now - FIRST
    query = CallQuery(from_date=int(start.timestamp()), limit=MOST)
    found = subject.api.sip.calls(subject.id, CallsQuery(received=query)).received
    unanswered = [call for call in found if is_missed(call)]
    zone = zone_of(subject.account)
    count = len(unanswered)
    if since is None:
        text = ngettext(
            "%(n)s missed call in the last 24 hours",
            "%(n)s missed calls in the last 24 hours",
            count,
        )
    else:
        text = ngettext(
            "%(n)s missed call since your last visit (%(time)s)",
            "%(n)s missed calls since your last visit (%(time)s)",
            count,
        )
    return Missed(
        sentence=text % {"n": count, "time": words.clock(start, zone, now)},
        calls=tuple(
            (
                party(call, subject.id.domain),
                words.clock(datetime.fromtimestamp(call.start_time or 0, UTC), zone, now),
            )
            for call in unanswered[:SHOWN]
        ),
        more=max(count - SHOWN, 0),
    )


def party(call: Call, domain: str) -> str:
    """Who called, as a person writes it."""
    address = unquoted(call.from_uri)
    if rules.without_scheme(address).lower() == ANONYMOUS:
        return _("Somebody who hides their number")
    return words.place(address, domain)


def is_missed(call: Call) -> bool:
    """Whether a received call ended and nobody had taken it."""
    return not call.duration and bool(call.stop_time) and call.status != CHALLENGED


def history_url(subject: Subject) -> str:
    """The page of all calls, where there is one."""
    try:
        return reverse("subscriber-history", args=[subject.address])
    except NoReverseMatch:
        return ""


def shown(lines: Sequence[Standing | None]) -> list[Standing]:
    """Those that there are."""
    return [line for line in lines if line is not None]
