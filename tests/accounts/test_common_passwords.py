"""Passwords that many people use are refused wherever one is set."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from ngnpanel.accounts.domain import common, strength
from ngnpanel.accounts.domain.rules import RuleError
from tests.people import ALICE, People

SAID = "Many people use this password"
# Of Django's list, and not among the words of strength.py.
COMMON = "michelle1"


@pytest.fixture
def other_file() -> Iterator[None]:
    """Puts the list of the settings back afterwards."""
    yield
    apps.get_app_config("accounts").ready()


def test_twenty_thousand_passwords_are_known_offline() -> None:
    assert common.is_common(COMMON)
    assert common.is_common("Michelle1 ")
    assert not common.is_common("")
    assert not common.is_common("correct horse battery staple")
    with pytest.raises(RuleError, match=SAID):
        strength.check(COMMON)


def test_an_operator_names_a_larger_file(tmp_path: Path, other_file: None) -> None:
    plain, packed = tmp_path / "plain.txt", tmp_path / "packed.gz"
    plain.write_text("our-old-default\n\n", encoding="utf-8")
    packed.write_bytes(gzip.compress(b"Another-Old-One\n"))
    common.refuse_those_in(plain)
    assert common.is_common("OUR-old-default")
    assert not common.is_common("")
    assert not common.is_common(COMMON)
    common.refuse_those_in(packed)
    assert common.is_common("another-old-one")


@pytest.mark.parametrize(
    ("page", "field", "more"),
    [
        ("/customers/add/", "password", {"first_name": "Ann"}),
        ("/sip/accounts/add/", "password", {"username": "new", "domain": "acme.example"}),
        (f"/sip/accounts/{ALICE}/edit/", "web_password", {}),
        (f"/subscriber/{ALICE}/settings/panel-password/", "new_password", {}),
    ],
)
def test_no_page_takes_one(people: People, page: str, field: str, more: dict[str, str]) -> None:
    browser = people.browser("administrator")
    answer = browser.post(page, {field: COMMON, "repeated_password": COMMON, **more})
    assert answer.status_code == 422
    assert SAID in answer.content.decode()
