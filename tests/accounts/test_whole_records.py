"""Whole records survive an edit: one field changes through the form, all else stays equal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.sip import Account, Network, Property
from tests.filling import fill
from tests.people import ALICE, BOB, DOMAIN, SALES, People, api


def full_account() -> Account:
    """Alice's account with everything that a platform may hold, most of it not on the form."""
    account = replace(
        api().sip.account(ALICE),
        acl=(
            Network(ip="192.0.2.0", mask=24, tag="office"),
            Network(ip="198.51.100.7", mask=32),
        ),
        groups=("free-pstn", "sms", "their-own-group", "missed-calls", "rate-on-net"),
        properties=(
            Property(name="language", value="nl"),
            Property(name="web_password", value="web secret"),
            Property(name="FUNC_lastOther", value="0031201234567@acme.example"),
            Property(name="unheard_of", value=" kept = as it is\nwith two lines "),
            Property(name="mobile_number", value="+31612345678"),
        ),
        rpid="31208005161",
        quota=20,
        quickdial_prefix="3120800",
        call_limit=3,
        prepaid=True,
        region="Amsterdam",
        timeout=40,
        answer_timeout=17,
        last_name="  Smith ",
        timezone="Europe/Amsterdam",
    )
    api().sip.update_account(account)
    api().sip.add_to_group(ALICE, "quota")
    api().sip.add_to_group(ALICE, "intercept")
    return api().sip.account(ALICE)


ACCOUNT_EDITS: list[tuple[str, Any, dict[str, Any]]] = [
    ("first_name", "Alicia", {"first_name": "Alicia"}),
    ("last_name", "", {"last_name": ""}),
    ("email", "New@Acme.example", {"email": "new@acme.example"}),
    ("timezone", "UTC", {"timezone": "UTC"}),
    ("rpid", "+31 20 800 51 62", {"rpid": "+31208005162"}),
    ("quickdial_prefix", "3110", {"quickdial_prefix": "3110"}),
    ("region", "Utrecht", {"region": "Utrecht"}),
    ("quota", "", {"quota": 0}),
    ("call_limit", "5", {"call_limit": 5}),
    ("timeout", "60", {"timeout": 60}),
    ("prepaid", None, {"prepaid": False}),
    (
        "acl",
        "192.0.2.0/24\n203.0.113.5",
        {"acl": (Network(ip="192.0.2.0", mask=24, tag="office"), Network(ip="203.0.113.5"))},
    ),
]


