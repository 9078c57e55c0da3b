"""What an ENUM number leads to: types of mappings, their URIs and their NAPTR records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError, marked
from ngnpanel.enum.domain.ranges import DEFAULT_TTL, ttl

DEFAULT_PRIORITY: Final = 5
MAX_PRIORITY: Final = 65535
PREFERENCE: Final = 100
# ETSI TS 102 172.
MAX_MAPPINGS: Final = 5
# The regular expression of a NAPTR record has at most 255 bytes, seven of them around the URI.
MAX_URI: Final = 248
# The characters of RFC 3986; the others are written as %XX.
URI: Final = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+", re.ASCII)
SCHEME: Final = re.compile(r"([a-z][a-z0-9+.\-]*):(?![0-9])", re.ASCII | re.IGNORECASE)
TELEPHONE: Final = re.compile(r"\+?[0-9*#().\-]+(;.+)?", re.ASCII)
MAIL: Final = re.compile(r"[^@]+@[^@]+")


@dataclass(frozen=True, slots=True)
class MappingType:
    """A type of mapping: what people call it, the URI schemes it takes, its NAPTR service."""

    label: str
    schemes: tuple[str, ...]
    service: str = ""


TYPES: Final = {
    "sip": MappingType("SIP", ("sip:", "sips:")),
    "mailto": MappingType(marked("Email"), ("mailto:",)),
    "web:http": MappingType("WEB (http)", ("http://",)),
    "web:https": MappingType("WEB (https)", ("https://",)),
    "x-skype:callto": MappingType("Skype", ("callto:",)),
    "h323": MappingType("H323", ("h323:",)),
    "iax": MappingType("IAX", ("iax:",)),
    "iax2": MappingType("IAX2", ("iax2:",)),
    "mms": MappingType("MMS", ("tel:", "mailto:")),
    "sms": MappingType("SMS", ("tel:", "mailto:")),
    "ems": MappingType("EMS", ("tel:", "mailto:")),
    "im": MappingType("IM", ("im:",)),
    "npd:tel": MappingType(marked("Portability"), ("tel:",), "npd+tel"),
    "void:mailto": MappingType("VOID(mail)", ("mailto:",)),
    "void:http": MappingType("VOID(http)", ("http://",)),
    "void:https": MappingType("VOID(https)", ("https://",)),
    "voice": MappingType(marked("Voice"), ("voice:", "tel:")),
    "tel": MappingType(marked("Tel"), ("tel:",)),
    "fax:tel": MappingType(marked("Fax"), ("tel:",)),
    "ifax:mailto": MappingType("iFax", ("mailto:",)),
    "pres": MappingType(marked("Presence"), ("pres:",)),
    "ft:ftp": MappingType("FTP", ("ftp://",)),
    "loc:http": MappingType(marked("GeoLocation"), ("http://",)),
    "key:http": MappingType(marked("Public key"), ("http://",)),
    "key:https": MappingType(marked("Public key (HTTPS)"), ("https://",)),
}
SCHEMES: Final = frozenset(scheme for kind in TYPES.values() for scheme in kind.schemes)
_NAMES: Final = frozenset(scheme.partition(":")[0] for scheme in SCHEMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One address that a number leads to.

    ``id`` is the platform's, 0 for a new mapping. ``type`` is a key of ``TYPES`` and ``mapto`` a
    URI. The lowest ``priority`` is tried first; ``ttl`` is in seconds.
    """

    id: int = 0
    type: str = ""
    mapto: str = ""
    priority: int = DEFAULT_PRIORITY
    ttl: int = DEFAULT_TTL

    def __str__(self) -> str:
        return f"{self.mapto} ({self.type}, priority {self.priority}, TTL {self.ttl})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Naptr:
    """A NAPTR record of the DNS (RFC 3403)."""

    order: int
    preference: int
    flags: str
    service: str
    regexp: str
    replacement: str
    ttl: int


def mapping_type(text: str, field: str = "type") -> str:
    """A key of ``TYPES``."""
    key = text.strip().lower()
    if key not in TYPES:
        raise RuleError(
            "Choose one of the types of mappings: %(types)s.", field, types=", ".join(TYPES)
        )
    return key


