"""Prepaid credit, vouchers, barring and rating profiles of an account."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.timezone import now

from ngnpanel.provisioning import models, vouchers
from tests.provisioning.conftest import World
from tests.provisioning.matrix.asks import ALICE, Ask, about, reading, writing
from tests.provisioning.soap import soap

ENTITY = "subscriber://alice@customer.example"
PROFILES = {"entity": ENTITY, "profileWeekday": "440"}
# The newest voucher with its secret number: the rows of the matrix are asked about it.
cards: list[vouchers.Printed] = []


def furnish(world: World) -> None:
    """A balance with its history, a barred prefix, rating profiles and a voucher."""
    soap("Sip", "addBalance", ALICE, 12.5, "Start")
    soap("Sip", "setBarringPrefixes", ALICE, ["+31900"])
    soap("Rating", "setEntityProfiles", PROFILES)
    reseller = models.Customer.objects.get(pk=world["reseller"])
    cards[:] = vouchers.make(reseller, 1, Decimal(10), now() + timedelta(days=1))


def card(_world: World) -> tuple[Any, ...]:
    """The voucher as somebody types it."""
    printed = cards[-1]
    return ALICE, {"id": printed.voucher.pk, "number": printed.number}


def pricing(*arguments: Any) -> Ask:
    """Prices are made by those who sell: customers and owners may look."""
    return Ask(arguments=about(*arguments), customer=9002, owner=9002, sibling=4001, stranger=4001)


ASKS: dict[tuple[str, str], Ask] = {
    ("Sip", "addBalance"): writing(5, "More"),
    ("Sip", "addBalanceFromVoucher"): Ask(arguments=card, owner=9002, sibling=1010, stranger=1010),
    ("Sip", "getPrepaidStatus"): Ask(
        arguments=about([ALICE]), owner=0, sibling=1010, stranger=1010
    ),
    ("Sip", "getCreditHistory"): reading(200),
    ("Sip", "setBarringPrefixes"): writing(["+31900", "+4490"]),
    ("Sip", "getBarringPrefixes"): reading(),
    ("Rating", "setEntityProfiles"): pricing(PROFILES),
    ("Rating", "deleteEntityProfiles"): pricing(ENTITY),
    ("Rating", "getEntityProfiles"): Ask(
        arguments=about(ENTITY), owner=0, sibling=4001, stranger=4001
    ),
}
