"""What an edit would do: the overview's sentence and the next 24 hours, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ngnpanel.accounts.domain.accept import AcceptRules, AcceptRulesResult
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import sentences, situation
from ngnpanel.accounts.subscriber.day import Day, day
from ngnpanel.accounts.subscriber.situation import Situation, Unread
from ngnpanel.accounts.subscriber.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """An account at a glance: now, the next 24 hours, and what if a call is not taken."""

    headline: str
    day: Day
    what_if: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An account as it is and as it would be."""

    before: Glance
    after: Glance
    has_edit: bool

    @property
    def is_same(self) -> bool:
        """Whether nobody who calls would notice the edit in the next 24 hours."""
        return self.before == self.after

    @property
    def what_if(self) -> list[tuple[str, str, str]]:
        """Questions that have another answer: before and after."""
        pairs = zip(self.before.what_if, self.after.what_if, strict=True)
        return [(question, was, would) for (question, was), (_same, would) in pairs if was != would]


def preview(
    subject: Subject,
    *,
    rules: AcceptRules | None = None,
    diversions: Diversions | None = None,
    stored_accept: AcceptRulesResult | None = None,
    stored_diversions: Diversions | None = None,
    stored_mailbox: Mailbox | Unread | None = Unread.UNREAD,
) -> Preview:
    """What would come of ``rules`` or ``diversions``; nothing is saved.

    Four calls besides the account, less what the page has read already: ``stored_…``.
    """
    now = situation.read(
        subject,
        datetime.now(UTC),
        diversions=stored_diversions,
        accept=stored_accept,
        mailbox=stored_mailbox,
    )
    then = edited(now, rules=rules, diversions=diversions)
    has_edit = (then.accept, then.diversions) != (now.accept, now.diversions)
    return Preview(before=glance(now), after=glance(then), has_edit=has_edit)


def edited(
    now: Situation, *, rules: AcceptRules | None = None, diversions: Diversions | None = None
) -> Situation:
    """The situation with other records."""
    accept = replace(now.accept, rules=rules) if rules is not None else now.accept
    return replace(now, accept=accept, diversions=diversions or now.diversions)


def glance(seen: Situation) -> Glance:
    """A situation at a glance."""
    answers = tuple((question, answer) for question, answer, _key in sentences.what_if(seen))
    return Glance(headline=sentences.headline(seen), day=day(seen), what_if=answers)
