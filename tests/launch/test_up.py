"""`manage.py up`, for real: what runs, what it tells, and what is left when it ends."""

from __future__ import annotations

import json
import shutil
import signal
import stat
import sys
import time
from pathlib import Path

import pytest

from tests.launch.launching import Launcher, free_port

pytestmark = [pytest.mark.http, pytest.mark.enable_socket]


def test_health_names_every_part(running: Launcher) -> None:
    assert running.health() == {
        "status": "ok",
        "web": "ok",
        "broker": "ok",
        "worker": "ok",
        "platform": "ok",
    }


def test_the_table_of_addresses_and_logins_is_printed(running: Launcher) -> None:
    limit = time.monotonic() + 5
    while "Ctrl-C" not in running.output() and time.monotonic() < limit:
        time.sleep(0.1)
    assert f"http://127.0.0.1:{running.port}/" in running.output()
    assert "administrator" in running.output()


def test_without_a_demonstration_only_the_administrator_has_a_login(running: Launcher) -> None:
    file = running.data / "demo-logins.json"
    logins = json.loads(file.read_text(encoding="utf-8"))
    assert [login["role"] for login in logins] == ["administrator"]
    assert set(logins[0]) == {"role", "username", "password", "url"}
    assert logins[0]["url"].startswith(f"http://127.0.0.1:{running.port}/")


@pytest.mark.parametrize("name", ["demo-logins.json", "secrets.json", "ngnpanel.sqlite3"])
def test_nobody_else_may_read_what_is_secret(running: Launcher, name: str) -> None:
    assert stat.S_IMODE((running.data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700


def test_a_second_start_on_the_port_says_so_in_one_line(running: Launcher, tmp_path: Path) -> None:
    second = Launcher(tmp_path / "data", port=running.port)
    second.start()
    assert second.process is not None
    assert second.process.wait(timeout=20) == 1
    assert len(second.output().splitlines()) == 1
    assert str(running.port) in second.output()


def test_a_second_start_on_the_folder_says_so_in_one_line(running: Launcher) -> None:
    before = running.output()
    second = Launcher(running.data, port=free_port())
    second.start()
    assert second.process is not None
    assert second.process.wait(timeout=20) == 1
    line = second.output().removeprefix(before)
    assert len(line.splitlines()) == 1
    assert str(running.data) in line


def test_static_files_are_served_for_ever(running: Launcher) -> None:
    status, page = running.get("/login/")
    assert status == 200
    assert "/static/" in page


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_everything(doomed: Launcher, number: signal.Signals) -> None:
    assert len(doomed.processes()) >= 4
    assert doomed.send(number) == 0
    assert doomed.processes() == {}
    assert doomed.get("/healthz")[0] == 0


def test_a_killed_launcher_leaves_nothing_and_the_next_start_is_quick(doomed: Launcher) -> None:
    secrets = (doomed.data / "secrets.json").read_bytes()
    doomed.send(signal.SIGKILL)
    doomed.start()
    # The machine may be busy with other tests: a quiet one needs less than 5 seconds.
    assert doomed.wait_until_ready() < 15
    assert (doomed.data / "secrets.json").read_bytes() == secrets
    doomed.send(signal.SIGKILL)
    assert doomed.wait_until_gone() == {}


def test_a_part_that_dies_is_started_again(doomed: Launcher) -> None:
    for part, name in [("valkey", "Broker"), ("celery", "Worker"), ("gunicorn", "Web server")]:
        doomed.kill(part)
        limit = time.monotonic() + 10
        while f"{name} ended with code" not in doomed.output() and time.monotonic() < limit:
            time.sleep(0.1)
        assert f"{name} ended with code" in doomed.output()
        doomed.started = time.monotonic()
        doomed.wait_until_ready()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_what_make_started_ends_with_make(tmp_path: Path, number: signal.Signals) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"up:\n\t@{sys.executable} manage.py up --tied\n", encoding="utf-8")
    launcher = Launcher(tmp_path / "data", program=("make", "-f", str(makefile)))
    launcher.start()
    try:
        launcher.wait_until_ready()
        launcher.send(number)
        assert launcher.wait_until_gone() == {}
    finally:
        launcher.stop()


def test_a_mistake_in_the_environment_is_told_in_one_line(tmp_path: Path) -> None:
    launcher = Launcher(tmp_path / "data", variables={"PLATFORM": "remote"})
    launcher.start()
    assert launcher.process is not None
    assert launcher.process.wait(timeout=20) == 1
    assert launcher.output() == "Configuration: PLATFORM=remote needs NGNPRO_URL.\n"


@pytest.mark.slow
def test_a_platform_elsewhere_that_does_not_answer_is_named(tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/ngnpro/"
    launcher = Launcher(
        tmp_path / "data",
        variables={
            "PLATFORM": "remote",
            "NGNPRO_URL": url,
            "NGNPRO_USERNAME": "admin",
            "NGNPRO_PASSWORD": "not used",
        },
    )
    launcher.start()
    try:
        limit = time.monotonic() + 60
        while "Ctrl-C" not in launcher.output() and time.monotonic() < limit:
            time.sleep(0.2)
        assert f"the platform at {url} does not answer it" in launcher.output()
        assert launcher.get("/login/")[0] == 200
        assert launcher.health()["platform"] == "down"
    finally:
        launcher.stop()
    assert "not used" not in launcher.output()
