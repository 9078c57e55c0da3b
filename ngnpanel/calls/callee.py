"""The callee's side of a call: the steps in their order and what each of them decides.

Where the rules of the platform are silent: of several weekly rules that apply at once, one that
says nobody wins, and otherwise everybody whom any of them names is accepted. A mailbox as target
of a redirect counts as not set, because nothing outside the platform can reach it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ngnpanel.calls.finding import (
    Decision,
    Finding,
    added,
    decided,
    passed,
    refused,
    verdict_of,
)
from ngnpanel.calls.patterns import first_match, groups_of, plain
from ngnpanel.calls.records import (
    ANONYMOUS,
    EVERYBODY,
    MAX_HOPS,
    NOBODY,
    VOICE_MAILBOX,
    Call,
    Callee,
    Phones,
    WeeklyRule,
)
from ngnpanel.calls.schedule import covers
from ngnpanel.calls.verdict import Message, Outcome, Step, Verdict

# A rule without groups means everybody, as on the screens of the platform.
ALL: Final = frozenset({EVERYBODY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything a step may look at."""

    callee: Callee
    call: Call
    moment: datetime
    phones: Phones

    @property
    def local(self) -> datetime:
        """The moment on the callee's own clock."""
        return self.moment.astimezone(self.callee.timezone)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What the accept rules say about a caller."""

    is_accepted: bool
    step: Step


def evaluate(
    callee: Callee, call: Call, *, moment: datetime, phones: Phones = Phones.RING
) -> Verdict:
    """What happens to ``call`` at ``moment`` (an aware datetime) when the phones do ``phones``."""
    if moment.tzinfo is None:
        raise ValueError("moment must know its time zone")
    scene = Scene(callee=callee, call=call, moment=moment, phones=phones)
    trail: list[Step] = []
    for look in STEPS:
        finding = look(scene)
        trail += finding.steps
        if finding.decision:
            break
    return verdict_of(tuple(trail), finding.decision or Decision(Outcome.REFUSE, 480))


def hops(scene: Scene) -> Finding:
    """A call that was forwarded in a circle or too often ends here."""
    before = tuple(plain(address) for address in scene.call.diverted_by)
    if plain(scene.callee.address) in before:
        return refused("hops", 482, Message("hops.loop"))
    if len(before) > MAX_HOPS:
        return refused("hops", 483, Message("hops.too-many", {"hops": MAX_HOPS}))
    return passed("hops", Message("hops.passed"))


def blocked(scene: Scene) -> Finding:
    """An administratively blocked account takes no calls."""
    if "blocked" in scene.callee.groups:
        return refused("blocked", 403, Message("blocked.refused"), "group", "blocked")
    return passed("blocked", Message("blocked.passed"))


def anonymous(scene: Scene) -> Finding:
    """Callers without a name, where the account refuses them."""
    if plain(scene.call.caller) != ANONYMOUS:
        return passed("anonymous", Message("anonymous.passed"))
    if "anonymous-reject" not in scene.callee.groups:
        return passed("anonymous", Message("anonymous.allowed"))
    return refused("anonymous", 433, Message("anonymous.refused"), "group", "anonymous-reject")


def rejected(scene: Scene) -> Finding:
    """Callers on the account's own list of people to refuse."""
    pattern = first_match(scene.callee.rejected, scene.call.caller)
    if pattern is None:
        return passed("rejected", Message("rejected.passed"))
    message = Message("rejected.refused", {"pattern": pattern})
    return refused("rejected", 603, message, "reject-member", pattern)


def accept(scene: Scene) -> Finding:
    """Who may call now; a caller who may not is dealt with by the next step."""
    return Finding((acceptance(scene).step,))


def unavailable(scene: Scene) -> Finding:
    """Where callers go whom the accept rules keep away."""
    if acceptance(scene).is_accepted:
        return Finding(())
    return _divert(scene, "unavailable", "UNV") or added(
        _divert_notes(scene, "unavailable", "UNV"),
        refused("unavailable", 480, Message("unavailable.refused")),
    )


def unconditional(scene: Scene) -> Finding:
    """Calls that are sent on whatever happens."""
    return _divert(scene, "unconditional", "UNC") or added(
        _divert_notes(scene, "unconditional", "UNC"),
        passed("unconditional", Message("unconditional.passed")),
    )


def not_online(scene: Scene) -> Finding:
    """Whether any phone can be reached."""
    if scene.callee.registrations:
        message = Message("not-online.passed", {"phones": len(scene.callee.registrations)})
        return passed("not-online", message)
    return _divert(scene, "not-online", "NOL") or added(
        _divert_notes(scene, "not-online", "NOL"),
        refused("not-online", 480, Message("not-online.refused")),
    )


def ring(scene: Scene) -> Finding:
    """All phones ring at once for the account's timeout."""
    phones = scene.callee.registrations
    seconds = {"names": tuple(phone.name for phone in phones), "seconds": scene.callee.timeout}
    if scene.phones is not Phones.RING:
        return passed("ring", Message("ring.failed", {"phones": scene.phones.value, **seconds}))
    targets = tuple(phone.contact for phone in phones)
    return decided(
        Step(name="ring", message=Message("ring.ringing", seconds), kind="device"),
        Decision(Outcome.RING, 180, targets),
    )


