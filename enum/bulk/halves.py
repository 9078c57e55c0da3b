"""The two halves of what is generated: a number, and the account behind it.

Which of them an item is about stands in its facts: ``number`` and ``account``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import passwords, rules
from ngnpanel.accounts.domain.calling import CallingRights
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, Network
from ngnpanel.api import Api
from ngnpanel.enum.bulk.scene import address
from ngnpanel.enum.domain.generating import Order
from ngnpanel.enum.domain.mappings import Mapping as Target
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.jobs.kinds import Facts, Fail
from ngnpanel.soap.errors import NotFound

NUMBER, ACCOUNT = "number", "account"
PSTN_GROUP = "free-pstn"


def person(order: Order, owner: Customer | None, number: str) -> dict[str, str]:
    """Name, mail address and info: those of the owner, else what works."""
    id = address(order, number)
    name = "" if owner is None else owner.name or owner.title
    return {
        "firstName": (owner.first_name if owner else "") or name or "Account",
        "lastName": owner.last_name if owner else id.username,
        "email": _mail_address(owner.email if owner else "") or _mail_address(str(id)),
        "info": order.info or name,
    }


def facts(order: Order, given: Mapping[str, Any], number: str, *halves: str) -> Facts:
    """What will be on the platform, for the preview and to find it again."""
    found: Facts = {}
    if NUMBER in halves:
        found |= {NUMBER: f"+{number}", "mapto": order.mapto(number), "info": given["info"]}
    if ACCOUNT in halves:
        name = f"{given['firstName']} {given['lastName']}".strip()
        found |= {ACCOUNT: str(address(order, number)), "name": name, "email": given["email"]}
    return {name: value for name, value in found.items() if value}


def number_of(order: Order, given: Mapping[str, Any], number: str, root: str) -> Number:
    """The number as it is added."""
    return Number(
        id=NumberId(number=number, tld=root),
        mappings=(Target(type="sip", mapto=order.mapto(number)),),
        info=given["info"],
        owner=order.owner,
    )


def account_of(
    order: Order, given: Mapping[str, Any], number: str, password: str, rights: CallingRights
) -> Account:
    """The account as it is added."""
    id = address(order, number)
    networks = (rules.network(text) for text in order.acl)
    return Account(
        id=id,
        password=rights.stored_password(id.username, id.domain, password) if password else "",
        first_name=given["firstName"],
        last_name=given["lastName"],
        email=given["email"],
        owner=order.owner,
        rpid=order.rpid(number),
        groups=(PSTN_GROUP,) if order.pstn else (),
        quota=order.quota,
        call_limit=order.call_limit,
        acl=tuple(Network(ip=ip, mask=mask) for ip, mask in networks),
        # Who may not choose gets prepaid accounts (contract 5.6).
        prepaid=order.prepaid or not rights.prepaid,
    )


def is_number_there(api: Api, wanted: Number) -> bool:
    """Whether an earlier attempt added the number; Fail when it is somebody else's."""
    try:
        found = api.enum.number(wanted.id)
    except NotFound:
        return False
    if leads_to(found, wanted.mappings[0].mapto):
        return True
    raise Fail(_("Somebody else added the number while the job was interrupted; it is left alone."))


def is_account_there(api: Api, wanted: Account, password: str) -> bool:
    """Whether an earlier attempt added the account; Fail when it is somebody else's."""
    try:
        found = api.sip.account(wanted.id)
    except NotFound:
        return False
    if is_ours(found, wanted, password):
        return True
    raise Fail(
        _("Somebody else added the account %(address)s meanwhile; it keeps its password.")
        % {"address": wanted.id}
    )


def is_ours(found: Account, wanted: Account, password: str) -> bool:
    """Whether an account is the one that we added: it has our password, or all that we wrote."""
    id = wanted.id
    if password and found.password:
        return passwords.verify(id.username, id.domain, password, found.password)
    if password and found.ha1:
        return passwords.verify_ha1(id.username, id.domain, password, found.ha1)
    return is_same_account(found, wanted)


def leads_to(number: Number, mapto: str) -> bool:
    """Whether a number leads to a SIP address, among others."""
    return any(each.type == "sip" and each.mapto == mapto for each in number.mappings)


def is_same_number(found: Number, wanted: Number) -> bool:
    """Whether nobody changed a number since it was added."""
    targets = [(each.type, each.mapto, each.ttl, each.priority) for each in found.mappings]
    ours = [(each.type, each.mapto, each.ttl, each.priority) for each in wanted.mappings]
    same = (found.info, found.owner) == (wanted.info, wanted.owner)
    return same and targets == ours


def is_same_account(found: Account, wanted: Account) -> bool:
    """Whether nobody changed an account since it was added; whoever uses it leaves properties."""
    same = ("first_name", "last_name", "email", "owner", "rpid")
    sums = ("quota", "call_limit")
    return (
        all(getattr(found, name) == getattr(wanted, name) for name in same)
        and all((getattr(found, name) or 0) == (getattr(wanted, name) or 0) for name in sums)
        and set(found.groups) - {"prepaid"} == set(wanted.groups)
        and set(map(str, found.acl)) == set(map(str, wanted.acl))
        and not found.properties
    )


def _mail_address(text: str) -> str:
    """The address as it is stored, empty if mail could not go there."""
    try:
        return rules.email(text)
    except RuleError:
        return ""
