"""The table of new accounts."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from pytest_django import Settings

from ngnpanel.accounts.credentials.handed import Credential, Sender, sender
from ngnpanel.accounts.credentials.table import COLUMNS, table
from ngnpanel.accounts.domain import strength
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.brand.models import Brand, Logo
from tests.people import People, api

ACME = Sender(name="Acme", accent="#055466", proxy="proxy.acme.example", portal="https://p.example")
JAN = Credential(
    id=SipId(username="31208005161", domain="acme.example"),
    password="kH7wqPz3Rm",
    name="Jan Jansen",
    email="jan@acme.example",
    numbers=("31208005161",),
)


def rows(*handed: Credential) -> list[dict[str, str]]:
    """The lines of the table as a spreadsheet reads them."""
    content = table([(one, 7) for one in handed], {7: ACME}).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_a_line_has_all_that_sets_up_a_phone() -> None:
    assert tuple(rows(JAN)[0]) == COLUMNS
    assert rows(JAN) == [
        {
            "sip_address": "31208005161@acme.example",
            "username": "31208005161",
            "domain": "acme.example",
            "password": "kH7wqPz3Rm",
            "numbers": "+31208005161",
            "name": "Jan Jansen",
            "email": "jan@acme.example",
            "outbound_proxy": "proxy.acme.example",
            "settings": "https://p.example/subscriber/31208005161@acme.example/",
        }
    ]


def test_a_name_is_no_formula() -> None:
    assert rows(replace(JAN, name="=HYPERLINK(1)"))[0]["name"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    "bad", ["=kH7wqPz3Rm", "-kH7wqPz3Rm", "kH7 wqPz3Rm", "pässwort-77x", "short", ""]
)
def test_a_password_for_many_can_be_printed_and_is_no_formula(bad: str) -> None:
    with pytest.raises(RuleError):
        strength.printed(bad)
    assert strength.printed("kH7=wq@Pz3Rm") == "kH7=wq@Pz3Rm"


def test_who_hands_it_out_is_the_reseller_with_its_brand(
    people: People, settings: Settings
) -> None:
    told = CustomerProperty(name="sip_proxy", value="sip.acme.example", category="sip")
    api().customers.set_properties(people.reseller, [told])
    brand = Brand.objects.create(reseller=people.reseller, name="Acme Telecom", accent="#b02a5b")
    found = sender("default", people.reseller)
    assert (found.name, found.proxy, found.logo) == ("Acme Telecom", "sip.acme.example", b"")
    assert found.portal == settings.BASE_URL
    Logo.objects.create(
        brand=brand,
        variant="light",
        content=b"pixels",
        content_type="image/png",
        digest="d",
        width=1,
        height=1,
    )
    assert sender("default", people.reseller).logo == b"pixels"
    Logo.objects.update(content_type="image/svg+xml")
    assert sender("default", people.reseller).logo == b""


def test_a_credential_does_not_show_its_password() -> None:
    assert "kH7wqPz3Rm" not in repr(JAN)
