"""Two resellers with a customer each, and accounts, for the tests of the server."""

from __future__ import annotations

from typing import Final

from ngnpanel.provisioning.models import Account, Customer, Domain

RESELLER: Final = 10
CUSTOMER: Final = 11
OWNER: Final = 12
STRANGER: Final = 20
ALICE: Final = {"username": "alice", "domain": "north.example"}
BOB: Final = {"username": "bob", "domain": "north.example"}
CAROL: Final = {"username": "carol", "domain": "south.example"}
NOBODY: Final = {"username": "nobody", "domain": "north.example"}


def settle() -> None:
    """North belongs to CUSTOMER of RESELLER, south to STRANGER; OWNER only owns alice."""
    for number, reseller in (
        (RESELLER, RESELLER),
        (CUSTOMER, RESELLER),
        (OWNER, RESELLER),
        (STRANGER, STRANGER),
    ):
        Customer.objects.create(
            pk=number,
            reseller_id=reseller,
            username=f"customer{number}",
            password_hash="!",
            reseller_active=True,
        )
    north = Domain.objects.create(name="north.example", customer_id=CUSTOMER, reseller_id=RESELLER)
    south = Domain.objects.create(name="south.example", customer_id=STRANGER, reseller_id=STRANGER)
    Account.objects.create(domain=north, username="alice", owner_id=OWNER)
    Account.objects.create(domain=north, username="bob")
    Account.objects.create(domain=south, username="carol")
