"""When calls reach a person, what becomes of the others, and hidden callers: all in one go.

A wish is turned into steps. Each says what it comes to, so that the person reads the same sentence
before and after; a step that changes nothing is told and not done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.accept import (
    EVERY_DAY,
    EVERYBODY,
    NOBODY,
    AcceptRules,
    AcceptRulesResult,
    WeeklyRule,
)
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, Diversions, is_mailbox
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.accounts.subscriber import holidays, mailbox, shaping, week, words
from ngnpanel.accounts.subscriber.mailbox_address import by_word, to_store
from ngnpanel.accounts.subscriber.schedule import tidied, weekly_rule, weekly_rules
from ngnpanel.accounts.subscriber.services import Step, join, leave
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls.schedule import END_OF_DAY
from ngnpanel.soap.together import together

HIDDEN: Final = "anonymous-reject"
# More sentences about rules than these are told by their number.
RULES_TOLD: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is set now."""

    accept: AcceptRulesResult
    stored: Diversions
    mailbox: Mailbox | None
    domain: str = ""

    @property
    def diversions(self) -> Diversions:
        """The diversions with the word for the mailbox."""
        return by_word(self.stored, self.mailbox, self.domain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """``days`` is a bit mask; ``target`` is where calls go at other times, empty for nowhere."""

    days: int
    start: str
    stop: str
    target: str
    refuses_hidden: bool

    @property
    def is_always(self) -> bool:
        """Whether there are no other times."""
        return self.days == EVERY_DAY and (self.start, self.stop) == ("00:00", END_OF_DAY)


@dataclass(frozen=True, slots=True)
class Change:
    """What will be so; ``act`` makes it so and is None where it is so already."""

    text: str
    act: Callable[[], object] | None = None

    @property
    def is_new(self) -> bool:
        """Whether something is to be done; for templates, which call what can be called."""
        return self.act is not None


def read(subject: Subject) -> Facts:
    """Three calls besides the account, side by side on a remote platform."""
    api = subject.api
    accept, diversions, box = together(
        api.platform,
        lambda: api.sip.accept_rules(subject.id),
        lambda: api.sip.diversions(subject.id),
        lambda: api.voicemail.mailbox(subject.id),
    )
    return Facts(accept=accept, stored=diversions, mailbox=box, domain=subject.id.domain)


def changes(subject: Subject, facts: Facts, wish: Wish) -> list[Change]:
    """What the wish comes to, in the order in which it is done: a mailbox before calls go to it."""
    opened: list[Mailbox] = []
    return [
        *_mailbox(subject, facts, wish, opened),
        _rules(subject, facts, wish),
        *_others(subject, facts, wish, opened),
        _hidden(subject, wish),
    ]


def steps(planned: Sequence[Change]) -> list[Step]:
    """Those that do something."""
    return [(change.text, change.act) for change in planned if change.act is not None]


def weekly(wish: Wish) -> tuple[WeeklyRule, ...]:
    """The hours, and nobody at all other times: a time without a rule would let everybody in."""
    if wish.is_always:
        return ()
    open_hours = WeeklyRule(days=wish.days, start=wish.start, stop=wish.stop, groups=(EVERYBODY,))
    return shaping.fill((open_hours,))


def replaced(facts: Facts, wish: Wish) -> list[str]:
    """The weekly rules that go, in words."""
    stored = facts.accept.rules
    if stored.persistent == weekly(wish):
        return []
    return [week.sentence(rule) for rule in weekly_rules(stored)]


def _mailbox(subject: Subject, facts: Facts, wish: Wish, opened: list[Mailbox]) -> list[Change]:
    """A mailbox where calls are to go to one; ``opened`` gets it with its number."""
    if wish.target != VOICE_MAILBOX or wish.is_always:
        return []
    if facts.mailbox is not None:
        return []
    box = new_mailbox(subject)
    if box.keeps_messages:
        text = _("Voicemail is on and keeps messages. Set a PIN under Voicemail to listen to them.")
    else:
        text = _("Voicemail is on and mails messages to %(mail)s.") % {"mail": box.email}
    return [
        Change(text, lambda: opened.append(subject.api.voicemail.add_mailbox(box))),
        Change("", lambda: join(subject, mailbox.GROUP)),
    ]


def new_mailbox(subject: Subject) -> Mailbox:
    """One that mails its messages, where there is an address to mail them to.

    Its PIN is one that nobody knows: under Voicemail the person sets one to listen by phone.
    """
    account = subject.account
    return Mailbox(
        sip_id=account.id,
        name=account.name or str(account.id),
        email=account.email,
        password=passwords.random_pin(),
        options=VoicemailOptions(delete=bool(account.email)),
    )


def _rules(subject: Subject, facts: Facts, wish: Wish) -> Change:
    stored, rules = facts.accept.rules, weekly(wish)
    text = " ".join(told_week(AcceptRules(persistent=rules)))
    if stored.persistent == rules:
        return Change(text)
    wanted = replace(stored, persistent=rules)
    return Change(text, lambda: subject.api.sip.set_accept_rules(subject.id, wanted))


def _others(subject: Subject, facts: Facts, wish: Wish, opened: list[Mailbox]) -> list[Change]:
    """Only what becomes of calls that are not accepted; all other forwarding stays."""
    if wish.is_always:
        return []
    text = told_others(wish.target, subject.id.domain)
    if facts.diversions.funv == wish.target:
        return [Change(text)]
    wanted = replace(facts.diversions, funv=wish.target)

    def write() -> None:
        box = opened[0] if opened else facts.mailbox
        subject.api.sip.set_diversions(subject.id, to_store(subject, box, wanted, facts.stored))

    return [Change(text, write)]


def _hidden(subject: Subject, wish: Wish) -> Change:
    is_refusing = HIDDEN in subject.account.groups
    text = told_hidden(refuses=wish.refuses_hidden)
    if wish.refuses_hidden == is_refusing:
        return Change(text)
    change = join if wish.refuses_hidden else leave
    return Change(text, lambda: change(subject, HIDDEN))


def told_week(rules: AcceptRules) -> list[str]:
    """The weekly rules in a few sentences; nobody at all other times is said by the next one."""
    if not rules.persistent:
        return [_("Everybody may call at any time.")]
    simple = [weekly_rule(rule) for rule in tidied(rules.persistent)]
    if not week.gaps(simple):
        simple = [rule for rule in simple if NOBODY not in rule.groups]
    if not simple:
        return [_("Nobody may call at any time.")]
    if len(simple) > RULES_TOLD:
        return [_("You have %(number)s weekly rules.") % {"number": len(rules.persistent)}]
    return [week.sentence(rule) for rule in simple]


def told_others(target: str, domain: str) -> str:
    """What becomes of calls at times when nobody may call."""
    if not target:
        return _("At other times callers hear that you are not available.")
    if is_mailbox(target):
        return _("At other times calls go to voicemail.")
    return _("At other times calls go to %(place)s.") % {"place": words.place(target, domain)}


def told_hidden(*, refuses: bool) -> str:
    """Whether hidden callers get through."""
    if refuses:
        return _("Callers who hide their number are refused.")
    return _("Callers who hide their number get through like everybody else.")


def told(
    subject: Subject, rules: AcceptRules, diversions: Diversions, box: Mailbox | None
) -> list[str]:
    """What is set now, in the sentences in which it was set up; a trunk has no such pages."""
    if not subject.has_tab("accept"):
        return []
    target = diversions.funv or diversions.runv
    if is_mailbox(target) and box is None:
        target = ""
    sentences = told_week(rules)
    if any(NOBODY in rule.groups for rule in rules.persistent):
        sentences.append(told_others(target, subject.id.domain))
    is_refusing = HIDDEN in subject.account.groups
    return [*sentences, told_hidden(refuses=is_refusing), *holidays.told(subject)]