@pytest.mark.parametrize(("field", "typed", "changes"), ACCOUNT_EDITS)
def test_an_edit_of_an_account_changes_that_and_nothing_else(
    administrator: Client, field: str, typed: Any, changes: dict[str, Any]
) -> None:
    before = full_account()
    answer = fill(administrator, f"/sip/accounts/{ALICE}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().sip.account(ALICE)
    expected = replace(before, **changes)
    if changes.get("prepaid") is False:
        expected = expected.with_groups({"prepaid": False})
    assert without_dates(after) == without_dates(expected)


@pytest.mark.parametrize(
    ("field", "group", "member"),
    [
        ("anonymous", "anonymous", True),
        ("anonymous_reject", "anonymous-reject", True),
        ("missed_calls", "missed-calls", False),
        ("trunking", "trunking", True),
        ("deny_password_change", "deny-password-change", True),
        ("rate_on_net", "rate-on-net", False),
    ],
)
def test_a_switch_of_an_account_changes_one_group(
    administrator: Client, field: str, group: str, member: bool
) -> None:
    before = full_account()
    fill(administrator, f"/sip/accounts/{ALICE}/edit/", **{field: "on" if member else None})
    after = api().sip.account(ALICE)
    assert set(after.groups) == set(before.with_groups({group: member}).groups)
    assert replace(without_dates(after), groups=()) == replace(without_dates(before), groups=())


def test_groups_that_the_form_does_not_know_can_be_typed(administrator: Client) -> None:
    before = full_account()
    fill(administrator, f"/sip/accounts/{ALICE}/edit/", other_groups="new-group")
    after = api().sip.account(ALICE)
    assert set(after.groups) == (set(before.groups) - {"their-own-group"}) | {"new-group"}


def test_a_property_with_a_field_changes_alone(administrator: Client) -> None:
    before = full_account()
    fill(administrator, f"/sip/accounts/{ALICE}/edit/", language="de")
    after = api().sip.account(ALICE)
    assert without_dates(after) == without_dates(before.with_properties({"language": "de"}))


def test_saving_without_a_change_writes_nothing(administrator: Client) -> None:
    before = full_account()
    fill(administrator, f"/sip/accounts/{ALICE}/edit/")
    assert api().sip.account(ALICE) == before


def test_an_edit_of_an_alias_changes_that_and_nothing_else(
    administrator: Client, people: People
) -> None:
    api().sip.update_alias(replace(api().sip.alias(SALES), owner=people.customer))
    before = api().sip.alias(SALES)
    fill(administrator, f"/sip/aliases/{SALES}/edit/", target="sip:Bob@ACME.example")
    assert without_dates(api().sip.alias(SALES)) == without_dates(replace(before, target=BOB))
    fill(administrator, f"/sip/aliases/{SALES}/edit/", owner="")
    after = api().sip.alias(SALES)
    assert without_dates(after) == without_dates(replace(before, target=BOB, owner=0))


PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize(
    ("field", "typed", "changes"),
    [
        ("match_ip_address", "192.0.2.9", {"match_ip_address": "192.0.2.9"}),
        ("match_sip_domain", "", {"match_sip_domain": ""}),
        ("verify_cert", None, {"verify_cert": False}),
        ("require_cert", None, {"require_cert": False}),
        ("customer", "", {"customer": 0}),
        ("certificate", PEM.replace("MIIB", "MIIC"), {"certificate": PEM.replace("MIIB", "MIIC")}),
        ("private_key", KEY.replace("MIIE", "MIIF"), {"private_key": KEY.replace("MIIE", "MIIF")}),
        ("remove_private_key", "on", {"private_key": ""}),
    ],
)
def test_an_edit_of_a_domain_changes_that_and_nothing_else(
    administrator: Client, field: str, typed: Any, changes: dict[str, Any]
) -> None:
    api().sip.update_domain(
        replace(
            api().sip.domain(DOMAIN),
            certificate=PEM,
            private_key=KEY,
            match_ip_address="192.0.2.1",
            match_sip_domain=DOMAIN,
            verify_cert=True,
            require_cert=True,
        )
    )
    before = api().sip.domain(DOMAIN)
    answer = fill(administrator, f"/sip/domains/{DOMAIN}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().sip.domain(DOMAIN)
    assert without_dates(after) == without_dates(replace(before, **changes))


def full_customer(people: People) -> Customer:
    """The customer with every member set and properties of every kind."""
    before = api().customers.customer(people.customer)
    filled = replace(
        before,
        vat_number="NL001",
        web="https://acme.example",
        fax="+31208005199",
        mobile="+31612345678",
        sip="info@acme.example",
        enum="+31208005161",
        state="CA",
        timezone="Europe/Amsterdam",
        language="nl",
        bank_account="NL00BANK",
        billing_address="Street 1\n1000 AA Amsterdam",
        billing_email="billing@acme.example",
        balance=12.5,
        credit=100.25,
        company_code="AC-1",
        properties=(
            *before.properties,
            CustomerProperty(name="support_web", value="https://help.example", category="sip"),
            CustomerProperty(name="unheard_of", value="1 = 2", category="their own"),
            CustomerProperty(name="two_lines", value="one\ntwo"),
            CustomerProperty(name="sip_accounts_last_domain", value="x", category="web"),
            CustomerProperty(name="support_order", value="9", permission="admin"),
        ),
    )
    api().customers.update_customer(filled)
    return api().customers.customer(people.customer)


@pytest.mark.parametrize(
    ("field", "typed", "changes"),
    [
        ("first_name", "Adam", {"first_name": "Adam"}),
        ("organization", "", {"organization": ""}),
        ("email", "x@acme.example", {"email": "x@acme.example"}),
        ("tel", "+31 (20) 1234567", {"tel": "+31201234567"}),
        ("country", "de", {"country": "DE"}),
        ("state", "", {"state": "N/A"}),
        ("billing_address", "One\nTwo", {"billing_address": "One\nTwo"}),
        ("balance", "13", {"balance": 13.0}),
        ("credit", "0", {"credit": 0.0}),
        ("company_code", "AC-2", {"company_code": "AC-2"}),
        ("language", "en", {"language": "en"}),
    ],
)
def test_an_edit_of_a_customer_changes_that_and_nothing_else(
    administrator: Client, people: People, field: str, typed: Any, changes: dict[str, Any]
) -> None:
    before = full_customer(people)
    answer = fill(administrator, f"/customers/{people.customer}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().customers.customer(people.customer)
    assert sorted_properties(after) == sorted_properties(replace(before, **changes))


@pytest.mark.parametrize(
    ("person", "field", "typed", "stored"),
    [
        ("administrator", "property_sip_credit", "7", ("sip_credit", "7")),
        ("administrator", "property_pstn_access", None, ("pstn_access", "0")),
        ("reseller", "property_sip_alias_credit", "3", ("sip_alias_credit", "3")),
        (
            "customer",
            "property_support_web",
            "https://new.example",
            ("support_web", "https://new.example"),
        ),
        ("customer", "property_support_web", "", ("support_web", "")),
    ],
)
def test_an_edit_of_a_property_changes_that_and_nothing_else(
    people: People, person: str, field: str, typed: Any, stored: tuple[str, str]
) -> None:
    name, value = stored
    before = full_customer(people)
    answer = fill(people.browser(person), f"/customers/{people.customer}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().customers.customer(people.customer)
    assert after.property_value(name) == value
    others = [p for p in before.properties if p.name != name]
    left = [p for p in after.properties if p.name != name]
    assert sorted(left, key=str) == sorted(others, key=str)
    assert replace(after, properties=(), change_date=None) == replace(
        before, properties=(), change_date=None
    )


def test_other_properties_are_lines_of_text(administrator: Client, people: People) -> None:
    full_customer(people)
    url = f"/customers/{people.customer}/edit/"
    text = administrator.get(url).context["form"]["other_properties"].value()
    assert "unheard_of = 1 = 2" in text.splitlines()
    assert "two_lines" not in text
    assert "sip_accounts_last_domain" not in text
    fill(administrator, url, other_properties="new_one = yes\nsupport_order = 9")
    after = api().customers.customer(people.customer)
    assert after.property_value("new_one") == "yes"
    assert after.property_value("unheard_of") == ""
    assert after.property_value("two_lines") == "one\ntwo"


def without_dates(record: Any) -> Any:
    return replace(record, change_date=None)


def sorted_properties(record: Customer) -> Customer:
    in_order = tuple(sorted(record.properties, key=lambda item: item.name))
    return replace(record, properties=in_order, change_date=None)
