"""The mail before a token ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from ngnpanel.actor import Actor, Role
from ngnpanel.notices import delivery
from ngnpanel.tokens import keeping, tasks
from ngnpanel.tokens.models import Token
from tests.people import People
from tests.tokens.minting import ADMINISTRATOR, mint, owner, owner_of


def grow_old() -> None:
    """Let all tokens end in three days."""
    now = timezone.now()
    Token.objects.update(made=now - timedelta(days=87), ends=now + timedelta(days=3))


@pytest.mark.parametrize(
    ("days", "passed", "is_due"),
    [(90, 82, False), (90, 84, True), (7, 5, False), (7, 6, True), (365, 359, True), (1, 2, False)],
)
def test_when_it_is_due(db: None, days: int, passed: int, is_due: bool, time_machine: Any) -> None:
    time_machine.move_to("2026-11-30T10:00:00Z", tick=False)
    mint(ADMINISTRATOR, days=days)
    time_machine.shift(timedelta(days=passed))
    assert bool(tasks.due()) is is_due


def test_an_owner_is_told_once_in_the_frame_of_the_brand(people: People) -> None:
    made = mint(owner(people), name="Night job")
    grow_old()
    for _time in range(2):
        tasks.look_after()
        delivery.deliver()
    (letter,) = mail.outbox
    assert letter.to == ["reseller@example.com"]
    assert letter.subject == "Your API token Night job ends soon"
    text = str(letter.body)
    assert "“Night job” of reseller" in text
    assert "/account/tokens/" in text
    assert "used last: never" in text
    assert made.text not in text
    assert made.token.digest not in text


def test_nobody_is_told_of_what_is_replaced_or_revoked(people: People) -> None:
    replaced = mint(owner(people), days=2)
    revoked = mint(owner(people), days=2)
    keeping.rotate(owner(people), replaced.token, timedelta(days=1))
    keeping.revoke(Token.objects.filter(pk=revoked.token.pk), Token.OWNER)
    grow_old()
    assert [token.successor_id for token in tasks.due()] == [None]
    assert len(tasks.due()) == 1  # the new one


def test_the_tokens_of_who_is_gone_die_then(people: People) -> None:
    gone = Actor(role=Role.CUSTOMER, name="Gone", customer=999, reseller=people.reseller)
    mint(owner_of(gone))
    grow_old()
    tasks.look_after()
    assert Token.objects.get().reason == Token.GONE
    assert mail.outbox == []


def test_the_administrator_is_told_where_operators_read(people: People, settings: Any) -> None:
    mint(ADMINISTRATOR)
    grow_old()
    settings.OPERATOR_EMAIL = "ops@example.com"
    tasks.look_after()
    delivery.deliver()
    assert [letter.to for letter in mail.outbox] == [["ops@example.com"]]


def test_while_the_platform_is_away_nothing_is_lost(people: People, platform_is_down: None) -> None:
    mint(owner(people))
    grow_old()
    assert len(tasks.due()) == 1
    tasks.look_after()
    token = Token.objects.get()
    assert token.is_alive
    assert token.told is None
