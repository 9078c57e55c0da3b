"""The calls of an account: placed, received and missed, with what can be done about each."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import Calls, decoded
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import history, money, parties, standing, words
from ngnpanel.accounts.subscriber.forms.history import HistoryForm
from ngnpanel.accounts.subscriber.history import Entry, Period, Wanted, Window
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.statistics import MISSED, PLACED, RECEIVED
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls.records import ANONYMOUS
from ngnpanel.soap.together import together
from ngnpanel.web import exporting
from ngnpanel.web.parts import Column
from ngnpanel.web.request import ActorRequest

# What a direction is called, and its picture.
LOOKS: Final[dict[str, tuple[str | Promise, str]]] = {
    PLACED: (lazy("Placed"), "phone-outgoing"),
    RECEIVED: (lazy("Received"), "phone-incoming"),
    MISSED: (lazy("Missed"), "phone-x"),
}
SHORTCUTS: Final[dict[str, str | Promise]] = {
    "today": lazy("Today"),
    "yesterday": lazy("Yesterday"),
    "week": lazy("7 days"),
    "month": lazy("This month"),
    "last_month": lazy("Last month"),
}
# Answers that are read for a file: at most twice so many times 500 calls.
WINDOWS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A call with everything that its row draws; links are empty where there is nothing to do."""

    entry: Entry
    word: str | Promise
    icon: str
    address: str
    time: str
    length: str
    price: str
    media: str
    says: str
    call: str
    contact: str
    reject: str
    trace: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read for a page."""

    calls: Calls
    contacts: tuple[Contact, ...] = ()
    money: standing.Standing | None = None


class History(Tab):
    """A page of calls; the URL holds the filters and where the page begins."""

    tab = "history"
    template_name = "subscriber/history.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Three calls, and a fourth for an account with credit or a monthly limit."""
        subject = self.subject(request, address)
        form, zone = HistoryForm(request.GET), zone_of(subject.account)
        wanted, begin = form.wanted(), before(request)
        period = Period.of_days(*form.days(), zone)
        facts = read(subject, period.back_from(begin), wanted)
        found = history.page(window(subject, facts.calls, facts.contacts), wanted.fits)
        today = datetime.now(UTC).astimezone(zone).date()
        context: dict[str, Any] = {
            "form": form,
            "shortcuts": shortcuts(request, today, form),
            "days": [
                (day_name(day, today), [line(subject, one, zone) for one in calls])
                for day, calls in history.by_day(found.entries, zone)
            ],
            "older": older(request, found),
            "is_searching": form.is_narrow or begin is not None,
            "is_first": begin is None,
            "query": filters(request),
            "money": facts.money,
            "zone": subject.account.timezone or "UTC",
            "currency": money.currency(subject),
        }
        return self.render(request, subject, context)


