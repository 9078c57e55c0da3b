"""zeep, suds-community and PHP call every served operation over HTTP and understand the answers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ngnpanel.provisioning.operations import OPERATIONS
from tests.http import server as servers
from tests.http.server import Server
from tests.interop.clients import PHP_INSTALL, Client, Php, Suds, Zeep
from tests.interop.steps import Differences, Outcome, Step
from tests.interop.stories import tell

pytestmark = [pytest.mark.interop, pytest.mark.allow_hosts(["127.0.0.1"])]

CLIENTS: dict[str, Callable[[str], Client]] = {"zeep": Zeep, "suds": Suds, "php": Php}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The SOAP server alone, as `manage.py platform` runs it."""
    started = servers.start(tmp_path_factory.mktemp("platform"), NGNPANEL_PLATFORM_ONLY="1")
    yield started
    started.stop()


@pytest.fixture(params=CLIENTS)
def name(request: pytest.FixtureRequest) -> str:
    """Which client tells the story."""
    chosen: str = request.param
    if chosen == "php" and not Php.is_installed() and not os.environ.get("CI"):
        pytest.skip(f"needs PHP with its SOAP extension, as root: {PHP_INSTALL}")
    return chosen


def told_by(client: Client, name: str, database: Path) -> tuple[list[Step], Differences]:
    """Tells the story to the end and collects whatever was not as expected."""
    story, differences, steps = tell(name, database), Differences(), []
    step = next(story)
    while True:
        outcome: Outcome = client.call(step)
        steps.append(step)
        differences.compare(step, outcome)
        try:
            step = story.send(outcome)
        except StopIteration:
            return steps, differences


def test_every_served_operation_works_from_a_foreign_client(server: Server, name: str) -> None:
    client = CLIENTS[name](server.endpoint)
    try:
        steps, differences = told_by(client, name, server.database)
    finally:
        client.close()
    assert differences.lines == []
    assert {(step.port, step.operation) for step in steps} == set(OPERATIONS)
