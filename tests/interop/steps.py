"""A call of the story, what a client made of the answer, and how the two are compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

# Clients read a null in one of these ways.
EMPTY: Final[tuple[Any, ...]] = (None, "", [], {})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One call; ``login`` is a customer's (username, password), else the administrator calls.

    ``expected`` names the members of the result that are compared, ``fault`` is the code that the
    call must be refused with.
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


@dataclass
class Differences:
    """What was not as expected, one line each."""

    lines: list[str] = field(default_factory=list)

    def compare(self, step: Step, outcome: Outcome) -> None:
        if step.fault != outcome.code:
            self.lines.append(f"{step}: fault {outcome.code} {outcome.text!r}, not {step.fault}")
        elif step.fault and not outcome.text:
            self.lines.append(f"{step}: fault {outcome.code} came without a text")
        elif not step.fault:
            self._compare(str(step), step.expected, outcome.value)

    def _compare(self, place: str, expected: Any, found: Any) -> None:
        if isinstance(expected, dict):
            members = found if isinstance(found, dict) else {}
            for name, value in expected.items():
                self._compare(f"{place}.{name}", value, members.get(name))
        elif isinstance(expected, list):
            self._compare_items(place, expected, found if isinstance(found, list) else [])
        elif expected is ...:
            if found in EMPTY:
                self.lines.append(f"{place}: nothing")
        elif expected in EMPTY:
            if found not in EMPTY:
                self.lines.append(f"{place}: {found!r} instead of nothing")
        elif type(found) is not type(expected) or found != expected:
            self.lines.append(f"{place}: {found!r} instead of {expected!r}")

    def _compare_items(self, place: str, expected: list[Any], found: list[Any]) -> None:
        if len(found) != len(expected):
            self.lines.append(f"{place}: {found!r} has not {len(expected)} items")
        for number, (wanted, item) in enumerate(zip(expected, found, strict=False)):
            self._compare(f"{place}[{number}]", wanted, item)
