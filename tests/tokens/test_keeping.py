"""What is kept of a token, and when it opens a door."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ngnpanel.actor import Actor, Role
from ngnpanel.tokens import keeping
from ngnpanel.tokens.keeping import Wish
from ngnpanel.tokens.models import JSON, SOAP, Token
from tests.tokens.minting import ADMINISTRATOR, mint, owner_of

HERE = "192.0.2.7"
RESELLER = owner_of(Actor(role=Role.RESELLER, name="North", customer=10, reseller=10))
HELPER = owner_of(Actor(role=Role.RESELLER, name="Helper", customer=10, reseller=10), login=12)
CUSTOMER = owner_of(Actor(role=Role.CUSTOMER, name="Acme", customer=11, reseller=10))
STRANGER = owner_of(Actor(role=Role.RESELLER, name="South", customer=20, reseller=20))


def found(text: str, door: str = JSON, address: str = HERE) -> Token | None:
    return keeping.find(text, door=door, address=address)


def test_a_token_has_256_bits_and_only_their_digest_is_kept(db: None) -> None:
    made = mint(RESELLER)
    assert keeping.FORM.fullmatch(made.text)
    assert len(keeping.ALPHABET) ** keeping.SECRET > 2**256
    stored = serializers.serialize("json", Token.objects.all())
    assert made.text not in stored
    assert made.text[len(made.token.shown) :] not in stored
    assert json.loads(stored)[0]["fields"]["shown"] == made.text[:10]
    assert made.text not in repr(made)
    assert mint(RESELLER).text != made.text


def test_a_token_opens_the_doors_it_is_for(db: None) -> None:
    for doors in ((JSON,), (SOAP,), (JSON, SOAP)):
        text = mint(RESELLER, doors=doors).text
        assert {door for door in (JSON, SOAP) if found(text, door)} == set(doors)


def test_other_texts_open_nothing_and_cost_the_same(db: None) -> None:
    text = mint(RESELLER).text
    for wrong in ("", "ngnp_", text[:-1], f"{text}A", text.swapcase(), f" {text}", "x" * 9000):
        with CaptureQueriesContext(connection) as queries:
            assert found(wrong) is None
        assert len(queries) == 1


def test_a_use_costs_one_query_and_a_write_a_minute(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    text = mint(RESELLER).text
    with CaptureQueriesContext(connection) as queries:
        token = found(text)
    assert token is not None
    assert len(queries) == 1
    plan = "".join(str(row) for row in _plan(queries[0]["sql"]))
    assert "digest" in plan
    assert "SCAN" not in plan
    assert [_writes(text) for _time in range(3)] == [1, 0, 0]
    time_machine.shift(61)
    assert _writes(text) == 1
    assert Token.objects.get().used == timezone.now()


def _plan(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}")
        rows: list[Any] = cursor.fetchall()
        return rows


def _writes(text: str) -> int:
    token = found(text)
    assert token is not None
    with CaptureQueriesContext(connection) as queries:
        keeping.see(token, HERE)
    return len(queries)


def test_a_token_ends(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    text = mint(RESELLER).text
    year = mint(RESELLER, days=10_000)
    assert year.token.ends - year.token.made == timedelta(days=365)
    time_machine.shift(timedelta(days=90) - timedelta(seconds=1))
    assert found(text)
    time_machine.shift(1)
    assert found(text) is None


def test_a_revoked_token_is_dead_at_once_even_in_use(db: None) -> None:
    made = mint(RESELLER)
    in_use = found(made.text)
    assert in_use is not None
    assert keeping.revoke(Token.objects.filter(pk=made.token.pk), Token.OWNER) == [made.token]
    keeping.see(in_use, HERE)  # what has begun may end, and brings nothing back
    assert found(made.text) is None
    stored = Token.objects.get()
    assert (stored.reason, stored.used_from) == (Token.OWNER, HERE)
    assert keeping.revoke(Token.objects.all(), Token.ABOVE) == []
    assert Token.objects.get().reason == Token.OWNER


@pytest.mark.parametrize(
    ("networks", "address", "fits"),
    [
        ((), "203.0.113.1", True),
        ((), "", True),
        (("192.0.2.0/24",), "192.0.2.255", True),
        (("192.0.2.0/24",), "192.0.3.0", False),
        (("192.0.2.0/24",), "::ffff:192.0.2.1", True),
        (("192.0.2.0/24", "2001:db8::/32"), "2001:db8:1::1", True),
        (("2001:db8::/32",), "2001:db9::1", False),
        (("192.0.2.7/32",), "", False),
        (("192.0.2.7/32",), "unix", False),
    ],
)
def test_networks(networks: tuple[str, ...], address: str, fits: bool) -> None:
    assert keeping.is_from(address, networks) is fits


def test_a_rotation_overlaps_and_has_one_winner(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    old = mint(RESELLER, "accounts.change", days=30, networks=("192.0.2.0/24",))
    time_machine.shift(timedelta(days=20))
    new = keeping.rotate(RESELLER, old.token, timedelta(hours=1))
    assert new is not None
    assert keeping.rotate(RESELLER, old.token, timedelta(hours=1)) is None
    assert Token.objects.count() == 2
    same = ("name", "scopes", "doors", "networks")
    assert [getattr(new.token, n) for n in same] == [getattr(old.token, n) for n in same]
    assert new.token.ends == timezone.now() + timedelta(days=30)
    assert found(old.text)
    assert found(new.text)
    time_machine.shift(timedelta(hours=1))
    assert found(old.text) is None
    assert found(new.text)


def test_a_rotation_never_lengthens_the_old_one(db: None) -> None:
    old = mint(RESELLER, days=1)
    assert keeping.rotate(RESELLER, old.token, timedelta(days=7))
    assert Token.objects.get(pk=old.token.pk).ends == old.token.ends
    keeping.revoke(Token.objects.filter(pk=old.token.pk), Token.OWNER)
    assert keeping.rotate(RESELLER, old.token, timedelta()) is None


def test_a_person_has_at_most_twenty(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 2)
    first = mint(RESELLER)
    mint(RESELLER)
    with pytest.raises(keeping.TooMany):
        mint(RESELLER)
    mint(CUSTOMER)
    keeping.revoke(Token.objects.filter(pk=first.token.pk), Token.OWNER)
    mint(RESELLER)


def test_who_watches_over_whose_tokens(db: None) -> None:
    everybody = (ADMINISTRATOR, RESELLER, HELPER, CUSTOMER, STRANGER)
    for one in everybody:
        mint(one, name=one.actor.name)

    def seen(by: keeping.Owner) -> set[str]:
        rows = keeping.below(by.actor, by.login, by.whose)
        return set(rows.values_list("name", flat=True))

    assert seen(ADMINISTRATOR) == {"North", "Helper", "Acme", "South"}
    assert seen(RESELLER) == {"Helper", "Acme"}
    assert seen(HELPER) == {"Acme"}
    assert seen(CUSTOMER) == set()
    assert seen(STRANGER) == set()


def test_the_dead_are_forgotten_after_a_while(db: None, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    mint(RESELLER, name="ended", days=1)
    revoked = mint(RESELLER, name="revoked", days=300)
    mint(RESELLER, name="alive", days=300)
    keeping.revoke(Token.objects.filter(pk=revoked.token.pk), Token.OWNER)
    time_machine.shift(timedelta(days=89))
    keeping.forget()
    assert Token.objects.count() == 3
    time_machine.shift(timedelta(days=3))
    keeping.forget()
    assert [token.name for token in Token.objects.all()] == ["alive"]


def test_a_wish_does_not_choose_who_it_is(db: None) -> None:
    wish = Wish(name="x", scopes=("all.read",), doors=(JSON,))
    token = keeping.make(CUSTOMER, wish).token
    assert (token.login, token.customer, token.reseller) == (11, 11, 10)
    assert token.whose == "default customer 11"
