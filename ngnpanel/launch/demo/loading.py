"""Creates the demonstration platform through SOAP calls, as a reseller's own software would.

It may be repeated after an interruption: what exists stays as it is, what is missing is added, and
the logins that it returns get new passwords, since nobody can know those of the last time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from django.conf import settings
from django.utils import timezone

from ngnpanel.accounts.domain.customers import (
    Customer,
    CustomerProperty,
    category_of,
    permission_of,
)
from ngnpanel.accounts.domain.passwords import random_password
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.api import Api
from ngnpanel.launch.demo import (
    brand,
    calls,
    certificates,
    credit,
    dns,
    enum,
    habits,
    plan,
    pstn,
    registrations,
)
from ngnpanel.launch.demo.plan import AccountPlan
from ngnpanel.launch.logins import Login, administrator
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.platform import Platform

ALL: Final = 5000
# There are that many names without repetition, and the customers have credits for them.
MOST_ACCOUNTS: Final = 400
Say = Callable[[str], None]


def load(size: int, say: Say = lambda _line: None) -> list[Login]:
    """Create what is missing of the platform; who can sign in now."""
    everything = Api(Platform.named("default"))
    reseller, reseller_password = _reseller(everything)
    api = Api(Platform.named("default"), impersonate=reseller.id)
    tenants = {plan.RESELLER: reseller.id}
    logins = [administrator(), _login("reseller", reseller.username, reseller_password)]
    for wanted in plan.customers():
        customer, password = _customer(api, wanted)
        tenants[customer.username] = customer.id
        logins.append(_login("customer", customer.username, password))
    say(f"Reseller {reseller.organization} with {len(tenants) - 1} customers.")
    _domains(api, tenants)
    accounts = plan.accounts(size)
    _accounts(api, accounts, tenants)
    say(f"{len(accounts)} accounts in {len(plan.DOMAINS)} domains.")
    say(f"{dns.load(api, tenants)} DNS zones.")
    say(f"{enum.load(api, tenants)} ENUM numbers in {len(enum.BLOCKS)} ranges.")
    stored = api.sip.accounts(Query(count=ALL))
    say(f"{credit.load(api, stored, plan.SHOWCASE)} prepaid accounts with a balance.")
    devices = [device for wanted in accounts for device in wanted.registrations]
    say(f"{registrations.write(devices, timezone.now())} registered devices.")
    colleague = accounts[0].contacts[0].uri
    number = calls.write(plan.SHOWCASE, SipId.parse(colleague), timezone.now())
    say(f"{number} calls of {plan.SHOWCASE}.")
    habits.load(plan.SHOWCASE, tenants[plan.FIRST_CUSTOMER], reseller.id, timezone.now())
    pstn.load(everything, tenants, plan.RESELLER)
    say("Carriers, gateways, routes and trusted peers.")
    brand.load(reseller.id)
    password = random_password()
    showcase = api.sip.account(plan.SHOWCASE)
    api.sip.update_account(replace(showcase, password=password))
    return [*logins, _login("subscriber", str(plan.SHOWCASE), password)]


def _login(role: str, username: str, password: str) -> Login:
    url = f"{settings.BASE_URL}/login/"
    return Login(role=role, username=username, password=password, url=url)


def _reseller(api: Api) -> tuple[Customer, str]:
    wanted = plan.reseller()
    found = api.customers.resellers(Query(filter={"username": wanted.username}))
    return _person(api, wanted, found, plan.RESELLER_PROPERTIES)


def _customer(api: Api, wanted: Customer) -> tuple[Customer, str]:
    found = api.customers.customers(Query(filter={"username": wanted.username}))
    return _person(api, wanted, found, plan.CUSTOMER_PROPERTIES[wanted.username])


def _person(
    api: Api, wanted: Customer, found: Page[Customer], properties: Mapping[str, str]
) -> tuple[Customer, str]:
    """The stored customer and its new password."""
    password = random_password()
    stored = next((row for row in found if row.username == wanted.username), None)
    if stored is None:
        customer = api.customers.add_customer(replace(wanted, password=password))
    else:
        customer = api.customers.customer(stored.id)
        api.customers.update_customer(replace(customer, password=password))
    known = {item.name for item in api.customers.properties(customer.id)}
    missing = [_property(name, properties[name]) for name in properties if name not in known]
    if missing:
        api.customers.set_properties(customer.id, missing)
    return customer, password


def _property(name: str, value: str) -> CustomerProperty:
    return CustomerProperty(
        name=name, value=value, category=category_of(name), permission=permission_of(name)
    )


def _domains(api: Api, tenants: Mapping[str, int]) -> None:
    known = {domain.domain for domain in api.sip.domains(Query(count=ALL))}
    for wanted in plan.DOMAINS:
        if wanted.name in known:
            continue
        # A domain of the reseller itself has the reseller as its customer as well.
        customer = tenants[wanted.tenant]
        certificate, key = certificates.made(wanted.name)
        domain = Domain(
            domain=wanted.name,
            customer=customer,
            reseller=tenants[plan.RESELLER],
            certificate=certificate,
            private_key=key,
        )
        api.sip.add_domain(domain)


def _accounts(api: Api, wanted: Iterable[AccountPlan], tenants: Mapping[str, int]) -> None:
    known = {account.id: account for account in api.sip.accounts(Query(count=ALL))}
    aliases = {alias.id for alias in api.sip.aliases(Query(count=ALL))}
    for each in wanted:
        stored = known.get(each.account.id)
        if stored is None:
            _add_account(api, each, tenants)
        else:
            _complete_account(api, each, stored)
        for alias in each.aliases:
            if alias not in aliases:
                api.sip.add_alias(Alias(id=alias, target=each.account.id))


def _add_account(api: Api, wanted: AccountPlan, tenants: Mapping[str, int]) -> None:
    owner = 0 if wanted.tenant == plan.RESELLER else tenants[wanted.tenant]
    api.sip.add_account(replace(wanted.account, password=random_password(), owner=owner))
    _set_features(api, wanted.account.id, wanted)


def _complete_account(api: Api, wanted: AccountPlan, stored: Account) -> None:
    """Add what an earlier run did not come to, and nothing that is there in another form."""
    sip_id = stored.id
    contacts = {contact.uri for contact in api.sip.contacts(sip_id)}
    missing = replace(
        wanted,
        contacts=tuple(each for each in wanted.contacts if each.uri not in contacts),
        over_quota=wanted.over_quota and "quota" not in stored.groups,
    )
    if api.sip.diversions(sip_id) != plan.NO_DIVERSIONS:
        missing = replace(missing, diversions=plan.NO_DIVERSIONS)
    if api.sip.accept_rules(sip_id).rules != plan.NO_RULES:
        missing = replace(missing, rules=plan.NO_RULES)
    if api.sip.rejected_callers(sip_id):
        missing = replace(missing, rejected=())
    if api.voicemail.mailbox(sip_id) is not None:
        missing = replace(missing, mailbox=None)
    _set_features(api, sip_id, missing)


def _set_features(api: Api, sip_id: SipId, wanted: AccountPlan) -> None:
    if wanted.mailbox is not None:
        api.voicemail.add_mailbox(wanted.mailbox)
    if wanted.diversions != plan.NO_DIVERSIONS:
        api.sip.set_diversions(sip_id, wanted.diversions)
    if wanted.rules != plan.NO_RULES:
        api.sip.set_accept_rules(sip_id, wanted.rules)
    for contact in wanted.contacts:
        api.sip.add_contact(sip_id, contact)
    if wanted.rejected:
        api.sip.set_rejected_callers(sip_id, wanted.rejected)
    if wanted.over_quota:
        api.sip.add_to_group(sip_id, "quota")
