"""Properties of customers: who may set which, and what a full list means."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap


def prop(name: str, value: str | None, permission: str = "", category: str = "") -> dict[str, Any]:
    return {"name": name, "value": value, "permission": permission, "category": category}


def values(customer: int, as_: Person = ADMIN) -> dict[str, str]:
    listed = soap("Customer", "getProperties", customer, as_=as_)
    return {item["name"]: item["value"] for item in listed}


def put(customer: int, *properties: dict[str, Any], as_: Person = ADMIN) -> None:
    soap("Customer", "setProperties", customer, list(properties), as_=as_)


def refused(customer: int, *properties: dict[str, Any], as_: Person) -> tuple[int, str]:
    with pytest.raises(SoapFault) as caught:
        put(customer, *properties, as_=as_)
    return caught.value.code, caught.value.field


def replace_all(customer: int, properties: list[dict[str, Any]], as_: Person) -> None:
    record = soap("Customer", "getAccount", customer, as_=as_)
    soap("Customer", "updateAccount", {**record, "properties": properties}, as_=as_)


def test_named_properties_are_written_and_others_stay(world: World) -> None:
    number = world["customer"]
    before = values(number)
    put(number, prop("sip_credit", "7"), prop("currency", "EUR", "customer", "billing"))
    assert values(number) == {**before, "sip_credit": "7", "currency": "EUR"}
    listed = soap("Customer", "getProperties", number)
    assert prop("currency", "EUR", "customer", "billing") in listed
    assert listed == soap("Customer", "getAccount", number)["properties"]


def test_properties_of_nobody(world: World) -> None:
    assert refused(999, prop("currency", "EUR"), as_=ADMIN)[0] == 5000
    with pytest.raises(SoapFault) as caught:
        values(999)
    assert caught.value.code == 5000


def test_a_property_has_a_name_that_fits(world: World) -> None:
    for bad in (prop(" ", "x"), prop("x" * 65, "x"), prop("a\nb", "x")):
        assert refused(world["customer"], bad, as_=ADMIN) == (9004, "name")
    assert refused(world["customer"], prop("x", "y" * 70000), as_=ADMIN) == (9004, "x")


def test_more_properties_than_anybody_needs_are_refused(world: World) -> None:
    many = [prop(f"p{number}", "x") for number in range(501)]
    assert refused(world["customer"], *many, as_=ADMIN) == (9004, "properties")


def test_everybody_sets_the_properties_of_a_customer(world: World) -> None:
    for person in ("admin", "reseller", "customer"):
        put(world["customer"], prop("support_web", person), as_=PEOPLE[person])
        assert values(world["customer"])["support_web"] == person


def test_a_property_of_the_reseller_is_not_the_customers(world: World) -> None:
    page = prop("digest_settings_page", "https://example.com/")
    assert refused(world["customer"], page, as_=PEOPLE["customer"]) == (5004, page["name"])
    put(world["customer"], page, as_=PEOPLE["reseller"])
    put(world["reseller"], page, as_=PEOPLE["reseller"])


def test_a_label_may_raise_the_level_and_never_lower_it(world: World) -> None:
    number = world["customer"]
    put(number, prop("our own", "1", "admin"))
    assert refused(number, prop("our own", "2"), as_=PEOPLE["customer"])[0] == 5004
    lowered = prop("sip_credit", "9999", "customer")
    assert refused(number, lowered, as_=PEOPLE["customer"])[0] == 5004
    assert refused(number, prop("mine", "1", "admin"), as_=PEOPLE["customer"])[0] == 5004


def test_an_unchanged_property_never_faults(world: World) -> None:
    number = world["customer"]
    before = soap("Customer", "getProperties", number)
    put(number, *before, as_=PEOPLE["customer"])
    put(number, *(prop(item["name"], item["value"]) for item in before), as_=PEOPLE["customer"])
    assert soap("Customer", "getProperties", number) == before


@pytest.mark.parametrize("name", ["sip_credit", "sip_alias_credit", "dns_zone_credit"])
def test_a_reseller_gives_credits_up_to_its_own(world: World, name: str) -> None:
    put(world["reseller"], prop(name, "50"))
    put(world["customer"], prop(name, "50"), as_=PEOPLE["reseller"])
    assert refused(world["customer"], prop(name, "51"), as_=PEOPLE["reseller"]) == (5004, name)
    put(world["customer"], prop(name, "no number"), as_=PEOPLE["reseller"])


@pytest.mark.parametrize("name", ["pstn_access", "prepaid_changes", "pstn_changes"])
def test_a_reseller_gives_the_rights_that_it_has(world: World, name: str) -> None:
    put(world["customer"], prop(name, "0"))
    put(world["customer"], prop(name, "1"), as_=PEOPLE["reseller"])
    put(world["customer"], prop(name, "0"))
    put(world["reseller"], prop(name, "0"))
    assert refused(world["customer"], prop(name, "1"), as_=PEOPLE["reseller"]) == (5004, name)


@pytest.mark.parametrize("name", ["payment_processor_class", "support_order"])
def test_other_properties_of_the_administrator_are_not_the_resellers(
    world: World, name: str
) -> None:
    assert refused(world["customer"], prop(name, "1"), as_=PEOPLE["reseller"]) == (5004, name)
    put(world["customer"], prop(name, "1"))


def test_nobody_raises_its_own_credits(world: World) -> None:
    for person in ("reseller", "customer"):
        more = prop("sip_credit", "99")
        assert refused(world[person], more, as_=PEOPLE[person]) == (5004, "sip_credit")


def test_a_reseller_without_limit_gives_any_credit(world: World, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "DEFAULT_CREDIT": "unlimited"}
    put(world["customer"], prop("sip_credit", "5"))
    missing, plenty = prop("sip_credit", ""), prop("sip_credit", "999999")
    assert refused(world["customer"], missing, as_=PEOPLE["reseller"])[0] == 5004
    put(world["reseller"], missing)
    put(world["customer"], plenty, as_=PEOPLE["reseller"])
    put(world["customer"], missing, as_=PEOPLE["reseller"])


def test_nobody_gives_itself_the_right_to_text_messages(world: World) -> None:
    right = prop("sms_access", "1")
    for person in ("reseller", "customer"):
        assert refused(world[person], right, as_=PEOPLE[person]) == (5004, "sms_access")
    assert refused(world["customer"], right, as_=PEOPLE["reseller"]) == (5004, "sms_access")
    put(world["reseller"], right)
    put(world["customer"], right, as_=PEOPLE["reseller"])
    assert values(world["customer"])["sms_access"] == "1"


def test_a_full_list_drops_what_the_caller_may_change_and_keeps_the_rest(world: World) -> None:
    number = world["customer"]
    put(number, prop("support_web", "x"), prop("support_order", "1"))
    replace_all(number, [prop("currency", "EUR")], PEOPLE["customer"])
    left = values(number)
    assert "support_web" not in left
    assert left["currency"] == "EUR"
    assert (left["sip_credit"], left["support_order"]) == ("100", "1")
    replace_all(number, [], PEOPLE["reseller"])
    assert values(number) == {"support_order": "1"}
    replace_all(number, [], ADMIN)
    assert values(number) == {}
