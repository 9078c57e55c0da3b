"""What each bulk act on customers, domains, accounts and aliases is tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from ngnpanel.accounts.domain.sip import Alias, Domain, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from tests.belongings import Estates
from tests.jobs.bulk.trying import Row
from tests.people import ALICE, DOMAIN, FOREIGN, FOREIGN_DOMAIN, add_customer, api

NUMBERS = count(31208005200)
SWITCHED_ON = {"groups": ("free-pstn", "missed-calls"), "rpid": "208005161"}


def accounts(**facts: Any) -> Callable[[Estates], list[str]]:
    """Two accounts with these facts, whose names are numbers."""

    def make(_estates: Estates) -> list[str]:
        return [add_account(**facts) for _account in range(2)]

    return make


def add_account(**facts: Any) -> str:
    """An account like Alice's, with a number for a name; its address."""
    name = SipId(username=str(next(NUMBERS)), domain=DOMAIN)
    old = {"first_name": "Old", "last_name": "Name", "password": "an old password"}
    account = replace(api().sip.account(ALICE), id=name, **{"properties": (), **old, **facts})
    return str(api().sip.add_account(account).id)


def with_mailboxes(estates: Estates) -> list[str]:
    """Two accounts, the first of which has a mailbox."""
    keys = accounts(**SWITCHED_ON)(estates)
    address = SipId.parse(keys[0])
    api().voicemail.add_mailbox(Mailbox(sip_id=address, name="Old Name", email="old@acme.example"))
    return keys


def over_quota(estates: Estates) -> list[str]:
    """Two accounts that used up their quota."""
    keys = accounts(**SWITCHED_ON)(estates)
    for key in keys:
        api().sip.add_to_group(SipId.parse(key), "quota")
    return keys


def aliases(estates: Estates) -> list[str]:
    """Two aliases of Alice's, with an owner."""
    found = []
    for _alias in range(2):
        address = SipId(username=f"alias{next(NUMBERS)}", domain=DOMAIN)
        alias = Alias(id=address, target=ALICE, owner=estates.people.customer)
        found.append(str(api().sip.add_alias(alias).id))
    return found


def domains(estates: Estates) -> list[str]:
    """Two empty domains of the customer."""
    found = []
    for _domain in range(2):
        domain = Domain(
            domain=f"d{next(NUMBERS)}.example",
            customer=estates.people.customer,
            reseller=estates.people.reseller,
            match_ip_address="192.0.2.10",
            verify_cert=True,
        )
        found.append(api().sip.add_domain(domain).domain)
    return found


def customers(estates: Estates) -> list[str]:
    """Two customers that nothing belongs to."""
    return [
        str(add_customer(f"empty{next(NUMBERS)}", reseller=estates.people.reseller))
        for _customer in range(2)
    ]


def an_owner(estates: Estates) -> dict[str, Any]:
    """The customer as owner."""
    return {"owner": estates.people.customer}


def another_customer(estates: Estates) -> dict[str, Any]:
    """The reseller itself, which has the records afterwards."""
    return {"customer": estates.people.reseller}


def a_row(kind: str, make: Callable[[Estates], list[str]], **more: Any) -> Row:
    """A row about accounts, which are written as whole records."""
    options = {"operation": "Sip.updateAccount", "foreign": lambda _estates: str(FOREIGN), **more}
    return Row(kind=kind, make=make, **options)


OFF = {"rpid": "208005161", "groups": (), "quota": 0}
BLOCKED = {"groups": ("blocked",), "properties": (Property(name="blocked_by", value="reseller"),)}
WAITING = {**OFF, "properties": (Property(name="last_sip_quota", value="25"),)}
JOIN: dict[str, Any] = {"operation": "Sip.addToGroup", "undo": "Sip.removeFromGroup"}
LEAVE: dict[str, Any] = {"operation": "Sip.removeFromGroup", "undo": "Sip.addToGroup"}
ALIAS: dict[str, Any] = {
    "operation": "Sip.updateAlias",
    "foreign": lambda _estates: f"sales@{FOREIGN_DOMAIN}",
}
ROWS = (
    a_row("account-block", accounts(**SWITCHED_ON)),
    a_row("account-unblock", accounts(**BLOCKED)),
    a_row("account-password", accounts(**SWITCHED_ON), settings={"how": "random"}),
    a_row("account-pstn-on", accounts(**WAITING)),
    a_row("account-pstn-off", accounts(**SWITCHED_ON, quota=25)),
    a_row("account-quota", accounts(**SWITCHED_ON, quota=25), settings={"no_limit": "on"}),
    a_row("account-quota-lift", over_quota, **LEAVE),
    a_row("account-prepaid", accounts(**SWITCHED_ON)),
    a_row("account-postpaid", accounts(**SWITCHED_ON, prepaid=True)),
    a_row(
        "account-balance",
        accounts(**SWITCHED_ON, prepaid=True),
        operation="Sip.addBalance",
        settings={"amount": "2.50", "note": "gift"},
    ),
    a_row("account-caller-id-name", accounts(**SWITCHED_ON)),
    a_row("account-caller-id-prefix", accounts(**SWITCHED_ON), settings={"digits": "31"}),
    a_row("account-caller-id-strip", accounts(**SWITCHED_ON), settings={"count": "2"}),
    a_row(
        "account-owner",
        accounts(owner=0),
        settings=an_owner,
    ),
    a_row("account-first-name", with_mailboxes, settings={"name": "New"}),
    a_row("account-last-name", with_mailboxes, settings={"name": "New"}),
    a_row("account-group-add", accounts(**SWITCHED_ON), settings={"group": "trunking"}, **JOIN),
    a_row(
        "account-group-remove",
        accounts(groups=("free-pstn", "vip")),
        settings={"group": "", "other": "vip"},
        **LEAVE,
    ),
    a_row(
        "account-delete",
        accounts(**SWITCHED_ON, quota=25, properties=(Property(name="language", value="nl"),)),
        operation="Sip.deleteAccount",
        undo="Sip.addAccount",
    ),
    Row(kind="alias-owner", make=aliases, settings={"nobody": "on"}, **ALIAS),
    Row(kind="alias-target", make=aliases, settings={"target": "bob@acme.example"}, **ALIAS),
    Row(
        kind="alias-delete",
        make=aliases,
        **{**ALIAS, "operation": "Sip.deleteAlias", "undo": "Sip.addAlias"},
    ),
    Row(
        kind="domain-customer",
        make=domains,
        operation="Sip.updateDomain",
        foreign=lambda _estates: FOREIGN_DOMAIN,
        settings=another_customer,
    ),
    Row(
        kind="domain-delete",
        make=domains,
        operation="Sip.deleteDomain",
        undo="Sip.addDomain",
        foreign=lambda _estates: FOREIGN_DOMAIN,
    ),
    Row(
        kind="customer-delete",
        make=customers,
        operation="Customer.deleteAccount",
        foreign=lambda estates: str(estates.people.stranger),
    ),
)
