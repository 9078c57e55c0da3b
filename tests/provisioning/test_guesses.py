"""Guessing passwords over SOAP gets slow, for the address that guesses and for nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ngnpanel.provisioning import caller as callers
from ngnpanel.provisioning import guesses
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.guesses import FREE, LONGEST_WAIT, MEMORY, REMEMBERED, Guesses
from ngnpanel.soap import wire
from ngnpanel.soap.wire import Auth
from tests.provisioning.conftest import PASSWORD, Clock, World
from tests.provisioning.soap import ADMIN, envelope

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"
RIGHT = Auth("customer", PASSWORD, admin=False)
WRONG = replace(RIGHT, password="wrong")
DOMAINS = '<x:getDomains xmlns:x="urn:AGProjects:NGNPro:Sip"/>'


def text(auth: Auth | None, client: str = HERE) -> str:
    with pytest.raises(Fault) as caught:
        callers.admit(auth, client)
    assert caught.value.code == 9001
    return caught.value.text


def guess(times: int, client: str = HERE) -> None:
    for _attempt in range(times):
        text(WRONG, client)


def test_after_some_failures_an_address_has_to_wait(world: World, clock: Clock) -> None:
    guess(FREE + 1)
    assert text(RIGHT) == "Too many attempts failed from this address: wait 1 s"
    clock.now += 2
    assert callers.admit(RIGHT, HERE).login == world["customer"]
    guess(FREE)
    assert callers.admit(RIGHT, HERE).login == world["customer"]


def test_a_request_that_has_to_wait_costs_no_check(
    world: World, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    guess(FREE + 1)
    monkeypatch.setattr(callers, "check_password", None)
    assert "wait" in text(WRONG)


def test_others_need_not_wait(world: World, clock: Clock) -> None:
    guess(FREE + 1)
    assert callers.admit(RIGHT, ELSEWHERE).login == world["customer"]
    assert callers.admit(RIGHT, "").login == world["customer"]


def test_the_own_password_does_not_pay_for_guesses_at_another_login(
    world: World, clock: Clock
) -> None:
    own = replace(RIGHT, username="stranger")
    for _round in range(2):
        guess(FREE // 2 + 1)
        assert callers.admit(own, HERE).login == world["stranger"]
    assert "wait" in text(WRONG)
    assert "wait" in text(replace(WRONG, username="Customer"))
    assert callers.admit(own, HERE).login == world["stranger"]
    assert callers.admit(replace(RIGHT, username="sibling"), HERE).login == world["sibling"]
    assert callers.admit(RIGHT, ELSEWHERE).login == world["customer"]
    clock.now += LONGEST_WAIT
    assert callers.admit(RIGHT, HERE).login == world["customer"]


def test_who_signed_in_from_there_need_not_wait(world: World, clock: Clock) -> None:
    admin = Auth("admin", ADMIN.password, admin=True)
    callers.admit(admin, HERE)
    guess(FREE + 1)
    assert callers.admit(admin, HERE).is_administrator


def test_a_request_without_auth_guesses_nothing(world: World, clock: Clock) -> None:
    for _attempt in range(FREE + 5):
        assert "missing" in text(None)
    assert callers.admit(RIGHT, HERE).login == world["customer"]


def test_the_waits_grow_to_their_end_and_are_forgotten(clock: Clock) -> None:
    found = Guesses()
    waits = []
    for _attempt in range(FREE + 12):
        found.failed(HERE)
        with_wait = found._failures[HERE][1] - clock.now
        clock.now += with_wait
        waits.append(with_wait)
    assert waits[:FREE] == [0.0] * FREE
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT
    clock.now += MEMORY + 1
    found.failed(HERE)
    found.require_patience(HERE, "customer")


def test_an_ipv6_network_counts_as_one_address() -> None:
    assert guesses.network("2001:db8::1") == guesses.network("2001:db8::ffff:2")
    assert guesses.network("2001:db8:0:1::1") != guesses.network("2001:db8::1")
    assert guesses.network("not an address") == "not an address"


def test_memory_has_an_end() -> None:
    found = Guesses()
    for number in range(REMEMBERED + 5):
        found.failed(f"client {number}")
        found.succeeded(f"client {number}", "x")
        found.failed(f"client {number}")
    assert len(found._failures) == len(found._welcome) == REMEMBERED


def test_the_endpoint_counts_by_the_address_of_the_client(world: World, clock: Clock) -> None:
    wrong = envelope(DOMAINS, replace(ADMIN, password="wrong"))
    replies = [handle(wrong, client=HERE) for _attempt in range(FREE + 2)]
    answer = wire.parse_reply(replies[-1].body)
    assert isinstance(answer, wire.FaultReply)
    assert answer.code == 9001
    assert "wait 1 s" in answer.text
