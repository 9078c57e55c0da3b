"""Who somebody is: names and passwords are checked by the platform, nothing is kept here.

Those of staff are the panel's own (``ngnpanel/staff``).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.conf import settings

from ngnpanel.accounts.client import CustomerClient
from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.soap.errors import Denied, NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port
from ngnpanel.staff import signing
from ngnpanel.staff.models import StaffMember
from ngnpanel.tokens import keeping

WEB_PASSWORD: Final = "web_password"  # noqa: S105 - the name of a property
# What an unknown address is verified against, so that it takes as long as a known one.
NOBODY: Final = passwords.digest_pair("nobody", "invalid", "")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who proved to be the actor; ``verifier`` is what the password was checked with.

    ``login`` is the id of the customer that signed in, which may act as its reseller; ``language``
    the one that the person has on the platform, empty for none.
    """

    actor: Actor
    verifier: str = field(repr=False)
    login: int = 0
    language: str = ""


def authenticate(name: str, password: str, *, platform: str = "default") -> Person | None:
    """The person with this name and password, None when there is none; raises Unavailable.

    A name with @ is a SIP address first; customers may have one in their login as well. Whether a
    part of the answer was right never shows: each kind of name makes the same number of calls, and
    each name without @ costs a hash, as that of a staff member does.
    """
    if not name or not password or not name.isprintable():
        return None  # XML drops control characters, and a name would be another one on arrival
    if keeping.FORM.fullmatch(password):
        return None  # a platform that takes API tokens would sign a program in to our pages
    if "@" not in name and (member := signing.authenticate(name, password)) is not None:
        return _person_of_staff(member, platform)
    connection = Platform.named(platform)
    first = _subscriber if "@" in name else _administrator
    found = first(connection, name, password) or _customer(connection, name.lower(), password)
    return found and replace(found, actor=replace(found.actor, platform=platform))


def canonical(name: str) -> str:
    """One spelling for all that sign in the same person, so that guesses at them add up."""
    try:
        return str(SipId.parse(name))
    except RuleError:
        return name.strip().lower()


def current(actor: Actor, login: int) -> Person | None:
    """The person of a session as the platform knows it now, None when it is gone.

    The verifier is empty where the platform does not tell it.
    """
    if actor.staff:
        member = signing.member(actor.staff)
        return None if member is None else _person_of_staff(member, actor.platform)
    platform = Platform.named(actor.platform)
    try:
        if actor.is_administrator:
            is_own = actor.name == platform.username
            return Person(actor, platform.password if is_own else "")
        if actor.is_subscriber:
            account = Api(platform).sip.account(SipId.parse(actor.account))
            found = _person_of_account(account)
        else:
            customer = Api(platform).customers.customer(login)
            found = _person_of_customer(customer, customer.password)
    except NotFound:
        return None
    return replace(found, actor=replace(found.actor, platform=actor.platform))


def named(whose: str) -> Person | None:
    """The person that is kept under ``whose`` (see visits.whose), None when it is gone.

    For who proved to be it without a password.
    """
    platform, kind, name = whose.split(" ", 2)
    roles = {
        "administrator": Role.ADMINISTRATOR,
        "customer": Role.CUSTOMER,
        "subscriber": Role.SUBSCRIBER,
    }
    if kind not in (*roles, "staff") or platform not in settings.PLATFORMS:
        return None
    if kind == "staff":
        return current(Actor(role=Role.SUPPORT, name="", staff=int(name), platform=platform), 0)
    account = name if kind == "subscriber" else ""
    actor = Actor(role=roles[kind], name=name, account=account, platform=platform)
    return current(actor, int(name) if kind == "customer" else 0)


def name_of(actor: Actor, login: int) -> str:
    """What the person of a session signs in with; of a customer the platform is asked."""
    if actor.staff:
        member = signing.member(actor.staff)
        return "" if member is None else member.login
    if actor.is_subscriber:
        return actor.account
    if actor.is_administrator:
        return actor.name
    return Api(Platform.named(actor.platform)).customers.customer(login).username


def verifier_of(account: Account) -> str:
    """What a subscriber's password is compared with: the web password replaces the SIP password."""
    return account.property_value(WEB_PASSWORD) or account.password or account.ha1


def person_of(account: Account, platform: str) -> Person:
    """The subscriber of an account, for who proved to be it."""
    found = _person_of_account(account)
    return replace(found, actor=replace(found.actor, platform=platform))


def person_of_customer(customer: Customer, platform: str) -> Person:
    """The customer or reseller, for who acts for it."""
    found = _person_of_customer(customer, customer.password)
    return replace(found, actor=replace(found.actor, platform=platform))


def _person_of_staff(member: StaffMember, platform: str) -> Person:
    return Person(signing.actor_of(member, platform), member.verifier)


def _subscriber(platform: Platform, name: str, password: str) -> Person | None:
    try:
        wanted = SipId.parse(name)
        account = Api(platform).sip.account(wanted)
    except (RuleError, NotFound):
        passwords.verify("nobody", "invalid", password, NOBODY)
        return None
    if account.id != wanted or not _fits(account, password):
        return None
    return _person_of_account(account)


def _fits(account: Account, password: str) -> bool:
    verifier = verifier_of(account)
    user, domain = account.id.username, account.id.domain
    if verifier and verifier == account.ha1:
        return passwords.verify_ha1(user, domain, password, verifier)
    return passwords.verify(user, domain, password, verifier)


def _person_of_account(account: Account) -> Person:
    address = str(account.id)
    actor = Actor(
        role=Role.SUBSCRIBER,
        name=account.name or address,
        customer=account.customer,
        reseller=account.reseller,
        account=address,
    )
    return Person(actor, verifier_of(account), language=account.property_value("language"))


def _administrator(platform: Platform, name: str, password: str) -> Person | None:
    """The cheapest question that only an administrator may ask, with the typed credentials."""
    customers = _client(platform, name, password, admin=True)
    try:
        customers.resellers(Query(count=1))
    except Denied:
        return None
    return Person(Actor(role=Role.ADMINISTRATOR, name=name), password)


def _customer(platform: Platform, name: str, password: str) -> Person | None:
    """A customer asks for its own record; names are patterns there, so look for the exact one."""
    customers = _client(platform, name, password, admin=False)
    try:
        found = customers.customers(Query(filter={"username": name}, count=10))
    except Denied:
        return None
    own = next((customer for customer in found if customer.username == name), None)
    return None if own is None else _person_of_customer(own, password)


def _person_of_customer(customer: Customer, verifier: str) -> Person:
    """A customer that impersonates its reseller has the reseller's rights (contract 5.1)."""
    acts_as_reseller = customer.reseller in (customer.id, customer.impersonate)
    actor = Actor(
        role=Role.RESELLER if acts_as_reseller else Role.CUSTOMER,
        name=customer.name or customer.organization or customer.username,
        customer=customer.reseller if acts_as_reseller else customer.id,
        reseller=customer.reseller,
    )
    return Person(actor, verifier, customer.id, customer.language)


def _client(platform: Platform, name: str, password: str, *, admin: bool) -> CustomerClient:
    """The customers of the platform as somebody with these credentials sees them."""
    port = Port(platform.signed_in_as(name, password, admin=admin), "Customer")

    def call(operation: str, *arguments: Any) -> Any:
        return port.call(operation, *arguments)

    return CustomerClient(call)
