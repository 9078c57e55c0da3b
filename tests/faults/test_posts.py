"""Every form that writes while the platform does not work: nothing typed is lost, and the same form
posted again after the outage does its work once.

In ``make test`` with some faults in this process; ``make faults`` runs all of them over sockets.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import pytest
from django.core.cache import cache
from django.db import transaction
from pytest_django import Settings

from ngnpanel.jsonapi.actions import ACTIONS as ALL_ACTIONS
from ngnpanel.soap import guarding
from tests.belongings import Estates
from tests.faults import bad
from tests.faults.bad import FAULTS, Fault
from tests.faults.pages import prepare
from tests.faults.posts import (
    ACTIONS,
    OF_THE_PANEL,
    POSTS,
    WITHOUT_WRITING,
    Post,
    difference,
    lost,
    state,
)
from tests.faults.table import TIMES, WHOLE, Cell, Table
from tests.web.test_permissions import groups

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]
SAYS_SO: Final = (
    "does not answer",
    "answers oddly",
    "did not accept",
    "does not accept",
    "not valid here",
)


def test_every_action_that_writes_is_here() -> None:
    changing = {action.name for action in ALL_ACTIONS.values() if action.changes}
    assert changing == ACTIONS.keys() | OF_THE_PANEL


@pytest.mark.parametrize(
    "names", [n for _w, n in groups(POSTS)], ids=[w for w, _n in groups(POSTS)]
)
def test_in_this_process(estates: Estates, settings: Settings, names: list[str]) -> None:
    prepare(estates, settings)
    table = Table()
    with bad.in_process(settings) as script:
        for name in names:
            trial = Trial(estates, POSTS[name], script, table)
            writes = bad.writes(trial.operations)
            for at in writes or [1]:
                trial.run(FAULTS["502"], at)
            for at in writes:
                trial.run(FAULTS["lost answer"], at)
    table.assert_right()


if WHOLE:

    @pytest.mark.parametrize(
        "names", [n for _w, n in groups(POSTS)], ids=[w for w, _n in groups(POSTS)]
    )
    def test_over_a_socket(estates: Estates, settings: Settings, names: list[str]) -> None:
        prepare(estates, settings)
        table = Table()
        with bad.behind_a_socket(settings) as server:
            for name in names:
                trial = Trial(estates, POSTS[name], server, table)
                writes = bad.writes(trial.operations)
                for fault in FAULTS.values():
                    first = [] if fault.acts else [1]
                    for at in sorted({*first, *writes}):
                        trial.run(fault, at)
        table.assert_right()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever the block writes is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    cache.clear()


class Trial:
    """One post with all faults."""

    def __init__(
        self, estates: Estates, post: Post, platform: bad.Script | bad.BadServer, table: Table
    ) -> None:
        self.post = post
        self.platform = platform
        self.table = table
        self.browser = estates.people.browser(post.person)
        self.url = post.url(estates)
        platform.begin()
        self.data = dict(post.data(self.browser, self.url, estates))
        self.cookies = copy.deepcopy(self.browser.cookies)
        with undone():
            platform.begin()
            answer = self.send()
            assert answer.status_code in (200, 302, 422), (post.name, answer.status_code)
            self.operations = list(bad.SCRIPT.operations)
            self.good = state()
        assert bad.writes(self.operations) or post.name in WITHOUT_WRITING, (
            *(post.name, answer.status_code, self.operations),
            answer.content[-3000:],
        )
        self.browser.cookies = copy.deepcopy(self.cookies)

    def send(self) -> Any:
        """The answer to the post."""
        return self.browser.post(self.url, self.data)

    def run(self, fault: Fault, at: int) -> None:
        """Post while the platform goes wrong from call ``at`` on, and once more when it is back."""
        cell = Cell("POST", self.post.name, fault.name, at, len(self.operations))
        for _time in range(TIMES):
            self.fill(cell, fault, at)
            if not cell.is_late:
                break
        self.platform.begin()
        self.table.add(cell)

    def fill(self, cell: Cell, fault: Fault, at: int) -> None:
        """What the two posts came to."""
        with undone():
            guarding.forget()
            self.browser.cookies = copy.deepcopy(self.cookies)
            self.platform.begin(fault, at)
            try:
                with cell.timed():
                    answer = self.send()
                cell.status = answer.status_code
                cell.wrong = self.verdict(answer, cell, fault)
                self.platform.begin()
                guarding.forget()
                again = self.send()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                cell.wrong = f"{type(error).__name__}: {error}"[:300]
            else:
                if again.status_code not in (200, 302, 422, 404):
                    cell.wrong += f" then {again.status_code}"
                if wrong := difference(self.good, state()):
                    cell.wrong += f" after {again.status_code} it differs: {wrong}"

    def verdict(self, answer: Any, cell: Cell, fault: Fault) -> str:
        """What is wrong with the answer to the first post; empty when it is right."""
        if late := cell.late(fault):
            return late
        if answer.status_code in (200, 302):
            return ""
        if fault.heals and answer.status_code == 422:
            return ""  # what the platform refuses at any time, such as to delete what is in use
        if answer.status_code not in (422, 503):
            return "neither 503 nor 422"
        if answer.status_code == 503 and not answer.headers.get("Retry-After", "").isdigit():
            return "no Retry-After"
        text = answer.content.decode()
        if not any(words in text for words in SAYS_SO):
            return f"says nothing: {text[:100]}"
        if missing := lost(answer, self.post):
            return f"lost {missing}"
        return ""
