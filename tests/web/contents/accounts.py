"""Customers, SIP domains, accounts and aliases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ngnpanel.accounts.domain.sip import SipId
from tests.people import api
from tests.web.contents import Contents, Side

EVERYBODY = ("administrator", "reseller", "customer")
PERSON = (
    "password first_name last_name organization language timezone email tel mobile fax web sip enum"
    " address postcode city state country vat_number bank_account billing_email billing_address"
    " other_properties"
)
TLS = "certificate private_key match_ip_address match_sip_domain verify_cert require_cert"
ACCOUNT = (
    "first_name last_name email language timezone owner password web_password"
    " deny_password_change blocked free_pstn rpid anonymous anonymous_reject rate_on_net payments"
    " prepaid quota timeout mobile_number missed_calls trunking region other_groups"
)
NEW: dict[str, Any] = dict.fromkeys(
    [
        "username",
        "choose",
        "domain",
        "name",
        "email",
        "password",
        "timezone",
        "owner",
        "free_pstn",
        "prepaid",
        "quota",
    ]
)
NEW_CUSTOMER: dict[str, Any] = dict.fromkeys(("username", "notify", *PERSON.split()))
NEW_DOMAIN: dict[str, Any] = dict.fromkeys(("domain", *TLS.split()))
NEW_ALIAS: dict[str, Any] = dict.fromkeys(("username", "domain", "target", "owner"))
ALIASES = {"own": "sales", "foreign": "zales"}
TARGETS = {"own": "alice", "foreign": "zoe"}
GROUPS = {"own": "trunking", "foreign": "blocked"}


def settle(side: Side) -> None:
    """The stranger's customer lives elsewhere and is called by other names."""
    customer = api().customers.customer(side.customer)
    api().customers.update_customer(
        replace(
            customer,
            first_name=f"First{side.word}",
            last_name=f"Last{side.word}",
            city=f"City of {side.word}",
            country={"own": "NL", "foreign": "DE"}[side.word],
            tel={"own": "+31208005161", "foreign": "+49301234567"}[side.word],
            web=f"https://{side.domain}",
        )
    )


def person(side: Side) -> None:
    """Both accounts called alice have names, owners and groups of their own."""
    account = api().sip.account(side.account)
    api().sip.update_account(
        replace(
            account,
            first_name=f"First{side.word}",
            last_name=f"Last{side.word}",
            email=f"mail@{side.domain}",
            owner=side.customer,
            groups=(GROUPS[side.word],),
        )
    )


def sales(side: Side) -> SipId:
    """The alias after it was renamed."""
    return SipId(username=ALIASES[side.word], domain=side.domain)


def lead(side: Side) -> None:
    """The aliases have owners and names of their own, and lead to people of different names."""
    alias = api().sip.alias(SipId(username="sales", domain=side.domain))
    target = SipId(username=TARGETS[side.word], domain=side.domain)
    api().sip.delete_alias(alias.id)
    api().sip.add_alias(replace(alias, id=sales(side), owner=side.customer, target=target))


KINDS = (
    Contents(
        name="customer",
        key=lambda side: str(side.customer),
        columns="username kind organization name first_name country email tel id reseller"
        " impersonate change_date",
        sorts={
            "username": lambda c: c.username,
            "firstName": lambda c: c.first_name,
            "lastName": lambda c: c.last_name,
            "organization": lambda c: c.organization,
            "customer": lambda c: c.id,
        },
        filters={
            "q": lambda side: {"own": "customer", "foreign": "foreign"}[side.word],
            "first_name": lambda side: f"First{side.word}",
            "last_name": lambda side: f"Last{side.word}",
            "organization": lambda side: {"own": "Customer", "foreign": "Foreign"}[side.word],
            "kind": lambda _side: None,
            "email": lambda side: {"own": "customer@", "foreign": "foreign@"}[side.word],
            "tel": lambda side: {"own": "+3120", "foreign": "+4930"}[side.word],
            "web": lambda side: side.domain,
            "city": lambda side: side.word,
            "country": lambda side: {"own": "nl", "foreign": "de"}[side.word],
            "reseller": lambda side: side.reseller,
            "customer": lambda side: side.customer,
        },
        not_for={"reseller": "reseller kind", "customer": "reseller kind customer"},
        differ=settle,
        add={
            "administrator": {**NEW_CUSTOMER, "reseller": None},
            "reseller": NEW_CUSTOMER,
        },
        edit={
            "administrator": f"impersonate {PERSON} company_code balance credit",
            "reseller": f"impersonate {PERSON}",
            "customer": PERSON,
        },
        text=dict.fromkeys(EVERYBODY, "username"),
    ),
    Contents(
        name="domain",
        key=lambda side: side.domain,
        columns="domain accounts aliases tls customer reseller change_date",
        sorts={"domain": lambda d: d.domain},
        filters={
            "q": lambda side: side.domain,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        add={
            "administrator": {**NEW_DOMAIN, "reseller": None, "customer": None},
            "reseller": {**NEW_DOMAIN, "customer": None},
            "customer": NEW_DOMAIN,
        },
        edit={
            "administrator": f"reseller customer {TLS}",
            "reseller": f"customer {TLS}",
            "customer": TLS,
        },
        text=dict.fromkeys(EVERYBODY, "domain"),
    ),
    Contents(
        name="account",
        key=lambda side: str(side.account),
        columns="account name state email domain timezone call_limit quota balance owner"
        " change_date",
        sellers="",
        sorts={"username": lambda a: a.id.username, "domain": lambda a: a.id.domain},
        filters={
            "q": lambda side: side.account,
            "domain": lambda side: side.domain,
            "last_name": lambda side: f"Last{side.word}",
            "group": lambda side: GROUPS[side.word],
            "first_name": lambda side: f"First{side.word}",
            "email": lambda side: side.domain,
            "owner": lambda side: side.customer,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=person,
        add={
            "administrator": NEW,
            "reseller": {**NEW, "owner": "own"},
            "customer": {**NEW, "owner": "own"},
        },
        edit={
            "administrator": f"{ACCOUNT} sms call_limit acl",
            "reseller": f"{ACCOUNT} call_limit acl",
            "customer": ACCOUNT,
        },
        text={"administrator": "", "reseller": "sms", "customer": "sms call_limit acl"},
    ),
    Contents(
        name="alias",
        key=lambda side: str(sales(side)),
        columns="alias target domain target_domain owner customer change_date",
        sellers="",
        sorts={
            "aliasUsername": lambda a: a.id.username,
            "aliasDomain": lambda a: a.id.domain,
            "targetUsername": lambda a: a.target.username,
            "targetDomain": lambda a: a.target.domain,
        },
        filters={
            "q": sales,
            "domain": lambda side: side.domain,
            "target": lambda side: TARGETS[side.word],
            "owner": lambda side: side.customer,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=lead,
        add={
            "administrator": NEW_ALIAS,
            "reseller": {**NEW_ALIAS, "owner": "own"},
            "customer": {**NEW_ALIAS, "owner": "own"},
        },
        edit=dict.fromkeys(EVERYBODY, "target owner"),
        text=dict.fromkeys(EVERYBODY, "username domain"),
    ),
)
