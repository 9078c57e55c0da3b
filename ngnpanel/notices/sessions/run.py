"""The run over the members of missed-calls: each is told of a day once, or it had no calls."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.calls import Call, decoded
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.letters import whose
from ngnpanel.accounts.subscriber import parties
from ngnpanel.accounts.subscriber.history import Period
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.api import Api
from ngnpanel.brand import looks, mail
from ngnpanel.calls import patterns
from ngnpanel.notices import kinds, rounds
from ngnpanel.notices.models import DayTold, Letter, Round
from ngnpanel.notices.posting import put, written
from ngnpanel.notices.rounds import Clock
from ngnpanel.notices.sessions import day as days
from ngnpanel.notices.sessions.day import Sorted
from ngnpanel.soap.errors import Denied, NotFound, RemoteError, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform

logger = logging.getLogger(__name__)
ROUND: Final = "sessions"
GROUP: Final = "missed-calls"
# Accounts of one call.
WINDOW: Final = 200
# Calls of one list; who has more looks at the history.
MOST: Final = 100


@shared_task
def send_sessions() -> None:
    """Mail yesterday's calls to whom it is time for and who was not told yet."""
    for name in settings.PLATFORMS:
        with rounds.begun(name, ROUND) as run:
            if run is None:
                continue
            api = Api(Platform.named(name))
            try:
                for account, day in due(api, run, Clock()):
                    look_at(api, account, day)
            except Unavailable:
                logger.info("The calls of yesterday wait: %s does not answer", name)
            except Denied as error:
                logger.warning("The calls of yesterday cannot be read: %s", error.code)


def due(api: Api, run: Round, clock: Clock) -> Iterator[tuple[Account, date]]:
    """The members and the days of which they were not told, window by window."""
    platform = api.platform.name
    while True:
        query = Query(filter={"groups": [GROUP]}, order="username", start=run.place, count=WINDOW)
        found = api.sip.accounts(query)
        names = [str(account.id) for account in found]
        rows = DayTold.objects.filter(platform=platform, account__in=names)
        told = dict(rows.values_list("account", "day"))
        for account in found:
            day = days.day_to_tell(timezone.now(), zone_of(account))
            if day is not None and told.get(str(account.id)) != day:
                yield account, day
        is_last = len(found) < WINDOW
        rounds.keep(run, place=0 if is_last else run.place + WINDOW)
        if is_last or clock.is_over():
            return


def look_at(api: Api, account: Account, day: date) -> None:
    """Tell one account of its day, or note that there was nothing; raises Unavailable, Denied."""
    try:
        letters = letters_about(api, account, day) if account.email else []
    except NotFound:
        return
    except (Unavailable, Denied):
        raise
    except RemoteError as error:
        logger.warning("The calls of %s: %s %s", account.id, type(error).__name__, error.code)
        return
    with transaction.atomic():
        DayTold.objects.update_or_create(
            platform=api.platform.name, account=str(account.id), defaults={"day": day}
        )
        put(letters)


def letters_about(api: Api, account: Account, day: date) -> list[Letter]:
    """The mail about a day, empty without calls; one call, three more where there were some."""
    zone = zone_of(account)
    calls = api.sip.calls(account.id, Period.of_days(day, day, zone).query(""))
    own = [str(account.id), account.rpid]
    if any(days.may_be_diverted(call, str(account.id)) for call in calls.placed):
        own += [str(alias.id) for alias in api.sip.aliases_of(account.id)]
    found = days.sort(calls, filter(None, own))
    if not found:
        return []
    contacts = api.sip.contacts(account.id).rows
    platform = api.platform.name
    look = looks.of(account.reseller, platform)
    page = look.panel_url + reverse("subscriber-history", args=[str(account.id)])

    def values() -> Mapping[str, str]:
        lists = lines_of(found, contacts, account.id.domain, zone)
        return {
            **whose(account),
            "day": date_format(day, "DATE_FORMAT"),
            "history_page": page,
            **lists,
        }

    try:
        return written(
            kinds.SESSIONS,
            look,
            account.property_value("language"),
            values,
            to=account.email,
            account=str(account.id),
            key=f"{kinds.SESSIONS.name} {platform} {account.id} {day.isoformat()}",
        )
    except mail.NotSent:
        logger.info("An account in missed-calls has no address that mail can be sent to")
        return []


def lines_of(
    found: Sorted, contacts: tuple[Contact, ...], domain: str, zone: tzinfo
) -> dict[str, str]:
    """The three lists as text, and how long each is, in the language that is spoken now."""

    def line(call: Call, *, is_diverted: bool = False) -> str:
        begun = datetime.fromtimestamp(call.start_time or 0, UTC).astimezone(zone)
        words = [time_format(begun.time(), "H:i"), _name(days.caller_of(call), contacts, domain)]
        if is_diverted:
            target = patterns.plain(decoded(call.to_uri))
            words.append(f"→ {_name(target, contacts, domain)}")
        if call.duration:
            words.append(f"({length(call.duration)})")
        return "  ".join(words)

    lists = {
        "missed": [line(call) for call in found.missed],
        "diverted": [line(call, is_diverted=True) for call in found.diverted],
        "received": [line(call) for call in found.received],
    }
    values = {name: _listed(lines) for name, lines in lists.items()}
    return values | {f"{name}_number": str(len(lines)) for name, lines in lists.items()}


def length(seconds: int) -> str:
    """Minutes and seconds, with hours where there are some."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _listed(lines: list[str]) -> str:
    if not lines:
        return _("none")
    more = len(lines) - MOST
    last = [_("… and %(number)s more") % {"number": more}] if more > 0 else []
    return "\n".join([*lines[:MOST], *last])


def _name(address: str, contacts: tuple[Contact, ...], domain: str) -> str:
    return parties.name(address, contacts, domain)
