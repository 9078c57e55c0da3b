"""What forms say about an address while it is typed; one call each."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import ALICE, DOMAIN, People, calls


@pytest.mark.parametrize(
    "url", ["/sip/accounts/add/", f"/sip/accounts/{ALICE}/edit/", "/sip/aliases/add/"]
)
def test_an_owner_typed_by_number_is_told_by_name(
    reseller: Client, people: People, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.accounts.services.MOST_CUSTOMERS", 1)
    for number, words in ((people.customer, "Customer Inc"), (people.stranger, "No customer that")):
        reseller.get(url)
        with calls(2 if "edit" in url else 1):
            answer = reseller.post(f"{url}?check=owner", {"owner": str(number)})
        assert words in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "field", "typed", "words"),
    [
        ("/sip/accounts/add/", "username", {"username": "alice"}, "is the account of Alice Smith"),
        ("/sip/accounts/add/", "username", {"username": "carol"}, "No account has carol@"),
        ("/sip/aliases/add/", "username", {"username": "alice"}, "is the account of Alice Smith"),
        ("/sip/aliases/add/", "target", {"target": str(ALICE)}, "Account of Alice Smith"),
        ("/sip/aliases/add/", "target", {"target": "x@far.example"}, "is no account that you see"),
        ("/customers/add/", "username", {"username": "customer"}, "customer is taken"),
    ],
)
def test_a_form_says_what_it_knows(
    reseller: Client, url: str, field: str, typed: dict[str, str], words: str
) -> None:
    answer = reseller.post(
        f"{url}?check={field}", {"domain": DOMAIN, **typed}, headers={"HX-Request": "true"}
    )
    assert words in answer.content.decode()
