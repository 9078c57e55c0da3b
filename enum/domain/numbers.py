"""ENUM numbers: telephone numbers and what they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.ranges import DEFAULT_TLD


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class NumberId:
    """The key of a number: international digits without plus, and the ENUM root."""

    number: str
    tld: str = DEFAULT_TLD

    def __str__(self) -> str:
        return f"{self.number}.{self.tld}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A telephone number with one to five mappings; its range gives it customer and reseller.

    ``owner`` is a customer's id, 0 for none. A number that is written without mappings goes.
    """

    id: NumberId
    mappings: tuple[Mapping, ...] = ()
    info: str = ""
    owner: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None
