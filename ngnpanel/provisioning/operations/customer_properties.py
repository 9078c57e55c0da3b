"""Who may change which property of a customer (contract 5.6, G63, G64)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import (
    CREDITS,
    RESELLER_MAY_GRANT,
    CustomerProperty,
    permission_of,
)
from ngnpanel.provisioning import models, texts, vault
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.credits import limit
from ngnpanel.provisioning.faults import Fault

MAX_PROPERTIES: Final = 500
# What opens something elsewhere: sealed at rest, like a password.
SECRET_PROPERTIES: Final = frozenset({"auth_token"})
# The stricter of two levels decides; any other word is the level of the customer.
LEVELS: Final = {"customer": 0, "reseller": 1, "admin": 2}


def record(row: models.CustomerProperty) -> CustomerProperty:
    """A stored property."""
    value = vault.unseal(row.value, place(row)) if row.name in SECRET_PROPERTIES else row.value
    return CustomerProperty(
        name=row.name, value=value, category=row.category, permission=row.permission
    )


def place(row: models.CustomerProperty) -> str:
    """Where the value of a secret property opens (see ``vault``)."""
    return f"customer:{row.customer_id}:property:{row.name}"


def _keep(row: models.CustomerProperty, item: CustomerProperty) -> None:
    is_secret = item.name in SECRET_PROPERTIES
    row.value = vault.seal(item.value, place(row)) if is_secret else item.value
    row.category, row.permission = item.category, item.permission
    row.save()


def write(
    caller: Caller, customer: models.Customer, properties: Collection[CustomerProperty]
) -> None:
    """Set these properties; one that is sent back unchanged never faults."""
    texts.few(properties, MAX_PROPERTIES, "properties")
    stored = {row.name: row for row in customer.properties.all()}
    for item in properties:
        _check(item)
        row = stored.get(item.name)
        known = None if row is None else record(row)
        if row is not None and known is not None:
            is_same = known.value == item.value
            if known == item or (is_same and _may_not_relabel(caller, row, item)):
                continue
        _require(caller, customer, row, item)
        if row is None:
            row = stored[item.name] = models.CustomerProperty(customer=customer, name=item.name)
        _keep(row, item)


def replace_all(
    caller: Caller, customer: models.Customer, properties: tuple[CustomerProperty, ...]
) -> None:
    """Set these properties and drop the others, except those that the caller may not change."""
    write(caller, customer, properties)
    named = {item.name for item in properties}
    for row in customer.properties.exclude(name__in=named):
        if _may_change(caller, customer, row.name, _level(row.name, row.permission)):
            row.delete()


def _check(item: CustomerProperty) -> None:
    if not item.name.strip():
        raise Fault(9004, "A property has a name.", "name")
    for name in ("name", "category", "permission"):
        most = texts.limit(models.CustomerProperty, name)
        rules.plain_text(getattr(item, name), most, name)
    texts.paragraph(item.value, item.name)


def _may_not_relabel(caller: Caller, row: models.CustomerProperty, item: CustomerProperty) -> bool:
    """Whether only the labels differ and they are not the caller's to change."""
    return not caller.is_administrator and bool(
        _level(row.name, row.permission) or _level(item.name, item.permission)
    )


def _require(
    caller: Caller,
    customer: models.Customer,
    row: models.CustomerProperty | None,
    item: CustomerProperty,
) -> None:
    """Raises Fault 5004 when the caller may not give the property this value."""
    level = max(
        _level(item.name, item.permission), _level(item.name, row.permission if row else "")
    )
    if not _may_change(caller, customer, item.name, level):
        raise Fault(5004, f"You may not change the property {item.name}", item.name)
    if level == LEVELS["admin"] and not caller.is_administrator:
        _require_within_own(caller, item)


def _level(name: str, permission: str) -> int:
    """The level of a property: its label may raise what its name says, never lower it."""
    return max(LEVELS[permission_of(name)], LEVELS.get(permission, 0))


def _may_change(caller: Caller, customer: models.Customer, name: str, level: int) -> bool:
    if caller.is_administrator or level == LEVELS["customer"]:
        return True
    if not caller.is_reseller:
        return False
    if level == LEVELS["reseller"]:
        return True
    return name in RESELLER_MAY_GRANT and customer.pk != caller.customer


def _require_within_own(caller: Caller, item: CustomerProperty) -> None:
    """A reseller cannot give more than it has itself."""
    own = (
        models.CustomerProperty.objects.filter(customer=caller.reseller, name=item.name)
        .values_list("value", flat=True)
        .first()
    )
    if item.name in CREDITS:
        most, wanted = limit(own), limit(item.value)
        is_within = most is None or (wanted is not None and wanted <= most)
    else:
        is_within = item.value != "1" or own == "1"
    if not is_within:
        raise Fault(5004, f"You have less of {item.name} yourself", item.name)
