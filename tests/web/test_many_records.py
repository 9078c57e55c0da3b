"""Pages cost the same with very many records of a kind as with one.

Ten thousand of those that platforms have most of; a thousand of the others, for the sake of time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest
from django.db.models import Model
from django.urls import reverse

from ngnpanel.provisioning import models
from ngnpanel.soap import metering
from tests.belongings import Estates
from tests.people import calls
from tests.web.kinds import Kind
from tests.web.kinds.every import KINDS

MOST: Final = frozenset({"account", "number", "record", "customer"})
# The table of each kind, and what makes one row differ from the next.
TABLES: Final[Mapping[str, tuple[type[Model], Callable[[int], Mapping[str, Any]]]]] = {
    "customer": (models.Customer, lambda n: {"username": f"many{n}"}),
    "domain": (models.Domain, lambda n: {"name": f"many{n}.example"}),
    "account": (models.Account, lambda n: {"username": f"many{n}"}),
    "alias": (models.Alias, lambda n: {"username": f"many{n}"}),
    "zone": (models.Zone, lambda n: {"name": f"many{n}.example"}),
    "record": (
        models.DnsRecord,
        lambda n: {"name": f"many{n}.acme.example", "identity": f"{n:064}"},
    ),
    "mail-alias": (models.FancyRecord, lambda n: {"name": f"many{n}@acme.example"}),
    "redirect": (models.FancyRecord, lambda n: {"name": f"many{n}.acme.example"}),
    "range": (models.EnumRange, lambda n: {"prefix": f"99{n:05}"}),
    "number": (models.EnumNumber, lambda n: {"number": f"31209{n:06}"}),
    "carrier": (models.Carrier, lambda n: {"name": f"Many {n}"}),
    "gateway": (models.Gateway, lambda n: {"name": f"Many {n}", "ip": f"gw{n}.example"}),
    "rule": (models.GatewayRule, lambda n: {"prefix": f"00{n + 100000}"}),
    "route": (models.Route, lambda n: {"prefix": f"00{n + 100000}"}),
    "peer": (models.TrustedPeer, lambda n: {"ip": f"10.1.{n // 250}.{n % 250 + 1}"}),
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_ten_thousand_records_cost_no_more_calls_than_one(estates: Estates, kind: Kind) -> None:
    many = 10_000 if kind.name in MOST else 1_000
    table, difference = TABLES[kind.name]
    rows = table._default_manager.order_by("pk")
    model = next(row for row in rows if multipliable(kind, row, estates))
    values = {f.attname: getattr(model, f.attname) for f in table._meta.concrete_fields}
    # A sealed secret belongs to its row, and opens in no other.
    values |= dict.fromkeys([name for name in values if name.endswith("_sealed")], "")
    values.pop("id", None)
    table._default_manager.bulk_create(
        [table(**(values | dict(difference(n)))) for n in range(many)], batch_size=1000
    )
    browser = estates.people.browser("reseller")
    listed = reverse(f"{kind.name}-list")
    with calls(kind.calls["list"][1]):
        answer = browser.get(listed)
    assert answer.context["listing"].total > many
    assert answer.content.count(b'name="keys"') == 20
    with metering.counted() as meter:
        last = browser.get(listed, {"page": many // 20, "rows": 20})
        record = browser.get(reverse(f"{kind.name}-detail", args=[kind.own(estates)]))
    # The names of customers are known by now.
    assert meter.calls <= kind.calls["list"][1] + kind.calls["detail"][1]
    assert (last.status_code, record.status_code) == (200, 200)


def multipliable(kind: Kind, row: Any, estates: Estates) -> bool:
    """Whether a row is one of the reseller's that may be repeated."""
    kinds = {"mail-alias": "MBOXFW", "redirect": "URL"}
    if kind.name in kinds and row.type != kinds[kind.name]:
        return False
    return kind.name != "customer" or row.pk == estates.people.customer
