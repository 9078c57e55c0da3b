"""Which accounts have a monthly limit: all of them once a day, else those that changed since.

The platform has no filter for limits. Accounts are read window by window, the newest change first,
until one that was seen before; a walk through all of those that may call telephone numbers, once a
day, finds what that missed. It goes on where the last run stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.api import Api
from ngnpanel.notices import rounds
from ngnpanel.notices.models import Metered, Round
from ngnpanel.notices.rounds import Clock
from ngnpanel.soap.paging import Query

PSTN: Final = "free-pstn"
QUOTA: Final = "quota"
# Accounts of one call.
WINDOW: Final = 500
FIRST_WINDOW: Final = 50
# So many changed accounts make a walk through all cheaper.
MOST_CHANGED: Final = 5000
DAY: Final = timedelta(hours=24)


def find(api: Api, run: Round, clock: Clock) -> None:
    """Know all accounts with a limit; what is left when time is over is for the next run."""
    is_due = run.whole is None or run.whole <= timezone.now() - DAY
    if run.newest is None or is_due or not _changed(api, run, run.newest):
        _all(api, run, clock)


def note(platform: str, walk: int, accounts: Iterable[Account]) -> None:
    """Take over what accounts say of their limit; those without one are forgotten."""
    wanted = {str(account.id): account for account in accounts}
    rows = Metered.objects.filter(platform=platform, account__in=wanted)
    known = {row.account: row for row in rows}
    forget(rows.filter(account__in=[one for one in known if not has_limit(wanted[one])]))
    new = []
    for name, account in wanted.items():
        if not has_limit(account):
            continue
        facts = _facts(account, walk)
        row = known.get(name)
        if row is None:
            new.append(Metered(platform=platform, account=name, **facts))
            continue
        if (row.quota, row.timezone) != (facts["quota"], facts["timezone"]):
            facts["settled"] = None
        changes = {one: value for one, value in facts.items() if getattr(row, one) != value}
        if changes:
            Metered.objects.filter(pk=row.pk).update(**changes)
    Metered.objects.bulk_create(new, ignore_conflicts=True)


def forget(rows: QuerySet[Metered]) -> None:
    """Accounts that have no limit any more; what we stopped is let go on first."""
    rows.filter(is_ours=True).exclude(block="").update(quota=0, settled=None, checked=None)
    rows.filter(Q(is_ours=False) | Q(block="")).delete()


def has_limit(account: Account) -> bool:
    """Whether its telephone calls end at a sum."""
    return bool(account.quota) and PSTN in account.groups


def _facts(account: Account, walk: int) -> dict[str, Any]:
    return {
        "reseller": account.reseller,
        "quota": account.quota,
        "timezone": account.timezone[:64],
        "is_in_group": QUOTA in account.groups,
        "walk": walk,
    }


def _changed(api: Api, run: Round, mark: datetime) -> bool:
    """Those that changed since ``mark``; False when that cannot be told."""
    newest, start = None, 0
    while start < MOST_CHANGED:
        count = WINDOW if start else FIRST_WINDOW
        query = Query(order="changeDate", descending=True, start=start, count=count)
        found = api.sip.accounts(query)
        dates = [account.change_date for account in found]
        if None in dates:
            return False
        newest = newest or next(iter(dates), mark)
        # Those of the same second may have changed after the last look.
        fresh = [one for one in found if one.change_date and one.change_date >= mark]
        note(run.platform, run.walk, fresh)
        if len(fresh) < len(found) or len(found) < count:
            rounds.keep(run, newest=newest)
            return True
        start += count
    return False


def _all(api: Api, run: Round, clock: Clock) -> None:
    """A walk through all that may call telephone numbers, from where the last run stopped."""
    if not run.place:
        # What changes during the walk is newer than this, and looked at afterwards.
        found = api.sip.accounts(Query(order="changeDate", descending=True, count=1))
        newest = next((account.change_date for account in found), None)
        rounds.keep(run, walk=run.walk + 1, newest=newest)
    while True:
        query = Query(filter={"groups": [PSTN]}, order="username", start=run.place, count=WINDOW)
        found = api.sip.accounts(query)
        note(run.platform, run.walk, found)
        if len(found) < WINDOW:
            break
        rounds.keep(run, place=run.place + WINDOW)
        if clock.is_over():
            return
    forget(Metered.objects.filter(platform=run.platform).exclude(walk=run.walk))
    rounds.keep(run, place=0, whole=timezone.now())
