"""What happens to an account with a monthly limit, decided from plain facts.

A month is that of the account's own clock. An account that used more than its limit gets into the
group ``quota`` once for each month and limit: if staff lifts the block, it stays lifted until the
month is over or the limit changes. At the month's turn the group goes unless the new month is over
the limit too; when staff raises a limit it goes at once. A block that somebody else set before the
run found it is left alone until the month's turn.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum

from ngnpanel.accounts.domain.calls import CallQuery, CallsQuery


class Act(StrEnum):
    """What to do with the account."""

    NOTHING = "nothing"
    BLOCK = "block"
    LIFT = "lift"
    # It is blocked already, and the new month is over the limit as well.
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block as the run knows it: in which month, at which limit, and whether the run set it.

    ``is_begun`` means that the run wanted to set it and nobody knows whether it did.
    """

    month: str
    quota: int
    is_ours: bool = True
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month by a clock, such as 2026-11."""

    year: int
    month: int
    zone: tzinfo

    @classmethod
    def at(cls, moment: datetime, zone: tzinfo) -> Month:
        """The month in which a moment lies."""
        here = moment.astimezone(zone)
        return cls(here.year, here.month, zone)

    @property
    def key(self) -> str:
        """As rows and letters name it."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def begin(self) -> datetime:
        """Its first moment, in UTC."""
        return datetime(self.year, self.month, 1, tzinfo=self.zone).astimezone(UTC)

    @property
    def end(self) -> datetime:
        """The first moment of the next one, in UTC."""
        days = monthrange(self.year, self.month)[1]
        last = datetime(self.year, self.month, days, tzinfo=self.zone)
        return (last + timedelta(days=1)).astimezone(UTC)

    @property
    def placed(self) -> CallsQuery:
        """The calls that an account placed in it, both ends included."""
        return CallsQuery(
            placed=CallQuery(
                from_date=int(self.begin.timestamp()), to_date=int(self.end.timestamp()) - 1
            )
        )


def decide(block: Block | None, *, month: str, quota: int, usage: float) -> Act:
    """What to do with an account that used so much of its limit in this month."""
    if usage > quota:
        if block is None or block.is_begun:
            return Act.BLOCK
        if block.month == month:
            return Act.NOTHING if block.quota == quota else Act.BLOCK
        return Act.KEEP
    if block is None:
        return Act.NOTHING
    if block.is_begun or block.month != month:
        return Act.LIFT
    return Act.LIFT if block.is_ours and block.quota != quota else Act.NOTHING


def is_settled(block: Block | None, *, month: str, quota: int) -> bool:
    """Whether nothing can happen to it until the month or the limit is another one."""
    return (
        block is not None
        and not block.is_begun
        and block.month == month
        and (block.quota == quota or not block.is_ours)
    )
