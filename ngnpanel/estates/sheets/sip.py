"""Customers, SIP domains, accounts and aliases of an export."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ngnpanel.accounts.bulk.imports.domains import DOMAINS
from ngnpanel.accounts.domain import customers, passwords, rules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.api import Api
from ngnpanel.estates.reading import Estate, Plain
from ngnpanel.estates.sheets.sheet import Sheet
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.places import Within
from ngnpanel.imports.references import Ground
from ngnpanel.imports.table import Made, Scope
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query

# Others of almost the same name come behind the very one (contract G74).
FEW = 20


def address_in(plain: Plain) -> SipId:
    """The address of an account or alias of a file; raises RuleError."""
    named = plain["id"]
    return SipId(
        username=rules.username(named["username"]), domain=rules.domain_name(named["domain"])
    )


class CustomerSheet(Sheet[Customer]):
    """Resellers first, then their customers."""

    member = "customers"
    order = 0
    keys = ("username",)
    parties = ("reseller", "impersonate")

    def cells(self, estate: Estate, plain: Plain) -> dict[str, str]:
        """A reseller has none; rights of its own are none either."""
        number = plain.get("id")
        own = {name: 0 for name in self.parties if plain.get(name) == number}
        return super().cells(estate, {**plain, **own})

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The username."""
        return (customers.login_name(plain.get("username", "")),)

    def keys_of(self, ground: Ground, record: Customer) -> tuple[str, ...]:  # noqa: ARG002
        """The username."""
        return (record.username,)

    def phase(self, cells: Cells) -> int:
        """Customers come after their resellers."""
        return 1 if cells.get("reseller") else 0

    def coming(self, rows: Iterable[Cells]) -> Mapping[str, frozenset[str]]:
        """All of them may be named by others."""
        return {"customer": frozenset(row["username"] for row in rows if "username" in row)}

    def changed(self, ground: Ground, record: Customer, cells: Cells) -> Customer:
        """Whose it is stays."""
        wanted = super().changed(ground, record, cells)
        return replace(wanted, reseller=record.reseller, username=record.username)

    def completed(self, record: Customer) -> Made[Customer]:
        """Somebody has to be able to sign in."""
        if record.password:
            return Made(record)
        password = passwords.random_password()
        return Made(replace(record, password=password), {"password": password})

    def page(self, api: Api, query: Query) -> Page[Customer] | None:
        """All customers."""
        return api.customers.customers(query)

    def find(self, ground: Ground, cells: Cells) -> Customer | None:
        """By its username."""
        name = cells["username"]
        asked = Query(filter={"username": name}, count=FEW)
        found = (one for one in ground.api.customers.customers(asked) if one.username == name)
        return next(found, None)

    def add(self, api: Api, record: Customer) -> Customer:
        """Create it."""
        return api.customers.add_customer(record)

    def update(self, api: Api, record: Customer) -> None:
        """Replace it."""
        api.customers.update_customer(record)

    def delete(self, api: Api, record: Customer) -> None:
        """Delete it."""
        api.customers.delete_customer(record.id)

    def title(self, record: Customer) -> str:
        """Its username."""
        return record.username


