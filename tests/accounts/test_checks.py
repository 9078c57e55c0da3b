"""What forms say about an address while it is typed; one call each."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import ALICE, DOMAIN


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
