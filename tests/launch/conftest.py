"""A launcher that runs for all tests of a module, and one for a test that ends it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ngnpanel.provisioning.sources import tables
from tests.launch.launching import Launcher


@pytest.fixture(autouse=True)
def fresh_tables() -> Iterator[None]:
    """The demonstration makes tables of a SIP proxy; what is known of them goes with a test."""
    tables.forget()
    yield
    tables.forget()


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Launcher]:
    """An installation without demonstration data, ready; tests leave it running."""
    launcher = Launcher(tmp_path_factory.mktemp("running") / "data")
    yield from _run(launcher)


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Launcher]:
    """An installation that its test may stop or kill."""
    yield from _run(Launcher(tmp_path / "data"))


def _run(launcher: Launcher) -> Iterator[Launcher]:
    launcher.start()
    try:
        launcher.wait_until_ready()
        yield launcher
    finally:
        launcher.stop()