class HistoryFile(Tab):
    """The calls that fit, as CSV."""

    tab = "history"

    def get(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Two calls, and one more for each further 500 calls of a direction, twelve at most."""
        subject = self.subject(request, address)
        form, zone = HistoryForm(request.GET), zone_of(subject.account)
        contacts = tuple(subject.api.sip.contacts(subject.id)) if has_contacts(subject) else ()
        rows, is_whole = everything(
            subject, Period.of_days(*form.days(), zone), form.wanted(), contacts
        )
        name = "calls" if is_whole else "calls-newest"
        return exporting.response(name, "csv", columns(subject, zone), rows)


def read(subject: Subject, period: Period, wanted: Wanted) -> Facts:
    """Three calls at most, side by side on a remote platform."""
    sip = subject.api.sip
    calls, contacts, told = together(
        subject.api.platform,
        lambda: sip.calls(subject.id, period.query(wanted.kind)),
        lambda: tuple(sip.contacts(subject.id)) if has_contacts(subject) else (),
        lambda: standing.account_money(subject),
    )
    return Facts(calls=calls, contacts=contacts, money=told)


def window(subject: Subject, calls: Calls, contacts: tuple[Contact, ...]) -> Window:
    """The calls of an answer that a person made or got, with who was at their other end."""
    found = history.merged(calls)
    known: dict[str, str] = {}
    entries = []
    for entry in found.entries:
        if parties.is_hidden(entry.call, subject, is_placed=entry.is_placed):
            continue
        other = parties.address(entry.call, is_placed=entry.is_placed)
        if other not in known:
            known[other] = parties.name(other, contacts, subject.id.domain)
        entries.append(replace(entry, other=other, party=known[other]))
    return Window(entries=tuple(entries), older=found.older)


def everything(
    subject: Subject, period: Period, wanted: Wanted, contacts: tuple[Contact, ...]
) -> tuple[list[Entry], bool]:
    """All calls that fit, and whether the platform had no more than were read."""
    rows: list[Entry] = []
    for _answer in range(WINDOWS):
        calls = subject.api.sip.calls(subject.id, period.query(wanted.kind))
        found = window(subject, calls, contacts)
        rows += [entry for entry in found.entries if wanted.fits(entry)]
        if found.older is None or found.older < (period.since or 0):
            return rows, True
        period = period.back_from(found.older)
    return rows, False


def has_contacts(subject: Subject) -> bool:
    """Whether there may be names for addresses."""
    return subject.has_tab("contacts")


def line(subject: Subject, entry: Entry, zone: tzinfo) -> Line:
    """The row of a call."""
    word, icon = LOOKS[entry.kind]
    written = words.place(entry.other, subject.id.domain)
    is_known = entry.party != written
    is_somebody = bool(entry.other) and rules.without_scheme(entry.other) != ANONYMOUS
    user = entry.other.partition("@")[0]
    number = rules.with_plus(user)
    typed = number if number != user else entry.other
    may_add = is_somebody and has_contacts(subject) and not is_known
    may_reject = is_somebody and not entry.is_placed and subject.has_tab("rejected")
    spoken = said(entry)
    return Line(
        entry=entry,
        word=word,
        icon=icon,
        address=written if is_known and is_somebody else "",
        time=time_format(entry.begun(zone), "TIME_FORMAT"),
        length=length(entry),
        price=money.amount(subject, entry.call.price or 0.0) if has_price(entry) else "",
        media=", ".join(decoded(one) for one in entry.call.application_types),
        says=spoken if spoken.lower() not in (entry.party.lower(), user) else "",
        call=(f"tel:{number}" if number != user else f"sip:{entry.other}") if is_somebody else "",
        contact=_link(subject, "contacts-add", uri=typed, name=spoken) if may_add else "",
        reject=_link(subject, "rejected", caller=typed) if may_reject else "",
        trace=_link(
            subject,
            "history-trace",
            session=decoded(entry.call.session_id),
            start=str(entry.start),
            direction=PLACED if entry.is_placed else RECEIVED,
        ),
    )


def has_price(entry: Entry) -> bool:
    """Whether the call cost something."""
    return entry.is_placed and bool(entry.call.price)


def length(entry: Entry) -> str:
    """How long people talked, or why they did not."""
    if entry.is_going_on:
        return _("In progress")
    if entry.call.duration:
        return duration(entry.call.duration)
    return _("Not answered") if entry.is_placed else ""


def said(entry: Entry) -> str:
    """The name that the caller's phone told; anybody may tell any."""
    if entry.is_placed:
        return ""
    before_address, bracket, _address = decoded(entry.call.from_header).partition("<")
    name = before_address.strip().removeprefix('"').removesuffix('"').strip()
    if not bracket or '"' in name:
        return ""
    return name[:80] if name.isprintable() else ""


def before(request: ActorRequest) -> int | None:
    """The second from which the page goes back; None for the first page and for odd texts."""
    asked = request.GET.get("before", "")
    is_time = re.fullmatch(r"[0-9]{1,10}", asked, re.ASCII) and int(asked) <= rules.MAX_INT
    return int(asked) if is_time else None


def filters(request: ActorRequest) -> str:
    """The URL's filters without where the page begins."""
    asked = request.GET.copy()
    asked.pop("before", None)
    return asked.urlencode()


def older(request: ActorRequest, found: Window) -> str:
    """The query of the next page; empty when there is none."""
    if found.older is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(found.older)
    return asked.urlencode()


def shortcuts(
    request: ActorRequest, today: date, form: HistoryForm
) -> list[tuple[str | Promise, str, bool]]:
    """Word, query and whether it is the present one, for each period that is often looked at."""
    links = []
    for name, first, last in history.shortcuts(today):
        asked = request.GET.copy()
        asked.pop("before", None)
        asked["since"], asked["until"] = first.isoformat(), last.isoformat()
        links.append((SHORTCUTS[name], asked.urlencode(), form.days() == (first, last)))
    return links


def day_name(day: date, today: date) -> str:
    """Today, yesterday, or the day with its name."""
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    told = {"day": words.DAYS[day.weekday()], "date": date_format(day, "DATE_FORMAT")}
    return _("%(day)s, %(date)s") % told


def columns(subject: Subject, zone: tzinfo) -> tuple[Column[Entry], ...]:
    """The file's columns: times by the account's clock and in UTC, lengths in seconds."""

    def column(name: str, value: Any) -> Column[Entry]:
        return Column(name=name, label=name, render=value)

    return (
        column("time", lambda row: row.begun(zone).isoformat()),
        column("time_utc", lambda row: row.begun(UTC).isoformat()),
        column("direction", lambda row: row.kind),
        column("name", lambda row: row.party if row.party != _written(subject, row) else ""),
        column("party", lambda row: _written(subject, row)),
        column("seconds", lambda row: row.call.duration),
        column("status", lambda row: row.call.status),
        column("price", lambda row: f"{row.call.price:.4f}" if has_price(row) else ""),
        column("currency", lambda row: money.currency(subject) if has_price(row) else ""),
        column("media", lambda row: ", ".join(map(decoded, row.call.application_types))),
        column("call_id", lambda row: decoded(row.call.session_id)),
    )


def _written(subject: Subject, entry: Entry) -> str:
    return words.place(entry.other, subject.id.domain)


def _link(subject: Subject, page: str, **query: str) -> str:
    told = {name: value for name, value in query.items() if value}
    return f"{reverse(f'subscriber-{page}', args=[subject.address])}?{urlencode(told)}"
