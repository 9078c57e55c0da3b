"""The people of the matrix, and one record of each kind for each of four tenants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.audit import recording
from ngnpanel.audit.models import Head
from ngnpanel.audit.recording import Scene
from tests.belongings import Estates, estate, give_credits
from tests.jobs.working import prepared
from tests.people import BOB, DOMAIN, FOREIGN_DOMAIN, People, add_customer, api, sign_in
from tests.staff.people import acts_for, member, signed_in

# Whose a record is, seen from the reseller's customer: its own; of another customer of its reseller
# (for a subscriber: another account of the domain); of its reseller; of another reseller; nobody's.
OWN, SIBLING, PARENT, FOREIGN, MISSING = "own", "sibling", "parent", "foreign", "missing"
RELATIONS: Final = (OWN, SIBLING, PARENT, FOREIGN, MISSING)
SIBLING_DOMAIN, PARENT_DOMAIN = "colleague.example", "reseller.example"
NUMBER_OF_NONE: Final = "8999999"
# The key of a record that nobody has, by kind.
GONE: Final[Mapping[str, str]] = {
    "customer": NUMBER_OF_NONE,
    "domain": "gone.example",
    "account": f"gone@{DOMAIN}",
    "alias": f"gone@{DOMAIN}",
    "zone": "gone.example",
    "record": NUMBER_OF_NONE,
    "mail-alias": NUMBER_OF_NONE,
    "redirect": NUMBER_OF_NONE,
    "range": "3199.e164.arpa",
    "number": "31208009999.e164.arpa",
    "carrier": NUMBER_OF_NONE,
    "gateway": NUMBER_OF_NONE,
    "rule": NUMBER_OF_NONE,
    "route": NUMBER_OF_NONE,
    "peer": "203.0.113.99",
    "job": NUMBER_OF_NONE,
    "brand": NUMBER_OF_NONE,
    "entry": NUMBER_OF_NONE,
}

# Staff: its role, and for whom it acts; "" for nobody.
STAFF: Final[Mapping[str, tuple[str, str]]] = {
    "support": ("Administrator", ""),
    "support for a subscriber": ("Helpdesk", "subscriber"),
    "support for a customer": ("Read only", "customer"),
    "support for a reseller": ("Provisioning", "reseller"),
}


@dataclass(frozen=True)
class World:
    """``keys`` are the records by relation and kind, ``actors`` the people by name."""

    keys: Mapping[str, Mapping[str, str]]
    actors: Mapping[str, Actor | None]

    def browser(self, person: str) -> Client:
        """A browser in which the person is signed in, or nobody; staff is in a support session."""
        if person in STAFF:
            return _staff_browser(self, *STAFF[person])
        client = Client()
        actor = self.actors[person]
        if actor is not None:
            sign_in(client, actor)
        return client

    def key(self, kind: str, relation: str, person: str = "") -> str:
        """The key of a record; a subscriber's sibling is another account of the same domain."""
        if kind == "account" and relation == SIBLING and person.endswith("subscriber"):
            return str(BOB)
        return self.keys[relation][kind]


def make(estates: Estates) -> World:
    """The tenants that the tests have already, a colleague of the customer, and the reseller."""
    people = estates.people
    colleague = add_customer("colleague", reseller=people.reseller)
    foreign = api().sip.domain(FOREIGN_DOMAIN).customer
    give_credits(colleague)
    owners = {
        SIBLING: (SIBLING_DOMAIN, colleague, "3130", "192.0.2.30"),
        PARENT: (PARENT_DOMAIN, people.reseller, "3140", "192.0.2.40"),
    }
    for domain, customer, _prefix, _peer in owners.values():
        _add_domain(domain, customer, people.reseller)
    found = {
        OWN: (DOMAIN, people.customer, people.reseller, estates.own),
        FOREIGN: (FOREIGN_DOMAIN, foreign, people.stranger, estates.foreign),
        **{
            relation: (
                domain,
                customer,
                people.reseller,
                estate(
                    domain=domain,
                    customer=customer,
                    reseller=people.reseller,
                    prefix=prefix,
                    target=f"alice@{domain}",
                    peer=peer,
                ),
            )
            for relation, (domain, customer, prefix, peer) in owners.items()
        },
    }
    actors = _actors(people, colleague)
    known: dict[int, Actor] = {
        actor.customer: actor for actor in actors.values() if actor and not actor.account
    }
    known[foreign] = Actor(
        role=Role.CUSTOMER, name="Foreign", customer=foreign, reseller=people.stranger
    )
    keys: dict[str, Mapping[str, str]] = {MISSING: GONE}
    for relation, (domain, customer, reseller, belongings) in found.items():
        keys[relation] = {
            "customer": str(customer),
            "domain": domain,
            "account": f"alice@{domain}",
            "alias": f"sales@{domain}",
            "brand": str(reseller),
            "job": _job(known[customer], f"alice@{domain}"),
            "entry": _entry(known[customer], f"alice@{domain}"),
            **{
                kind: getattr(belongings, kind.replace("-", "_"))
                for kind in GONE
                if hasattr(belongings, kind.replace("-", "_"))
            },
        }
    return World(keys, actors)


def _actors(people: People, colleague: int) -> dict[str, Actor | None]:
    names = ("administrator", "reseller", "customer", "subscriber", "stranger", "nobody")
    customer = people.actor("customer")
    assert customer is not None
    return {
        **{name: people.actor(name) for name in names},
        "colleague": replace(customer, name="Colleague", customer=colleague),
    }


def _add_domain(domain: str, customer: int, reseller: int) -> None:
    admin = api()
    admin.sip.add_domain(Domain(domain=domain, customer=customer, reseller=reseller))
    alice = SipId(username="alice", domain=domain)
    admin.sip.add_account(
        Account(id=alice, password="a good password", first_name="Alice", last_name="Other")
    )
    admin.sip.add_alias(Alias(id=SipId(username="sales", domain=domain), target=alice))


def _job(actor: Actor, account: str) -> str:
    """A job of that customer that waits for its word."""
    return str(prepared(actor, "account-quota", {"quota": 5}, keys=[account]).pk)


def _entry(actor: Actor, account: str) -> str:
    """An entry of the audit about an account of that customer."""
    with recording.scene(Scene(source="panel", actor=actor)):
        recording.note("account", "open", account, account=account)
    return str(Head.objects.get().number)


def _staff_browser(world: World, role: str, whom: str) -> Client:
    cache.clear()  # earlier cells may have been guesses at passwords
    client = signed_in(member(whom or "desk", role=role))
    actor = world.actors.get(whom)
    if actor is not None:
        kind = "account" if actor.account else "customer"
        acts_for(client, kind, actor.account or actor.customer)
    client.get(reverse("support"))  # what it is greeted with is shown once
    return client
