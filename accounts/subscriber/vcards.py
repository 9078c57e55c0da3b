"""Contacts as vCards: version 4 (RFC 6350) is written, versions 2.1, 3 and 4 are read.

The reader is our own: it needs a few properties out of dozens, and must say for each card what it
could not use, where libraries for vCards give up on the whole file at the first odd line.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote, unquote

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber.address_book import Entry, label_in
from ngnpanel.accounts.subscriber.addresses import NUMBER_PATTERN

# Octets of a line without its end (RFC 6350, section 3.2).
LINE: Final = 75
PROPERTY: Final = re.compile(
    r'(?:([A-Za-z0-9\-]+)\.)?([A-Za-z0-9\-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL
)
# Which property tells the address; telephone numbers come first, as callers have them.
ADDRESSES: Final = ("TEL", "IMPP", "X-SIP")
# A line of version 2.1 whose text goes on in the next one.
SOFT_END: Final = re.compile(r"[^:]*QUOTED-PRINTABLE[^:]*:.*=", re.IGNORECASE | re.DOTALL)
CHARSET: Final = re.compile(r"CHARSET=\"?([A-Z0-9._\-]+)")
# A property of a card: its name, its parameters and the group of properties that it belongs to.
Property = tuple[str, str, str, str]


def write(contacts: Iterable[Contact]) -> str:
    """All contacts, a card for each."""
    return "".join(_folded(line) + "\r\n" for contact in contacts for line in _lines(contact))


def read(text: str) -> Iterator[Entry]:
    """An entry for each address of each card; raises RuleError for what is no file of vCards."""
    card: list[Property] | None = None
    begun = 0
    for number, line in _unfolded(text):
        found = PROPERTY.fullmatch(line)
        if found is None:
            continue
        name, parameters = found[2].upper(), found[3].upper()
        value = _unquoted(found[4], parameters)
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card, begun = [], number
        elif name == "END" and card is not None:
            yield from _entries(card, begun)
            card = None
        elif card is not None:
            card.append((name, parameters, value, (found[1] or "").upper()))
    if begun == 0 or card is not None:
        raise RuleError("This is no whole file of vCards.")


def _lines(contact: Contact) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"FN:{_escaped(contact.name)}"
    number = NUMBER_PATTERN.fullmatch(contact.uri)
    # A number is written as one only if it reads back as the same key.
    if number and contact.uri == f"%{number[1]}@%":
        yield f"TEL;VALUE=uri:tel:+{number[1]}"
    else:
        yield f"IMPP:sip:{quote(contact.uri, safe='@')}"
    if contact.group:
        yield f"CATEGORIES:{_escaped(contact.group)}"
    yield "END:VCARD"


def _entries(card: list[Property], line: int) -> Iterator[Entry]:
    first: dict[str, str] = {}
    for name, _parameters, value, _group in card:
        if value.strip():
            first.setdefault(name, value)
    called = {group: value for name, _parameters, value, group in card if name == "X-ABLABEL"}
    found: dict[str, str] = {}
    for wanted in ADDRESSES:
        for name, parameters, value, group in card:
            is_other = name == "IMPP" and not re.match(r"(?i)sips?:", value.strip())
            address = _address(value)
            if name == wanted and address and not is_other:
                found.setdefault(address, label_in(called.get(group, "") + parameters))
    groups = re.split(r"(?<!\\),", first.get("CATEGORIES", ""))
    # A card without an address is told about, not passed over.
    for address, label in (found or {"": ""}).items():
        yield Entry(
            line=line,
            address=address,
            name=_name(first),
            groups=tuple(_plain(group) for group in groups if group),
            label=label if len(found) > 1 else "",
        )


def _name(first: dict[str, str]) -> str:
    """What the card calls its person, or else the firm."""
    if "FN" in first:
        return _plain(first["FN"])
    last, given, middle = (
        [_plain(part) for part in re.split(r"(?<!\\);", first.get("N", ""))] + [""] * 3
    )[:3]
    whole = " ".join(part.strip() for part in (given, middle, last) if part.strip())
    return whole or _plain(re.split(r"(?<!\\);", first.get("ORG", ""))[0])


def _address(value: str) -> str:
    text = _plain(value).strip()
    if re.match(r"(?i)sips?:", text):
        return unquote(text.partition(":")[2])
    if text.lower().startswith("tel:"):
        return text[4:].partition(";")[0]
    return text


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on put together; the number is that of the first."""
    parts: list[str] = []
    begun, is_soft = 0, False
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), 1):
        if begun and is_soft:
            parts.append("\n" + line)
        elif begun and line[:1] in (" ", "\t"):
            parts.append(line[1:])
        else:
            if begun:
                yield begun, "".join(parts)
            parts, begun = [line], number
        is_soft = line.endswith("=") and (is_soft or bool(SOFT_END.fullmatch(line)))
    yield begun, "".join(parts)


def _unquoted(value: str, parameters: str) -> str:
    """A value of version 2.1 whose signs were written as their bytes."""
    if "QUOTED-PRINTABLE" not in parameters:
        return value
    found = CHARSET.search(parameters)
    octets = quopri.decodestring(value.encode())
    try:
        return octets.decode(found[1] if found else "utf-8", "replace")
    except LookupError:
        return octets.decode("utf-8", "replace")


def _folded(line: str) -> str:
    parts, part, octets = [], "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > LINE:
            parts.append(part)
            part, octets = " ", 1
        part += sign
        octets += size
    return "\r\n".join([*parts, part])


def _escaped(text: str) -> str:
    text = re.sub(r"([\\,;])", r"\\\1", text)
    return re.sub(r"\r\n|\n|\r", r"\\n", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], text)
