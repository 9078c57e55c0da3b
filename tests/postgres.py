"""Runs a command with a PostgreSQL server of its own: ``python -m tests.postgres make test``.

The server is made of Debian's programs in a new folder, listens on a socket in that folder alone,
and is gone with the folder when the command ends. DATABASE_URL names its database.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

PROGRAMS: Final = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root; Debian's package makes this user.
UNPRIVILEGED: Final = "postgres"
PR_SET_PDEATHSIG: Final = 1
START_SECONDS: Final = 60.0
# A crash may cost the data of a test; nothing else here makes it different from a real server.
SETTINGS: Final = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "512MB",
    "effective_cache_size": "2GB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}


def programs() -> Path:
    """The folder of the newest installed version; raises SystemExit when there is none."""
    found = [path.parent for path in PROGRAMS.glob("*/bin/initdb")]
    if not found:
        raise SystemExit("PostgreSQL is missing; as root: apt-get install postgresql")
    return max(found, key=lambda path: float(path.parent.name))


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A running server, as the address of its empty database; gone after the ``with`` block."""
    who = identity()
    folder = Path(tempfile.mkdtemp(prefix="ngnpanel-postgres-"))
    try:
        if who:
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, user.pw_uid, user.pw_gid)
        data = folder / "data"
        subprocess.run(
            [
                *(str(programs() / "initdb"), "--pgdata", str(data), "--auth", "trust"),
                *("--username", "ngnpanel", "--encoding", "UTF8", "--locale", "C.UTF-8"),
                "--no-sync",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **who,
        )
        address = f"postgresql://ngnpanel@/postgres?host={folder}"
        with _running(folder, data, who):
            wait(address)
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(folder: Path, data: Path, who: dict[str, Any]) -> Iterator[None]:
    settings = {**SETTINGS, "unix_socket_directories": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(str(programs() / "postgres"), "-D", str(data)),
                *(f"--{name.replace('_', '-')}={value}" for name, value in settings.items()),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            # Ctrl-C is for the command; the server ends after it.
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - one thread
            **who,
        )
        try:
            yield
        finally:
            # A fast shutdown: it ends the connections that are still open.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _end_with_parent() -> None:
    """Has the server end even if this process is killed.

    The launcher has the same, but importing the project would choose settings for the command.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def identity() -> dict[str, Any]:
    """For root: what makes a child run as the unprivileged user."""
    if os.getuid() != 0:
        return {}
    return {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}


def wait(address: str) -> None:
    ready = [str(programs() / "pg_isready"), "--quiet", "--dbname", address]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(ready, check=False).returncode != 0:
        if time.monotonic() > deadline:
            raise SystemExit("PostgreSQL did not start")
        time.sleep(0.05)


def run(command: Sequence[str]) -> int:
    """The exit code of the command, run with DATABASE_URL set."""
    # Whoever ends this process ends the server too: SystemExit passes the `finally` above.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    with server() as address:
        process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": address})
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command got it as well, and ends as it likes
            except SystemExit:
                process.terminate()
                process.wait()
                raise


if __name__ == "__main__":
    if not sys.argv[1:]:
        raise SystemExit(__doc__)
    sys.exit(run(sys.argv[1:]))
