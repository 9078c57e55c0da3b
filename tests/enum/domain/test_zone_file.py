"""The NAPTR records of a number as text: dnspython reads back what was written."""

from __future__ import annotations

import re

import dns.rdatatype
import dns.zone
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.enum.domain.mappings import TYPES, Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.zone_file import zone_lines

NUMBERS = st.from_regex(r"[1-9][0-9]{0,14}", fullmatch=True)
# More than the rules let in: other platforms may have stored anything.
TARGETS = st.text(min_size=1, max_size=40)
MAPPINGS = st.builds(
    Mapping,
    type=st.sampled_from(sorted(TYPES)),
    mapto=TARGETS,
    priority=st.integers(0, 65535),
    ttl=st.integers(1, 2**31 - 1),
)


def replaced(regexp: str) -> str:
    """What the substitution of a NAPTR record makes of any number (RFC 3402)."""
    mark = regexp[0]
    found = re.fullmatch(
        rf"{re.escape(mark)}\^\.\*\${re.escape(mark)}((?:\\.|[^\\])*){re.escape(mark)}",
        regexp,
        re.DOTALL,
    )
    assert found
    plain = re.sub(r"\\.", "", found[1], flags=re.DOTALL)
    assert mark not in plain
    return re.sub(r"\\(.)", r"\1", found[1], flags=re.DOTALL)


@given(number=NUMBERS, mapping=MAPPINGS)
def test_a_record_is_read_back_as_it_was_meant(number: str, mapping: Mapping) -> None:
    (line,) = zone_lines(Number(id=NumberId(number=number), mappings=(mapping,)))
    zone = dns.zone.from_text(line, origin=".", relativize=False, check_origin=False)
    ((name, rows),) = zone.iterate_rdatasets(dns.rdatatype.NAPTR)
    assert str(name) == f"{'.'.join(reversed(number))}.e164.arpa."
    assert rows.ttl == mapping.ttl
    (record,) = rows
    assert (record.order, record.preference, record.flags) == (mapping.priority, 100, b"u")
    assert record.service.decode().startswith("E2U+")
    assert replaced(record.regexp.decode()) == mapping.mapto
    assert str(record.replacement) == "."


def test_the_lines_of_a_number() -> None:
    number = Number(
        id=NumberId(number="31208005161"),
        mappings=(
            Mapping(type="mailto", mapto="mailto:a!b@example.com", priority=10, ttl=60),
            Mapping(type="sip", mapto="sip:alice@example.com"),
        ),
    )
    owner = "1.6.1.5.0.0.8.0.2.1.3.e164.arpa."
    assert zone_lines(number) == (
        f'{owner} 3600 IN NAPTR 5 100 "u" "E2U+sip" "!^.*$!sip:alice@example.com!" .',
        f'{owner} 60 IN NAPTR 10 100 "u" "E2U+mailto" "|^.*$|mailto:a!b@example.com|" .',
    )


def test_a_type_that_nobody_knows_and_quotation_marks_are_written_all_the_same() -> None:
    number = Number(id=NumberId(number="31"), mappings=(Mapping(type="x:y", mapto='a"\\|!'),))
    assert zone_lines(number) == (
        r'1.3.e164.arpa. 3600 IN NAPTR 5 100 "u" "E2U+x:y" "|^.*$|a\"\\\\\\|!|" .',
    )