class DomainSheet(Sheet[Domain]):
    """SIP domains."""

    member = "sip_domains"
    order = 2
    keys = ("domain",)
    parties = ("customer", "reseller")

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The name."""
        return (rules.domain_name(plain["domain"]),)

    def keys_of(self, ground: Ground, record: Domain) -> tuple[str, ...]:  # noqa: ARG002
        """The name."""
        return (record.domain,)

    def page(self, api: Api, query: Query) -> Page[Domain] | None:
        """All domains."""
        return api.sip.domains(query)

    def find(self, ground: Ground, cells: Cells) -> Domain | None:
        """By its name."""
        try:
            return ground.api.sip.domain(cells["domain"])
        except NotFound:
            return None

    def add(self, api: Api, record: Domain) -> Domain:
        """Create it."""
        return api.sip.add_domain(record)

    def update(self, api: Api, record: Domain) -> None:
        """Replace it."""
        api.sip.update_domain(record)

    def delete(self, api: Api, record: Domain) -> None:
        """Delete it."""
        api.sip.delete_domain(record.domain)

    def title(self, record: Domain) -> str:
        """The name."""
        return record.domain


class AccountSheet(Sheet[Account]):
    """SIP accounts; whose they are their domains say."""

    member = "sip_accounts"
    order = 3
    keys = ("account",)
    parties = ("owner",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (str(address_in(plain)),)

    def keys_of(self, ground: Ground, record: Account) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (str(record.id),)

    def within(self, cells: Cells) -> Within | None:
        """Its domain."""
        return Within(DOMAINS, SipId.parse(cells["account"]).domain)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The accounts of its domain."""
        return (("domain", SipId.parse(cells["account"]).domain),)

    def parsed(self, plain: Plain) -> Account:
        """Without what its domain says."""
        return super().parsed({**plain, "customer": 0, "reseller": 0})

    def changed(self, ground: Ground, record: Account, cells: Cells) -> Account:
        """Where its domain puts it."""
        wanted = super().changed(ground, record, cells)
        managed = tuple(g for g in record.groups if g not in wanted.groups and g in MANAGED)
        groups = tuple(g for g in wanted.groups if g not in MANAGED or g in record.groups)
        # In the order of before where nothing else differs: groups have none.
        groups = (*groups, *managed)
        if set(groups) == set(record.groups):
            groups = record.groups
        return replace(wanted, groups=groups, customer=record.customer, reseller=record.reseller)

    def completed(self, record: Account) -> Made[Account]:
        """Telephones need a password."""
        if record.password:
            return Made(record)
        password = passwords.random_password()
        return Made(replace(record, password=password), {"password": password})

    def page(self, api: Api, query: Query) -> Page[Account] | None:
        """The accounts of a domain."""
        return api.sip.accounts(query)

    def find(self, ground: Ground, cells: Cells) -> Account | None:
        """By its address."""
        try:
            return ground.api.sip.account(SipId.parse(cells["account"]))
        except NotFound:
            return None

    def add(self, api: Api, record: Account) -> Account:
        """Create it."""
        return api.sip.add_account(record)

    def update(self, api: Api, record: Account) -> None:
        """Replace it."""
        api.sip.update_account(record)

    def delete(self, api: Api, record: Account) -> None:
        """Delete it."""
        api.sip.delete_account(record.id)

    def title(self, record: Account) -> str:
        """The address."""
        return str(record.id)


# Groups that follow something else (contract G23).
MANAGED = frozenset({"quota", "intercept", "prepaid"})


class AliasSheet(Sheet[Alias]):
    """Aliases; whose they are their domains say."""

    member = "sip_aliases"
    order = 4
    keys = ("alias",)
    parties = ("owner",)

    def keys_in(self, estate: Estate, plain: Plain) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (str(address_in(plain)),)

    def keys_of(self, ground: Ground, record: Alias) -> tuple[str, ...]:  # noqa: ARG002
        """The address."""
        return (str(record.id),)

    def within(self, cells: Cells) -> Within | None:
        """Its domain."""
        return Within(DOMAINS, SipId.parse(cells["alias"]).domain)

    def scope(self, ground: Ground, cells: Cells) -> Scope:  # noqa: ARG002
        """The aliases of its domain."""
        return (("aliasDomain", SipId.parse(cells["alias"]).domain),)

    def parsed(self, plain: Plain) -> Alias:
        """Without what its domain says."""
        return super().parsed({**plain, "customer": 0, "reseller": 0})

    def changed(self, ground: Ground, record: Alias, cells: Cells) -> Alias:
        """Where its domain puts it."""
        wanted = super().changed(ground, record, cells)
        return replace(wanted, customer=record.customer, reseller=record.reseller)

    def page(self, api: Api, query: Query) -> Page[Alias] | None:
        """The aliases of a domain."""
        return api.sip.aliases(query)

    def find(self, ground: Ground, cells: Cells) -> Alias | None:
        """By its address."""
        try:
            return ground.api.sip.alias(SipId.parse(cells["alias"]))
        except NotFound:
            return None

    def add(self, api: Api, record: Alias) -> Alias:
        """Create it."""
        return api.sip.add_alias(record)

    def update(self, api: Api, record: Alias) -> None:
        """Replace it."""
        api.sip.update_alias(record)

    def delete(self, api: Api, record: Alias) -> None:
        """Delete it."""
        api.sip.delete_alias(record.id)

    def title(self, record: Alias) -> str:
        """The address."""
        return str(record.id)
