"""What customers do to their own records changes nothing of their neighbours."""

from __future__ import annotations

from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import sip_id, soap


def test_an_account_takes_no_alias_of_others_along(world: World) -> None:
    target = sip_id("alice@customer.example")
    for person in ("customer", "sibling", "stranger"):
        alias = {"id": sip_id(f"desk@{person}.example"), "target": target}
        soap("Sip", "addAlias", alias, as_=PEOPLE[person])
    soap("Sip", "deleteAccount", target, as_=PEOPLE["customer"])
    left = soap("Sip", "getAliases", None)["aliases"]
    assert {row["id"]["domain"] for row in left} == {"sibling.example", "stranger.example"}
