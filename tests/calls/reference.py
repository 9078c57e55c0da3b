"""A second, naive model of the callee's side, written from the description and not from the code.

It returns (outcome, target, sip code) only. Rules are looked up in a table of all 10,080 minutes
of a week; the conditions are one long chain of questions.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from ngnpanel.calls.records import Call, Callee, Phones, WeeklyRule

WEEK = 7 * 24 * 60


@lru_cache(maxsize=64)
def minutes_of(rule: WeeklyRule) -> frozenset[int]:
    """Minutes since Monday 00:00 that a rule covers."""
    covered: frozenset[int] = frozenset()
    begin = int(rule.start[:2]) * 60 + int(rule.start[3:])
    end = int(rule.stop[:2]) * 60 + int(rule.stop[3:])
    if begin == end:
        return covered
    if end == 23 * 60 + 59:
        end = 1440
    if end < begin:
        end += 1440
    for day in range(7):
        if (rule.days >> day) % 2:
            covered |= {(day * 1440 + minute) % WEEK for minute in range(begin, end)}
    return covered


def like(pattern: str, text: str) -> bool:
    """The pattern with %, matched by hand."""
    if not pattern:
        return not text
    if pattern[0] == "%":
        return any(like(pattern[1:], text[place:]) for place in range(len(text) + 1))
    return bool(text) and pattern[0] == text[0] and like(pattern[1:], text[1:])


def is_accepted(callee: Callee, call: Call, moment: datetime) -> bool:
    mine = set(call.groups)
    for contact in callee.contacts:
        if contact.group and like(contact.pattern.lower(), call.caller.lower()):
            mine.add(contact.group)
    if callee.temporary is not None:
        end = callee.temporary.until
        if end is None or end > moment:
            named = [callee.temporary.groups]
            return allows(named, mine)
    local = moment.astimezone(callee.timezone)
    minute = local.weekday() * 1440 + local.hour * 60 + local.minute
    named = [rule.groups for rule in callee.weekly if minute in minutes_of(rule)]
    return not named or allows(named, mine)


def allows(named: list[frozenset[str]], mine: set[str]) -> bool:
    words: set[str] = set()
    for groups in named:
        words |= groups or {"everybody"}
    if "nobody" in words:
        return False
    return "everybody" in words or bool(words & mine)


def divert(callee: Callee, ending: str) -> tuple[str, str, int] | None:
    forward = callee.diversions.get("F" + ending, "")
    redirect = callee.diversions.get("R" + ending, "")
    mailbox = "<voice-mailbox>"
    if forward == mailbox and callee.mailbox:
        return ("voicemail", callee.mailbox, 181)
    if forward not in ("", mailbox):
        return ("forward", forward, 181)
    if redirect not in ("", mailbox):
        return ("redirect", redirect, 302)
    return None


def refusal(callee: Callee, call: Call) -> int:
    caller = call.caller.lower()
    nameless = caller == "anonymous@anonymous.invalid"
    reasons = {
        482: callee.address in call.diverted_by,
        483: len(call.diverted_by) > 5,
        403: "blocked" in callee.groups,
        433: nameless and "anonymous-reject" in callee.groups,
        603: any(like(pattern.lower(), caller) for pattern in callee.rejected),
    }
    return next((code for code, holds in reasons.items() if holds), 0)


def model(callee: Callee, call: Call, moment: datetime, phones: Phones) -> tuple[str, str, int]:
    code = refusal(callee, call)
    if code:
        return ("refuse", "", code)
    if not is_accepted(callee, call, moment):
        return divert(callee, "UNV") or ("refuse", "", 480)
    if sent_on := divert(callee, "UNC"):
        return sent_on
    if not callee.registrations:
        return divert(callee, "NOL") or ("refuse", "", 480)
    if phones == "ring":
        return ("ring", " ".join(phone.contact for phone in callee.registrations), 180)
    if phones == "busy":
        return divert(callee, "BUS") or ("refuse", "", 486)
    return divert(callee, "NOA") or ("refuse", "", 408 if phones == "unreachable" else 480)


def changes(
    callee: Callee, call: Call, start: datetime, minutes: int
) -> list[tuple[datetime, tuple[str, str, int]]]:
    """When the answer changes from a full minute on, found by asking at each minute."""
    found: list[tuple[datetime, tuple[str, str, int]]] = []
    for minute in range(minutes):
        moment = start + timedelta(minutes=minute)
        answer = model(callee, call, moment, Phones.RING)
        if not found or found[-1][1] != answer:
            found.append((moment, answer))
    return found
