"""The calls of a month as numbers, a picture and a table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.formats import date_format

from ngnpanel.accounts.domain.calls import MAX_LIMIT, Call, Calls, CallSummary
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import money, parties, standing, statistics, usage
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.statistics import Count, Month
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.together import together
from ngnpanel.web import exporting
from ngnpanel.web.parts import Column
from ngnpanel.web.request import ActorRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read about a month; ``placed`` is the platform's own sum of it."""

    month: Month
    calls: Calls
    placed: CallSummary
    contacts: tuple[Contact, ...] = ()

    @property
    def is_partial(self) -> bool:
        """Whether there may be more calls than the platform tells at once."""
        return MAX_LIMIT in (len(self.calls.placed), len(self.calls.received))


class Statistics(Tab):
    """One month of the last thirteen."""

    tab = "history"
    template_name = "subscriber/history_statistics.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Four calls."""
        subject = self.subject(request, address)
        choice = statistics.months(datetime.now(UTC), zone_of(subject.account))
        facts = read(subject, chosen(request, choice))
        found = counted(subject, facts)
        has_price = bool(found.total.price) or subject.rights.pstn
        context: dict[str, Any] = {
            "months": [(one.key, date_format(one.first, "YEAR_MONTH_FORMAT")) for one in choice],
            "month": facts.month.key,
            "title": date_format(facts.month.first, "YEAR_MONTH_FORMAT"),
            "found": found,
            "days": [(date_format(day, "DATE_FORMAT"), *line(n)) for day, n in found.busy],
            "parties": [(who, *line(n)) for who, n in found.parties],
            "price": money.amount(subject, found.total.price) if has_price else "",
            "currency": money.currency(subject) if has_price else "",
            "wide": statistics.draw(found.days, step=22, height=180),
            "narrow": statistics.draw(found.days, step=8, height=160),
            "limit": MAX_LIMIT if facts.is_partial else 0,
            "quota": quota(subject, facts),
            "over": usage.over(subject.account) if facts.month == choice[0] else "",
            "history_url": standing.history_url(subject),
        }
        return self.render(request, subject, context)


class StatisticsFile(Tab):
    """Every day of the month as CSV."""

    tab = "history"

    def get(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Four calls, as the page makes them."""
        subject = self.subject(request, address)
        choice = statistics.months(datetime.now(UTC), zone_of(subject.account))
        facts = read(subject, chosen(request, choice))
        rows = counted(subject, facts).days
        return exporting.response(f"calls-{facts.month.key}", "csv", columns(), rows)


def chosen(request: ActorRequest, choice: tuple[Month, ...]) -> Month:
    """The month of the URL; the present one when it is none of the choice."""
    asked = request.GET.get("month", "")
    return next((month for month in choice if month.key == asked), choice[0])


def read(subject: Subject, month: Month) -> Facts:
    """Three calls beside that for the account; two for an account without contacts."""
    sip, query = subject.api.sip, month.query
    has_contacts = subject.has_tab("contacts")
    calls, told, contacts = together(
        subject.api.platform,
        lambda: sip.calls(subject.id, query),
        lambda: sip.call_statistics(subject.id, query),
        lambda: tuple(sip.contacts(subject.id)) if has_contacts else (),
    )
    placed = told.placed or CallSummary()
    return Facts(month=month, calls=calls, placed=placed, contacts=contacts)


def counted(subject: Subject, facts: Facts) -> statistics.Statistics:
    """The numbers of all calls that the history shows too."""
    both = [(call, True) for call in facts.calls.placed]
    both += [(call, False) for call in facts.calls.received]
    names: dict[str, str] = {}

    def party(call: Call, is_placed: bool) -> str:  # noqa: FBT001 - as the module asks
        other = parties.address(call, is_placed=is_placed)
        if other not in names:
            names[other] = parties.name(other, facts.contacts, subject.id.domain)
        return names[other]

    shown = (one for one in both if not parties.is_hidden(one[0], subject, is_placed=one[1]))
    return statistics.count(facts.month, shown, party)


def quota(subject: Subject, facts: Facts) -> tuple[str, str] | None:
    """What was used of the monthly limit, and the limit; None without one."""
    if not subject.account.quota:
        return None
    limit = money.amount(subject, subject.account.quota)
    return usage.used(subject, facts.placed), limit


def line(count: Count) -> tuple[int, int, int, str, str]:
    """The cells of a row."""
    price = money.number(count.price) if count.price else "\N{EN DASH}"
    return count.placed, count.received, count.missed, count.minutes, price


def columns() -> tuple[Column[tuple[date, Count]], ...]:
    """The file's columns."""

    def column(name: str, attribute: str) -> Column[tuple[date, Count]]:
        return Column(name=name, label=name, render=lambda row: getattr(row[1], attribute))

    return (
        Column(name="date", label="date", render=lambda row: row[0].isoformat()),
        column("placed", "placed"),
        column("received", "received"),
        column("missed", "missed"),
        column("seconds", "seconds"),
        Column(name="price", label="price", render=lambda row: f"{row[1].price:.4f}"),
    )
