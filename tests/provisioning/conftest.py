"""The people and records that the tests of the server act with."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import make_password

from ngnpanel.provisioning import guesses, models, storing, vault
from ngnpanel.provisioning.guesses import GUESSES
from tests.provisioning.soap import ADMIN, Person

PASSWORD = "the right password"


@dataclass(frozen=True)
class World:
    """Two resellers with their customers, and the ids of all."""

    ids: dict[str, int]

    def __getitem__(self, name: str) -> int:
        return self.ids[name]


PEOPLE = {
    "admin": ADMIN,
    "reseller": Person("reseller", PASSWORD, admin=False),
    "customer": Person("customer", PASSWORD, admin=False),
    "sibling": Person("sibling", PASSWORD, admin=False),
    "inactive": Person("inactive", PASSWORD, admin=False),
    "inactives": Person("inactives", PASSWORD, admin=False),
    "stranger": Person("stranger", PASSWORD, admin=False),
}
# Who belongs to whom: a reseller belongs to itself.
RESELLERS = {
    "reseller": "reseller",
    "customer": "reseller",
    "sibling": "reseller",
    "inactive": "inactive",
    "inactives": "inactive",
    "stranger": "stranger",
}
RICH = {
    "sip_credit": "100",
    "sip_alias_credit": "100",
    "enum_range_credit": "100",
    "enum_number_credit": "100",
    "dns_zone_credit": "100",
    "email_credit": "100",
    "pstn_access": "1",
    "prepaid_changes": "1",
    "pstn_changes": "1",
}


@pytest.fixture(autouse=True)
def no_guesses() -> None:
    """Forget the failures that an earlier test made."""
    GUESSES.forget()


class Clock:
    """The clock of the waiting, moved by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """The present moment."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock that those who guess have to wait by."""
    clock = Clock()
    monkeypatch.setattr(guesses, "time", clock)
    return clock


@pytest.fixture
def world(db: None) -> World:
    """One domain for each customer, called after it (``customer.example``), and one account there.

    ``alice@customer.example`` belongs to ``customer``, and so on. Credits and rights are plenty.
    """
    return make_world()


def make_world() -> World:
    """The same outside a test's transaction."""
    rows: dict[str, models.Customer] = {}
    for name, reseller in RESELLERS.items():
        row = models.Customer(
            username=name,
            password_hash=make_password(PASSWORD),
            password_sealed=vault.seal(PASSWORD, f"customer:{name}:password"),
            reseller_active=True if name in ("reseller", "stranger") else None,
        )
        row.reseller_id = rows[reseller].pk if reseller in rows else len(rows) + 1
        row.pk = len(rows) + 1
        row.save(force_insert=True)
        storing.skip_chosen_id(row)
        rows[name] = row
        for prop, value in RICH.items():
            row.properties.create(name=prop, value=value, permission="admin")
        domain = models.Domain.objects.create(
            name=f"{name}.example", customer=row, reseller_id=row.reseller_id
        )
        models.Account.objects.create(domain=domain, username="alice", ha1="0" * 32, ha1b="1" * 32)
    return World({name: row.pk for name, row in rows.items()})
