"""Credits: how many records of a kind a customer and its reseller may have (contract 5.3, G60-G62).

Text of a credit property: a number is the limit, other text counts as 0. A missing or empty one
counts as the server's DEFAULT_CREDIT, which is 0 unless the settings say otherwise;
``unlimited`` in the settings alone means no limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet

from ngnpanel.accounts.domain.customers import CREDITS
from ngnpanel.provisioning import counts
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.models.counts import ACCOUNTS, ALIASES
from ngnpanel.provisioning.models.customers import Customer, CustomerProperty
from ngnpanel.provisioning.models.sip import Domain
from ngnpanel.provisioning.options import options
from ngnpanel.provisioning.rights import Holder

UNLIMITED: Final = "unlimited"
NUMBER: Final = re.compile(r"[0-9]{1,18}")


def charge_account(caller: Caller, domain: Domain) -> None:
    """Raises Fault 9003 when one more account in ``domain`` is more than its credits allow."""
    charge(caller, domain, "sip_credit", counts.of(ACCOUNTS), "domain__", used=counts.total)


def charge_alias(caller: Caller, domain: Domain) -> None:
    """Raises Fault 9003 when one more alias in ``domain`` is more than its credits allow."""
    charge(caller, domain, "sip_alias_credit", counts.of(ALIASES), "domain__", used=counts.total)


def charge(
    caller: Caller,
    holder: Holder,
    name: str,
    rows: QuerySet[Any],
    path: str = "",
    *,
    used: Callable[[QuerySet[Any]], int] = QuerySet.count,
) -> None:
    """Raises Fault 9003 when one more record is more than the credit ``name`` allows.

    ``holder`` has the customer and the reseller who pay, ``rows`` are all records that count,
    ``path`` leads from them to their holder, and ``used`` is how to count them. Call it before the
    record is stored. Their rows stay locked until the transaction ends, so that two calls cannot
    both take the last credit; SQLite has no row locks, its writing transactions exclude each other.
    """
    if caller.is_administrator:
        return
    payers = sorted({number for number in (holder.customer_id, holder.reseller_id) if number})
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=payers).order_by("pk"))
    stored = CustomerProperty.objects.filter(customer__in=payers, name=name)
    limits = dict(stored.values_list("customer", "value"))
    for payer, level in ((holder.customer_id, "customer"), (holder.reseller_id, "reseller")):
        allowed = limit(limits.get(payer)) if payer else None
        if allowed is not None and used(rows.filter(**{f"{path}{level}": payer})) >= allowed:
            raise Fault(9003, f"The {level} may have {allowed} {CREDITS[name]}, and has them")


def limit(text: str | None) -> int | None:
    """The limit that the text of a credit property stands for; None is no limit."""
    value = (text or "").strip()
    if not value:
        value = options()["DEFAULT_CREDIT"] or "0"
        if value == UNLIMITED:
            return None
    return int(value) if NUMBER.fullmatch(value) else 0
