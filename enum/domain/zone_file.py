"""What a number publishes in the DNS, as lines of a zone file (RFC 6116, RFC 3403)."""

from __future__ import annotations

from ngnpanel.accounts.domain.zone_texts import quoted
from ngnpanel.enum.domain.mappings import Mapping, naptr
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.domain.ranges import zone_name


def zone_lines(number: Number) -> tuple[str, ...]:
    """One NAPTR record for each mapping, those that are tried first in front."""
    owner = f"{zone_name(number.id.number, number.id.tld)}."
    ordered = sorted(number.mappings, key=lambda mapping: mapping.priority)
    return tuple(f"{owner} {_record(mapping)}" for mapping in ordered)


def _record(mapping: Mapping) -> str:
    record = naptr(mapping)
    strings = (record.flags, record.service, record.regexp)
    words = " ".join(quoted(text.encode()) for text in strings)
    order = f"{record.order} {record.preference}"
    return f"{record.ttl} IN NAPTR {order} {words} {record.replacement}"
