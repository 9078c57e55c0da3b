"""The present situation of an account as the call engine wants it, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import Enum
from functools import cached_property

from ngnpanel.accounts.domain.accept import AcceptRulesResult
from ngnpanel.accounts.domain.devices import Device
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber.mailbox_address import by_word
from ngnpanel.accounts.subscriber.phones import Phone, phones
from ngnpanel.accounts.subscriber.schedule import temporary_rule, weekly_rules, zone_of
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls import records as engine
from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.records import Call, Callee, Phones
from ngnpanel.calls.verdict import Verdict
from ngnpanel.soap.together import together


@dataclass(frozen=True)
class Situation:
    """Everything that the overview shows, read in four calls besides the account."""

    account: Account
    timeout: int
    diversions: Diversions
    accept: AcceptRulesResult
    devices: tuple[Device, ...]
    mailbox: Mailbox | None
    moment: datetime

    @cached_property
    def phones(self) -> tuple[Phone, ...]:
        """The devices that are online."""
        return phones(self.devices)

    @cached_property
    def callee(self) -> Callee:
        """The account as the engine sees it."""
        return Callee(
            address=str(self.account.id),
            timezone=zone_of(self.account),
            groups=frozenset(self.account.groups),
            weekly=weekly_rules(self.accept.rules),
            temporary=temporary_rule(self.accept.rules.temporary, self.moment),
            diversions={
                field.metadata["wire"]: getattr(self.diversions, field.name)
                for field in fields(self.diversions)
            },
            registrations=tuple(
                engine.Registration(contact=phone.contact, name=phone.name) for phone in self.phones
            ),
            mailbox=self.mailbox.mailbox if self.mailbox else "",
            timeout=self.timeout,
        )

    def verdict(
        self, phones: Phones = Phones.RING, *, groups: frozenset[str] = frozenset()
    ) -> Verdict:
        """What happens now when somebody calls who is in these contact groups."""
        return evaluate(self.callee, Call(groups=groups), moment=self.moment, phones=phones)

    @cached_property
    def stranger(self) -> Verdict:
        """What happens now to a caller who is in no contact group."""
        return self.verdict()

    @cached_property
    def friends(self) -> frozenset[str]:
        """The contact groups that get through while others do not."""
        step = next((s for s in self.stranger.trail if s.message.key.endswith("-others")), None)
        return frozenset(step.message.values["groups"]) if step else frozenset()

    @cached_property
    def welcome(self) -> Verdict:
        """What happens to somebody who may call now."""
        return self.verdict(groups=self.friends)

    @cached_property
    def open(self) -> Callee:
        """The account without anything that keeps a call from the phones, and with one online."""
        kept = {key: to for key, to in self.callee.diversions.items() if not key.endswith("UNC")}
        phone = engine.Registration(contact="sip:phone@invalid")
        return replace(
            self.callee,
            groups=frozenset(),
            weekly=(),
            temporary=None,
            diversions=kept,
            registrations=self.callee.registrations or (phone,),
        )

    def failed(self, phones: Phones) -> Verdict:
        """What would become of a call that reaches the phones and is not taken."""
        return evaluate(self.open, Call(), moment=self.moment, phones=phones)

    @cached_property
    def offline(self) -> Verdict:
        """What would become of a call when no phone is online."""
        return evaluate(replace(self.open, registrations=()), Call(), moment=self.moment)

    @cached_property
    def unconditional(self) -> Verdict:
        """What would become of every call that is accepted, phones or no phones."""
        accepting = replace(self.open, diversions=self.callee.diversions)
        return evaluate(accepting, Call(), moment=self.moment)

    @cached_property
    def unavailable(self) -> Verdict:
        """What would happen to somebody whom the accept rules keep away."""
        nobody = engine.TemporaryRule(groups=frozenset({engine.NOBODY}))
        closed = replace(self.open, temporary=nobody)
        return evaluate(closed, Call(), moment=self.moment)


class Unread(Enum):
    """Stands for a mailbox of which nobody knows yet whether there is one."""

    UNREAD = "unread"


def read(
    subject: Subject,
    moment: datetime,
    *,
    diversions: Diversions | None = None,
    accept: AcceptRulesResult | None = None,
    mailbox: Mailbox | Unread | None = Unread.UNREAD,
) -> Situation:
    """The situation at ``moment``: four calls side by side, less what the caller has read."""
    api = subject.api
    read_diversions, read_accept, devices, read_mailbox = together(
        api.platform,
        lambda: diversions or api.sip.diversions(subject.id),
        lambda: accept or api.sip.accept_rules(subject.id),
        lambda: api.sip.devices(subject.id),
        lambda: mailbox if not isinstance(mailbox, Unread) else api.voicemail.mailbox(subject.id),
    )
    return Situation(
        account=subject.account,
        timeout=subject.timeout,
        diversions=by_word(read_diversions, read_mailbox, subject.id.domain),
        accept=read_accept,
        devices=devices,
        mailbox=read_mailbox,
        moment=moment,
    )
