"""A platform over HTTP, and a panel with broker and worker: real processes, made to be killed."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ngnpanel.launch import broker, parts
from ngnpanel.launch.children import Child
from tests import postgres
from tests.http import server as servers
from tests.http.server import ADMIN, ADMIN_PASSWORD, ROOT, Server

# Calls end sooner than in production, and what is uncertain rests for less: a test has no hours.
TIMEOUT: Final = 2
SETTLE: Final = 3
LEASE: Final = 12
# Tables whose numbers tell the order of events, and not what came of them.
LOGS: Final = frozenset({"provisioning_change", "provisioning_creditentry"})
SKIPPED: Final = ("django_", "auth_", "sqlite_")
# When something happened, and the id of the request that did it.
PASSING: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+(\+00:00)?|[0-9a-f]{16}")


@dataclass(kw_only=True)
class Database:
    """A PostgreSQL server of the panel's own in a folder, which survives being killed."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """For DATABASE_URL."""
        return f"postgresql://ngnpanel@/postgres?host={self.folder}"

    def prepare(self) -> None:
        """Make the cluster."""
        self.folder.mkdir(parents=True)
        if os.getuid() == 0:
            user = pwd.getpwnam(postgres.UNPRIVILEGED)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        subprocess.run(
            [
                *(str(postgres.programs() / "initdb"), "--pgdata", str(self.folder / "data")),
                *("--auth", "trust", "--username", "ngnpanel", "--encoding", "UTF8"),
                *("--locale", "C.UTF-8", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **postgres.identity(),
        )

    def start(self) -> None:
        """Serve, and answer."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    *(str(postgres.programs() / "postgres"), "-D", str(self.folder / "data")),
                    f"--unix_socket_directories={self.folder}",
                    "--listen_addresses=",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
                **postgres.identity(),
            )
        postgres.wait(self.address)

    def kill(self) -> None:
        """``kill -9`` of all its processes, with nothing flushed."""
        assert self.process is not None
        # Each of its processes leads a group of its own.
        for process in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                parent = (process / "stat").read_text().rpartition(")")[2].split()[1]
                if parent == str(self.process.pid):
                    os.kill(int(process.name), signal.SIGKILL)
        self.process.kill()
        self.process.wait()
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)


@dataclass(kw_only=True)
class World:
    """One installation in a folder; without ``database`` the panel has a file of SQLite."""

    folder: Path
    platform: Server | None = None
    broker: Child | None = None
    worker: Child | None = None
    web_workers: int = 1
    database: Database | None = None

    @property
    def panel(self) -> Path:
        """The data folder of the panel."""
        return self.folder / "panel"

    def environment(self, port: int) -> dict[str, str]:
        """That of the panel's processes."""
        return {
            "DJANGO_SETTINGS_MODULE": "ngnpanel.settings",
            "NGNPANEL_DATA": str(self.panel),
            "SECRET_KEY": "a key of the crash test",
            "PLATFORM": "remote",
            "NGNPRO_URL": f"http://127.0.0.1:{port}/ngnpro/",
            "NGNPRO_USERNAME": ADMIN,
            "NGNPRO_PASSWORD": ADMIN_PASSWORD,
            "NGNPRO_TIMEOUT": str(TIMEOUT),
            "JOB_SETTLE_SECONDS": str(SETTLE),
            "JOB_LEASE_SECONDS": str(LEASE),
            "JOB_RATE": "0",
            "REDIS_URL": "",
            "DATABASE_URL": "" if self.database is None else self.database.address,
            "LOG_LEVEL": "WARNING",
        }

    def start_platform(self) -> Server:
        """On the port that it had, or on a free one."""
        port = servers.free_port() if self.platform is None else self.platform.port
        data = self.folder / "platform"
        environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.http.settings",
            "NGNPANEL_DATA": str(data),
            "NGNPANEL_PLATFORM_ONLY": "1",
            "PORT": str(port),
            "ADMIN_PASSWORD": ADMIN_PASSWORD,
            "LOG_LEVEL": "WARNING",
            "SOAP_RATE": "0",
        }
        data.mkdir(parents=True, exist_ok=True)
        with (data / "server.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
                cwd=ROOT, env=environment, stdout=log, stderr=log, check=True, timeout=120,
            )  # fmt: skip
            process = subprocess.Popen(
                servers.gunicorn(port, self.web_workers),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.platform = Server(port=port, data=data, process=process)
        servers.wait_until_it_answers(self.platform)
        return self.platform

    def start_broker(self) -> None:
        """The real one, on its socket."""
        program = broker.binary()
        assert program is not None, "there is no Redis-compatible server"
        broker.prepare(self.panel)
        self.broker = Child(name="Broker", command=broker.command(program, self.panel))
        self.broker.start()
        deadline = time.monotonic() + 10
        while not broker.answers(broker.socket_path(self.panel)):
            assert time.monotonic() < deadline, "the broker does not answer"
            time.sleep(0.02)

    def start_worker(self) -> None:
        """As the launcher starts it, with beat inside."""
        child = parts.worker_child(self.panel)
        self.worker = Child(
            name=child.name, command=child.command, environment=dict(child.environment)
        )
        self.worker.start()

    def look_after(self) -> None:
        """What the supervisor does: a worker that ended by itself is started again."""
        if self.worker is not None and not self.worker.is_running:
            self.worker.destroy()
            self.start_worker()

    def kill(self, victim: str) -> None:
        """`kill -9`, and start it again."""
        if victim in ("worker", "all"):
            assert self.worker is not None
            self.worker.destroy()
        if victim in ("broker", "all"):
            assert self.broker is not None
            self.broker.destroy()
            self.start_broker()
        if victim in ("platform", "all"):
            self.end_platform()
            self.start_platform()
        if self.database is not None and victim in ("database", "all"):
            self.database.kill()
            self.database.start()
        if victim in ("worker", "all"):
            self.start_worker()

    def end_platform(self) -> None:
        """Its process and those that it started."""
        assert self.platform is not None
        os.killpg(self.platform.process.pid, signal.SIGKILL)
        self.platform.process.wait()

    def stop(self) -> None:
        """All of it."""
        for child in (self.worker, self.broker):
            if child is not None:
                child.destroy()
        if self.platform is not None and self.platform.process.poll() is None:
            self.end_platform()
        if self.database is not None:
            self.database.kill()
        shutil.rmtree(broker.socket_path(self.panel).parent, ignore_errors=True)


def state(platform: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a platform by table, without what only tells when something happened."""
    with sqlite3.connect(f"file:{platform / 'ngnpanel.sqlite3'}?mode=ro", uri=True) as database:
        tables = [
            name
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(SKIPPED)
        ]
        found = {}
        for table in sorted(tables):
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
            kept = [row[1:] for row in rows] if table in LOGS else rows
            found[table] = sorted((tuple(map(_lasting, row)) for row in kept), key=repr)
        return found


def _lasting(value: Any) -> Any:
    """The value, unless it only tells when and by which request."""
    return "" if isinstance(value, str) and PASSING.fullmatch(value) else value
