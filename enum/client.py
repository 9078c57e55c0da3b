"""Typed client of the platform's Enum port."""

from __future__ import annotations

from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.soap.answers import Caller, page, stored
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain, to_record


class EnumClient:
    """ENUM ranges and numbers."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def ranges(self, query: Query) -> Page[Range]:
        """Ranges within the actor's scope."""
        return page(Range, self._call("getRanges", query.to_plain()), "ranges")

    def range(self, key: RangeId) -> Range:
        """One range; NotFound when it is missing or foreign.

        The platform has no operation for this; the roots of a prefix are few.
        """
        for found in self.ranges(Query(filter={"prefix": key.prefix, "tld": key.tld}, count=10)):
            if found.id == key:
                return found
        raise NotFound(f"ENUM range {key} not found", code=3000)

    def add_range(self, enum_range: Range) -> Range:
        """The stored range; Conflict when it exists or a credit is used up."""
        return stored(enum_range, self._call("addRange", to_plain(enum_range)))

    def update_range(self, enum_range: Range) -> Range:
        """Replace the whole record."""
        return stored(enum_range, self._call("updateRange", to_plain(enum_range)))

    def delete_range(self, key: RangeId) -> None:
        """Delete a range without numbers; else Conflict."""
        self._call("deleteRange", to_plain(key))

    def numbers(self, query: Query) -> Page[Number]:
        """Numbers within the actor's scope."""
        return page(Number, self._call("getNumbers", query.to_plain()), "numbers")

    def number(self, key: NumberId) -> Number:
        """One number with its mappings; NotFound when it is missing or foreign."""
        return to_record(Number, self._call("getNumber", to_plain(key)))

    def add_number(self, number: Number) -> Number:
        """The stored number; Conflict when it exists or a credit is used up."""
        return stored(number, self._call("addNumber", to_plain(number)))

    def update_number(self, number: Number) -> Number:
        """Replace the whole record with all of its mappings; those without id are new."""
        return stored(number, self._call("updateNumber", to_plain(number)))

    def delete_number(self, key: NumberId) -> None:
        """Delete a number with its mappings."""
        self._call("deleteNumber", to_plain(key))
