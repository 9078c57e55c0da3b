"""Every resource, every screen, every person: pages answer with a fixed number of SOAP calls."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.people import ALICE, DOMAIN, SALES, People, calls

STAFF = ("administrator", "reseller", "customer")
KEYS = {"customer": "", "domain": DOMAIN, "account": str(ALICE), "alias": str(SALES)}
# The calls of a screen for the administrator, a reseller and a customer: those with credits ask for
# two figures more on lists and forms, and what a customer may change is told by its reseller too.
CALLS: dict[tuple[str, str], tuple[int, int, int]] = {
    ("customer", "list"): (1, 1, 1),
    ("customer", "add"): (1, 0, -1),
    ("customer", "detail"): (3, 3, 3),
    ("customer", "edit"): (1, 1, 1),
    ("customer", "delete"): (2, 2, -1),
    ("domain", "list"): (1, 1, 1),
    ("domain", "add"): (2, 1, 0),
    ("domain", "detail"): (3, 3, 3),
    ("domain", "edit"): (3, 2, 1),
    ("domain", "delete"): (3, 3, 3),
    ("account", "list"): (1, 3, 3),
    ("account", "add"): (2, 5, 5),
    ("account", "detail"): (3, 3, 3),
    ("account", "edit"): (2, 3, 3),
    ("account", "delete"): (6, 6, 6),
    ("alias", "list"): (1, 3, 3),
    ("alias", "add"): (2, 4, 3),
    ("alias", "detail"): (1, 1, 1),
    ("alias", "edit"): (2, 2, 1),
    ("alias", "delete"): (1, 1, 1),
}


@pytest.mark.parametrize(("resource", "screen"), CALLS)
@pytest.mark.parametrize("person", STAFF)
def test_a_screen_makes_its_fixed_number_of_calls(
    people: People, person: str, resource: str, screen: str
) -> None:
    number = CALLS[resource, screen][STAFF.index(person)]
    key = KEYS[resource] or str(people.customer)
    url = reverse(f"{resource}-{screen}", args=[] if screen in ("list", "add") else [key])
    browser = people.browser(person)
    if number < 0:
        assert browser.get(url).status_code == 403
        return
    with calls(number):
        answer = browser.get(url)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<h1>" in page
    if screen not in ("list", "add"):
        assert key in page or people_word(resource) in page


@pytest.mark.parametrize("resource", KEYS)
def test_a_list_asked_by_htmx_is_its_table_alone(people: People, resource: str) -> None:
    browser = people.browser("reseller")
    with calls(1):
        answer = browser.get(reverse(f"{resource}-list"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert 'id="list"' in page
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("resource", KEYS)
@pytest.mark.parametrize("person", STAFF)
def test_a_list_shows_only_what_is_theirs(people: People, person: str, resource: str) -> None:
    page = people.browser(person).get(reverse(f"{resource}-list")).content.decode()
    assert ("globex.example" in page or "Foreign" in page) == (person == "administrator")


def test_the_start_counts_in_a_fixed_number_of_calls(people: People) -> None:
    for person, number in (("administrator", 4), ("reseller", 5), ("customer", 5)):
        with calls(number):
            answer = people.browser(person).get("/")
        assert answer.status_code == 200
    with calls(0):
        answer = people.browser("subscriber").get("/")
    assert answer["Location"] == f"/subscriber/{ALICE}/"


def people_word(resource: str) -> str:
    return {"customer": "Customer Inc"}.get(resource, "")
