"""The cards of the start: limits, what needs a look, what changed, and the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts import certificates
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.accounts.resources.links import list_url
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.desk import job_cards
from ngnpanel.desk.lines import Line
from ngnpanel.dns.resources.fancy import MailAliasResource
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.enum.resources.ranges import RangeResource
from ngnpanel.soap.paging import Query
from ngnpanel.web import limits
from ngnpanel.web.parts import Credit, Status
from ngnpanel.web.permissions import may
from ngnpanel.web.resource import Resource

DAYS: Final = 7
LATEST: Final = 6
# More domains than this are not looked through for certificates.
MOST_DOMAINS: Final = 500
SHOWN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A card: its title, what draws it, what fills it, and for whom it is.

    ``needs`` are the permissions to look at what it shows.
    """

    title: str | Promise
    template: str
    fill: Callable[[Api, Actor], dict[str, Any]]
    is_for: Callable[[Actor], bool] = lambda actor: not actor.is_subscriber
    needs: tuple[str, ...] = ()

    def shown_to(self, actor: Actor) -> bool:
        """Whether this person gets the card."""
        return self.is_for(actor) and all(may(actor, permission) for permission in self.needs)


def attention(api: Api, _actor: Actor) -> dict[str, Any]:
    """Certificates that end, accounts that cannot call: three calls."""
    now = datetime.now(UTC)
    found = api.sip.domains(Query(order="domain", count=MOST_DOMAINS))
    ending = []
    for domain in found:
        facts = certificates.facts(domain.certificate) if domain.certificate else None
        if facts is not None and facts.tone(now) != "green":
            ending.append((facts.expires, domain.domain))
    lines = [
        Line(
            name,
            _end(expires, now),
            reverse("domain-detail", args=[name]),
            "certificate",
            _tone(expires, now),
        )
        for expires, name in sorted(ending)[:SHOWN]
    ]
    quiet = []
    if not ending:
        quiet.append(_now("No certificate expires in the next 30 days."))
    if found.total > len(found):
        words = {"number": len(found)}
        quiet.append(_now("Only the first %(number)s domains were looked at.") % words)
    for group, line in _held(api):
        if line is None:
            quiet.append(group)
        else:
            lines.append(line)
    more = len(ending) - SHOWN
    if more > 0:
        text = ngettext(
            "%(number)s more certificate expires soon.",
            "%(number)s more certificates expire soon.",
            more,
        )
        quiet.insert(0, text % {"number": more})
    return {"lines": lines, "quiet": quiet}


def _held(api: Api) -> list[tuple[str, Line | None]]:
    states = (
        (
            "blocked",
            _now("Blocked"),
            _now("They take no calls and make emergency calls only."),
            _now("No account is blocked."),
            "red",
            "ban",
        ),
        (
            "quota",
            _now("Over quota"),
            _now("They make no calls to telephone numbers."),
            _now("No account is over its quota."),
            "amber",
            "coin",
        ),
    )
    held: list[tuple[str, Line | None]] = []
    for group, title, text, nothing, tone, icon in states:
        total = api.sip.accounts(Query(filter={"groups": [group]}, count=1)).total
        words = ngettext("%(number)s account", "%(number)s accounts", total) % {"number": total}
        status = Status(words, tone, "alert-circle" if tone == "red" else "alert-triangle")
        line = Line(title, text, list_url("account", group=group), icon, status)
        held.append((nothing, line if total else None))
    return held


def _end(expires: datetime, now: datetime) -> str:
    days = (expires - now).days
    if expires <= now:
        return _now("The certificate has expired")
    words = ngettext(
        "The certificate expires in %(days)s day",
        "The certificate expires in %(days)s days",
        days,
    )
    return words % {"days": days}


def _tone(expires: datetime, now: datetime) -> Status:
    if expires <= now:
        return Status(_now("Expired"), "red", "alert-circle")
    return Status(_now("Expires soon"), "amber", "clock")


def recent(api: Api, _actor: Actor, *, kinds: tuple[Resource[Any], ...]) -> dict[str, Any]:
    """What changed in the last days, newest first: one call for each kind."""
    since = datetime.now(UTC) - timedelta(days=DAYS)
    latest = Query(order="changeDate", descending=True, count=LATEST)
    lines = [
        Line(
            resource.title(record),
            resource.labels.one,
            resource.url("detail", record),
            resource.labels.icon,
            moment=record.change_date,
        )
        for resource in kinds
        for record in resource.page(api, latest)
        if record.change_date is not None and record.change_date >= since
    ]
    lines.sort(key=lambda line: line.moment or since, reverse=True)
    words = {"days": DAYS}
    quiet = [] if lines else [_now("Nothing changed in the last %(days)s days.") % words]
    return {"lines": lines[:LATEST], "quiet": quiet}


def credits_of(api: Api, actor: Actor, *, kinds: tuple[Resource[Any], ...]) -> dict[str, Any]:
    """Used and allowed of two kinds: three calls."""
    own = api.customers.customer(actor.customer)
    count = Query(filter=limits.tenancy(actor), count=1)
    rows = [
        (
            resource.labels,
            Credit(resource.page(api, count).total, limits.limit(own, resource.credit_property)),
            resource.url("list"),
        )
        for resource in kinds
    ]
    return {"rows": rows}


def _has_credits(actor: Actor) -> bool:
    return not (actor.is_administrator or actor.is_subscriber)


def _looks(*kinds: Resource[Any]) -> tuple[str, ...]:
    """The permissions to look at records of these kinds."""
    return tuple(kind.rights.view for kind in kinds)


SIP: Final = (AccountResource(), AliasResource())
NUMBERS: Final = (RangeResource(), NumberResource())
DNS: Final = (ZoneResource(), MailAliasResource())
PARTS: Final[Mapping[str, Part]] = {
    "attention": Part(
        title=_("Needs a look"),
        template="lines",
        fill=attention,
        needs=("domain.view", "account.view"),
    ),
    "jobs": Part(title=_("Jobs"), template="lines", fill=job_cards.jobs, needs=("job.view",)),
    "recent-sip": Part(
        title=_("Changed lately: SIP"),
        template="lines",
        fill=partial(recent, kinds=(*SIP, DomainResource())),
        needs=_looks(*SIP, DomainResource()),
    ),
    "recent-network": Part(
        title=_("Changed lately: numbers and DNS"),
        template="lines",
        fill=partial(recent, kinds=(*NUMBERS, ZoneResource())),
        needs=_looks(*NUMBERS, ZoneResource()),
    ),
    "credits-sip": Part(
        title=_("Limits: SIP"),
        template="credits",
        fill=partial(credits_of, kinds=SIP),
        needs=("customer.view", *_looks(*SIP)),
        is_for=_has_credits,
    ),
    "credits-numbers": Part(
        title=_("Limits: numbers"),
        template="credits",
        fill=partial(credits_of, kinds=NUMBERS),
        needs=("customer.view", *_looks(*NUMBERS)),
        is_for=_has_credits,
    ),
    "credits-dns": Part(
        title=_("Limits: DNS"),
        template="credits",
        fill=partial(credits_of, kinds=DNS),
        needs=("customer.view", *_looks(*DNS)),
        is_for=_has_credits,
    ),
    "worker": Part(
        title=_("Work in the background"),
        template="lines",
        fill=job_cards.worker,
        is_for=lambda actor: actor.is_administrator,
        needs=("schedule.run",),
    ),
}
