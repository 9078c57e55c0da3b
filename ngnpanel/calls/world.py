"""What a decision looks at besides the callee: the caller, the numbers and the ways out.

A ``World`` holds the records that were read. A mapping says by its keys what that is: a key that
is missing was not read, and the decision stops with ``NotRead``, which names it. Whoever asks may
read it, add it and ask again; nothing here goes and looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeVar

from ngnpanel.calls.records import Callee

EMERGENCY_NUMBERS: Final = frozenset({"112", "911"})
V = TypeVar("V")


class NotRead(LookupError):
    """The decision needs a record that was not read: ``kind`` is address, enum or network."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"{kind} {key} was not read")
        self.kind = kind
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A local account: as callee, and what it may do as a caller.

    ``networks`` are networks with their mask, empty for the platform's own rule. ``balance`` None
    was not read. ``limit`` 0 is the platform's default; ``calls`` are those in progress, None when
    nobody counted. ``barred`` are prefixes with + in front. ``country`` is the country code that
    completes national numbers. ``reseller`` is whose routes it may use, besides the platform's.
    """

    callee: Callee
    networks: tuple[str, ...] = ()
    quick_dial: str = ""
    region: str = ""
    caller_id: str = ""
    is_prepaid: bool = False
    balance: float | None = None
    barred: tuple[str, ...] = ()
    limit: int = 0
    calls: int | None = None
    country: str = ""
    reseller: int = 0

    @property
    def address(self) -> str:
        """Its SIP address."""
        return self.callee.address

    @property
    def user(self) -> str:
        """The part before the @."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """The part after the @."""
        return self.address.rpartition("@")[2]

    @property
    def groups(self) -> frozenset[str]:
        """The groups with its rights."""
        return self.callee.groups


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasTo:
    """A local address that leads to another one."""

    target: str


class Nobody(Enum):
    """Why there is nothing at an address."""

    HERE = "here"  # the domain is served here, the user is unknown
    ELSEWHERE = "elsewhere"  # the domain is not served here


Place = Account | AliasTo | Nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A machine that is believed because of its address ``ip``; ``protocol`` any is all of them.

    ``limit`` 0 is none. ``is_transit`` lets its calls go on to other domains. ``originator`` and
    ``carrier`` choose its routes; its numbers lose ``strip`` digits and get ``prefix``.
    """

    ip: str
    protocol: str = "any"
    is_blocked: bool = False
    looks_up_enum: bool = True
    is_transit: bool = False
    limit: int = 0
    calls: int | None = None
    carrier: str = ""
    originator: str = ""
    strip: int = 0
    prefix: str = ""
    country: str = ""
    reseller: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """A machine of a carrier that takes calls to telephone numbers."""

    id: int
    carrier: int
    ip: str
    port: int = 5060
    transport: str = "udp"
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How a gateway wants numbers that begin with ``prefix``; a length of 0 is no bound."""

    id: int
    gateway: int
    prefix: str = ""
    strip: int = 0
    prepend: str = ""
    shortest: int = 0
    longest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Which carrier takes numbers that begin with ``prefix``, for one originator or everybody."""

    id: int
    carrier: int
    prefix: str = ""
    originator: str = ""
    priority: int = 0
    reseller: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The ways to the telephone network; ``is_whole`` False when others may not have been seen."""

    routes: tuple[Route, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    rules: tuple[Rule, ...] = ()
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRange:
    """Numbers that are ours: digits without 00, below a root; a length of 0 is no bound."""

    prefix: str
    root: str = "e164.arpa"
    shortest: int = 0
    longest: int = 0

    @property
    def key(self) -> str:
        """How the record is named."""
        return f"{self.prefix}.{self.root}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """One address that a number leads to."""

    type: str
    target: str
    priority: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of a range with what it leads to."""

    digits: str
    root: str = "e164.arpa"
    mappings: tuple[Leads, ...] = ()

    @property
    def key(self) -> str:
        """How the record is named."""
        return f"{self.digits}.{self.root}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """The ranges and numbers that are known."""

    ranges: tuple[NumberRange, ...] = ()
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyTarget:
    """Where calls to an emergency number go, for a domain and a region (empty: all regions)."""

    number: str
    domain: str
    region: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What was read.

    ``places`` maps addresses, ``numberings`` and ``networks`` map numbers that begin with 00. A
    network None exists, but is not for the one who asks to see. ``emergency`` None was not read;
    ``emergency_numbers`` are the numbers that count as such even then.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    peers: tuple[Peer, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    numberings: Mapping[str, Numbering] = field(default_factory=dict)
    networks: Mapping[str, Network | None] = field(default_factory=dict)
    emergency: tuple[EmergencyTarget, ...] | None = ()
    emergency_numbers: frozenset[str] = EMERGENCY_NUMBERS

    def place(self, address: str) -> Place:
        """What is at an address."""
        return _read(self.places, "address", address)

    def numbering(self, number: str) -> Numbering:
        """The ranges and numbers around a number."""
        return _read(self.numberings, "enum", number)

    def network(self, number: str) -> Network | None:
        """The routes for a number."""
        return _read(self.networks, "network", number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A call as it arrives.

    ``caller`` is the address in From, ``dialled`` an address or a telephone number in any form.
    ``source`` is the network address that it comes from and ``protocol`` its transport, empty when
    unknown. ``is_authenticated`` says that the caller proved to be the account of its address,
    ``is_from_network`` that a gateway of ours brought it, whichever that was.
    """

    caller: str
    dialled: str
    source: str = ""
    protocol: str = ""
    is_authenticated: bool = False
    is_from_network: bool = False


def _read(records: Mapping[str, V], kind: str, key: str) -> V:
    try:
        return records[key]
    except KeyError:
        raise NotRead(kind, key) from None