def mapto(text: str, key: str, field: str = "mapto") -> str:
    """A URI of the type ``key``; one without scheme gets the first scheme of the type."""
    schemes = TYPES[key].schemes
    uri = text.strip()
    scheme = _scheme(uri, schemes, field)
    address = uri[len(scheme) :] if uri.lower().startswith(scheme) else uri
    if not URI.fullmatch(address):
        raise RuleError(
            "Enter an address such as %(scheme)s…, without spaces, accents and quotes.",
            field,
            scheme=schemes[0],
        )
    if scheme == "tel:" and not TELEPHONE.fullmatch(address):
        raise RuleError("Enter a telephone number, for example tel:+31208005100.", field)
    if scheme == "mailto:" and not MAIL.fullmatch(address.partition("?")[0]):
        raise RuleError("Enter a mail address, for example mailto:alice@example.com.", field)
    if len(scheme) + len(address) > MAX_URI:
        raise RuleError("Shorten this to at most %(most)s characters.", field, most=MAX_URI)
    return scheme + address


def _scheme(uri: str, schemes: tuple[str, ...], field: str) -> str:
    """The scheme of ``uri``, the first of ``schemes`` when it has none; RuleError for another."""
    lowered = uri.lower()
    written = next((scheme for scheme in schemes if lowered.startswith(scheme)), None)
    if written:
        return written
    name, colon, _rest = lowered.partition(":")
    if SCHEME.match(uri) or (colon and name in _NAMES):
        raise RuleError("Begin the address with %(schemes)s.", field, schemes=" / ".join(schemes))
    return schemes[0]


def address(uri: str) -> str:
    """A stored ``mapto`` without its scheme, in lower case: what searches compare."""
    lowered = uri.lower()
    return lowered[len(_known_scheme(lowered)) :]


def readdressed(text: str, key: str, field: str = "mapto") -> str:
    """A URI of the type ``key``: the scheme of another type gives way to the first of this one."""
    uri = text.strip()
    scheme = _known_scheme(uri.lower())
    return mapto(uri if scheme in TYPES[key].schemes else uri[len(scheme) :], key, field)


def _known_scheme(lowered: str) -> str:
    """The scheme of some type that a text begins with, empty for none."""
    return max((each for each in SCHEMES if lowered.startswith(each)), key=len, default="")


def mapping(written: Mapping) -> Mapping:
    """A mapping as it is stored."""
    key = mapping_type(written.type)
    if not 0 <= written.priority <= MAX_PRIORITY:
        raise RuleError("Enter a priority from 0 to %(most)s.", "priority", most=MAX_PRIORITY)
    return replace(
        written,
        type=key,
        mapto=mapto(written.mapto, key),
        ttl=ttl(written.ttl),
    )


def mappings(written: Sequence[Mapping]) -> tuple[Mapping, ...]:
    """The mappings of a number as they are stored; the same address twice is refused.

    How many there may be has a fault of its own: see ``MAX_MAPPINGS``.
    """
    checked = tuple(mapping(each) for each in written)
    again = repeated(checked)
    if again:
        raise RuleError(
            "The number leads to %(address)s (%(type)s) twice.",
            "mapto",
            address=again.mapto,
            type=again.type,
        )
    return checked


def repeated(written: Sequence[Mapping]) -> Mapping | None:
    """The first mapping that leads where one before it led, if any."""
    seen: set[tuple[str, str]] = set()
    for each in written:
        if (each.type, each.mapto) in seen:
            return each
        seen.add((each.type, each.mapto))
    return None


def with_ids(written: Sequence[Mapping], stored: Sequence[Mapping]) -> tuple[Mapping, ...]:
    """The ``written`` mappings with the ids that they get; 0 is a new one.

    Whatever leads where a stored mapping led keeps that one's id. Of the others, those that bring
    the id of a stored mapping change it; an id that is not of this number counts as none.
    """
    ids = {(each.type, each.mapto): each.id for each in stored}
    kept = {ids.get((each.type, each.mapto)) for each in written}
    free = {each.id for each in stored} - kept
    result = []
    for each in written:
        number = ids.get((each.type, each.mapto), 0)
        if not number and each.id in free:
            number = each.id
            free.remove(number)
        result.append(replace(each, id=number))
    return tuple(result)


def naptr(stored: Mapping) -> Naptr:
    """The NAPTR record that answers for a mapping (RFC 6116; contract G47).

    The delimiter of the regular expression is one that the URI does not have. A URI that keeps no
    rule, as other platforms may store it, has it and the backslash escaped (RFC 3402).
    """
    mark = "!" if "!" not in stored.mapto else "|"
    uri = stored.mapto.replace("\\", r"\\").replace(mark, f"\\{mark}")
    kind = TYPES.get(stored.type)
    return Naptr(
        order=stored.priority,
        preference=PREFERENCE,
        flags="u",
        service=f"E2U+{(kind and kind.service) or stored.type}",
        regexp=f"{mark}^.*${mark}{uri}{mark}",
        replacement=".",
        ttl=stored.ttl,
    )
