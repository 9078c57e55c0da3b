"""The guard of an endpoint: when a platform is not asked, and what that costs the others."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from ngnpanel.soap import errand, guarding
from ngnpanel.soap.errors import Unavailable, error_for
from ngnpanel.soap.guarding import FULL, REFUSED, RULES
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.together import together
from tests.soap.scripted import ScriptedPlatform

DEAD = Platform(url="https://dead.invalid/", timeout_read=0.3, places=2)
ALIVE = Platform(url="https://alive.invalid/", timeout_read=0.3, places=2)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    guarding.forget()
    yield
    guarding.forget()


def away(seconds: float = 0.0) -> None:
    time.sleep(seconds)
    raise Unavailable("The platform did not answer in time.")


def ask(platform: Platform, answer: Callable[[], None] = away) -> Unavailable | None:
    try:
        with guarding.call(platform):
            answer()
    except Unavailable as error:
        return error
    return None


def open_it() -> None:
    for _call in range(RULES.failures):
        error = ask(DEAD)
        assert error is not None
        assert error.was_sent


def test_a_platform_that_does_not_answer_is_not_asked_for_a_while() -> None:
    open_it()
    asked: list[bool] = []
    error = ask(DEAD, lambda: asked.append(True))
    assert error is not None
    assert not error.was_sent
    assert 0 < error.wait <= RULES.longest
    assert asked == []
    guard = guarding.of(DEAD)
    assert guard is not None
    assert (guard.counts["open"], guard.counts[REFUSED]) == (1, 1)


def test_whoever_signs_in_there_shares_the_guard_and_another_platform_has_its_own() -> None:
    open_it()
    error = ask(DEAD.signed_in_as("reseller", "secret", admin=False))
    assert error is not None
    assert not error.was_sent
    assert ask(ALIVE, lambda: None) is None
    assert len(guarding.all_of_them()) == 2


@pytest.mark.parametrize("code", [1010, 1011, 9001, 9004, 9000])
def test_what_the_platform_says_is_an_answer_whatever_it_says(code: int) -> None:
    def refuse() -> None:
        raise error_for(code, "no")

    # As Port calls it: what the envelope holds is read outside of the guard.
    for _call in range(RULES.failures * 2):
        with guarding.call(DEAD):
            pass
        with pytest.raises(type(error_for(code, "no"))):
            refuse()
    assert ask(DEAD, lambda: None) is None


def test_a_platform_in_this_process_has_no_guard() -> None:
    here = replace(DEAD, handler="tests.people.no_answer")
    for _call in range(RULES.failures * 2):
        error = ask(here)
        assert error is not None
        assert error.was_sent
    assert guarding.all_of_them() == ()


def test_a_call_in_a_hurry_proves_nothing() -> None:
    with errand.begun(most=0.03):
        for _call in range(RULES.failures * 2):
            ask(DEAD, lambda: away(0.03))
    assert ask(DEAD, lambda: None) is None


def test_a_hang_does_not_take_all_threads() -> None:
    over = threading.Event()
    threads = [threading.Thread(target=ask, args=(DEAD, lambda: over.wait(5))) for _n in range(2)]
    for thread in threads:
        thread.start()
    guard = guarding.of(DEAD)
    assert guard is not None
    while guard.places.taken < 2:
        time.sleep(0.001)
    began = time.monotonic()
    error = ask(DEAD)
    assert ask(ALIVE, lambda: None) is None
    took = time.monotonic() - began
    over.set()
    for thread in threads:
        thread.join()
    assert error is not None
    assert not error.was_sent
    assert took < 1
    assert guard.counts[FULL] == 1


def test_a_page_that_asks_five_things_at_once_has_one_place() -> None:
    taken: list[int] = []
    guard = guarding.of(DEAD)
    assert guard is not None

    def call() -> None:
        with guarding.call(DEAD):
            taken.append(guard.places.taken)
            time.sleep(0.01)

    together(DEAD, call, call, call, call, call)
    assert taken == [1] * 5
    assert guard.places.taken == 0


def test_who_finds_no_place_sends_nothing() -> None:
    guard = guarding.of(DEAD)
    assert guard is not None
    guard.places.enter(1)
    guard.places.enter(1)
    asked: list[bool] = []
    with errand.begun(), pytest.raises(Unavailable) as caught:
        together(DEAD, lambda: asked.append(True), lambda: asked.append(True))
    assert asked == []
    assert not caught.value.may_have_written


def test_a_fault_of_ours_keeps_no_place_and_no_try() -> None:
    def bug() -> None:
        raise ZeroDivisionError

    for _call in range(RULES.failures * 2):
        with pytest.raises(ZeroDivisionError):
            ask(DEAD, bug)
    assert ask(DEAD, lambda: None) is None
    guard = guarding.of(DEAD)
    assert guard is not None
    assert guard.places.taken == 0


def test_the_scripted_platform_of_the_tests_is_never_refused() -> None:
    port = ScriptedPlatform(b"<html/>").port()
    for _call in range(RULES.failures * 2):
        with pytest.raises(Unavailable) as caught:
            port.call("getDomains", None)
        assert caught.value.was_sent
