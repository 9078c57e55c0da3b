"""Customers and resellers in the panel: add with defaults, edit by rights, delete."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.notices.models import Letter
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.filling import errors, fill
from tests.people import People, add_customer, api, calls

ADD = "/customers/add/"


def newest(username: str = "%") -> int:
    found = api().customers.customers(Query(filter={"username": username}, count=100))
    return max(customer.id for customer in found)


def test_a_new_customer_gets_defaults_for_all_that_was_left_empty(
    reseller: Client, people: People
) -> None:
    answer = fill(reseller, ADD, first_name="Anna Maria", last_name="Smith", email="a@new.example")
    assert answer.status_code == 200, errors(answer)
    customer = api().customers.customer(newest())
    assert customer.username.startswith("anna.maria.smith")
    assert customer.username[-5:].isdigit()
    assert (customer.reseller, customer.is_reseller) == (people.reseller, False)
    assert (customer.state, customer.country, customer.city) == ("N/A", "N/A", "Unknown")
    assert customer.tel == "+19999999999"
    assert customer.billing_email == "a@new.example"
    assert not customer.properties


def test_the_made_up_password_of_a_customer_is_shown_once_and_opens_the_panel(
    reseller: Client, client: Client
) -> None:
    answer = fill(reseller, ADD, username="newbie", email="a@new.example")
    password = answer.context["password"]
    assert password in answer.content.decode()
    signed_in = Client().post("/login/", {"name": "newbie", "password": password})
    assert signed_in.status_code == 302


def test_the_address_for_invoices_is_composed(reseller: Client) -> None:
    fill(
        reseller,
        ADD,
        username="newbie",
        password="a secret",
        email="a@new.example",
        organization="New Inc",
        address="Street 2",
        postcode="2000 BB",
        city="Utrecht",
        country="nl",
    )
    customer = api().customers.customer(newest("newbie"))
    assert customer.billing_address == "New Inc\nStreet 2\n2000 BB Utrecht\nNL"


def test_credits_are_given_on_adding(reseller: Client) -> None:
    fill(
        reseller,
        ADD,
        username="newbie",
        password="a secret",
        email="a@new.example",
        property_sip_credit="5",
        property_pstn_access="on",
        other_properties="colour = blue",
    )
    properties = {item.name: item for item in api().customers.customer(newest("newbie")).properties}
    assert properties["sip_credit"] == CustomerProperty(
        name="sip_credit", value="5", category="credit", permission="admin"
    )
    assert properties["pstn_access"].value == "1"
    assert properties["colour"].value == "blue"


def test_the_administrator_adds_resellers_and_their_customers(
    administrator: Client, people: People
) -> None:
    fill(administrator, ADD, username="seller", password="a secret", email="a@new.example")
    assert api().customers.customer(newest("seller")).is_reseller
    fill(
        administrator,
        ADD,
        username="buyer",
        password="a secret",
        email="a@new.example",
        reseller=str(people.reseller),
    )
    assert api().customers.customer(newest("buyer")).reseller == people.reseller


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"email": ""}, "email", "Enter a mail address"),
        ({"username": "a"}, "username", "Enter a login"),
        ({"username": "stranger"}, "username", "is taken"),
        ({"password": "short"}, "password", "at least 6"),
        ({"tel": "call me"}, "tel", "telephone number"),
        ({"country": "NLD"}, "country", "two letters"),
        ({"property_sip_credit": "-1"}, "property_sip_credit", "Enter 0 or more"),
        ({"other_properties": "nonsense"}, "other_properties", "name = value"),
        ({"other_properties": "sip_credit = 9"}, "other_properties", "its own field"),
        ({"other_properties": "support_order = 9"}, "other_properties", "You may not set"),
    ],
)
def test_a_refusal_stands_on_its_field(
    reseller: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, ADD, **{"username": "newbie", "email": "a@new.example", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


def test_each_role_sees_its_fields(people: People) -> None:
    def fields(person: str, number: int) -> dict[str, bool]:
        form = people.browser(person).get(f"/customers/{number}/edit/").context["form"]
        return {name: field.disabled for name, field in form.fields.items()}

    office = {"balance", "credit", "company_code"}
    by_admin = fields("administrator", people.customer)
    assert office | {"impersonate"} <= by_admin.keys()
    assert "reseller_active" not in by_admin
    assert "reseller_active" in fields("administrator", people.reseller)
    by_reseller = fields("reseller", people.customer)
    assert not office & by_reseller.keys()
    assert "impersonate" in by_reseller
    assert by_reseller["property_sip_credit"] is False
    assert fields("reseller", people.reseller)["property_sip_credit"] is True
    by_itself = fields("customer", people.customer)
    assert "impersonate" not in by_itself
    assert by_itself["property_sip_credit"] is True
    assert by_itself["property_support_web"] is False


def test_forged_fields_change_nothing(people: People) -> None:
    before = api().customers.customer(people.customer)
    forged = {"balance": "999", "credit": "999", "reseller_active": "on", "company_code": "X"}
    fields = {"email": before.email, "impersonate": str(people.reseller), "reseller": "1"}
    answer = people.browser("customer").post(
        f"/customers/{people.customer}/edit/",
        {**forged, **fields, "username": "root", "property_sip_credit": "9999"},
    )
    assert answer.status_code == 302
    after = api().customers.customer(people.customer)
    same = ("balance", "credit", "reseller_active", "company_code", "impersonate", "username")
    assert all(getattr(after, name) == getattr(before, name) for name in same)
    assert after.property_value("sip_credit") == "100"


def test_an_employee_gets_the_rights_of_its_reseller(reseller: Client, people: People) -> None:
    number = add_customer("employee", reseller=people.reseller)
    fill(reseller, f"/customers/{number}/edit/", impersonate=str(people.reseller))
    assert api().customers.customer(number).impersonate == people.reseller
    assert "Acts as reseller" in reseller.get("/customers/").content.decode()


def test_a_password_is_set_and_never_shown(reseller: Client, people: People) -> None:
    url = f"/customers/{people.customer}/edit/"
    assert "a good password" not in reseller.get(url).content.decode()
    fill(reseller, url, password="brand new one")
    answer = Client().post("/login/", {"name": "customer", "password": "brand new one"})
    assert answer.status_code == 302


def test_the_record_page_leads_to_what_belongs_to_it(reseller: Client, people: People) -> None:
    def lists(number: int) -> str:
        return reseller.get(f"/customers/{number}/").content.decode().replace("&amp;", "&")

    page = lists(people.customer)
    for url in (
        f"/sip/domains/?customer={people.customer}&part=related",
        f"/sip/accounts/?customer={people.customer}&part=related",
        f"/sip/accounts/?owner={people.customer}&part=related",
        f"/sip/aliases/?owner={people.customer}&part=related",
        f"/customers/{people.customer}/credits/",
    ):
        assert url in page
    assert f"/customers/?reseller={people.reseller}&part=related" in lists(people.reseller)


def test_what_is_used_and_allowed_of_every_credit_is_told(
    reseller: Client, estates: Estates
) -> None:
    url = f"/customers/{estates.people.customer}/credits/"
    with calls(7):
        page = " ".join(reseller.get(url).content.decode().split())
    for words in ("2 of 100 used", "1 of 50 used"):
        assert words in page
    assert page.count("1 of 50 used") == 5
    # A reseller's figures are the sums of its customers.
    page = reseller.get(f"/customers/{estates.people.reseller}/credits/").content.decode()
    assert "2 of 100 used" in " ".join(page.split())


def test_a_credit_without_a_limit_says_so(administrator: Client, people: People) -> None:
    page = administrator.get(f"/customers/{people.customer}/credits/").content.decode()
    assert "0 used, no limit set here" in page


def test_a_customer_with_an_order_for_support_stays(administrator: Client, people: People) -> None:
    number = add_customer("short", reseller=people.reseller)
    order = CustomerProperty(
        name="support_order", value="9", category="billing", permission="admin"
    )
    api().customers.set_properties(number, [order])
    page = administrator.get(f"/customers/{number}/").content.decode()
    assert f"/customers/{number}/delete/" not in page
    assert administrator.post(f"/customers/{number}/delete/").status_code == 403


def test_a_customer_that_something_belongs_to_stays(reseller: Client, people: People) -> None:
    url = f"/customers/{people.customer}/delete/"
    page = reseller.get(url).content.decode()
    assert "1 SIP domain still belongs to it." in page
    assert "btn-danger" not in page
    answer = reseller.post(url)
    assert answer.status_code == 422
    assert "Records still belong to this customer" in answer.content.decode()


def test_a_customer_without_anything_goes(reseller: Client, people: People) -> None:
    number = add_customer("short", reseller=people.reseller)
    assert reseller.post(f"/customers/{number}/delete/").status_code == 302
    with pytest.raises(NotFound):
        api().customers.customer(number)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=custom", ["customer"]),
        ("organization=reseller", ["reseller"]),
        ("last_name=person", ["customer", "reseller"]),
        ("country=nl", ["customer", "reseller"]),
        ("country=de", []),
        ("customer=999", []),
    ],
)
def test_the_list_finds_what_was_searched(reseller: Client, query: str, found: list[str]) -> None:
    listing = reseller.get(f"/customers/?{query}").context["listing"]
    assert sorted(row.record.username for row in listing.rows) == found


def test_a_number_finds_its_customer_and_resellers_are_listed_alone(
    administrator: Client, people: People
) -> None:
    listing = administrator.get(f"/customers/?q={people.customer}").context["listing"]
    assert [row.record.username for row in listing.rows] == ["customer"]
    listing = administrator.get("/customers/?kind=resellers").context["listing"]
    assert sorted(row.record.username for row in listing.rows) == ["reseller", "stranger"]


def test_an_inactive_reseller_is_told_so(administrator: Client, people: People) -> None:
    record = api().customers.customer(people.reseller)
    api().customers.update_customer(replace(record, reseller_active=False))
    assert "Reseller, not active" in administrator.get("/customers/").content.decode()
    answer = fill(people.browser("reseller"), "/sip/domains/add/", domain="late.example")
    assert answer.status_code == 422
    assert "not active" in " ".join(errors(answer)["__all__"])


def test_a_new_customer_is_told_how_to_sign_in(reseller: Client, settings: Settings) -> None:
    typed = {"password": "typed by hand", "email": "a@new.example"}
    fill(reseller, ADD, username="quiet", **typed)
    assert mail.outbox == []
    fill(reseller, ADD, username="newbie", notify="on", **typed)
    [letter] = mail.outbox
    assert letter.to == ["a@new.example"]
    assert "Your username is newbie" in letter.body
    assert "typed by hand" not in letter.message().as_string()
    # While the mail server is away the mail waits for it.
    settings.EMAIL_BACKEND = "tests.brand.test_letters.Away"
    answer = fill(reseller, ADD, username="unlucky", notify="on", email="a@new.example")
    assert "on its way to a@new.example" in answer.content.decode()
    assert Letter.objects.get(state="waiting").to == "a@new.example"
    assert api().customers.customer(newest("unlucky")).username == "unlucky"
    form = reseller.get(f"/customers/{newest('unlucky')}/edit/").context["form"]
    assert "notify" not in form.fields
