"""Every served operation, asked by everybody about a record of one customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from ngnpanel.provisioning import models
from ngnpanel.provisioning.operations import OPERATIONS
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import SoapFault, sip_id, soap

ALICE = sip_id("alice@customer.example")
BARE = sip_id("bare@customer.example")
INFO = sip_id("info@customer.example")
CONTACT = {"uri": "bob@example.com", "name": "Bob"}
EMPTY = "empty"


@dataclass(frozen=True)
class Ask:
    """One operation about the record of ``customer``.

    ``foreign`` is what a stranger gets: the code of a missing record, or an empty list. ``owner``
    is what a mere owner gets: 0 when it may look.
    """

    arguments: Callable[[World], tuple[Any, ...]]
    foreign: int | str
    owner: int | str = 0


def about(*arguments: Any) -> Callable[[World], tuple[Any, ...]]:
    return lambda _world: arguments


def reading(*arguments: Any) -> Ask:
    return Ask(about(ALICE, *arguments), 1010)


def writing(*arguments: Any) -> Ask:
    return Ask(about(ALICE, *arguments), 1010, 9002)


def new(address: str) -> dict[str, Any]:
    return {"id": sip_id(address), "password": "x", "target": ALICE}


def customer(world: World) -> tuple[Any, ...]:
    return (world["customer"],)


ASKS: dict[tuple[str, str], Ask] = {
    ("Customer", "getAccount"): Ask(customer, 5000, 5000),
    ("Customer", "getProperties"): Ask(customer, 5000, 5000),
    ("Customer", "setProperties"): Ask(lambda world: (world["customer"], []), 5000, 5000),
    ("Customer", "updateAccount"): Ask(lambda world: ({"id": world["customer"]},), 5000, 5000),
    ("Customer", "getCustomers"): Ask(
        lambda world: ({"filter": {"customer": world["customer"]}},), EMPTY, EMPTY
    ),
    ("Customer", "getResellers"): Ask(
        lambda world: ({"filter": {"customer": world["customer"]}},), EMPTY, EMPTY
    ),
    ("Sip", "getDomains"): Ask(about({"filter": {"domain": "customer.example"}}), EMPTY, EMPTY),
    ("Sip", "updateDomain"): Ask(
        lambda world: ({"domain": "customer.example", "customer": world["customer"]},), 1000, 1000
    ),
    ("Sip", "deleteDomain"): Ask(about("empty.example"), 1000, 1000),
    ("Sip", "addAccount"): Ask(about(new("new@customer.example")), 1000, 1000),
    ("Sip", "updateAccount"): Ask(about({"id": ALICE}), 1010, 9002),
    ("Sip", "deleteAccount"): writing(),
    ("Sip", "getAccount"): reading(),
    ("Sip", "getAccounts"): Ask(
        about({"filter": {"username": "alice", "domain": "customer.example"}}), EMPTY
    ),
    ("Sip", "addAlias"): Ask(about(new("new@customer.example")), 1000, 1000),
    ("Sip", "updateAlias"): Ask(about({"id": INFO, "target": ALICE}), 1020, 9002),
    ("Sip", "deleteAlias"): Ask(about(INFO), 1020, 9002),
    ("Sip", "getAlias"): Ask(about(INFO), 1020),
    ("Sip", "getAliases"): Ask(about({"filter": {"aliasUsername": "info"}}), EMPTY),
    ("Sip", "getAliasesForAccount"): Ask(about(ALICE), EMPTY),
    ("Sip", "addToGroup"): writing("blocked"),
    ("Sip", "removeFromGroup"): writing("sms"),
    ("Sip", "getGroups"): reading(),
    ("Sip", "setCallDiversions"): writing({"FUNC": "bob@example.com"}),
    ("Sip", "getCallDiversions"): reading(),
    ("Sip", "setAcceptRules"): writing({}),
    ("Sip", "getAcceptRules"): reading(),
    ("Sip", "setRejectMembers"): writing([]),
    ("Sip", "getRejectMembers"): reading(),
    ("Sip", "addPhonebookEntry"): writing({"uri": "carol@example.com"}),
    ("Sip", "updatePhonebookEntry"): writing(CONTACT),
    ("Sip", "deletePhonebookEntry"): writing(CONTACT["uri"]),
    ("Sip", "getPhonebookEntries"): reading({}, None),
    ("Sip", "getSipDeviceLocations"): Ask(about([ALICE]), 1010),
    ("Voicemail", "addAccount"): Ask(about({"sipId": BARE, "password": "1234"}), 1010, 9002),
    ("Voicemail", "updateAccount"): Ask(about({"sipId": ALICE, "password": "1234"}), 1010, 9002),
    ("Voicemail", "deleteAccount"): writing(),
    ("Voicemail", "getAccount"): reading(),
    ("Voicemail", "setAnnouncement"): writing(None),
}
# They are about no record of somebody: customers and domains tests ask them.
CREATORS = {("Customer", "addAccount"), ("Customer", "deleteAccount"), ("Sip", "addDomain")}


@pytest.fixture
def furnished(world: World) -> World:
    """The account, an alias and a contact of ``customer``, which a fourth customer owns."""
    owner = models.Customer(username="owner", password_hash="!", reseller_id=world["reseller"])
    owner.password_hash = models.Customer.objects.get(pk=world["customer"]).password_hash
    owner.save()
    domain = models.Domain.objects.get(name="customer.example")
    models.Account.objects.filter(domain=domain).update(owner=owner)
    models.Account.objects.create(domain=domain, username="bare", owner=owner)
    models.Domain.objects.create(
        name="empty.example", customer_id=world["customer"], reseller_id=world["reseller"]
    )
    soap("Sip", "addAlias", {"id": INFO, "target": ALICE, "owner": owner.pk})
    soap("Sip", "addToGroup", ALICE, "sms")
    soap("Sip", "addPhonebookEntry", ALICE, CONTACT)
    soap("Voicemail", "addAccount", {"sipId": ALICE, "password": "1234"})
    return world


def outcome(key: tuple[str, str], person: str, world: World) -> int | str:
    """The code of the fault, ``empty`` for an empty list, 0 for anything else."""
    as_ = PEOPLE.get(person) or PEOPLE["customer"].__class__(person, admin=False)
    try:
        result = soap(*key, *ASKS[key].arguments(world), as_=as_)
    except SoapFault as fault:
        return fault.code
    is_page = isinstance(result, dict) and set(result) >= {"total"} and key[1].startswith("get")
    if key == ("Sip", "getPhonebookEntries"):
        is_page = False
    is_empty = result["total"] == 0 if is_page else result == []
    return EMPTY if is_empty and ASKS[key].foreign == EMPTY else 0


def test_no_operation_is_forgotten() -> None:
    assert set(ASKS) | CREATORS == set(OPERATIONS)


@pytest.mark.parametrize("person", ["admin", "reseller", "customer"])
@pytest.mark.parametrize("key", ASKS, ids=".".join)
def test_whoever_it_belongs_to_may(furnished: World, key: tuple[str, str], person: str) -> None:
    assert outcome(key, person, furnished) == 0


@pytest.mark.parametrize("person", ["sibling", "stranger"])
@pytest.mark.parametrize("key", ASKS, ids=".".join)
def test_to_everybody_else_it_does_not_exist(
    furnished: World, key: tuple[str, str], person: str
) -> None:
    assert outcome(key, person, furnished) == ASKS[key].foreign


@pytest.mark.parametrize("key", ASKS, ids=".".join)
def test_a_mere_owner_looks_and_does_not_touch(furnished: World, key: tuple[str, str]) -> None:
    assert outcome(key, "owner", furnished) == ASKS[key].owner


def test_a_customer_of_another_reseller_cannot_be_deleted(world: World) -> None:
    for person in ("stranger", "sibling"):
        with pytest.raises(SoapFault) as caught:
            soap("Customer", "deleteAccount", world["customer"], as_=PEOPLE[person])
        assert caught.value.code == 5000
