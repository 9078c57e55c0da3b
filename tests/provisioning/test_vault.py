"""Sealed secrets: readable at their place, nowhere else."""

from __future__ import annotations

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from ngnpanel.provisioning import models, vault
from tests.provisioning.conftest import World
from tests.provisioning.soap import sip_id, soap


def test_what_is_sealed_opens_at_its_place() -> None:
    sealed = vault.seal("geheim ü", "a place")
    assert "geheim" not in sealed
    assert vault.unseal(sealed, "a place") == "geheim ü"


def test_the_same_text_is_never_sealed_the_same_way() -> None:
    assert vault.seal("text", "place") != vault.seal("text", "place")


def test_empty_stays_empty() -> None:
    assert vault.seal("", "place") == ""
    assert vault.unseal("", "place") == ""


@pytest.mark.parametrize("sealed", ["AAAA", "not base64!", base64.b64encode(bytes(40)).decode()])
def test_what_was_not_sealed_here_does_not_open(sealed: str) -> None:
    with pytest.raises(vault.SealBroken):
        vault.unseal(sealed, "place")


def test_a_secret_moved_to_another_place_does_not_open() -> None:
    with pytest.raises(vault.SealBroken):
        vault.unseal(vault.seal("text", "a place"), "another place")


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "***"])
def test_a_key_that_is_no_key_says_what_to_set(settings: Settings, key: str) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "KEY": key}
    with pytest.raises(ImproperlyConfigured, match="PROVISIONING_KEY"):
        vault.seal("text", "place")


def test_no_secret_lies_in_clear_in_the_database(world: World) -> None:
    secret = "a secret to search for"
    soap("Customer", "addAccount", {"username": "new", "password": secret})
    soap("Sip", "addDomain", {"domain": "new.example", "private_key": secret})
    soap("Sip", "addAccount", {"id": sip_id("bob@new.example"), "password": secret})
    tables = (models.Customer, models.Domain, models.Account)
    stored = " ".join(str(list(table.objects.values_list())) for table in tables)
    assert secret not in stored
