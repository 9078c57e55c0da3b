"""Foreign SOAP clients call every served operation over HTTP and understand the answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ngnpanel.provisioning.operations import OPERATIONS
from tests.http import server as servers
from tests.http.server import Server
from tests.interop import coverage
from tests.interop.calls import Client
from tests.interop.clients import CLIENTS, VARIANTS
from tests.interop.steps import Differences, Outcome, Step
from tests.interop.stories import tell

pytestmark = [pytest.mark.interop, pytest.mark.allow_hosts(["127.0.0.1"])]


@dataclass(frozen=True, kw_only=True)
class Told:
    """How a client went through the story."""

    client: str
    operations: set[tuple[str, str]]
    differences: list[str]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The SOAP server alone, as `manage.py platform` runs it."""
    # SQLite in any case: the story also writes into the database's file, as a SIP proxy does.
    started = servers.start(
        tmp_path_factory.mktemp("platform"), NGNPANEL_PLATFORM_ONLY="1", DATABASE_URL=""
    )
    yield started
    started.stop()


@pytest.fixture(scope="module", params=[*CLIENTS, *VARIANTS])
def told(request: pytest.FixtureRequest, server: Server) -> Told:
    """The story, told to the end by one client."""
    name: str = request.param
    make_client = CLIENTS.get(name) or VARIANTS[name]
    installed = make_client.is_installed()
    if not installed and not os.environ.get("CI"):
        pytest.skip(f"{name} is not here; what installs it: {make_client.install}")
    assert installed, make_client.install
    client = make_client(server.endpoint)
    try:
        steps, differences = tell_all(client, name, server.database)
    finally:
        client.close()
    operations = {(step.port, step.operation) for step in steps}
    if os.environ.get("INTEROP_RECORD") and name in CLIENTS:
        coverage.record(name, operations)
    return Told(client=name, operations=operations, differences=differences.lines)


def tell_all(client: Client, name: str, database: Path) -> tuple[list[Step], Differences]:
    """Tells the story and collects whatever was not as expected."""
    story, differences, steps = tell(name, database), Differences(client.reading), []
    step = next(story)
    while True:
        outcome: Outcome = client.call(step)
        steps.append(step)
        differences.compare(step, outcome)
        try:
            step = story.send(outcome)
        except StopIteration:
            return steps, differences
        except (AssertionError, KeyError, TypeError, ValueError) as error:
            # A section stumbles over an answer that it did not expect: what was wrong is noted.
            raise AssertionError(differences.lines or steps[-1]) from error


def test_a_foreign_client_understands_every_answer(told: Told) -> None:
    assert told.differences == []


def test_a_foreign_client_calls_every_served_operation(told: Told) -> None:
    assert set(OPERATIONS) - told.operations == set()


def test_the_record_says_what_a_client_called(told: Told) -> None:
    # A variant is the same client in other circumstances.
    name = told.client if told.client in CLIENTS else "pear"
    wrong = coverage.told_by(name) ^ told.operations
    assert wrong == set(), f"Write it again: {coverage.__doc__}"
