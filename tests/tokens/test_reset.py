"""A new password may take the tokens along."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.audit.models import Entry
from ngnpanel.tokens import keeping
from ngnpanel.tokens.models import Token
from tests.accounts.test_resets import NEW, SET, ask, opened
from tests.people import People
from tests.tokens.minting import mint, owner


@pytest.mark.parametrize("revokes", [True, False])
def test_who_sets_a_new_password_chooses_what_becomes_of_the_tokens(
    people: People, revokes: bool
) -> None:
    mint(owner(people))
    mint(owner(people, "customer"))
    ask("reseller@example.com", "reseller")
    browser = opened()
    page: Any = browser.get(SET)
    assert "Revoke all API tokens" in page.content.decode()
    assert browser.post(SET, {"revoke_tokens": "on"}).status_code == 422  # no password yet
    typed = {"panel_password": NEW, **({"revoke_tokens": "on"} if revokes else {})}
    assert browser.post(SET, typed).status_code == 302
    alive = keeping.living(Token.objects.all())
    assert set(alive.values_list("login", flat=True)) == (
        {people.customer} if revokes else {people.customer, people.reseller}
    )
    assert Entry.objects.filter(operation="Panel.revoke").count() == revokes


def test_who_has_none_is_not_asked(people: People) -> None:
    mint(owner(people, "customer"))
    ask("reseller@example.com", "reseller")
    page: Any = opened().get(SET)
    assert "API token" not in page.content.decode()
