"""A platform that hangs, in front of it real web processes as the launcher starts them."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median
from typing import Final

import pytest
import requests

from tests.faults.table import WHOLE, note
from tests.http import odd_servers
from tests.http import server as servers
from tests.http.odd_servers import OddServer, odd_server
from tests.http.server import ADMIN, ADMIN_PASSWORD, ROOT, Server

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]
TIMEOUT: Final = 3
CROWD: Final = 40
PAGE: Final = "/sip/accounts/"


@dataclass
class Stage:
    """The panel, the platform that hangs, and cookies of its administrator and of the other's."""

    panel: Server
    hanging: OddServer
    default: dict[str, str]
    second: dict[str, str]

    def get(self, path: str, cookies: dict[str, str] | None = None) -> tuple[int, float]:
        """The status of a page, and what it took in seconds."""
        began = time.monotonic()
        answer = requests.get(
            f"{self.panel.url}{path}", cookies=cookies, timeout=30, allow_redirects=False
        )
        return answer.status_code, time.monotonic() - began


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Two processes with eight threads each, as the launcher starts them."""
    healthy = servers.start(tmp_path_factory.mktemp("healthy"), NGNPANEL_PLATFORM_ONLY="1")
    with odd_server(odd_servers.say_nothing) as hanging:
        panel = servers.start(
            tmp_path_factory.mktemp("panel"),
            workers=2,
            DJANGO_SETTINGS_MODULE="tests.faults.settings",
            PLATFORM="remote",
            NGNPRO_URL=hanging.url,
            NGNPRO_USERNAME=ADMIN,
            NGNPRO_PASSWORD=ADMIN_PASSWORD,
            NGNPRO_TIMEOUT=str(TIMEOUT),
            SECOND_URL=healthy.endpoint,
        )
        yield Stage(panel, hanging, cookies(panel, "default"), cookies(panel, "second"))
        panel.stop()
    healthy.stop()


def cookies(panel: Server, platform: str) -> dict[str, str]:
    """The administrator of a platform, signed in."""
    command = [sys.executable, "-m", "tests.faults.session", platform]
    done = subprocess.run(
        command, cwd=ROOT, env=panel.environment, capture_output=True, check=True, timeout=60
    )
    return {"ngnpanel_session": done.stdout.decode()}


if WHOLE:

    def test_a_platform_that_hangs_leaves_the_others_their_threads(stage: Stage) -> None:
        assert stage.get(PAGE, stage.second)[0] == 200
        took: dict[str, list[float]] = {"/healthz": [], "/login/": [], "second": []}
        with ThreadPoolExecutor(CROWD) as crowd:
            waiting = [crowd.submit(stage.get, PAGE, stage.default) for _one in range(CROWD)]
            ends = time.monotonic() + TIMEOUT
            while time.monotonic() < ends:
                for path in ("/healthz", "/login/"):
                    status, seconds = stage.get(path)
                    assert status == (503 if path == "/healthz" else 200)
                    took[path].append(seconds)
                status, seconds = stage.get(PAGE, stage.second)
                assert status == 200
                took["second"].append(seconds)
            answers = [one.result() for one in waiting]
        assert {status for status, _seconds in answers} == {503}
        assert max(seconds for _status, seconds in answers) < TIMEOUT + 2
        note({path: (len(one), median(one), max(one)) for path, one in took.items()})
        for path, found in took.items():
            assert median(found) < 1, (path, found)
        assert len(took["second"]) > 1

    def test_afterwards_nobody_waits_for_it(stage: Stage) -> None:
        asked = stage.hanging.requests
        for _time in range(10):
            stage.get(PAGE, stage.default)
        found = [stage.get(PAGE, stage.default) for _time in range(20)]
        assert {status for status, _seconds in found} == {503}
        assert median(seconds for _status, seconds in found) < 0.5
        # One that tries now and then in each of the processes.
        assert stage.hanging.requests - asked < 16
