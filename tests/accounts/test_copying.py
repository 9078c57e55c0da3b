"""Copying a customer: everything equal but the number, the username and the password."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.test import Client

from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.soap.paging import Query
from tests.people import People, add_customer, api, calls

OWN: dict[str, Any] = {
    "id": 0,
    "username": "",
    "password": "",
    "change_date": None,
    "properties": (),
}


def url(number: int) -> str:
    return f"/customers/{number}/copy/"


def named(username: str) -> Customer:
    found = api().customers.customers(Query(filter={"username": username}, count=1))
    return next(iter(found))


def give(customer: int, name: str, value: str, permission: str = "admin") -> None:
    item = CustomerProperty(name=name, value=value, category="sip", permission=permission)
    api().customers.set_properties(customer, [item])


def properties(customer: Customer) -> dict[str, str]:
    return {item.name: item.value for item in customer.properties}


def test_the_administrators_copy_is_equal(administrator: Client, people: People) -> None:
    original = api().customers.customer(people.customer)
    api().customers.update_customer(
        replace(original, balance=12.5, company_code="AC", organization='"A" <b> & 😀')
    )
    give(people.customer, "payment_processor_class", "Cards")
    original = api().customers.customer(people.customer)
    assert "customer</strong> and a digit" in administrator.get(url(original.id)).content.decode()
    answer = administrator.post(url(original.id))
    assert answer.status_code == 200
    copy = named("customer1")
    assert replace(copy, **OWN) == replace(original, **OWN)
    assert properties(copy) == properties(original)
    assert copy.password != original.password


def test_no_secret_is_handed_on(administrator: Client, reseller: Client, people: People) -> None:
    secrets = ("auth_token", "yubikey", "sip_trunk_password")
    for name in secrets:
        give(people.customer, name, "hush hush", "reseller")
    for browser, copied in ((administrator, "customer1"), (reseller, "customer2")):
        answer = browser.post(url(people.customer))
        assert "hush" not in answer.content.decode()
        assert not set(secrets) & set(properties(named(copied)))


def test_the_new_password_is_shown_once(reseller: Client, people: People) -> None:
    answer = reseller.post(url(people.customer))
    password = answer.context["password"]
    assert password in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    signed_in = Client().post("/login/", {"name": "customer1", "password": password})
    assert signed_in.status_code == 302


def test_a_taken_username_leads_to_the_next(reseller: Client, people: People) -> None:
    add_customer("customer1", reseller=people.reseller)
    reseller.post(url(people.customer))
    assert named("customer2").organization == "Customer Inc"


def test_after_eight_names_it_gives_up(reseller: Client, people: People) -> None:
    for number in range(1, 9):
        add_customer(f"customer{number}", reseller=people.reseller)
    answer = reseller.post(url(people.customer))
    assert answer.status_code == 422
    assert "This username is taken" in answer.content.decode()


def test_what_a_reseller_cannot_give_is_said_and_left_out(reseller: Client, people: People) -> None:
    give(people.customer, "payment_processor_class", "Cards")
    give(people.customer, "sip_credit", "5000")
    give(people.customer, "colour", "blue", "customer")
    original = api().customers.customer(people.customer)
    api().customers.update_customer(replace(original, balance=3.0))
    with calls(2):
        page = reseller.get(url(people.customer)).content.decode()
    for words in ("payment_processor_class", "sip_credit", "Balance"):
        assert f"<li>{words}</li>" in page
    answer = reseller.post(url(people.customer))
    assert "payment_processor_class, " in answer.content.decode()
    copy = named("customer1")
    assert not {"payment_processor_class", "sip_credit"} & properties(copy).keys()
    assert properties(copy)["colour"] == "blue"
    assert properties(copy)["pstn_access"] == "1"
    assert not copy.balance


def test_a_copy_of_a_reseller_is_a_reseller(administrator: Client, people: People) -> None:
    administrator.post(url(people.reseller))
    copy = named("reseller1")
    assert copy.is_reseller
    assert copy.reseller_active


def test_who_may_not_add_customers_copies_none(people: People) -> None:
    for method in ("get", "post"):
        assert getattr(people.browser("customer"), method)(url(people.customer)).status_code == 403
        assert getattr(people.browser("stranger"), method)(url(people.customer)).status_code == 404
    assert "/copy/" not in people.browser("customer").get("/customers/").content.decode()
    assert url(people.customer) in people.browser("reseller").get("/customers/").content.decode()
