"""What if: a caller, a moment and the state of the phones, answered by the same engine."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.accept import AcceptRules
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.mailbox import GROUP as GROUP_OF_MAILBOXES
from ngnpanel.accounts.subscriber.mailbox_address import by_word, may_lead_to_one
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.accounts.subscriber.trails import Line, lines
from ngnpanel.calls import records as engine
from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.numbers import completed, dialled
from ngnpanel.calls.records import ANONYMOUS, Call, Phones
from ngnpanel.calls.verdict import Outcome
from ngnpanel.calls.world import Account as Caller
from ngnpanel.soap.together import together

SOMEBODY: Final = "somebody"
TYPED: Final = "typed"
HIDDEN: Final = "hidden"
GROUP: Final = "group-"
TONES: Final = {Outcome.REFUSE: "warning"}


class State(StrEnum):
    """What the phones are taken to do."""

    NOW = "now"
    OFFLINE = "offline"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who calls (a choice, and what was typed for it), when (None: now), and the phones."""

    who: str = SOMEBODY
    caller: str = ""
    at: datetime | None = None
    phones: State = State.NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The question in words, what happens, and the steps that led there."""

    asked: str
    told: str
    tone: str
    lines: list[Line]


def ask(subject: Subject, question: Question, moment: datetime) -> Answer:
    """The answer at ``moment``, or at the time of the question; raises RuleError.

    Two calls besides the account, and at most three of these, where they can matter: devices,
    rejected callers, contacts, the mailbox. When all four can, the account's own group says whether
    there is a mailbox. All that does not depend on another runs side by side.
    """
    api, id = subject.api, subject.id
    is_typed = question.who == TYPED
    has_name = is_typed and is_name(question.caller)
    diversions, accept, devices, rejected = together(
        api.platform,
        lambda: api.sip.diversions(id),
        lambda: api.sip.accept_rules(id),
        lambda: api.sip.devices(id) if question.phones is State.NOW else (),
        lambda: api.sip.rejected_callers(id) if is_typed else (),
    )
    needs_contacts = has_name or (is_typed and names_groups(accept.rules))
    is_told_by_group = needs_contacts and question.phones is State.NOW
    asks_mailbox = wants_mailbox(diversions, id.domain) and not is_told_by_group
    mailbox, contacts = together(
        api.platform,
        lambda: api.voicemail.mailbox(id) if asks_mailbox else None,
        lambda: tuple(api.sip.contacts(id)) if needs_contacts else (),
    )
    if is_told_by_group and GROUP_OF_MAILBOXES in subject.account.groups:
        mailbox = Mailbox(sip_id=id, mailbox=id.username)  # its number is not told
    seen = Situation(
        account=subject.account,
        timeout=subject.timeout,
        diversions=by_word(diversions, mailbox, id.domain),
        accept=accept,
        devices=devices,
        mailbox=mailbox,
        moment=moment,
    )
    return answer(seen, question, rejected=rejected, contacts=contacts)


def answer(
    seen: Situation,
    question: Question,
    *,
    rejected: tuple[str, ...] = (),
    contacts: Iterable[Contact] = (),
) -> Answer:
    """The answer from what was read; raises RuleError for a caller that makes no sense."""
    book = tuple(contacts)
    call = caller_of(seen, question, book)
    callee = replace(
        seen.callee,
        rejected=rejected,
        contacts=tuple(engine.Contact(pattern=each.uri, group=each.group or "") for each in book),
    )
    if question.phones is State.OFFLINE:
        callee = replace(callee, registrations=())
    elif question.phones is not State.NOW:
        phone = engine.Registration(contact="sip:phone@invalid", name=_("your phone"))
        callee = replace(callee, registrations=(phone,))
    phones = {State.BUSY: Phones.BUSY, State.SILENT: Phones.SILENT}
    zone = zone_of(seen.account)
    at = question.at.replace(tzinfo=zone) if question.at else seen.moment
    state = phones.get(question.phones, Phones.RING)
    verdict = evaluate(callee, call, moment=at, phones=state)
    steps = lines(verdict, seen)
    return Answer(
        asked=asked(question, call, words.clock(at, zone, seen.moment)),
        told=steps[-1].text,
        tone=TONES.get(verdict.outcome, "success"),
        lines=steps,
    )


def caller_of(seen: Situation, question: Question, contacts: tuple[Contact, ...]) -> Call:
    """The call as it would arrive; raises RuleError."""
    if question.who == HIDDEN:
        return Call(caller=ANONYMOUS)
    if question.who.startswith(GROUP):
        return Call(groups=frozenset({question.who.removeprefix(GROUP)}))
    if question.who != TYPED:
        return Call()
    typed = question.caller.strip()
    named = [each for each in contacts if each.name and each.name.casefold() == typed.casefold()]
    if named and is_name(typed):
        groups = frozenset(each.group for each in named[:1] if each.group)
        return Call(caller=named[0].uri, groups=groups)
    return Call(caller=address_of(typed, seen))


def address_of(typed: str, seen: Situation) -> str:
    """A caller as the platform sees them: numbers with 00 and country code, users with a domain.

    A short number is one of the account's own neighbours, after its quick-dial prefix.
    """
    account = seen.account
    plain = rules.without_scheme(typed)
    if not plain or any(char in "<>\"'," for char in plain):
        raise RuleError("Enter a telephone number, an address, or the name of a contact.", "caller")
    user, at, host = plain.partition("@")
    number = dialled(user) if not at or host == account.id.domain else ""
    if not number:
        if any(char.isspace() for char in plain) or (at and not (user and host)):
            raise RuleError("None of your contacts has this name.", "caller")
        return plain.lower() if at else f"{plain.lower()}@{account.id.domain}"
    if number.startswith("+"):
        number = f"00{number[1:]}"
    if not number.startswith("00"):
        me = Caller(callee=seen.callee, quick_dial=account.quickdial_prefix)
        number = completed(number, me) or number
        if number.startswith("0") and not number.startswith("00"):
            raise RuleError("Enter the number with its country code: +31 20 800 5161.", "caller")
    return f"{number}@{account.id.domain}"


def is_name(typed: str) -> bool:
    """Whether what was typed can be the name of a contact: neither a number nor an address."""
    return "@" not in typed and not dialled(typed) and bool(typed.strip())


def names_groups(accept: AcceptRules) -> bool:
    """Whether any rule makes a difference between groups of contacts."""
    named = {group for rule in accept.persistent for group in rule.groups}
    if accept.temporary:
        named |= set(accept.temporary.groups)
    return bool(named - {engine.EVERYBODY, engine.NOBODY})


def wants_mailbox(diversions: Diversions, domain: str) -> bool:
    """Whether any condition leads to the mailbox, so that it matters whether there is one."""
    names = ("FUNV", "FUNC", "FNOL", "FBUS", "FNOA")
    return any(may_lead_to_one(diversions.target(name), domain) for name in names)


def asked(question: Question, call: Call, clock: str) -> str:
    """The question as the panel understood it."""
    values = {"time": clock, "caller": words.place(call.caller)}
    if question.who == HIDDEN:
        return _("An anonymous caller, %(time)s:") % values
    if question.who.startswith(GROUP):
        group = words.group_names(call.groups)
        return _("A caller of your group %(group)s, %(time)s:") % {**values, "group": group}
    if question.who == TYPED:
        return _("%(caller)s, %(time)s:") % values
    return _("Somebody who is not among your contacts, %(time)s:") % values
