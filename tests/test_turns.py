"""Processes that serve and work are not broken off by whoever wakes up."""

from __future__ import annotations

import os
import threading

import pytest

from ngnpanel import turns


def in_a_thread_of_its_own() -> int:
    """The way in which a thread that asked for longer turns is scheduled."""
    found: list[int] = []

    def act() -> None:
        turns.take_longer_ones()
        found.append(os.sched_getscheduler(0))

    thread = threading.Thread(target=act)
    thread.start()
    thread.join()
    return found[0]


def test_a_thread_takes_longer_turns() -> None:
    assert in_a_thread_of_its_own() == os.SCHED_BATCH


def test_a_system_that_refuses_is_no_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_wanted: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.sched_setscheduler", refuse)
    assert in_a_thread_of_its_own() == os.sched_getscheduler(0), "as it was before"
