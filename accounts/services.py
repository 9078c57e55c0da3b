"""Acts on accounts and customers that take more than one call, or look things up for a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.conf import settings

from ngnpanel.accounts.domain import calling, rules
from ngnpanel.accounts.domain.calling import CallingRights, Least
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.actor import Actor, Role
from ngnpanel.api import Api
from ngnpanel.brand import contacts
from ngnpanel.soap.errors import Conflict, Denied, NotFound, Unavailable
from ngnpanel.soap.paging import Query

# More of these than this are not offered as a list.
MOST_DOMAINS: Final = 500
MOST_CUSTOMERS: Final = 100
ALREADY_IN_GROUP: Final = 1030
NOT_IN_GROUP: Final = 1031
Numbered = tuple[tuple[int, str], ...]


def sip_id(key: str) -> SipId:
    """The address in a URL; NotFound when it cannot be one."""
    try:
        return SipId.parse(key)
    except RuleError as error:
        raise NotFound(error.text, code=1010) from None


def customer_id(key: str) -> int:
    """The customer number in a URL; NotFound when it cannot be one."""
    number = int(key) if key.isascii() and key.isdecimal() and len(key) <= 10 else 0
    if not 0 < number <= rules.MAX_INT:
        raise NotFound(f"no customer {key}", code=5000)
    return number


def domain_choices(api: Api) -> tuple[str, ...] | None:
    """The domains that the person may add to, None when there are too many to choose from."""
    found = api.sip.domains(Query(order="domain", count=MOST_DOMAINS))
    return tuple(row.domain for row in found) if found.total <= MOST_DOMAINS else None


def customer_choices(api: Api) -> Numbered | None:
    """The customers of the person, None when there are too many to choose from."""
    found = api.customers.customers(Query(order="username", count=MOST_CUSTOMERS))
    return tuple(map(_numbered, found)) if found.total <= MOST_CUSTOMERS else None


def owner_choices(api: Api, actor: Actor) -> Numbered | None:
    """Whom the person may make the owner of an account or alias; a customer itself alone."""
    if actor.role is Role.CUSTOMER:
        return ((actor.customer, actor.name),)
    return customer_choices(api)


def reseller_choices(api: Api) -> Numbered | None:
    """All resellers, None when there are too many to choose from."""
    found = api.customers.resellers(Query(order="username", count=MOST_CUSTOMERS))
    return tuple(map(_numbered, found)) if found.total <= MOST_CUSTOMERS else None


def _numbered(customer: Customer) -> tuple[int, str]:
    return customer.id, called(customer)


def called(customer: Customer) -> str:
    """A customer as lists to choose from name it."""
    name = customer.organization or customer.name
    return f"{name} ({customer.username})" if name else customer.username


def calling_rights(api: Api) -> CallingRights:
    """What the person that ``api`` acts for may change about telephone calls.

    One call for a reseller and two for its customers: those do not see their reseller, so the
    panel reads its properties for them.
    """
    if not api.impersonate:
        return calling.rights_of(None, None)
    own = api.customers.customer(api.impersonate)
    if own.is_reseller or own.impersonate == own.reseller:
        return calling.rights_of(None, own, least())
    return calling.rights_of(own, Api(api.platform).customers.customer(own.reseller), least())


def least() -> Least:
    """The roles that the operator chose."""
    return Least(call_limit=role(settings.CALL_LIMIT_ROLE), acl=role(settings.IP_LIST_ROLE))


def role(name: str) -> Role:
    """A role by its name in the settings."""
    return Role.ADMINISTRATOR if name == "admin" else Role(name)


def account_rights(api: Api, actor: Actor, account: Account) -> CallingRights:
    """What a person may change about this account; calls are those of ``calling_rights``.

    For who has no customer of its own to ask, the reseller of the account says what there is.
    """
    if actor.role in (Role.RESELLER, Role.CUSTOMER):
        return calling_rights(api)
    rights = calling_rights(api) if actor.is_administrator else calling.subscriber_rights(least())
    has_sms = told_by_reseller(api, account, "sms_access") == "1" or not account.reseller
    return replace(rights, pstn_exists=pstn_exists(api, account), sms_exists=has_sms)


def pstn_exists(api: Api, account: Account) -> bool:
    """Whether accounts of this reseller may be given telephone calls; no call of the page."""
    return not account.reseller or told_by_reseller(api, account, "pstn_access") == "1"


def seems_to_change_prepaid(api: Api, actor: Actor, account: Account) -> bool:
    """Whether a page offers to change a balance; the act itself asks ``calling_rights``.

    One call for a customer, none for all others: the reseller's part is that of the last minutes.
    """
    if actor.is_subscriber or actor.is_administrator:
        return actor.is_administrator
    if account.reseller and told_by_reseller(api, account, "prepaid_changes") != "1":
        return False
    return actor.role is Role.RESELLER or api.customers.customer(actor.customer).has(
        "prepaid_changes"
    )


def told_by_reseller(api: Api, account: Account, name: str) -> str:
    """A property of the account's reseller as it was in the last minutes; no call of the page."""
    return contacts.told(api.platform.name, account.reseller).get(name, "")


def require_told(api: Api, account: Account) -> None:
    """Raises Unavailable where nobody knows what the reseller has: that is not a no."""
    if contacts.known(api.platform.name, account.reseller) is None:
        raise Unavailable("What the reseller has is not known.")


def balances(api: Api, accounts: Iterable[Account]) -> dict[SipId, float]:
    """The credit of those that are prepaid: one call, none when nobody is."""
    asked = [account.id for account in accounts if account.prepaid]
    if not asked:
        return {}
    try:
        found = api.sip.balances(asked)
    except NotFound:
        return {}  # one of them was deleted meanwhile
    return {address: one.balance for address, one in zip(asked, found, strict=False)}


def lift_quota_block(api: Api, account: Account) -> None:
    """Let an account call telephone numbers again before its month is over."""
    if not calling_rights(api).pstn:
        raise Denied("quota is not yours to lift", code=9002)
    api.sip.remove_from_group(account.id, "quota")


def join(api: Api, address: SipId, group: str) -> None:
    """Put an account into a group; being in it already is as good."""
    try:
        api.sip.add_to_group(address, group)
    except Conflict as error:
        if error.code != ALREADY_IN_GROUP:
            raise


def leave(api: Api, address: SipId, group: str) -> None:
    """Take an account out of a group; not being in it is as good."""
    try:
        api.sip.remove_from_group(address, group)
    except NotFound as error:
        if error.code != NOT_IN_GROUP:
            raise


def name_mailbox(api: Api, account: Account) -> None:
    """Give the mailbox, if there is one, the name and mail address of the account."""
    mailbox = api.voicemail.mailbox(account.id)
    if mailbox is not None:
        named = replace(mailbox, name=account.name or mailbox.name, email=account.email)
        if named != mailbox:
            api.voicemail.update_mailbox(named)


def tenant_filter(customer: Customer) -> dict[str, int]:
    """The filter of what belongs to a customer, or to a reseller and its customers."""
    return {"reseller": customer.id} if customer.is_reseller else {"customer": customer.id}
