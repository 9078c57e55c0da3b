"""ENUM: whether a telephone number is one of ours, and which address it leads to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ngnpanel.calls.finding import said
from ngnpanel.calls.verdict import Step
from ngnpanel.calls.world import Leads, Number, Numbering, NumberRange

# Mappings that a call can follow; the others are for mail, pages and faxes.
SIP: Final = "sip"
CALLABLE: Final = frozenset({SIP, "tel", "voice"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What ENUM says: the target, empty when the call goes on to the telephone network."""

    step: Step
    target: str = ""


def ask(number: str, numbering: Numbering) -> Answer:
    """The address that a number with 00 in front leads to."""
    digits = number.removeprefix("00")
    covering = [each for each in numbering.ranges if covers(each, digits)]
    if not covering:
        return Answer(_step("enum.no-range", number))
    span = max(covering, key=lambda each: (len(each.prefix), each.root == "e164.arpa", each.root))
    found = next((each for each in numbering.numbers if _is_in(each, digits, span)), None)
    if found is None:
        return Answer(_step("enum.no-number", number, "range", span.key, range=span.prefix))
    ways = ordered(found.mappings)
    if not ways:
        return Answer(_step("enum.no-mapping", number, "number", found.key))
    target = ways[0].target
    rest = tuple(each.target for each in ways[1:])
    step = _step("enum.mapping", number, "number", found.key, target=target, others=rest)
    return Answer(step, target)


def covers(span: NumberRange, digits: str) -> bool:
    """Whether a number lies in a range: it begins like it and has as many digits as it allows."""
    if not digits.startswith(span.prefix) or len(digits) < span.shortest:
        return False
    return not span.longest or len(digits) <= span.longest


def ordered(mappings: tuple[Leads, ...]) -> tuple[Leads, ...]:
    """The mappings that a call can follow: SIP first, then by priority, then as they stand."""
    usable = [each for each in mappings if each.type in CALLABLE]
    return tuple(sorted(usable, key=lambda each: (each.type != SIP, each.priority)))


def _is_in(number: Number, digits: str, span: NumberRange) -> bool:
    return number.digits == digits and number.root == span.root


def _step(message: str, number: str, kind: str = "", key: str = "", **values: object) -> Step:
    spoken = said(message, number=number, **values)
    return Step(name="enum", message=spoken, kind=kind, key=key)
