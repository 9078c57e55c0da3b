"""SIP passwords: clear text, digests, and who may read them."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from ngnpanel.accounts.domain import passwords
from ngnpanel.provisioning import models
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import ADMIN, Person, sip_id, soap

ID = sip_id("new@customer.example")
PAIR = passwords.digest_pair("new", "customer.example", "secret")


def read(as_: Person = ADMIN) -> dict[str, Any]:
    return dict(soap("Sip", "getAccount", ID, as_=as_))


def digests() -> str:
    row = models.Account.objects.get(username="new")
    return f"{row.ha1}:{row.ha1b}"


def only_digests(settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "STORE_CLEAR_TEXT_PASSWORDS": False}


def test_both_digests_are_made_of_a_clear_password(world: World) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": "secret"})
    assert digests() == PAIR
    assert (read()["password"], read()["ha1"]) == ("secret", PAIR[:32])


def test_a_pair_of_digests_is_kept_and_the_password_is_nil(world: World) -> None:
    stored = soap("Sip", "addAccount", {"id": ID, "password": PAIR.upper()})
    assert (stored["password"], digests()) == (None, PAIR)
    assert (read()["password"], read()["ha1"]) == (None, PAIR[:32])


def test_almost_a_pair_is_clear_text(world: World) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": PAIR[:-1]})
    assert read()["password"] == PAIR[:-1]


def test_clear_text_is_not_kept_when_the_settings_say_so(world: World, settings: Settings) -> None:
    only_digests(settings)
    stored = soap("Sip", "addAccount", {"id": ID, "password": "secret"})
    assert stored["password"] == "secret"
    assert (read()["password"], digests()) == (None, PAIR)


def test_an_invented_password_is_told_once(world: World, settings: Settings) -> None:
    only_digests(settings)
    invent = {"id": {"username": "<autoincrement>", "domain": "customer.example"}}
    stored = soap("Sip", "addAccount", invent)
    assert len(stored["password"]) == 10
    assert soap("Sip", "getAccount", stored["id"])["password"] is None


@pytest.mark.parametrize("password", [None, ""])
def test_an_update_without_password_keeps_it(world: World, password: str | None) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": "secret"})
    soap("Sip", "updateAccount", {"id": ID, "password": password})
    assert (read()["password"], digests()) == ("secret", PAIR)


def test_new_digests_drop_the_old_clear_text(world: World) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": "another"})
    soap("Sip", "updateAccount", {"id": ID, "password": PAIR})
    assert (read()["password"], digests()) == (None, PAIR)


def test_a_mere_owner_sees_the_account_without_its_secrets(world: World) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": "secret", "owner": world["sibling"]})
    assert (read(PEOPLE["sibling"])["password"], read(PEOPLE["sibling"])["ha1"]) == (None, None)
    query = {"filter": {"username": "new"}}
    (listed,) = soap("Sip", "getAccounts", query, as_=PEOPLE["sibling"])["accounts"]
    assert (listed["password"], listed["ha1"]) == (None, None)


@pytest.mark.parametrize("person", ["admin", "reseller", "customer"])
def test_whoever_may_change_the_account_reads_its_secrets(world: World, person: str) -> None:
    soap("Sip", "addAccount", {"id": ID, "password": "secret"})
    record = read(PEOPLE[person])
    assert (record["password"], record["ha1"]) == ("secret", PAIR[:32])


def test_properties_to_sign_in_with_are_sealed_and_not_for_a_mere_owner(world: World) -> None:
    wanted = [
        {"name": "web_password", "value": "geheim"},
        {"name": "language", "value": "nl"},
        {"name": "yubikey", "value": ""},
    ]
    record = {"id": ID, "password": "x", "properties": wanted, "owner": world["sibling"]}
    soap("Sip", "addAccount", record)
    assert read(PEOPLE["customer"])["properties"] == wanted
    assert read(PEOPLE["sibling"])["properties"] == [wanted[1]]
    assert not models.AccountProperty.objects.filter(value__contains="geheim").exists()
    rows = set(models.AccountProperty.objects.values_list("pk", flat=True))
    soap("Sip", "updateAccount", read())
    assert set(models.AccountProperty.objects.values_list("pk", flat=True)) == rows
