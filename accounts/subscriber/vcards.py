"""Contacts as vCards: version 4 (RFC 6350) is written, versions 3 and 4 are read.

The reader is our own: it needs four properties out of dozens, and must say for each card what it
could not use, where libraries for vCards give up on the whole file at the first odd line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber.addresses import NUMBER_PATTERN

# Octets of a line without its end (RFC 6350, section 3.2).
LINE: Final = 75
PROPERTY: Final = re.compile(
    r'(?:[A-Za-z0-9\-]+\.)?([A-Za-z0-9\-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)', re.DOTALL
)
# Which property tells the address; telephone numbers come first, as callers have them.
ADDRESSES: Final = ("TEL", "IMPP", "X-SIP")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of somebody's address book as it was written, not yet checked; ``line`` from 1."""

    line: int
    address: str
    name: str = ""
    group: str = ""


def write(contacts: Iterable[Contact]) -> str:
    """All contacts, a card for each."""
    return "".join(_folded(line) + "\r\n" for contact in contacts for line in _lines(contact))


def read(text: str) -> Iterator[Entry]:
    """An entry for each address of each card; raises RuleError for what is no file of vCards."""
    card: list[tuple[str, str]] | None = None
    begun = 0
    for number, line in _unfolded(text):
        found = PROPERTY.fullmatch(line)
        if found is None:
            continue
        name, parameters, value = found[1].upper(), found[2].upper(), found[3]
        if name == "BEGIN" and value.strip().upper() == "VCARD":
            card, begun = [], number
        elif "QUOTED-PRINTABLE" in parameters or (
            name == "VERSION" and value.strip() not in ("3.0", "4.0")
        ):
            raise RuleError("Save the contacts as vCard 3.0 or 4.0; this file is older.")
        elif name == "END" and card is not None:
            yield from _entries(card, begun)
            card = None
        elif card is not None:
            card.append((name, value))
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


def _entries(card: list[tuple[str, str]], line: int) -> Iterator[Entry]:
    first: dict[str, str] = {}
    for name, value in card:
        first.setdefault(name, value)
    name = _plain(first.get("FN", ""))
    group = _plain(re.split(r"(?<!\\),", first.get("CATEGORIES", ""), maxsplit=1)[0])
    found = [
        _address(value)
        for wanted in ADDRESSES
        for key, value in card
        if key == wanted and not (key == "IMPP" and not re.match(r"(?i)sips?:", value))
    ]
    # A card without an address is told about, not passed over.
    for address in dict.fromkeys(found or [""]):
        yield Entry(line=line, address=address, name=name, group=group)


def _address(value: str) -> str:
    text = _plain(value).strip()
    if re.match(r"(?i)sips?:", text):
        return unquote(text.partition(":")[2])
    if text.lower().startswith("tel:"):
        return text[4:].partition(";")[0]
    return text


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that go on put together; the number is that of the first."""
    whole, begun = "", 0
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.removeprefix("\ufeff")), 1):
        if line[:1] in (" ", "\t") and begun:
            whole += line[1:]
            continue
        if begun:
            yield begun, whole
        whole, begun = line, number
    yield begun, whole


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
