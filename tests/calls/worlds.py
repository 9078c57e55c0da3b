"""A small world for the examples, and random ones for the comparison with the second model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from ngnpanel.calls.records import Callee, Registration
from ngnpanel.calls.world import (
    Account,
    AliasTo,
    Attempt,
    EmergencyTarget,
    Gateway,
    Leads,
    Network,
    Nobody,
    Number,
    Numbering,
    NumberRange,
    Peer,
    Place,
    Route,
    Rule,
    World,
)

V = TypeVar("V")
HERE = ("acme.example", "globex.example")


class Everywhere(Mapping[str, V]):
    """The same value for every key: records that were all read."""

    def __init__(self, value: V) -> None:
        self.value = value

    def __getitem__(self, key: str) -> V:
        return self.value

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class Places(dict[str, Place]):
    """Addresses; all others are nobody's."""

    def __missing__(self, key: str) -> Place:
        return Nobody.HERE if key.rpartition("@")[2] in HERE else Nobody.ELSEWHERE


def account(address: str, **changes: object) -> Account:
    """An account with a phone and the right to call numbers; ``changes`` are of either record."""
    callee = Callee(
        address=address,
        groups=frozenset({"free-pstn"}),
        registrations=(Registration(contact=f"sip:{address}:5060"),),
    )
    own = {name: value for name, value in changes.items() if name in Callee.__slots__}
    rest = {name: value for name, value in changes.items() if name not in own}
    plain = Account(callee=replace(callee, **own), country="31")  # type: ignore[arg-type]
    return replace(plain, **rest)  # type: ignore[arg-type]


GATEWAYS = (
    Gateway(id=1, carrier=1, ip="192.0.2.1", name="one"),
    Gateway(id=2, carrier=1, ip="2001:db8::2", port=5061, transport="tls", name="two"),
    Gateway(id=3, carrier=2, ip="gw.example.net", name="three"),
)
NETWORK = Network(
    routes=(
        Route(id=1, carrier=1, prefix="", priority=0, name="First"),
        Route(id=2, carrier=2, prefix="0031", priority=1, name="Second"),
        Route(id=3, carrier=1, prefix="0031", priority=2, name="First"),
    ),
    gateways=GATEWAYS,
    rules=(
        Rule(id=1, gateway=3, prefix="0031", strip=4, prepend="0"),
        Rule(id=2, gateway=3, prefix="003120", strip=2, prepend="+", shortest=13),
    ),
)
NUMBERING = Numbering(
    ranges=(
        NumberRange(prefix="31", shortest=11, longest=11),
        NumberRange(prefix="3120800", shortest=11, longest=11),
    ),
    numbers=(
        Number(
            digits="31208005161",
            mappings=(
                Leads(type="mailto", target="mailto:a@acme.example", priority=1),
                Leads(type="tel", target="tel:+31611111111", priority=1),
                Leads(type="sip", target="sip:bob@acme.example", priority=9),
            ),
        ),
    ),
)
ALICE = account("alice@acme.example", caller_id="0031208005100", region="north")
BOB = account("bob@acme.example")
PEER = Peer(ip="192.0.2.10", protocol="udp")


