"""Secrets of the settings: a real server and real commands say none, whatever goes wrong."""

from __future__ import annotations

import base64
import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.http import server as servers
from tests.shell.planting import Seen, holds, word

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]
NAMES = ("SECRET_KEY", "ADMIN_PASSWORD", "password of EMAIL_URL", "password of REDIS_URL")
SEALING = base64.b64encode(word("sealing").encode().ljust(32, b"x")).decode()
# Nobody listens there.
CLOSED = "127.0.0.1:1"


def test_a_running_server_says_none_of_its_secrets(tmp_path: Path) -> None:
    running = servers.start(
        tmp_path,
        SECRET_KEY=word("SECRET_KEY"),
        ADMIN_PASSWORD=word("ADMIN_PASSWORD"),
        PROVISIONING_KEY=SEALING,
        EMAIL_URL=f"smtp://panel:{word('password of EMAIL_URL')}@{CLOSED}?tls=none",
        REDIS_URL=f"redis://:{word('password of REDIS_URL')}@{CLOSED}/0",
    )
    try:
        seen = list(visited(running.port))
        seen.append(Seen("arguments", Path(f"/proc/{running.process.pid}/cmdline").read_bytes()))
        seen.append(Seen("log", running.log.encode()))
        seen += [
            Seen(str(file), file.read_bytes()) for file in tmp_path.rglob("*") if file.is_file()
        ]
    finally:
        running.stop()
    secrets = {SEALING, *(word(name) for name in NAMES)}
    assert [(one.place, secret) for one in seen for secret in secrets if holds(one, secret)] == []
    places = {Path(one.place).name for one in seen}
    assert places & {"server.log", "secrets.json", "ngnpanel.sqlite3"}, "files were read"


def visited(port: int) -> list[Seen]:
    """Pages of somebody, a wrong sign-in, the right one, the state, and a fault of SOAP."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    right = urlencode({"name": "admin", "password": word("ADMIN_PASSWORD")})
    asked = [
        ("GET", "/healthz", None, {}),
        ("GET", "/login/", None, {}),
        ("POST", "/login/", right, form),
        ("POST", "/ngnpro/", "<a/>", {"Content-Type": "text/xml"}),
        ("GET", "/password/forgotten/", None, {}),
    ]
    found = []
    for method, path, body, headers in asked:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request(method, path, body, {**headers, "Connection": "close"})
        answer = connection.getresponse()
        content = f"{answer.status} {answer.headers}".encode() + answer.read()
        # A name of ours is in this header and no version.
        assert answer.headers["Server"] == "gunicorn"
        found.append(Seen(f"{method} {path}", content))
        connection.close()
    return found


COMMANDS = {
    "a database that is away": (
        ("migrate", "--check"),
        {"DATABASE_URL": f"postgresql://panel:{word('database')}@{CLOSED}/panel"},
    ),
    "an address of no database": (
        ("check",),
        {"DATABASE_URL": f"postgresql://panel:{word('database')}@{CLOSED}/x?what=ever"},
    ),
    "a mail server that is none": (("check",), {"EMAIL_URL": f"smtp://x:{word('mail')}@[::1"}),
    "a platform without address": (
        ("check",),
        {"PLATFORM": "remote", "NGNPRO_URL": "x", "NGNPRO_PASSWORD": word("platform")},
    ),
    "a platform that is away": (
        ("soap", "Sip", "getDomains"),
        {
            "PLATFORM": "remote",
            "NGNPRO_URL": f"http://panel:{word('address')}@{CLOSED}/ngnpro/",
            "NGNPRO_USERNAME": "x",
            "NGNPRO_PASSWORD": word("platform"),
        },
    ),
}


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_command_that_fails_says_no_secret(kind: str, tmp_path: Path) -> None:
    arguments, variables = COMMANDS[kind]
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    told = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=servers.ROOT,
        env={**known, "NGNPANEL_DATA": str(tmp_path), "SECRET_KEY": word("key"), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = told.stdout + told.stderr
    assert told.returncode != 0, said
    for name in ("database", "mail", "platform", "address", "key"):
        assert not holds(Seen("output", said.encode()), word(name)), said
