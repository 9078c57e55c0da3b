"""Rating profiles over SOAP: by entity, within the scope of the caller."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import rating
from ngnpanel.accounts.domain.rating import MAX_ENTITY, Kind
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, sip_id, soap

ALICE = "subscriber://alice@customer.example"
DOMAIN = "domain://customer.example"
CUSTOMER, RESELLER = PEOPLE["customer"], PEOPLE["reseller"]
STRANGER, SIBLING = PEOPLE["stranger"], PEOPLE["sibling"]
FULL: dict[str, Any] = {
    "profileWeekday": "440",
    "profileWeekdayAlt": "441",
    "profileWeekend": "442",
    "profileWeekendAlt": "443",
    "timezone": "Europe/Amsterdam",
    "increment": 30,
    "min_duration": 60,
}


def set_(entity: str | None, as_: Person = ADMIN, **profiles: Any) -> None:
    given = {"entity": entity, **(profiles or {"profileWeekday": "440"})}
    soap("Rating", "setEntityProfiles", given, as_=as_)


def get(entity: str | None, as_: Person = ADMIN) -> dict[str, Any]:
    found: dict[str, Any] = soap("Rating", "getEntityProfiles", entity, as_=as_)
    return found


def delete(entity: str | None, as_: Person = ADMIN) -> None:
    soap("Rating", "deleteEntityProfiles", entity, as_=as_)


def code(act: Any, *arguments: Any, **more: Any) -> int:
    """The code of the fault, 0 without one."""
    try:
        act(*arguments, **more)
    except SoapFault as refused:
        return refused.code
    return 0


def gateway(reseller: int) -> int:
    """The id of a new gateway."""
    carrier = soap("Sip", "addCarrier", {"name": f"carrier{reseller}", "reseller": reseller})
    wanted = {"name": f"gateway{reseller}", "carrier_id": carrier["id"], "ip": "192.0.2.1"}
    made: int = soap("Sip", "addGateway", wanted)["id"]
    return made


@pytest.mark.parametrize("entity", [ALICE, DOMAIN, "gateway://7", "default"])
def test_profiles_are_set_read_and_deleted(world: World, entity: str) -> None:
    assert code(get, entity) == 4001
    set_(entity, **FULL)
    assert get(entity) == {"entity": entity, **FULL}
    delete(entity)
    assert code(get, entity) == 4001
    assert code(delete, entity) == 4001


def test_setting_again_replaces_the_whole_record(world: World) -> None:
    set_(ALICE, **FULL)
    set_(ALICE, profileWeekday="500")
    told = get(ALICE)
    assert told["profileWeekday"] == "500"
    assert [told[name] for name in FULL if name != "profileWeekday"] == [*[""] * 4, None, None]
    assert models.RatingProfiles.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Subscriber://Alice@Customer.Example ", ALICE),
        ("subscriber://sip:alice@customer.example", ALICE),
        ("DOMAIN://Customer.Example.", DOMAIN),
        ("Default", "default"),
    ],
)
def test_entities_are_the_same_in_any_case(world: World, written: str, kept: str) -> None:
    set_(written)
    assert get(kept)["entity"] == kept
    assert get(written)["entity"] == kept


@pytest.mark.parametrize(
    "entity",
    [
        *("", None, "alice@customer.example", "user://alice@customer.example", "subscriber:alice"),
        *("subscriber://", "subscriber://alice", "domain://", "domain://one", "default://x"),
        *("gateway://", "gateway://0", "gateway://one", "gateway://-1", "gateway://" + "9" * 11),
        *("subscriber://a b@customer.example", "subscriber://" + "a" * 500 + "@b.nl", "\x7f"),
        "domain://" + "a." * 300 + "nl",
    ],
)
def test_what_is_no_entity_is_refused(world: World, entity: str | None) -> None:
    for act in (set_, get, delete):
        with pytest.raises(SoapFault) as refused:
            act(entity)
        assert (refused.value.code, refused.value.field) == (9004, "entity")


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("profileWeekday", "x" * 65),
        ("profileWeekdayAlt", "a\tb"),
        ("profileWeekend", "a\nb"),
        ("profileWeekendAlt", "\x7f"),
        ("timezone", "Europe/Nowhere"),
        ("increment", -1),
        ("min_duration", -5),
        ("increment", 2**31),
    ],
)
def test_bad_members_are_named(world: World, member: str, value: Any) -> None:
    with pytest.raises(SoapFault) as refused:
        set_(ALICE, **{member: value})
    assert (refused.value.code, refused.value.field) == (9004, member)
    assert code(get, ALICE) == 4001


def test_the_subscriber_must_exist_a_domain_need_not(world: World) -> None:
    assert code(set_, "subscriber://nobody@customer.example") == 4001
    assert code(set_, "domain://elsewhere.example") == 0


def test_a_reseller_prices_what_is_its_own(world: World) -> None:
    gateways = {name: gateway(world[name]) for name in ("reseller", "stranger")}
    for entity in (ALICE, DOMAIN, f"gateway://{gateways['reseller']}"):
        assert code(set_, entity, RESELLER) == 0
        assert get(entity, RESELLER)["profileWeekday"] == "440"
        for act in (set_, get, delete):
            assert code(act, entity, STRANGER) == 4001
        assert code(delete, entity, RESELLER) == 0
    foreign = (
        *("subscriber://alice@stranger.example", "domain://stranger.example"),
        *("domain://elsewhere.example", f"gateway://{gateways['stranger']}", "default"),
    )
    for entity in foreign:
        set_(entity)
        for act in (set_, get, delete):
            assert code(act, entity, RESELLER) == 4001


def test_a_customer_sees_its_prices_and_makes_none(world: World) -> None:
    for entity in (ALICE, DOMAIN):
        set_(entity)
        assert get(entity, CUSTOMER)["profileWeekday"] == "440"
        assert code(set_, entity, CUSTOMER) == 9002
        assert code(delete, entity, CUSTOMER) == 9002
        assert code(get, entity, SIBLING) == 4001


def test_a_reseller_needs_pstn_changes(world: World) -> None:
    models.CustomerProperty.objects.filter(name="pstn_changes").delete()
    assert code(set_, ALICE, RESELLER) == 9002
    assert code(set_, ALICE) == 0
    assert code(get, ALICE, RESELLER) == 0


def test_deleted_accounts_and_domains_take_their_profiles_along(world: World) -> None:
    for entity in (ALICE, DOMAIN, "domain://sibling.example"):
        set_(entity)
    soap("Sip", "deleteAccount", sip_id("alice@customer.example"))
    soap("Sip", "deleteDomain", "customer.example")
    assert [row.entity for row in models.RatingProfiles.objects.all()] == [
        "domain://sibling.example"
    ]
    noted = models.Change.objects.filter(kind="rating", operation__startswith="Sip.delete")
    assert [(row.key, row.operation) for row in noted] == [
        (ALICE, "Sip.deleteAccount"),
        (DOMAIN, "Sip.deleteDomain"),
    ]


def test_a_deleted_gateway_takes_its_profiles_along(world: World) -> None:
    number = gateway(world["reseller"])
    set_(f"gateway://{number}")
    soap("Sip", "deleteGateway", number)
    assert not models.RatingProfiles.objects.exists()


@given(st.text() | st.from_regex(r"(subscriber|domain|gateway)://[a-z0-9@.]+", fullmatch=True))
def test_an_entity_has_one_form(text: str) -> None:
    try:
        found = rating.entity(text)
    except RuleError:
        return
    assert rating.entity(str(found)) == found
    assert len(str(found)) <= MAX_ENTITY
    assert bool(found.key) == (found.kind is not Kind.DEFAULT)
