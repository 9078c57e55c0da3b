"""Reads the records that a decision about a call asks for, a fixed number of calls for each.

An address that is an account: 8, and one more each for a prepaid balance and for its customer. An
alias: 2. Any other address: 3. A number: 2 for ENUM and 4 for routes. A machine that calls: 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TypeVar

import phonenumbers

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.subscriber.phones import phones
from ngnpanel.accounts.subscriber.schedule import temporary_rule, weekly_rules, zone_of
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.calls import world
from ngnpanel.calls.journey import follow
from ngnpanel.calls.records import Callee, Contact, Phones, Registration
from ngnpanel.calls.verdict import Verdict
from ngnpanel.calls.world import Attempt, NotRead, World
from ngnpanel.pstn.domain.routing import Gateway
from ngnpanel.soap.errors import Denied, NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.web.permissions import may

MOST = 5000
# More records than any call can need: five forwards, each through aliases and a number.
MOST_READS = 60
R = TypeVar("R")


@dataclass(kw_only=True)
class Reader:
    """Records of one actor, each read once."""

    api: Api
    actor: Actor
    now: datetime
    places: dict[str, world.Place] = field(default_factory=dict)
    numberings: dict[str, world.Numbering] = field(default_factory=dict)
    networks: dict[str, world.Network | None] = field(default_factory=dict)
    peers: tuple[world.Peer, ...] = ()
    gateways: tuple[world.Gateway, ...] = ()
    countries: dict[int, str] = field(default_factory=dict)

    def decide(self, attempt: Attempt, *, moment: datetime, phones: Phones) -> Verdict:
        """The verdict, after reading what it takes."""
        for _time in range(MOST_READS):
            here = World(
                places=self.places,
                numberings=self.numberings,
                networks=self.networks,
                peers=self.peers,
                gateways=self.gateways,
                emergency=None,
            )
            try:
                return follow(attempt, here, moment=moment, phones=phones)
            except NotRead as wanted:
                self.read(wanted.kind, wanted.key)
        raise RuntimeError("a call asked for too many records")

    def read(self, kind: str, key: str) -> None:
        """Read one thing that was asked for."""
        if kind == "address":
            self.places[key] = self.place(key)
        elif kind == "enum":
            self.numberings[key] = self._numbering(key.removeprefix("00"))
        else:
            self.networks[key] = self._network(key)

    def machine(self, address: str) -> bool:
        """Read the trusted peer or own gateway at an address; whether there is one."""
        if may(self.actor, "peer.view"):
            self.peers = tuple(
                world.Peer(
                    ip=each.ip,
                    protocol=each.protocol or "any",
                    is_blocked=bool(each.blocked),
                    looks_up_enum=each.enum_lookup is not False,
                    is_transit=bool(each.transit),
                    limit=each.call_limit or 0,
                    carrier=each.carrier_name,
                    originator=each.originator,
                    strip=each.strip,
                    prefix=each.prefix,
                    country=self._country(each.customer or each.reseller),
                    reseller=each.reseller,
                )
                for each in self.api.pstn.peers(Query(filter={"ip": address}, count=10))
                if each.ip == address
            )
        if not self.peers and may(self.actor, "gateway.view"):
            found = self._seen(lambda: self.api.pstn.gateways(Query(count=MOST)).rows) or ()
            self.gateways = tuple(_gateway(each) for each in found if each.ip == address)
        return bool(self.peers or self.gateways)

    def place(self, address: str) -> world.Place:
        """What is at an address; the platform decides what this person may see."""
        try:
            id = SipId.parse(address)
        except RuleError:
            return self._nobody(address.rpartition("@")[2])
        try:
            return self._account(self.api.sip.account(id))
        except NotFound:
            pass
        try:
            return world.AliasTo(target=str(self.api.sip.alias(id).target))
        except NotFound:
            return self._nobody(id.domain)

    def _nobody(self, domain: str) -> world.Nobody:
        try:
            self.api.sip.domain(rules.domain_name(domain))
        except (NotFound, RuleError):
            return world.Nobody.ELSEWHERE
        return world.Nobody.HERE

    def _account(self, account: Account) -> world.Account:
        sip, id = self.api.sip, account.id
        accept, diversions = sip.accept_rules(id).rules, sip.diversions(id)
        mailbox = self.api.voicemail.mailbox(id)
        callee = Callee(
            address=str(id),
            timezone=zone_of(account),
            groups=frozenset(account.groups),
            rejected=sip.rejected_callers(id),
            weekly=weekly_rules(accept),
            temporary=temporary_rule(accept.temporary, self.now),
            contacts=tuple(Contact(pattern=c.uri, group=c.group) for c in sip.contacts(id)),
            diversions={
                each.metadata["wire"]: getattr(diversions, each.name) for each in fields(diversions)
            },
            registrations=tuple(
                Registration(contact=phone.contact, name=phone.name)
                for phone in phones(sip.devices(id))
            ),
            mailbox=mailbox.mailbox if mailbox else "",
            timeout=account.timeout or rules.DEFAULT_TIMEOUT,
        )
        return world.Account(
            callee=callee,
            networks=tuple(map(str, account.acl)),
            quick_dial=account.quickdial_prefix,
            region=account.region,
            caller_id=account.rpid,
            is_prepaid=bool(account.prepaid),
            balance=sip.balance(id) if account.prepaid else None,
            barred=sip.barred_prefixes(id),
            limit=account.call_limit or 0,
            country=self._country(account.customer),
            reseller=account.reseller,
        )

    def _country(self, customer: int) -> str:
        """The country code of a customer, empty when it is not known."""
        if customer and customer not in self.countries:
            region = self._seen(lambda: self.api.customers.customer(customer).country) or ""
            region = {"UK": "GB"}.get(region, region)
            self.countries[customer] = str(phonenumbers.country_code_for_region(region) or "")
        return self.countries.get(customer, "")

    def _numbering(self, digits: str) -> world.Numbering:
        ranges = self.api.enum.ranges(Query(filter={"prefix": f"{digits[0]}%"}, count=MOST))
        numbers = self.api.enum.numbers(Query(filter={"number": digits}, count=10))
        return world.Numbering(
            ranges=tuple(
                world.NumberRange(
                    prefix=each.id.prefix,
                    root=each.id.tld,
                    shortest=each.min_digits,
                    longest=each.max_digits,
                )
                for each in ranges
            ),
            numbers=tuple(
                world.Number(
                    digits=each.id.number,
                    root=each.id.tld,
                    mappings=tuple(
                        world.Leads(type=m.type, target=m.mapto, priority=m.priority)
                        for m in each.mappings
                    ),
                )
                for each in numbers
            ),
        )

    def _network(self, number: str) -> world.Network | None:
        """Routes that begin like the number, those that fit every number, gateways and rules."""
        if not may(self.actor, "route.view"):
            return None
        return self._seen(lambda: self._visible_network(number))

    def _visible_network(self, number: str) -> world.Network:
        pstn = self.api.pstn
        near = pstn.routes(Query(filter={"prefix": f"{number[:3]}%"}, count=MOST))
        short = pstn.routes(Query(order="prefix", count=MOST))
        gateways = pstn.gateways(Query(count=MOST))
        machine_rules = pstn.gateway_rules(Query(count=MOST))
        routes = [*near, *(route for route in short if len(route.prefix) < 3)]
        is_cut = any(page.total > MOST for page in (near, gateways, machine_rules))
        return world.Network(
            routes=tuple(
                world.Route(
                    id=each.id,
                    carrier=each.carrier_id,
                    prefix=each.prefix,
                    originator=each.originator,
                    priority=each.priority,
                    reseller=each.reseller,
                    name=each.carrier,
                )
                for each in routes
            ),
            gateways=tuple(map(_gateway, gateways)),
            rules=tuple(
                world.Rule(
                    id=each.id,
                    gateway=each.gateway_id,
                    prefix=each.prefix,
                    strip=each.strip,
                    prepend=each.prepend,
                    shortest=each.min_length,
                    longest=each.max_length,
                )
                for each in machine_rules
            ),
            is_whole=self.actor.is_administrator and not is_cut,
        )

    def _seen(self, read: Callable[[], R]) -> R | None:
        """What the platform shows this person; None when it is not theirs to see."""
        try:
            return read()
        except (Denied, NotFound):
            return None


def _gateway(each: Gateway) -> world.Gateway:
    return world.Gateway(
        id=each.id,
        carrier=each.carrier_id,
        ip=each.ip,
        port=each.port,
        transport=each.transport,
        name=each.name,
    )
