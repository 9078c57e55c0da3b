"""A call of the story, what a client made of the answer, and how the two are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})
NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
DIGITS: Final = {True: ("1", 1), False: ("0", 0)}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One call; ``login`` is a customer's (username, password), else the administrator calls.

    ``expected`` names the members of the result that are compared, ``...`` is anything that is
    there; ``fault`` is the code that the call must be refused with.
    """

    port: str
    operation: str
    arguments: tuple[Any, ...]
    expected: Any = None
    fault: int = 0
    login: tuple[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.port}.{self.operation}"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What the client made of the answer: a plain value, or the fault that it read."""

    value: Any = None
    code: int = 0
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a client's language cannot tell apart; all else must be equal.

    ``one_number_type``: 12 and 12.0. ``number_texts``: a number may come as its digits.
    ``flag_digits``: true and false come as 1 and 0. ``empty_text_is_nil``: "" comes as nil.
    ``nil_is_empty_text``: the reverse.
    """

    one_number_type: bool = False
    number_texts: bool = False
    flag_digits: bool = False
    empty_text_is_nil: bool = False
    nil_is_empty_text: bool = False

    def same(self, expected: Any, found: Any) -> bool:
        """Whether ``found`` is how the client says ``expected``, a scalar or nil."""
        if expected is None:
            return found is None or (self.nil_is_empty_text and found == "")
        if expected == "" and self.empty_text_is_nil:
            return found is None
        if isinstance(expected, bool):
            if self.flag_digits and not isinstance(found, bool):
                return found in DIGITS[expected]
            return found is expected
        if isinstance(expected, int | float):
            return self._same_number(expected, found)
        return type(found) is type(expected) and bool(found == expected)

    def _same_number(self, expected: float, found: Any) -> bool:
        if self.number_texts and isinstance(found, str) and NUMBER.fullmatch(found):
            return float(found) == expected
        if isinstance(found, bool) or not isinstance(found, int | float):
            return False
        return found == expected and (self.one_number_type or type(found) is type(expected))


@dataclass
class Differences:
    """What was not as expected, one line each."""

    reading: Reading = field(default_factory=Reading)
    lines: list[str] = field(default_factory=list)

    def compare(self, step: Step, outcome: Outcome) -> None:
        """Notes where the outcome is not that of the step."""
        if step.fault != outcome.code:
            self.lines.append(f"{step}: fault {outcome.code} {outcome.text!r}, not {step.fault}")
        elif step.fault and not outcome.text:
            self.lines.append(f"{step}: fault {outcome.code} came without a text")
        elif not step.fault:
            self.compare_value(str(step), step.expected, outcome.value)

    def compare_value(self, place: str, expected: Any, found: Any) -> None:
        """Notes where a value at any depth is not the expected one."""
        if expected is ...:
            if found in EMPTY:
                self.lines.append(f"{place}: nothing")
        elif isinstance(expected, dict):
            if not isinstance(found, dict):
                self.lines.append(f"{place}: {found!r} is no struct")
                return
            for name, value in expected.items():
                self.compare_value(f"{place}.{name}", value, found.get(name))
        elif isinstance(expected, list):
            self._compare_items(place, expected, found)
        elif not self.reading.same(expected, found):
            self.lines.append(f"{place}: {found!r} instead of {expected!r}")

    def _compare_items(self, place: str, expected: list[Any], found: Any) -> None:
        if not isinstance(found, list) or len(found) != len(expected):
            self.lines.append(f"{place}: {found!r} is no list of {len(expected)}")
            return
        for number, (wanted, item) in enumerate(zip(expected, found, strict=True)):
            self.compare_value(f"{place}[{number}]", wanted, item)
