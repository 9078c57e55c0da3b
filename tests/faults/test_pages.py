"""Every page while the platform does not work: an answer in time, that says so.

In ``make test`` with some faults in this process; ``make faults`` runs all of them over sockets.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from pytest_django import Settings

from ngnpanel.soap import guarding
from tests.belongings import Estates
from tests.faults import bad
from tests.faults.bad import FAULTS, Fault
from tests.faults.pages import browse, last_calls, pages, prepare
from tests.faults.table import TIMES, WHOLE, Cell, Table
from tests.web.test_permissions import by_kind

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]
PAGES: Final = pages()
# What can be told apart without a socket.
HERE: Final = (FAULTS["502"], FAULTS["SOAP fault"])
# /healthz tells the state of all parts, in words of its own.
SAYS_SO: Final = ("does not answer", "answers oddly", '"platform": "down"')


def verdict(answer: Any, cell: Cell, fault: Fault) -> str:
    """What is wrong with an answer; empty when it is right."""
    if late := cell.late(fault):
        return late
    if answer.status_code == 503:
        if cell.page != "healthz" and not answer.headers.get("Retry-After", "").isdigit():
            return "no Retry-After"
        text = answer.body.decode()
        return "" if any(words in text for words in SAYS_SO) else f"says nothing: {text[:200]}"
    if answer.status_code == 422 and answer.headers["Content-Type"] == "application/json":
        return "" if answer.json()["error_message"] else "says nothing"
    return "" if answer.status_code == 200 else "neither a page nor 503"


@by_kind(PAGES)
def test_in_this_process(estates: Estates, settings: Settings, names: list[str]) -> None:
    prepare(estates, settings)
    table = Table()
    with bad.in_process(settings) as script:
        for name in names:
            walk(estates, name, script, table, HERE)
    table.assert_right()


if WHOLE:

    @by_kind(PAGES)
    def test_over_a_socket(estates: Estates, settings: Settings, names: list[str]) -> None:
        prepare(estates, settings)
        table = Table()
        faults = tuple(fault for fault in FAULTS.values() if not fault.acts)
        with bad.behind_a_socket(settings) as server:
            for name in names:
                walk(estates, name, server, table, faults)
        table.assert_right()


def walk(
    estates: Estates,
    name: str,
    platform: bad.Script | bad.BadServer,
    table: Table,
    faults: tuple[Fault, ...],
) -> None:
    """Open one page with each fault, from its first call on and from its last."""
    page = PAGES[name]
    platform.begin()
    browser, url = estates.people.browser(page.person), page.url(estates)
    platform.begin()
    good = browse(browser, url)
    assert good.status_code == (503 if name == "healthz" else 200), (name, good.status_code)
    operations = bad.SCRIPT.operations
    calls = len(operations)
    for fault in faults:
        numbers = last_calls(operations)
        if fault.name == "502" and WHOLE:
            numbers = list(range(1, calls + 1))
        elif not WHOLE and fault is not HERE[0]:
            numbers = numbers[:1]
        for at in numbers:
            cell = Cell("GET", name, fault.name, at, calls)
            for _time in range(TIMES):
                platform.begin(fault, at)
                guarding.forget()
                try:
                    with cell.timed():
                        answer = browse(browser, url)
                except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
                    cell.wrong = f"{type(error).__name__}: {error}"[:300]
                else:
                    cell.status = answer.status_code
                    cell.wrong = verdict(answer, cell, fault)
                if not cell.is_late:
                    break
            table.add(cell)
    platform.begin()