def busy(scene: Scene) -> Finding:
    """Phones that say that they are busy."""
    if scene.phones is not Phones.BUSY:
        return passed("busy", Message("busy.passed"))
    return _divert(scene, "busy", "BUS") or added(
        _divert_notes(scene, "busy", "BUS"), refused("busy", 486, Message("busy.refused"))
    )


def no_answer(scene: Scene) -> Finding:
    """Phones that nobody answers in time, or that do not even say that they ring."""
    is_gone = scene.phones is Phones.UNREACHABLE
    code, key = (408, "no-answer.unreachable") if is_gone else (480, "no-answer.refused")
    refusal = refused("no-answer", code, Message(key, {"seconds": scene.callee.timeout}))
    return _divert(scene, "no-answer", "NOA") or added(
        _divert_notes(scene, "no-answer", "NOA"), refusal
    )


Look = Callable[[Scene], Finding]
# The order in which a call meets the rules; the last step always decides.
STEPS: Final[tuple[Look, ...]] = (
    hops,
    blocked,
    anonymous,
    rejected,
    accept,
    unavailable,
    unconditional,
    not_online,
    ring,
    busy,
    no_answer,
)


def acceptance(scene: Scene) -> Acceptance:
    """Whether the accept rules let the caller in, and the rule that says so."""
    temporary = scene.callee.temporary
    if temporary and (temporary.until is None or scene.moment < temporary.until):
        temporary_values = {"until": temporary.until, "groups": tuple(sorted(temporary.groups))}
        return _judge(scene, temporary.groups or ALL, "temporary", temporary_values)
    if not scene.callee.weekly:
        step = Step(name="accept", message=Message("accept.no-rules"))
        return Acceptance(is_accepted=True, step=step)
    active = [
        (place, rule)
        for place, rule in enumerate(scene.callee.weekly)
        if covers(rule, scene.moment, scene.callee.timezone)
    ]
    if not active:
        message = Message("accept.no-rule-now", {"local": scene.local})
        return Acceptance(is_accepted=True, step=Step(name="accept", message=message))
    place, rule, groups = _strictest(active)
    values = {
        "local": scene.local,
        "groups": tuple(sorted(groups)),
        "start": rule.start,
        "stop": rule.stop,
        "days": rule.days,
    }
    return _judge(scene, groups, "weekly", values, str(place))


def _strictest(active: list[tuple[int, WeeklyRule]]) -> tuple[int, WeeklyRule, frozenset[str]]:
    """The rule to name and the groups that all rules of the moment come to."""
    for place, rule in active:
        if NOBODY in rule.groups:
            return place, rule, frozenset({NOBODY})
    place, first = active[0]
    return place, first, frozenset().union(*(rule.groups or ALL for _place, rule in active))


def _judge(
    scene: Scene, groups: frozenset[str], word: str, values: Mapping[str, object], key: str = ""
) -> Acceptance:
    """The acceptance by a rule that is in force and names ``groups``."""
    callers = scene.call.groups | groups_of(scene.call.caller, scene.callee.contacts)
    if NOBODY in groups:
        is_accepted, ending = False, f"accept.{word}-nobody"
    elif EVERYBODY in groups or groups & callers:
        is_accepted, ending = True, f"accept.{word}"
    else:
        is_accepted, ending = False, f"accept.{word}-others"
    step = Step(name="accept", message=Message(ending, values), kind=f"{word}-rule", key=key)
    return Acceptance(is_accepted=is_accepted, step=step)


def _divert(scene: Scene, name: str, condition: str) -> Finding | None:
    """The diversion of a condition: forward before redirect; None when neither is set."""
    forward = scene.callee.diversions.get(f"F{condition}", "")
    redirect = scene.callee.diversions.get(f"R{condition}", "")
    values = {"condition": condition, "seconds": scene.callee.timeout}
    notes = _divert_notes(scene, name, condition)
    if is_mailbox(forward) and scene.callee.mailbox:
        message = Message("divert.voicemail", {"mailbox": scene.callee.mailbox, **values})
        decision = Decision(Outcome.VOICEMAIL, 181, (scene.callee.mailbox,))
        step = Step(name=name, message=message, kind="diversion", key=f"F{condition}")
    elif forward and not is_mailbox(forward):
        message = Message("divert.forward", {"target": forward, **values})
        decision = Decision(Outcome.FORWARD, 181, (forward,))
        step = Step(name=name, message=message, kind="diversion", key=f"F{condition}")
    elif redirect and not is_mailbox(redirect):
        message = Message("divert.redirect", {"target": redirect, **values})
        decision = Decision(Outcome.REDIRECT, 302, (redirect,))
        step = Step(name=name, message=message, kind="diversion", key=f"R{condition}")
    else:
        return None
    return added(notes, decided(step, decision))


def _divert_notes(scene: Scene, name: str, condition: str) -> tuple[Step, ...]:
    """A line for the trail when a condition names a mailbox that does not exist."""
    target = scene.callee.diversions.get(f"F{condition}", "")
    if not is_mailbox(target) or scene.callee.mailbox:
        return ()
    message = Message("divert.no-mailbox", {"condition": condition})
    return (Step(name=name, message=message, kind="diversion", key=f"F{condition}"),)


def is_mailbox(target: str) -> bool:
    """Whether a target means the mailbox of the account itself."""
    return target.strip() in (VOICE_MAILBOX, "voice-mailbox")
