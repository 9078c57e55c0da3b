"""For whom a support session can be opened: found within the reseller limit of a member.

What is beyond the limit is like what is not there. Lists are asked on behalf of each reseller of
the limit, so that the platform itself keeps to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, Alias, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.together import together
from ngnpanel.staff.models import ACCOUNT, CUSTOMER, PLATFORM, StaffMember
from ngnpanel.users import identity, visits

LONGEST: Final = 100
# Of each kind.
SHOWN: Final = 10
# Ids of the contract.
LARGEST: Final = rules.MAX_INT


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Whom a member can act for; ``key`` names it in an address, ``whose`` among the sign-ins."""

    kind: str
    key: str
    title: str
    note: str
    actor: Actor
    whose: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A line of the search: what it is, and how the session for it is asked for."""

    kind: str
    key: str
    title: str
    note: str


def target(member: StaffMember, kind: str, key: str, platform: str = "default") -> Target:
    """Whom ``kind`` and ``key`` mean; raises NotFound, also beyond the limit. One call."""
    connection = Platform.named(platform)
    if kind == PLATFORM:
        return of_platform(member, platform)
    if kind == ACCOUNT:
        try:
            account = Api(connection).sip.account(SipId.parse(key))
        except RuleError:
            raise NotFound("no address") from None
        if not member.reaches(account.reseller):
            raise NotFound("beyond the limit")
        return of_account(account, platform)
    if kind != CUSTOMER or not _is_number(key):
        raise NotFound("no such kind")
    customer = Api(connection).customers.customer(int(key))
    if not member.reaches(customer.reseller):
        raise NotFound("beyond the limit")
    return of_customer(customer, platform)


def of_platform(member: StaffMember, platform: str) -> Target:
    """The platform as a whole."""
    return Target(
        kind=PLATFORM,
        key="all",
        title=_("The platform"),
        note=_("With the rights of its administrator, as far as your role has them"),
        actor=Actor(role=Role.ADMINISTRATOR, name=member.name, platform=platform),
    )


def of_account(account: Account, platform: str) -> Target:
    """The subscriber of an account."""
    address = str(account.id)
    return Target(
        kind=ACCOUNT,
        key=address,
        title=address,
        note=account.name,
        actor=identity.person_of(account, platform).actor,
        whose=visits.of_account(address, platform),
    )


def of_customer(customer: Customer, platform: str) -> Target:
    """A customer, or a reseller."""
    return Target(
        kind=CUSTOMER,
        key=str(customer.id),
        title=_name(customer),
        note=_about(customer),
        actor=identity.person_of_customer(customer, platform).actor,
        whose=visits.of_customer(customer.id, platform),
    )


def search(member: StaffMember, typed: str, platform: str = "default") -> list[Found]:
    """Who that may be, each once; at most five calls for each reseller of the limit."""
    text = rules.without_scheme(" ".join(typed.split())[:LONGEST]).lower()
    if not text.isprintable() or not text.strip("@.%*_+ "):
        return []  # patterns alone would find everybody
    connection = Platform.named(platform)
    apis = [Api(connection, impersonate=number) for number in member.resellers or (0,)]
    found = (one for api in apis for one in _search(api, member, text))
    return list({(one.kind, one.key): one for one in found}.values())


def _search(api: Api, member: StaffMember, text: str) -> Iterator[Found]:
    user, _at, domain = text.lstrip("+").partition("@")
    asks_domain = {"domain": domain} if domain else {}
    asks_alias = {"aliasDomain": domain} if domain else {}
    pattern = user if domain else f"%{user}%"
    accounts, aliases, by_login, by_last, by_office = together(
        api.platform,
        lambda: api.sip.accounts(_query(username=pattern, **asks_domain)),
        lambda: api.sip.aliases(_query(aliasUsername=pattern, **asks_alias)),
        lambda: api.customers.customers(_by_number_or_login(text)),
        lambda: api.customers.customers(_query(lastName=f"%{text}%")),
        lambda: api.customers.customers(_query(organization=f"%{text}%")),
    )
    for account in accounts:
        if member.reaches(account.reseller):
            yield Found(ACCOUNT, str(account.id), str(account.id), account.name)
    for alias in aliases:
        if member.reaches(alias.reseller):
            yield _of_alias(alias)
    for customer in (*by_login, *by_last, *by_office):
        if member.reaches(customer.reseller):
            yield Found(CUSTOMER, str(customer.id), _name(customer), _about(customer))


def _of_alias(alias: Alias) -> Found:
    note = _("%(alias)s leads to it") % {"alias": alias.id}
    return Found(ACCOUNT, str(alias.target), str(alias.target), note)


def _by_number_or_login(text: str) -> Query:
    return _query(customer=int(text)) if _is_number(text) else _query(username=f"%{text}%")


def _query(**filter: Any) -> Query:  # noqa: A002 - the contract's word
    return Query(filter=filter, count=SHOWN)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20 and 0 < int(text) <= LARGEST


def _name(customer: Customer) -> str:
    return customer.organization or customer.name or customer.username


def _about(customer: Customer) -> str:
    words = {"login": customer.username, "number": customer.id}
    if customer.is_reseller:
        return _("Reseller %(number)s, signs in as %(login)s") % words
    words["reseller"] = customer.reseller
    return _("Customer %(number)s of reseller %(reseller)s, signs in as %(login)s") % words
