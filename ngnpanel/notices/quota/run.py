"""The run over all accounts with a monthly limit, which may be killed at any point.

What it is about to do is written down before it is done, and a mail is left in the same transaction
as the note that it was done. So a run that died is picked up by the next one, and nobody is stopped
or told twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.subscriber.schedule import zone_named
from ngnpanel.api import Api
from ngnpanel.notices import rounds
from ngnpanel.notices.models import Metered
from ngnpanel.notices.posting import put
from ngnpanel.notices.quota import finding, telling
from ngnpanel.notices.quota.rules import Act, Block, Month, decide, is_settled
from ngnpanel.notices.rounds import Clock
from ngnpanel.soap.errors import Conflict, Denied, NotFound, RemoteError, Unavailable
from ngnpanel.soap.platform import Platform

logger = logging.getLogger(__name__)
ROUND: Final = "quota"
BEGUN: Final = "begun"
DONE: Final = "done"
# What was looked at in this round is not looked at again.
FRESH: Final = timedelta(minutes=4)
BATCH: Final = 100
# The account is there, and not in the group.
NOT_IN_GROUP: Final = 1031


@shared_task
def check_quotas() -> None:
    """Stop who used up the limit, let go on whose month begins, and tell both them and us."""
    for name in settings.PLATFORMS:
        with rounds.begun(name, ROUND) as run:
            if run is None:
                continue
            api, clock = Api(Platform.named(name)), Clock()
            try:
                finding.find(api, run, clock)
                for meter in due(name, clock):
                    look_at(api, meter)
            except Unavailable:
                logger.info("The limits of %s wait: the platform does not answer", name)
            except Denied as error:
                logger.warning("The limits of %s cannot be looked at: %s", name, error.code)
            telling.report(name)


def due(platform: str, clock: Clock) -> Iterator[Metered]:
    """Those whose state may change; what was begun first, then the longest not looked at."""
    while not clock.is_over():
        now = timezone.now()
        open_ones = Q(settled=None) | Q(settled__lte=now)
        stale = Q(checked=None) | Q(checked__lte=now - FRESH)
        rows = Metered.objects.filter(open_ones, stale, platform=platform)
        # Blocked ones first: that they may be free again is what somebody waits for.
        batch = list(rows.order_by("-block", F("checked").asc(nulls_first=True))[:BATCH])
        if not batch:
            return
        for meter in batch:
            yield meter
            if clock.is_over():
                return


def look_at(api: Api, meter: Metered) -> None:
    """What one account used, and what follows from it; raises Unavailable and Denied."""
    # Before anything can go wrong: what goes wrong must not be tried again at once.
    change(meter, checked=timezone.now())
    try:
        if meter.quota:
            weigh(api, meter)
        else:
            lift(api, meter)
            meter.delete()
    except NotFound:
        meter.delete()
    except (Unavailable, Denied):
        raise
    except RemoteError as error:
        logger.warning("The limit of %s: %s %s", meter, type(error).__name__, error.code)


def weigh(api: Api, meter: Metered) -> None:
    """Compare the calls of the month with the limit, and act on it; three calls at most."""
    month = Month.at(timezone.now(), zone_named(meter.timezone))
    adopt(meter, month)
    placed = api.sip.call_statistics(address_of(meter), month.placed).placed
    usage = placed.price if placed else 0.0
    change(meter, month=month.key, usage=usage)
    act = decide(block_of(meter), month=month.key, quota=meter.quota, usage=usage)
    if act is Act.BLOCK:
        block(api, meter, month, usage)
    elif act is Act.LIFT:
        lift(api, meter)
    elif act is Act.KEEP:
        keep(api, meter, month, usage)
    settle(meter, month)


def adopt(meter: Metered, month: Month) -> None:
    """A block that somebody else set is known from here on."""
    if meter.is_in_group and not meter.block:
        set_block(meter, DONE, month, is_ours=False)


def block(api: Api, meter: Metered, month: Month, usage: float) -> None:
    """Stop telephone calls, unless the limit was changed just now."""
    account = api.sip.account(address_of(meter))
    if not finding.has_limit(account) or account.quota != meter.quota:
        finding.note(meter.platform, meter.walk, [account])
        return
    was_begun = meter.block == BEGUN
    is_set = finding.QUOTA in account.groups
    if is_set and not was_begun:
        set_block(meter, DONE, month, is_ours=False, is_in_group=True)
        return
    if not was_begun:
        set_block(meter, BEGUN, month, is_ours=True)
    try:
        api.sip.add_to_group(account.id, finding.QUOTA)
    except Conflict:
        logger.info("%s was stopped already", meter)
    done(meter, account, month, usage)


def keep(api: Api, meter: Metered, month: Month, usage: float) -> None:
    """The account stays stopped in a new month, if it still is."""
    account = api.sip.account(address_of(meter))
    if finding.QUOTA in account.groups:
        done(meter, account, month, usage)
    else:
        # Staff let it go on in the old month; this is another one.
        set_block(meter, "", month)
        block(api, meter, month, usage)


def done(meter: Metered, account: Account, month: Month, usage: float) -> None:
    """Note that the account is stopped, and tell its subscriber, both or neither."""
    letters = telling.letters_to(account, meter.platform, month, usage)
    with transaction.atomic():
        now = timezone.now()
        set_block(meter, DONE, month, is_ours=True, is_in_group=True, blocked=now)
        is_told = put(letters)
        change(meter, is_reported=False, **({"notified": now} if is_told else {}))


def lift(api: Api, meter: Metered) -> None:
    """Let the account call telephone numbers again."""
    try:
        api.sip.remove_from_group(address_of(meter), finding.QUOTA)
    except NotFound as error:
        if error.code != NOT_IN_GROUP:
            raise
    change(meter, block="", block_month="", block_quota=0, is_ours=False, is_in_group=False)


def settle(meter: Metered, month: Month) -> None:
    """Leave an account alone for as long as nothing can happen to it."""
    found = block_of(meter)
    is_over = is_settled(found, month=month.key, quota=meter.quota)
    until: datetime | None = month.end if is_over else None
    if meter.settled != until:
        change(meter, settled=until)


def block_of(meter: Metered) -> Block | None:
    """The block as the rules want it."""
    if not meter.block:
        return None
    return Block(
        month=meter.block_month,
        quota=meter.block_quota,
        is_ours=meter.is_ours,
        is_begun=meter.block == BEGUN,
    )


def set_block(meter: Metered, state: str, month: Month, **more: Any) -> None:
    """Note a block of this month at the present limit."""
    change(meter, block=state, block_month=month.key, block_quota=meter.quota, **more)


def change(meter: Metered, **changes: Any) -> None:
    """Write these columns."""
    Metered.objects.filter(pk=meter.pk).update(**changes)
    for name, value in changes.items():
        setattr(meter, name, value)


def address_of(meter: Metered) -> SipId:
    """The address of the account."""
    return SipId.parse(meter.account)
