"""A file of contacts, whatever it is: which signs its bytes stand for, and vCards or a table."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import contacts_csv, vcards
from ngnpanel.accounts.subscriber.address_book import MOST_ENTRIES, Entry

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Letters of Central Europe in the places where Western Europe has signs that no name has there.
CENTRAL: Final = re.compile(rb"[\xfe\xde]|[\xba\xaa\xb3][a-z]|\xe3[b-df-np-rt-z]")
BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")
VCARDS: Final = re.compile(r"^[ \t]*BEGIN:VCARD[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def decoded(data: bytes) -> str:
    """The text of a file; raises RuleError for what is no text."""
    if data.startswith(SPREADSHEETS):
        raise RuleError("This is a spreadsheet. Save it as CSV first, and choose that file.")
    text = _guessed(data)
    if len(BINARY.findall(text)) * 20 > len(text):
        raise RuleError("This is no file of contacts. Choose a vCard file or a CSV file.")
    return text


def read(text: str) -> tuple[Entry, ...]:
    """The entries of a text; raises RuleError when there are none, or too many."""
    text = text.lstrip("\ufeff")  # the mark of a file may come along when its text is pasted
    reader = vcards.read if VCARDS.search(text) else contacts_csv.read
    entries = _at_most(reader(text))
    if not entries:
        raise RuleError("There is nothing in it.")
    return entries


def _at_most(found: Iterator[Entry]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for entry in found:
        if len(entries) == MOST_ENTRIES:
            raise RuleError(
                "These are more than %(most)s contacts. Import them in parts.", most=MOST_ENTRIES
            )
        entries.append(entry)
    return tuple(entries)


def _guessed(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    # Half of the bytes of plain text in UTF-16 are zero.
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if max(even, odd) * 5 > min(len(data), 4000):
        return data.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
    text = data.decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if lost * 2 <= sum(sign > "\x7f" for sign in text):
        return text
    if not CENTRAL.search(data):
        return data.decode("cp1252", "replace")
    return data.decode("cp1250" if re.search(rb"[\x80-\x9f]", data) else "iso8859-2", "replace")
