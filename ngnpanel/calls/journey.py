"""A call from its caller to its end: local accounts, aliases, other domains, telephone numbers.

A forward enters again as a call of the account that forwards. Where the rules of the platform are
silent: a user of a served domain that is nobody's address but looks like a telephone number is one;
an address is followed through at most ``MAX_HOPS`` aliases; only the first account's phones are
assumed to do something else than ring; what neither an account nor a transit peer sends to a
domain that is not served here is refused, and a number that ENUM leads out is not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ngnpanel.calls import caller as callers
from ngnpanel.calls import gateways, numbering, rights
from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.caller import Caller, Kind
from ngnpanel.calls.finding import Decision, Finding, decided, passed, refused, said, verdict_of
from ngnpanel.calls.numbers import Normalised, completed, dialled, normalised
from ngnpanel.calls.patterns import plain
from ngnpanel.calls.records import MAX_HOPS, Call, Phones
from ngnpanel.calls.verdict import Outcome, Step, Verdict
from ngnpanel.calls.world import Account, AliasTo, Attempt, Nobody, World

# How a number came to have its present form, as message and as record that did it.
HOW = {
    "international": ("number.international", "", ""),
    "national": ("number.national", "", ""),
    "quick-dial": ("number.quick-dial", "quick-dial", "account"),
    "peer": ("number.peer", "peer", "peer"),
}


def follow(
    attempt: Attempt, world: World, *, moment: datetime, phones: Phones = Phones.RING
) -> Verdict:
    """Where a call goes at ``moment`` (an aware datetime), when the callee's phones do ``phones``.

    Raises NotRead for a record of ``world`` that is needed and was not read.
    """
    if moment.tzinfo is None:
        raise ValueError("moment must know its time zone")
    way = _Way(world=world, moment=moment, phones=phones, trail=[], numbers=set())
    caller = callers.identify(attempt, world)
    decision = way.note(callers.introduced(caller))
    target = attempt.dialled
    while decision is None:
        caller, target, decision = way.leg(caller, target)
    return verdict_of(tuple(way.trail), decision)


@dataclass(kw_only=True)
class _Way:
    """The state of one evaluation: the lines so far, and the numbers that were looked up."""

    world: World
    moment: datetime
    phones: Phones
    trail: list[Step]
    numbers: set[str]

    def note(self, finding: Finding, account: str = "") -> Decision | None:
        """Keep the lines of a finding; the decision if it has one."""
        self.trail += [replace(step, account=step.account or account) for step in finding.steps]
        return finding.decision

    def leg(self, caller: Caller, target: str) -> tuple[Caller, str, Decision | None]:
        """The way until the call ends or is forwarded: then the next caller and target."""
        if len(caller.diverted_by) > MAX_HOPS:
            message = said("destination.too-many", hops=MAX_HOPS)
            return caller, target, self.note(refused("destination", 483, message))
        decision = self._leaves(caller, target)
        if decision:
            return caller, target, decision
        place = self._destination(caller, target)
        if isinstance(place, Decision):
            return caller, target, place
        return self._arrive(caller, place)

    def _leaves(self, caller: Caller, target: str) -> Decision | None:
        """What is asked of the caller before anything is asked of the destination."""
        owner = caller.account.address if caller.account else ""
        for finding in (
            callers.emergency(caller, self._emergency_number(caller, target), self.world),
            callers.blocked(caller),
            callers.networks(caller),
        ):
            decision = self.note(finding, owner)
            if decision:
                return decision
        return None

    def _emergency_number(self, caller: Caller, target: str) -> str:
        """The digits that may be an emergency number: dialled alone or at the caller's domain."""
        user, _at, domain = plain(target).rpartition("@")
        return dialled(user or domain) if not user or domain == caller.domain else ""

    def _destination(self, caller: Caller, target: str) -> Account | Decision:
        """The account that is called, or how the call ends without one."""
        address = plain(target)
        user, _at, domain = address.rpartition("@")
        if not user:
            return self._bare(caller, target)
        found = self._look(address)
        if isinstance(found, Account | Decision):
            return found
        if found is Nobody.ELSEWHERE:
            return self._out(caller, address, domain)
        number = dialled(user)
        if not number:
            message = said("destination.nobody", address=address, domain=domain)
            return self._end(refused("destination", 404, message, "domain", domain))
        return self._short(caller, number, domain)

    def _bare(self, caller: Caller, target: str) -> Account | Decision:
        """What was dialled without a domain: a neighbour's name, else a telephone number."""
        number = dialled(target)
        name = number or plain(target)
        if caller.account and name:
            found = self._look(f"{name.removeprefix('+')}@{caller.account.domain}")
            if isinstance(found, Account | Decision):
                return found
        if not number:
            message = said("destination.invalid", dialled=target)
            return self._end(refused("destination", 404, message))
        return self._short(caller, number, caller.account.domain if caller.account else "")

    def _short(self, caller: Caller, number: str, domain: str) -> Account | Decision:
        """A number: one for help, a neighbour's with the quick-dial prefix, or a telephone's."""
        if number in self.world.emergency_numbers:
            return self._end(callers.emergency(caller, number, self.world))
        full = completed(number, caller.account)
        if full and domain:
            found = self._look(f"{full.removeprefix('+')}@{domain}")
            if isinstance(found, Account | Decision):
                return found
        return self._number(caller, normalised(number, caller.account, caller.peer), number)

    def _number(self, caller: Caller, made: Normalised, typed: str) -> Account | Decision:
        """A telephone number: ENUM, rights, then the telephone network."""
        owner = caller.account.address if caller.account else ""
        if not made.number:
            message = said("number.incomplete", dialled=typed)
            return self._end(refused("number", 484, message), owner)
        word, kind, who = HOW[made.how]
        key = {"account": owner, "peer": caller.peer.ip if caller.peer else ""}.get(who, "")
        spoken = said(word, dialled=typed, number=made.number)
        self.note(passed("number", spoken, kind, key), owner)
        if made.number in self.numbers:
            message = said("destination.circle", address=made.number)
            return self._end(refused("destination", 482, message))
        self.numbers.add(made.number)
        mapped = self._enum(caller, made.number)
        if mapped is not None:
            return mapped
        decision = self.note(rights.examine(caller, made.number), owner)
        if decision:
            return decision
        network = self.world.network(made.number)
        return self._end(gateways.leave(caller, made.number, network), owner)

    def _enum(self, caller: Caller, number: str) -> Account | Decision | None:
        """Where ENUM leads; None when it is the telephone network that knows."""
        if caller.peer and not caller.peer.looks_up_enum:
            message = said("enum.skipped", peer=caller.peer.ip)
            self.note(passed("enum", message, "peer", caller.peer.ip))
            return None
        answer = numbering.ask(number, self.world.numbering(number))
        self.trail.append(answer.step)
        if not answer.target:
            return None
        address = plain(answer.target).partition(";")[0]
        if "@" in address:
            found = self._look(address)
            if isinstance(found, Account | Decision):
                return found
            if found is Nobody.ELSEWHERE:
                domain = address.rpartition("@")[2]
                return self._leave_for(address, domain)
        other = dialled(address.partition("@")[0])
        if not other:
            message = said("destination.nobody", address=address, domain="")
            return self._end(refused("destination", 404, message))
        return self._number(caller, normalised(other, caller.account), other)

    def _look(self, address: str) -> Account | Decision | Nobody:
        """The account at an address, through aliases; Nobody only for the address itself."""
        met = [address]
        while True:
            place = self.world.place(met[-1])
            if isinstance(place, Account):
                message = said("destination.account", address=place.address)
                self.note(passed("destination", message, "account", place.address))
                return place
            if isinstance(place, AliasTo):
                onward = plain(place.target)
                message = said("destination.alias", address=met[-1], target=onward)
                self.note(passed("destination", message, "alias", met[-1]))
                if onward in met or len(met) > MAX_HOPS:
                    message = said("destination.circle", address=onward)
                    return self._end(refused("destination", 482, message, "alias", met[-1]))
                met.append(onward)
                continue
            if len(met) == 1:
                return place
            domain = met[-1].rpartition("@")[2]
            if place is Nobody.ELSEWHERE:
                # Whoever made the alias sends the call there, not whoever calls.
                return self._leave_for(met[-1], domain)
            message = said("destination.nobody", address=met[-1], domain=domain)
            return self._end(refused("destination", 404, message, "alias", met[-2]))

    def _out(self, caller: Caller, address: str, domain: str) -> Decision:
        """A call to a domain that is not served here."""
        self.note(passed("destination", said("destination.elsewhere", domain=domain)))
        is_transit = caller.peer is not None and caller.peer.is_transit
        if caller.kind is Kind.ACCOUNT or is_transit:
            return self._leave_for(address, domain)
        kind, key = ("peer", caller.peer.ip) if caller.peer else ("", "")
        return self._end(refused("out", 403, said("out.refused", domain=domain), kind, key))

    def _leave_for(self, address: str, domain: str) -> Decision:
        step = Step(name="out", message=said("out.leaves", address=address, domain=domain))
        return self._end(decided(step, Decision(Outcome.OUT, 100, (f"sip:{address}",))))

    def _arrive(self, caller: Caller, account: Account) -> tuple[Caller, str, Decision | None]:
        """The callee's side; a forward makes a new call of the callee."""
        call = Call(caller=caller.address, diverted_by=caller.diverted_by)
        verdict = evaluate(account.callee, call, moment=self.moment, phones=self.phones)
        if verdict.step.name in ("ring", "busy", "no-answer"):
            self.phones = Phones.RING
        is_forward = verdict.outcome is Outcome.FORWARD
        for step in verdict.trail:
            is_end = step.decided and not is_forward
            self.trail.append(replace(step, decided=is_end, account=account.address))
        if not is_forward:
            return caller, "", Decision(verdict.outcome, verdict.sip_code, verdict.target)
        target = verdict.target[0]
        message = said("forward.again", address=account.address, target=target)
        self.note(passed("forward", message, "account", account.address), account.address)
        onward = Caller(
            kind=Kind.ACCOUNT,
            address=plain(account.address),
            account=account,
            diverted_by=(*caller.diverted_by, account.address),
        )
        # A new call: the numbers met so far may be called again, the accounts may not.
        self.numbers = set()
        return onward, target, None

    def _end(self, finding: Finding, account: str = "") -> Decision:
        """Keep the last line; it has a decision."""
        decision = self.note(finding, account)
        if decision is None:
            raise TypeError("the last line must decide")
        return decision
