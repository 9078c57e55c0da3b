"""Calls side by side: as many at once as there are, counted, and with the first fault told."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import pytest

from ngnpanel import logs
from ngnpanel.soap import metering
from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.together import together

REMOTE = Platform(url="https://platform.invalid/")


def call(name: str) -> str:
    with metering.measured("Sip", name, 0):
        return f"{name} for {logs.request_id.get()}"


def test_a_remote_platform_is_asked_side_by_side() -> None:
    meeting = threading.Barrier(3)
    # Nobody passes the barrier before all three are there.
    assert together(REMOTE, *[partial(meeting.wait, 5)] * 3) is not None


def test_a_platform_in_this_process_is_asked_one_after_the_other() -> None:
    here = replace(REMOTE, handler="tests.people.no_answer")
    assert together(here, threading.get_ident, threading.get_ident) == (threading.get_ident(),) * 2


def test_results_keep_their_order_calls_are_counted_and_carry_the_id_of_the_request() -> None:
    token = logs.request_id.set("abcd1234")
    try:
        with metering.counted() as meter:
            found = together(REMOTE, partial(call, "a"), partial(call, "b"), partial(call, "c"))
    finally:
        logs.request_id.reset(token)
    assert found == ("a for abcd1234", "b for abcd1234", "c for abcd1234")
    assert sorted(meter.operations) == ["Sip.a", "Sip.b", "Sip.c"]


def test_the_first_fault_is_raised_when_all_have_ended() -> None:
    ended = threading.Event()

    def fail() -> None:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        together(REMOTE, fail, ended.set)
    assert ended.is_set()
    with pytest.raises(Unavailable):
        together(REMOTE, lambda: 1, fail)
