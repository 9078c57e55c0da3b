"""SIP aliases."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from django.utils.timezone import now

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.provisioning import counts, models, rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.credits import charge_alias
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import MAX_ROWS, Listing
from ngnpanel.provisioning.operations.domains import domain_for
from ngnpanel.soap.paging import Page, Query

TARGET_USER: Final = re.compile(r"[^\s@<>\"]{1,64}")
LISTING: Final[Listing[models.Alias]] = Listing(
    texts={
        "aliasUsername": "username",
        "aliasDomain": "domain__name",
        "targetUsername": "target_username",
        "targetDomain": "target_domain",
    },
    numbers={"owner": "owner", "customer": "domain__customer", "reseller": "domain__reseller"},
    orders={
        "changeDate": "changed",
        "aliasUsername": "username",
        "aliasDomain": "domain__name",
        "targetUsername": "target_username",
        "targetDomain": "target_domain",
    },
    default="-username",
)


def add_alias(call: Call, alias: Alias) -> Alias:
    """Another address in a domain that the caller may use."""
    rights.require_active(call.caller)
    domain = domain_for(call, alias.id.domain, lock=True)
    row = models.Alias(domain=domain, username=rules.username(alias.id.username, "username"))
    same = {"username": row.username}
    if domain.aliases.filter(**same).exists() or domain.accounts.filter(**same).exists():
        raise Fault(1021, f"The address {row} exists already", "username")
    charge_alias(call.caller, domain)
    _fill(call, row, alias)
    row.changed = rights.date_of_new(call.caller, alias.change_date)
    row.save(force_insert=True)
    call.changed("alias", row)
    return _record(row)


def update_alias(call: Call, alias: Alias) -> Alias:
    """Lead an alias to another target."""
    row = _alias_for(call, alias.id, write=True)
    _fill(call, row, alias)
    row.changed = now()
    row.save()
    call.changed("alias", row)
    return _record(row)


def delete_alias(call: Call, sip_id: SipId) -> None:
    """Delete an alias."""
    row = _alias_for(call, sip_id, write=True)
    row.delete()
    call.changed("alias", row)


def get_alias(call: Call, sip_id: SipId) -> Alias:
    """One alias."""
    return _record(_alias_for(call, sip_id, write=False))


def get_aliases(call: Call, query: Query) -> Page[Alias]:
    """The aliases within the caller's scope."""
    kept = counts.aliases(call.caller)
    return LISTING.page(rights.aliases(call.caller), query, kept=kept).map(_record)


def get_aliases_for_account(call: Call, target: SipId) -> list[Alias]:
    """The aliases within the caller's scope that lead to ``target``."""
    address = target.lowered()
    rows = rights.aliases(call.caller).filter(
        target_username=address.username, target_domain=address.domain
    )
    return [_record(row) for row in rows.order_by("username", "pk")[:MAX_ROWS]]


def _alias_for(call: Call, sip_id: SipId, *, write: bool) -> models.Alias:
    """The alias at an address; raises Fault 1020 when it is missing or foreign.

    ``write`` keeps others from changing it until the transaction ends, and raises Fault 9002 when
    the caller only owns it.
    """
    address = sip_id.lowered()
    rows = rights.aliases(call.caller).filter(
        username=address.username, domain__name=address.domain
    )
    row = (rows.select_for_update(of=("self",)) if write else rows).first()
    if row is None:
        raise Fault(1020, f"There is no SIP alias {sip_id}")
    if write:
        rights.require_edit(call.caller, row)
    return row


def _fill(call: Call, row: models.Alias, alias: Alias) -> None:
    row.target_username, row.target_domain = _target(alias.target)
    if (row.target_username, row.target_domain) == (row.username, row.domain.name):
        raise Fault(9004, "An alias cannot lead to itself.", "target")
    row.owner_id = rights.owner(call.caller, alias.owner, row.owner_id)


def _target(target: SipId) -> tuple[str, str]:
    """Any address: an account here, or a user and host elsewhere."""
    user = rules.without_scheme(target.username).lower()
    if not TARGET_USER.fullmatch(user):
        raise Fault(9004, "Enter the user part of the target, for example alice.", "target")
    host = target.domain.strip().lower()
    try:
        return user, str(ipaddress.IPv4Address(host))
    except ValueError:
        return user, rules.domain_name(host, "target")


def _record(row: models.Alias) -> Alias:
    return Alias(
        id=row.sip_id,
        target=SipId(username=row.target_username, domain=row.target_domain),
        owner=row.owner_id or 0,
        customer=row.domain.customer_id or 0,
        reseller=row.domain.reseller_id or 0,
        change_date=row.changed,
    )
