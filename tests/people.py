"""The people of the tests and what they own, loaded through SOAP into the server in process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.test import Client

from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.soap import metering
from ngnpanel.soap.platform import Platform
from ngnpanel.users import proof, sessions

PASSWORD = "a good password"
DOMAIN = "acme.example"
FOREIGN_DOMAIN = "globex.example"
ALICE = SipId(username="alice", domain=DOMAIN)
BOB = SipId(username="bob", domain=DOMAIN)
SALES = SipId(username="sales", domain=DOMAIN)
FOREIGN = SipId(username="alice", domain=FOREIGN_DOMAIN)
NAMES = ("administrator", "reseller", "customer", "subscriber", "stranger", "nobody")
RICH = {
    "sip_credit": "100",
    "sip_alias_credit": "50",
    "pstn_access": "1",
    "pstn_changes": "1",
    "prepaid_changes": "1",
}


@dataclass(frozen=True)
class People:
    """Ids of the customers, and signed-in browsers by the name of a person."""

    reseller: int
    customer: int
    stranger: int

    def actor(self, name: str) -> Actor | None:
        """Who that person is; nobody is None."""
        actors = {
            "administrator": Actor(role=Role.ADMINISTRATOR, name="admin"),
            "reseller": Actor(
                role=Role.RESELLER, name="Reseller", customer=self.reseller, reseller=self.reseller
            ),
            "customer": Actor(
                role=Role.CUSTOMER, name="Acme", customer=self.customer, reseller=self.reseller
            ),
            "subscriber": Actor(
                role=Role.SUBSCRIBER,
                name="Alice Smith",
                customer=self.customer,
                reseller=self.reseller,
                account=str(ALICE),
            ),
            "stranger": Actor(
                role=Role.RESELLER, name="Stranger", customer=self.stranger, reseller=self.stranger
            ),
        }
        return actors.get(name)

    def browser(self, name: str) -> Client:
        """A browser in which that person is signed in."""
        client = Client()
        actor = self.actor(name)
        if actor is not None:
            sign_in(client, actor)
        return client


def sign_in(client: Client, actor: Actor) -> None:
    """Give the browser a session as sign-in begins it."""
    session = client.session
    session[sessions.ACTOR] = actor.to_session()
    session[sessions.LOGIN] = actor.customer
    session[sessions.SEAL] = ""
    session[sessions.SEEN] = time.time()
    session[proof.PROVED] = {proof.PASSWORD: time.time()}
    session.save()


def api(impersonate: int = 0) -> Api:
    """The platform as the administrator, or on behalf of a customer."""
    return Api(Platform.named("default"), impersonate=impersonate)


def populate() -> People:
    """A reseller with a customer and its domain, and the same for a stranger."""
    admin = api()
    reseller = add_customer("reseller", reseller_active=True)
    stranger = add_customer("stranger", reseller_active=True)
    customer = add_customer("customer", reseller=reseller)
    foreign = add_customer("foreign", reseller=stranger)
    for name, owner, seller in (
        (DOMAIN, customer, reseller),
        (FOREIGN_DOMAIN, foreign, stranger),
    ):
        admin.sip.add_domain(Domain(domain=name, customer=owner, reseller=seller))
    alice = Account(
        id=ALICE,
        password=PASSWORD,
        first_name="Alice",
        last_name="Smith",
        email="alice@acme.example",
        groups=("free-pstn",),
        timezone="Europe/Amsterdam",
    )
    admin.sip.add_account(alice)
    admin.sip.add_account(replace(alice, id=BOB, first_name="Bob", email="bob@acme.example"))
    admin.sip.add_account(replace(alice, id=FOREIGN))
    admin.sip.add_alias(Alias(id=SALES, target=ALICE))
    admin.sip.add_alias(Alias(id=SipId(username="sales", domain=FOREIGN_DOMAIN), target=FOREIGN))
    return People(reseller=reseller, customer=customer, stranger=stranger)


def add_customer(name: str, *, reseller: int = 0, reseller_active: bool | None = None) -> int:
    """A customer with plenty of credits; without reseller it becomes one."""
    stored = api().customers.add_customer(
        Customer(
            username=name,
            password=PASSWORD,
            first_name=name.title(),
            last_name="Person",
            organization=f"{name.title()} Inc",
            email=f"{name}@example.com",
            tel="+31208005161",
            address="Street 1",
            postcode="1000 AA",
            city="Amsterdam",
            state="N/A",
            country="NL",
            reseller=reseller,
            reseller_active=reseller_active,
            properties=tuple(
                CustomerProperty(name=key, value=value, category="sip", permission="admin")
                for key, value in RICH.items()
            ),
        )
    )
    return stored.id


@contextmanager
def calls(number: int) -> Iterator[metering.Meter]:
    """Asserts that the block makes this number of SOAP calls."""
    with metering.counted() as meter:
        yield meter
    assert meter.calls == number, meter.operations


@dataclass(frozen=True)
class BadGateway:
    """What a proxy says when the platform behind it is away."""

    status: int = 502
    body: bytes = b"<html><title>502 Bad Gateway</title></html>"


def no_answer(_body: bytes) -> BadGateway:
    """A platform that is down."""
    return BadGateway()


def take_platform_away(settings: Any) -> None:
    """Let every call go to a platform that is down."""
    down = {**settings.PLATFORMS["default"], "HANDLER": "tests.people.no_answer"}
    settings.PLATFORMS = {"default": down}
