"""Reads a master file (RFC 1035) into records; a line that is refused stops no other line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

import dns.exception
import dns.name
import dns.rdata
import dns.rdataclass
import dns.ttl

from ngnpanel.accounts.domain.rules import RuleError, Saying
from ngnpanel.dns.domain import names, records, templates, texts, values, zones
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.services.entries import Entry, entries

MAX_BYTES: Final = 1_000_000
MAX_RECORDS: Final = 5000
MAX_LINES: Final = 20_000
TTL: Final = re.compile(r"[0-9][0-9wdhms]*", re.IGNORECASE)
CLASS: Final = re.compile(r"IN|CH|HS|CS|ANY|CLASS[0-9]+", re.IGNORECASE)
SHAPES: Final = {
    "A": "192.0.2.1",
    "AAAA": "2001:db8::1",
    "CNAME": "www.example.com.",
    "LOC": "52 22 23 N 4 53 32 E -2m",
    "MX": "10 mail.example.com.",
    "NAPTR": '100 10 "s" "SIP+D2U" "" _sip._udp.example.com.',
    "NS": "ns1.example.com.",
    "PTR": "www.example.com.",
    "SOA": "ns1 hostmaster 2026010101 14400 3600 1209600 3600",
    "SRV": "0 10 5060 sip.example.com.",
    "TXT": '"some text"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A record and the line that it came from."""

    number: int
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A line that cannot be taken over, and why."""

    number: int
    text: str
    reason: Saying


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneFile:
    """What a file says: the zone by its SOA and NS lines, its records, and what is refused.

    ``soa`` and ``nameservers`` say whether there were such lines; without them the zone's own
    attributes are as good as unknown.
    """

    zone: Zone
    has_soa: bool = False
    lines: tuple[Line, ...] = ()
    servers: tuple[Line, ...] = ()
    refused: tuple[Refused, ...] = ()


def decoded(data: bytes) -> str:
    """An uploaded file as text; a byte that is no UTF-8 becomes its escape."""
    text = data.decode("utf-8-sig", "surrogateescape")
    return re.sub(r"[\udc80-\udcff]", lambda byte: f"\\{ord(byte[0]) - 0xDC00:03}", text)


def name_in(text: str) -> str:
    """The zone that a file is about: the owner of its SOA, else its first $ORIGIN, else empty."""
    origin = ""
    for entry in entries(text[:MAX_BYTES]):
        words = [word.upper() for word in entry.words]
        if words[:1] == ["$ORIGIN"] and len(words) == 2:
            origin = origin or entry.words[1]
        elif "SOA" in words[1:4] and entry.has_owner:
            owner = entry.words[0]
            return (origin if owner == names.APEX else owner).lower().rstrip(".")
    return origin.lower().rstrip(".")


def read(text: str, zone: str) -> ZoneFile:
    """The file as it stands for ``zone``; raises RuleError when it is too large as a whole."""
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RuleError("A zone file has at most 1 MB. Take a part of it at a time.", "text")
    if text.count("\n") > MAX_LINES:
        raise RuleError("A zone file has at most %(most)s lines.", "text", most=MAX_LINES)
    reader = _Reader(zone=zone)
    for entry in entries(text):
        reader.take(entry)
        if len(reader.lines) > MAX_RECORDS:
            raise RuleError("A zone file has at most %(most)s records.", "text", most=MAX_RECORDS)
    return reader.file()


@dataclass(slots=True)
class _Reader:
    """What is known so far: origin, TTL and owner are those of the lines before."""

    zone: str
    origin: dns.name.Name | None = None
    owner: str = ""
    default_ttl: int | None = None
    last_ttl: int | None = None
    soa: Zone | None = None
    lines: list[Line] = field(default_factory=list)
    servers: list[Line] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    seen: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.origin = dns.name.from_text(f"{self.zone}.")

    def take(self, entry: Entry) -> None:
        """Add what an entry says; a refusal with its reason if it says nothing of use."""
        try:
            if entry.fault:
                raise RuleError.of(entry.fault)
            if entry.words[0].startswith("$") and entry.has_owner:
                self.directive(entry.words)
            else:
                self.record(entry)
        except RuleError as error:
            self.refused.append(
                Refused(number=entry.number, text=entry.text[:200], reason=error.saying)
            )

    def file(self) -> ZoneFile:
        """All that was said."""
        zone = self.soa or Zone(name=self.zone)
        if len(self.servers) > zones.MAX_NAMESERVERS:
            raise RuleError(
                "A zone has at most %(most)s name servers.", "text", most=zones.MAX_NAMESERVERS
            )
        hosts = tuple(names.absolute(row.record.value, self.zone) for row in self.servers)
        return ZoneFile(
            zone=replace(zone, nameservers=hosts),
            has_soa=self.soa is not None,
            lines=tuple(self.lines),
            servers=tuple(self.servers),
            refused=tuple(self.refused),
        )

    def directive(self, words: tuple[str, ...]) -> None:
        """$ORIGIN and $TTL; others are refused."""
        what, rest = words[0].upper(), words[1:]
        if what not in ("$ORIGIN", "$TTL"):
            raise RuleError("%(word)s is not read: write its lines out.", word=words[0][:20])
        if what == "$TTL":
            self.default_ttl = _seconds(rest[0] if rest else "")
            return
        before, self.origin, self.owner = self.origin, None, ""
        if not rest:
            raise RuleError("Write the name behind $ORIGIN.")
        # Without it, names that follow would be put under a wrong one.
        self.origin = self.name(rest[0], before)

    def record(self, entry: Entry) -> None:
        """One record: owner, TTL and class in any order, type and data."""
        words = list(entry.words)
        if entry.has_owner:
            self.owner = ""
            self.owner = self.name(words.pop(0)).to_text(omit_final_dot=True).lower()
        if not self.owner:
            raise RuleError("There is no name that this line could belong to.")
        ttl = self.ttl_before(words)
        if not words:
            raise RuleError("There is no type in this line.")
        kind = words.pop(0).upper()
        if kind != "SOA" and kind not in records.TYPES:
            raise RuleError("The platform does not know records of type %(type)s.", type=kind[:20])
        if not names.is_in(self.owner, self.zone):
            raise RuleError(
                "%(name)s lies outside of the zone %(zone)s.", name=self.owner, zone=self.zone
            )
        data = self.data(kind, words)
        if kind == "SOA":
            self.take_soa(data, ttl)
        else:
            self.keep(entry.number, kind, ttl, self.value(kind, data, words))

    def ttl_before(self, words: list[str]) -> int | None:
        """Take TTL and class off the words, whichever comes first; the TTL if there is one."""
        ttl: int | None = None
        # One of each; more would be taken off a very long line one by one.
        for _place in range(2):
            if not words or not (TTL.fullmatch(words[0]) or CLASS.fullmatch(words[0])):
                break
            word = words.pop(0)
            if TTL.fullmatch(word):
                ttl = self.last_ttl = _seconds(word)
            elif word.upper() != "IN":
                raise RuleError("Only class IN is served, not %(word)s.", word=word.upper())
        return ttl

    def data(self, kind: str, words: list[str]) -> Any:
        """The data as dnspython reads it."""
        text = " ".join(words)
        if kind != "TXT" and not text.isascii():
            names.ascii_name(text, "value")
        if self.origin is None:
            raise RuleError("The $ORIGIN before this line was refused.")
        try:
            return dns.rdata.from_text(
                dns.rdataclass.IN, kind, text, origin=self.origin, relativize=False
            )
        except (dns.exception.DNSException, ValueError):
            example = SHAPES[kind]
            raise RuleError(
                "The data of %(type)s cannot be read. An example: %(example)s",
                type=kind,
                example=example,
            ) from None

    def value(self, kind: str, data: Any, words: list[str]) -> tuple[str, int | None]:
        """Value and priority as the platform keeps them."""
        match kind:
            case "A" | "AAAA":
                return data.address, None
            case "CNAME" | "NS" | "PTR":
                return self.host(data.target), None
            case "MX":
                return self.host(data.exchange), data.preference
            case "SRV":
                return f"{data.weight} {data.port} {self.host(data.target)}", data.priority
            case "NAPTR":
                # The strings stay as they were written.
                strings = " ".join(
                    f'"{inner}"' for _quoted, inner in texts.tokens(" ".join(words))[2:5]
                )
                target = self.host(data.replacement)
                return f"{data.order} {data.preference} {strings} {target}", data.preference
            case "TXT":
                return text_value(data.strings), None
            case _:
                return " ".join(words), None

    def keep(self, number: int, kind: str, ttl: int | None, data: tuple[str, int | None]) -> None:
        """A record, checked as the platform will; NS at the top is a name server of the zone."""
        if ttl is None:
            ttl = self.default_ttl if self.default_ttl is not None else self.last_ttl
        if ttl is None:
            ttl = self.soa.minimum if self.soa else 0
        value, priority = data
        wanted = Record(
            zone=self.zone, name=self.owner, type=kind, ttl=ttl, value=value, priority=priority
        )
        record = records.checked(wanted, self.zone, 0)
        identity = templates.identity(record)
        if identity in self.seen:
            raise RuleError("Line %(number)s has the same record.", number=self.seen[identity])
        self.seen[identity] = number
        is_server = kind == "NS" and self.owner == self.zone
        kept = self.servers if is_server else self.lines
        kept.append(Line(number=number, record=record))

    def take_soa(self, data: Any, ttl: int | None) -> None:
        """The attributes of the zone; raises RuleError."""
        if self.soa is not None:
            raise RuleError("There is a SOA before this one already.")
        if self.owner != self.zone:
            raise RuleError("The SOA belongs to the top of the zone, %(zone)s.", zone=self.zone)
        if ttl is None:
            ttl = data.minimum if self.default_ttl is None else self.default_ttl
        labels = data.rname.labels
        local, host = labels[0].decode("ascii", "replace"), b".".join(labels[1:-1]).decode("ascii")
        email = f"{local}@{host.lower()}"
        zone = Zone(
            name=self.zone,
            ttl=ttl,
            # Without mailbox a zone says the same.
            email="" if email == f"hostmaster@{self.zone}" else email,
            serial=data.serial,
            refresh=data.refresh,
            retry=data.retry,
            expire=data.expire,
            minimum=data.minimum,
        )
        self.soa = zones.checked(zone)

    def name(self, word: str, origin: dns.name.Name | None = None) -> dns.name.Name:
        """A name as it was written, made full; raises RuleError."""
        names.ascii_name(word, "name")
        try:
            name = dns.name.from_text(word, origin or self.origin)
        except (dns.exception.DNSException, ValueError):
            raise RuleError("%(name)s is no name.", name=word[:80]) from None
        if not name.is_absolute():
            raise RuleError("The $ORIGIN before this line was refused.")
        return name

    def host(self, name: dns.name.Name) -> str:
        """A target without its dot, unless it would be taken for a relative one then."""
        text = name.to_text(omit_final_dot=True)
        if text == names.ROOT or names.absolute(text, self.zone) != text.lower():
            return name.to_text()
        return text


def text_value(strings: tuple[bytes, ...]) -> str:
    """The value of a TXT record with these strings: readable, and no longer than it must be."""
    written = " ".join(_quoted(data) for data in strings)
    if len(written) <= values.MAX_VALUE:
        return written
    plain = b"".join(strings).decode("utf-8", "replace")
    is_same = plain == plain.strip(" ") and texts.strings(plain) == strings
    return plain if is_same else written


def _quoted(data: bytes) -> str:
    """A character string with letters of all scripts as they are."""
    text = data.decode("utf-8", "surrogateescape")
    return f'"{"".join(_printed(char) for char in text)}"'


def _printed(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return "".join(f"\\{byte:03}" for byte in char.encode("utf-8", "surrogateescape"))


def _seconds(text: str) -> int:
    try:
        seconds = int(dns.ttl.from_text(text))
    except (dns.exception.DNSException, ValueError):
        seconds = -1
    if not 0 <= seconds <= zones.MAX_SECONDS:
        raise RuleError(
            "Write a TTL from 0 to %(most)s seconds, or such as 1h30m.", most=zones.MAX_SECONDS
        )
    return seconds
