"""Chromium for the browser tests: Debian's, shut off from the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.stack import Stack, start_stack
from tests.browser.walking import Walk

INSTALL = "apt-get update && apt-get install -y --no-install-recommends chromium fonts-liberation"
FOLDER = Path(__file__).parent
# Without these the browser asks its maker for updates, and other things, as soon as it runs.
FLAGS = [
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def chromium() -> str | None:
    """The installed browser."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests here, and skips them where there is no browser; CI has to have one."""
    missing = chromium() is None and not os.environ.get("CI")
    for item in items:
        if FOLDER not in item.path.parents:
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.slow)
        # The browser talks to its driver and to the server of the test over sockets.
        item.add_marker(pytest.mark.enable_socket)
        if missing:
            item.add_marker(pytest.mark.skip(reason=f"needs Chromium, as root: {INSTALL}"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Replaces pytest-playwright's fixture: its own browsers are not installed."""
    program = chromium()
    if program is None:
        pytest.fail(f"Chromium is missing, as root: {INSTALL}")
    flags = [*FLAGS, "--no-sandbox"] if os.getuid() == 0 else FLAGS
    return {**browser_type_launch_args, "executable_path": program, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """One language and zone, whatever the machine has."""
    return {**browser_context_args, "locale": "en-GB", "timezone_id": "Europe/Amsterdam"}


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The demonstration platform and a panel in front of it."""
    started = start_stack(tmp_path_factory.mktemp("stack"), accounts=40)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def base_url(stack: Stack) -> str:
    """Lets pages be opened by their path."""
    return stack.panel.url


@pytest.fixture
def walk(page: Page, stack: Stack) -> Iterator[Walk]:
    """A person in front of the browser; the walk fails when a page throws or breaks its policy."""
    walk = Walk(page, stack)
    yield walk
    assert walk.troubles == []
