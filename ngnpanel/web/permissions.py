"""Who may do what, in one table; the server decides again by tenancy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ngnpanel.actor import Actor, Role

STAFF: Final = frozenset({Role.ADMINISTRATOR, Role.RESELLER, Role.CUSTOMER})
SELLERS: Final = frozenset({Role.ADMINISTRATOR, Role.RESELLER})
EVERYBODY: Final = STAFF | {Role.SUBSCRIBER}
# The platform's administrator, and staff that acts for nobody.
OPERATORS: Final = frozenset({Role.ADMINISTRATOR, Role.SUPPORT})

PERMISSIONS: Final[Mapping[str, frozenset[Role]]] = {
    "customer.view": STAFF,
    "customer.add": SELLERS,
    "customer.edit": STAFF,
    "customer.delete": SELLERS,
    "domain.export": frozenset({Role.ADMINISTRATOR}),
    # Whole estates; others than the administrator take in zones alone.
    "estate.export": frozenset({Role.ADMINISTRATOR}),
    "estate.import": STAFF,
    "domain.view": STAFF,
    "domain.add": STAFF,
    "domain.edit": STAFF,
    "domain.delete": STAFF,
    "account.view": STAFF,
    "account.add": STAFF,
    "account.edit": STAFF,
    "account.delete": STAFF,
    "account.manage": STAFF,
    "account.billing": SELLERS,
    "alias.view": STAFF,
    "alias.add": STAFF,
    "alias.edit": STAFF,
    "alias.delete": STAFF,
    **dict.fromkeys(("range.view", "range.add", "range.edit", "range.delete"), STAFF),
    "range.generate": STAFF,
    **dict.fromkeys(("number.view", "number.add", "number.edit", "number.delete"), STAFF),
    **dict.fromkeys(("zone.view", "zone.add", "zone.edit", "zone.delete"), STAFF),
    **dict.fromkeys(("record.view", "record.add", "record.edit", "record.delete"), STAFF),
    **dict.fromkeys(
        ("mail-alias.view", "mail-alias.add", "mail-alias.edit", "mail-alias.delete"), STAFF
    ),
    **dict.fromkeys(("redirect.view", "redirect.add", "redirect.edit", "redirect.delete"), STAFF),
    **dict.fromkeys(("peer.view", "peer.edit"), SELLERS),
    # Whoever chooses whom the platform believes is believed itself.
    **dict.fromkeys(("peer.add", "peer.delete", "peer.settings"), frozenset({Role.ADMINISTRATOR})),
    # Giving domains, ranges and zones to another customer.
    "tenant.edit": SELLERS,
    **dict.fromkeys(("carrier.view", "carrier.add", "carrier.edit", "carrier.delete"), SELLERS),
    **dict.fromkeys(("gateway.view", "gateway.add", "gateway.edit", "gateway.delete"), SELLERS),
    **dict.fromkeys(("rule.view", "rule.add", "rule.edit", "rule.delete"), SELLERS),
    **dict.fromkeys(("route.view", "route.add", "route.edit", "route.delete"), SELLERS),
    "search.view": STAFF,
    "call-path.view": STAFF,
    "domain-check.view": STAFF,
    "brand.edit": SELLERS,
    # Taking a second step of sign-in away, and saying who must have one.
    "customer.reset": SELLERS,
    "account.reset": STAFF,
    "policy.edit": SELLERS,
    **dict.fromkeys(("notice.edit", "limit.view"), SELLERS),
    # One's own API tokens, and those of one's customers.
    "token.manage": STAFF,
    "outbox.view": OPERATORS,
    # Staff that acts for nobody sees the jobs that it began and the entries within its limit.
    "job.view": STAFF | {Role.SUPPORT},
    "audit.view": STAFF | {Role.SUPPORT},
    "schedule.run": OPERATORS,
    "settings.view": EVERYBODY,
    "settings.edit": EVERYBODY,
    # What only limits staff: everybody else has it within what their pages show them.
    **dict.fromkeys(("call-records.view", "password.edit", "balance.edit"), EVERYBODY),
    "secret.read": EVERYBODY,
    "staff.manage": OPERATORS,
    **dict.fromkeys(("support.open", "support.platform"), frozenset({Role.SUPPORT})),
}


def is_somebody_else(actor: Actor, record: Any) -> bool:
    """Whether a customer record is not the one of the person at work."""
    return actor.is_administrator or record.id != actor.customer


def may_go(actor: Actor, record: Any) -> bool:
    """Whether a customer may be deleted: not oneself, and not one with an order for support."""
    return is_somebody_else(actor, record) and not record.property_value("support_order")


def is_above(actor: Actor, record: Any) -> bool:
    """Whether somebody looks at a customer below, and not at the own record or the reseller's."""
    return actor.is_administrator or record.id not in (actor.customer, actor.reseller)


def is_within_tenancy(actor: Actor, record: Any) -> bool:
    """Whether a customer looks at a record of its own; as a mere owner it may look, not change."""
    return actor.role is not Role.CUSTOMER or record.customer == actor.customer


# A second look at the record, for the permissions that the role alone does not decide.
RECORD_RULES: Final[Mapping[str, Callable[[Actor, Any], bool]]] = {
    "customer.delete": may_go,
    "customer.reset": is_above,
    "account.reset": is_within_tenancy,
    "account.edit": is_within_tenancy,
    "account.delete": is_within_tenancy,
    "alias.edit": is_within_tenancy,
    "alias.delete": is_within_tenancy,
    "redirect.edit": is_within_tenancy,
    "redirect.delete": is_within_tenancy,
    "mail-alias.edit": is_within_tenancy,
    "mail-alias.delete": is_within_tenancy,
    "record.edit": is_within_tenancy,
    "record.delete": is_within_tenancy,
    "number.edit": is_within_tenancy,
    "number.delete": is_within_tenancy,
}


def may(actor: Actor | None, permission: str, record: Any = None) -> bool:
    """Whether ``actor`` has ``permission``; with ``record`` also for this very record.

    An unknown permission is a programming error and raises KeyError; an empty one is never given.
    """
    if actor is None or not permission:
        return False
    if actor.role not in PERMISSIONS[permission]:
        return False
    if actor.rights is not None and permission not in actor.rights:
        return False
    rule = RECORD_RULES.get(permission)
    return record is None or rule is None or rule(actor, record)
