"""A real server of the project: gunicorn in a process of its own on a free port of this machine."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
ADMIN = "admin"
ADMIN_PASSWORD = "a password of the tests"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(kw_only=True)
class Server:
    """A running server; ``data`` is its private folder, with its log and its database.

    Its ``environment`` is for other processes of the same installation.
    """

    port: int
    data: Path
    process: subprocess.Popen[bytes]
    environment: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def endpoint(self) -> str:
        """Where SOAP is spoken."""
        return f"{self.url}/ngnpro/"

    @property
    def database(self) -> Path:
        """The file of its SQLite database."""
        return self.data / "ngnpanel.sqlite3"

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        return (self.data / "server.log").read_text(encoding="utf-8", errors="replace")

    def pause(self) -> None:
        """Lets it hang: it still takes connections but answers nothing until ``resume``."""
        os.killpg(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Lets a paused server go on."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """Ends the server and waits until it is gone."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start(data: Path, *, prepare: Sequence[str] = (), workers: int = 1, **variables: str) -> Server:
    """A server that answers already.

    ``prepare`` is a management command that is run before, beside migrate; ``workers`` are the
    processes; ``variables`` are added to the environment.
    """
    port = free_port()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "tests.http.settings",
        "NGNPANEL_DATA": str(data),
        "PORT": str(port),
        "ADMIN_PASSWORD": ADMIN_PASSWORD,
        **variables,
    }
    data.mkdir(parents=True, exist_ok=True)
    if address := postgres_database(data.name):
        environment.setdefault("DATABASE_URL", address)
    with (data / "server.log").open("ab") as log:
        for arguments in filter(None, (("migrate", "--verbosity", "0"), prepare)):
            command = [sys.executable, "manage.py", *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, stdout=log, stderr=log, check=False, timeout=120
            )
            assert done.returncode == 0, (data / "server.log").read_text(encoding="utf-8")
        process = subprocess.Popen(
            gunicorn(port, workers),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    server = Server(port=port, data=data, process=process, environment=environment)
    wait_until_it_answers(server)
    return server


def postgres_database(name: str) -> str:
    """The address of a new database where DATABASE_URL names PostgreSQL; else empty, for SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        return ""
    database = f"{name}_{free_port()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    parts = conninfo_to_dict(address, dbname=database)
    return f"postgresql:///?{urlencode(parts)}"


def gunicorn(port: int, workers: int = 1) -> list[str]:
    """As the launcher does it; with one process its cache is everybody's."""
    return [
        *(sys.executable, "-m", "gunicorn", "ngnpanel.wsgi:application"),
        *("--bind", f"{HOST}:{port}"),
        *("--config", "python:ngnpanel.launch.web_server"),
        *("--workers", str(workers), "--threads", "8"),
        *("--graceful-timeout", "1"),
    ]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_it_answers(server: Server) -> None:
    """Returns once any HTTP answer comes; fails with the log when none does."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.process.poll() is None:
        connection = http.client.HTTPConnection(HOST, server.port, timeout=5)
        try:
            connection.request("HEAD", "/healthz", headers={"Connection": "close"})
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    server.stop()
    raise AssertionError(f"The server did not start:\n{server.log}")
