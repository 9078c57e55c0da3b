"""The table of emergency targets: regions of accounts, and where a call goes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from ngnpanel.provisioning import emergency, models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import SoapFault, sip_id, soap

ALICE = sip_id("alice@customer.example")


def add(region: str = "", number: str = "112", domain: str = "customer.example") -> int:
    row = models.EmergencyTarget.objects.create(
        number=number,
        domain=models.Domain.objects.get(name=domain),
        region=region,
        target=f"sip:{region or 'all'}@gw.example.com",
    )
    return row.pk


def write(region: str) -> str:
    """The region that is stored when the customer writes one."""
    return str(
        soap("Sip", "updateAccount", {"id": ALICE, "region": region}, as_=PEOPLE["customer"])[
            "region"
        ]
    )


def test_without_a_table_any_region_will_do(world: World) -> None:
    assert write("north") == "north"


def test_with_a_table_a_region_needs_a_target_in_the_domain_of_the_account(world: World) -> None:
    add("north", domain="stranger.example")
    with pytest.raises(SoapFault, match=r"customer\.example has no emergency targets") as caught:
        write("north")
    assert (caught.value.code, caught.value.field) == (9004, "region")


def test_a_region_must_be_in_the_table(world: World) -> None:
    add("north")
    assert write("north") == "north"
    with pytest.raises(SoapFault, match=r"customer\.example has no emergency targets") as caught:
        write("south")
    assert (caught.value.code, caught.value.field) == (9004, "region")
    assert write("") in ("", "None")


def test_a_new_account_needs_a_region_of_the_table(world: World) -> None:
    add("north")
    new = {"id": sip_id("new@customer.example"), "password": "x", "region": "Nowhere"}
    with pytest.raises(SoapFault) as caught:
        soap("Sip", "addAccount", new)
    assert (caught.value.code, caught.value.field) == (9004, "region")
    assert not models.Account.objects.filter(username="new").exists()
    soap("Sip", "addAccount", new | {"region": "north"})


def test_a_stored_region_may_stay(world: World) -> None:
    write("west")
    add("north")
    assert write("west") == "west"


def test_a_call_goes_to_the_region_or_to_the_target_for_all(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add("north")
    add()
    add("north", number="911")
    with django_assert_num_queries(1):
        found = emergency.target("112", "customer.example", "north")
    assert found == "sip:north@gw.example.com"
    assert emergency.target("112", "customer.example", "south") == "sip:all@gw.example.com"
    assert emergency.target("911", "customer.example", "south") == ""
    assert emergency.target("112", "sibling.example", "north") == ""


def test_a_deleted_domain_takes_its_targets_along(world: World) -> None:
    soap("Sip", "addDomain", {"domain": "empty.example"})
    number = add("north", domain="empty.example")
    soap("Sip", "deleteDomain", "empty.example")
    assert not models.EmergencyTarget.objects.exists()
    noted = models.Change.objects.filter(operation="Sip.deleteDomain")
    assert set(noted.values_list("kind", "key")) == {
        ("emergency", str(number)),
        ("domain", "empty.example"),
    }


def test_the_database_keeps_one_complete_target_for_a_region(world: World) -> None:
    add("north")
    with pytest.raises(IntegrityError), transaction.atomic():
        add("north")
    with pytest.raises(IntegrityError), transaction.atomic():
        add("north", number="")