def world(*accounts: Account, **changes: object) -> World:
    """Alice, Bob, an alias, numbers and gateways; ``accounts`` replace or join them."""
    places = Places({each.address: each for each in (ALICE, BOB, *accounts)})
    places["sales@acme.example"] = AliasTo(target="bob@acme.example")
    places["away@acme.example"] = AliasTo(target="bob@else.example")
    whole = World(
        places=places,
        peers=(PEER,),
        gateways=GATEWAYS,
        numberings=Everywhere(NUMBERING),
        networks=Everywhere(NETWORK),
        emergency=(
            EmergencyTarget(number="112", domain="acme.example", target="sip:all@help.example"),
            EmergencyTarget(
                number="112", domain="acme.example", region="north", target="sip:n@help.example"
            ),
        ),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


ADDRESSES = (
    "alice@acme.example",
    "bob@acme.example",
    "31208005170@acme.example",
    "x@globex.example",
)
TARGETS = (
    *ADDRESSES,
    "sip:nobody@acme.example",
    "sip:bob@else.example",
    "a1@acme.example",
    "a2@globex.example",
    "112",
    "5171",
    "+31 20 800 5161",
    "0031208005162",
    "020-8005163",
    "004930123456",
    "00999",
    "hello",
    "sip:0031208005161@acme.example",
    "sip:112@globex.example",
)
NUMBERS = tuple(each for each in TARGETS if each[0] in "+0")
groups = st.frozensets(st.sampled_from(("free-pstn", "blocked", "quota", "anonymous")), max_size=3)
diversions = st.dictionaries(
    st.sampled_from(("FUNC", "FBUS", "FNOL", "RUNC")), st.sampled_from(TARGETS), max_size=1
)


def made(address: str) -> st.SearchStrategy[Account]:
    """An account at this address."""
    callees = st.builds(
        Callee,
        address=st.just(address),
        groups=st.one_of(groups, *[st.just(frozenset({"free-pstn"}))] * 4),
        diversions=diversions,
        registrations=st.sampled_from(((), (Registration(contact=f"sip:{address}:1"),))),
    )
    return st.builds(
        Account,
        callee=callees,
        networks=st.sampled_from(((), (), ("10.0.0.0/8",), ("192.0.2.0/24", "10.0.0.0/8"))),
        quick_dial=st.sampled_from(("", "3120800", "+3120800", "020800")),
        region=st.sampled_from(("", "north")),
        caller_id=st.sampled_from(("", "0031208005100")),
        is_prepaid=OFTEN.map(lambda often: not often),
        balance=st.sampled_from((None, -1.0, 0.0, 0.5)),
        barred=st.lists(st.sampled_from(("+31900", "+1", "+4", "+4930")), max_size=1).map(tuple),
        limit=st.integers(0, 2),
        calls=st.sampled_from((None, None, 0, 1, 2)),
        country=st.sampled_from(("31", "31", "")),
        reseller=st.integers(0, 2),
    )


routes = st.lists(
    st.builds(
        Route,
        id=st.integers(1, 99),
        carrier=st.integers(1, 3),
        prefix=st.sampled_from(("", "00", "0031", "003120", "0049")),
        originator=st.sampled_from(("", "acme.example", "alice@acme.example", "192.0.2.10")),
        priority=st.integers(0, 3),
        reseller=st.integers(0, 1),
    ),
    max_size=6,
    unique_by=lambda route: route.id,
).map(tuple)
gateways_made = st.lists(
    st.builds(
        Gateway,
        id=st.integers(1, 9),
        carrier=st.integers(1, 3),
        ip=st.sampled_from(("192.0.2.1", "2001:db8::2", "gw.example.net")),
        port=st.sampled_from((5060, 5061)),
        transport=st.sampled_from(("udp", "tls")),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda gateway: gateway.id,
).map(tuple)
rules = st.lists(
    st.builds(
        Rule,
        id=st.integers(1, 99),
        gateway=st.integers(1, 9),
        prefix=st.sampled_from(("", "0031", "003120")),
        strip=st.integers(0, 6),
        prepend=st.sampled_from(("", "+", "99")),
        shortest=st.sampled_from((0, 13, 20)),
        longest=st.sampled_from((0, 12, 13)),
    ),
    max_size=6,
    unique_by=lambda rule: rule.id,
).map(tuple)
networks = st.one_of(
    st.none(),
    st.builds(Network, routes=routes, gateways=gateways_made, rules=rules, is_whole=st.booleans()),
    st.builds(Network, routes=routes, gateways=gateways_made, rules=rules),
)
numberings = st.builds(
    Numbering,
    ranges=st.lists(
        st.builds(
            NumberRange,
            prefix=st.sampled_from(("31", "3120", "312080", "49")),
            shortest=st.sampled_from((0, 11, 12)),
            longest=st.sampled_from((0, 11)),
        ),
        max_size=3,
    ).map(tuple),
    numbers=st.lists(
        st.builds(
            Number,
            digits=st.sampled_from(("31208005161", "31208005162", "4930123456")),
            mappings=st.lists(
                st.builds(
                    Leads,
                    type=st.sampled_from(("sip", "tel", "mailto")),
                    target=st.sampled_from(
                        ("sip:bob@acme.example", "sip:z@else.example", "tel:+31208005162")
                    ),
                    priority=st.integers(1, 3),
                ),
                max_size=3,
            ).map(tuple),
        ),
        max_size=2,
        unique_by=lambda number: number.digits,
    ).map(tuple),
)


# True four times out of five: a call should get far.
OFTEN = st.sampled_from((True, True, True, True, False))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A random world around the fixed addresses."""
    places = Places({each: draw(made(each)) for each in ADDRESSES if draw(OFTEN)})
    for name in ("a1@acme.example", "a2@globex.example"):
        if draw(st.booleans()):
            places[name] = AliasTo(target=draw(st.sampled_from(TARGETS[:8])).removeprefix("sip:"))
    targets = st.builds(
        EmergencyTarget,
        number=st.just("112"),
        domain=st.sampled_from(HERE),
        region=st.sampled_from(("", "north")),
        target=st.sampled_from(("sip:one@help.example", "sip:two@help.example")),
    )
    return World(
        places=places,
        peers=draw(
            st.sampled_from(
                (
                    (),
                    (PEER,),
                    (replace(PEER, protocol="any", is_transit=True, country="31"),),
                    (replace(PEER, looks_up_enum=False, strip=1, prefix="0031"),),
                    (replace(PEER, is_blocked=True),),
                    (replace(PEER, limit=1, calls=1),),
                )
            )
        ),
        gateways=draw(gateways_made),
        numberings=Everywhere(draw(numberings)),
        networks=Everywhere(draw(networks)),
        emergency=draw(
            st.one_of(
                st.none(),
                st.lists(targets, max_size=3, unique_by=lambda t: (t.domain, t.region)).map(tuple),
            )
        ),
    )


attempts = st.builds(
    Attempt,
    caller=st.sampled_from((*ADDRESSES, "eve@else.example", "0031611111111@pstn")),
    dialled=st.one_of(st.sampled_from(TARGETS), st.sampled_from(NUMBERS)),
    source=st.sampled_from(("", "", "", "192.0.2.10", "192.0.2.1", "10.1.2.3", "198.51.100.1")),
    protocol=st.sampled_from(("", "udp", "tls")),
    is_authenticated=OFTEN,
    is_from_network=OFTEN.map(lambda often: not often),
)
