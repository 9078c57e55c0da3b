"""What an upgrade is tried with: PostgreSQL, a broker, nginx as in deploy/, and two versions."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ngnpanel.launch import broker

ROOT: Final = Path(__file__).resolve().parents[2]
NAME: Final = "panel.example.net"
TLS_PORT: Final = 8443


@dataclass(slots=True, kw_only=True)
class Version:
    """The code of a revision in a folder of its own, and the settings that all versions share."""

    name: str
    folder: Path
    environment: dict[str, str]

    def manage(self, *command: str) -> None:
        """Run a management command; CalledProcessError when it fails."""
        program = [sys.executable, "manage.py", *command]
        subprocess.run(program, cwd=self.folder, env=self.environment, check=True)

    def start(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", *command]
        return subprocess.Popen(program, cwd=self.folder, env=self.environment, **options)

    def web(self, listener: socket.socket) -> subprocess.Popen[bytes]:
        """A web server on a socket that is not its own, as systemd hands one over.

        Comes back when the server says that it is ready, as ``Type=notify`` does.
        """
        number = listener.fileno()
        command = ["gunicorn", "ngnpanel.wsgi:application", "--bind", f"fd://{number}"]
        if (self.folder / "ngnpanel/launch/web_server.py").exists():
            command += ["--config", "python:ngnpanel.launch.web_server"]
        else:
            command += ["--worker-class", "gthread", "--workers", "2", "--threads", "8"]
            command += ["--preload", "--graceful-timeout", "8", "--no-control-socket"]
        place = str(self.folder / "notify")
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            Path(place).unlink(missing_ok=True)
            notices.bind(place)
            notices.settimeout(180)
            environment = {**self.environment, "NOTIFY_SOCKET": place}
            program = [sys.executable, "-m", *command]
            process = subprocess.Popen(program, cwd=self.folder, env=environment, pass_fds=[number])
            told = b""
            while b"READY=1" not in told:
                told = notices.recv(4096)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """A worker with beat inside."""
        schedule = str(Path(self.environment["NGNPANEL_DATA"]) / "beat-schedule")
        command = ["celery", "-A", "ngnpanel", "--quiet", "worker", "--pool", "threads"]
        return self.start([*command, "--beat", "--schedule", schedule, "--loglevel", "warning"])


@dataclass(slots=True)
class World:
    """A socket with nginx in front of it."""

    folder: Path
    environment: dict[str, str]
    listener: socket.socket

    def version(self, name: str, revision: str) -> Version:
        """The code of a revision; "" is what lies in the working folder."""
        place = self.folder / name
        place.mkdir()
        if revision:
            packed = subprocess.run(
                ["git", "archive", revision], cwd=ROOT, check=True, capture_output=True
            )
            subprocess.run(["tar", "-x", "-C", str(place)], input=packed.stdout, check=True)
        else:
            skipped = shutil.ignore_patterns(".git", ".venv*", "var", "static-root", "__pycache__")
            shutil.copytree(ROOT, place, symlinks=True, dirs_exist_ok=True, ignore=skipped)
        return Version(name=name, folder=place, environment=self.environment)

    @property
    def port(self) -> int:
        """The port behind nginx."""
        return int(self.listener.getsockname()[1])


@contextlib.contextmanager
def made(folder: Path, database: str) -> Iterator[World]:
    """A world in a folder; everything in it has ended after the block."""
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir(mode=0o700)
    path = folder / "broker.sock"
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"},
        "NGNPANEL_DATA": str(data),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": database,
        "REDIS_URL": f"redis+socket://{path}?virtual_host=0",
        "HTTPS": "1",
        "BASE_URL": f"https://{NAME}",
        "ALLOWED_HOSTS": NAME,
        "DEMO": "1",
        "LOG_LEVEL": "ERROR",
        "CELERY_SKIP_CHECKS": "1",
        "CSRF_TRUSTED_ORIGINS": f"https://{NAME}:{TLS_PORT}",
    }
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=512))
        world = World(folder, environment, listener)
        own = ["--unixsocket", str(path), "--dir", str(folder), "--save", ""]
        stack.enter_context(_running([str(broker.binary()), "--port", "0", *own]))
        stack.enter_context(_nginx(world))
        yield world


def trusting(folder: Path) -> ssl.SSLContext:
    """TLS that knows the certificate of this world alone."""
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    context.check_hostname = False
    return context


@contextlib.contextmanager
def _nginx(world: World) -> Iterator[None]:
    """nginx with deploy/nginx/ngnpanel.conf, on other ports and with a certificate of its own."""
    program = shutil.which("nginx") or os.environ.get("NGINX_PROGRAM", "")
    if not program:
        raise SystemExit(
            "nginx is missing; as root: apt-get install nginx (or NGINX_PROGRAM=/path)"
        )
    folder = world.folder
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
        ],
        check=True,
        capture_output=True,
    )
    text = (ROOT / "deploy/nginx/ngnpanel.conf").read_text(encoding="utf-8")
    for before, after in (
        (r"listen \[::\].*", ""),
        (r"listen 443 ", f"listen 127.0.0.1:{TLS_PORT} "),
        (r"listen 80;", "listen 127.0.0.1:8480;"),
        (r"127\.0\.0\.1:8001 ", f"127.0.0.1:{world.port} "),
        (r"/etc/ssl/ngnpanel/fullchain\.pem", str(folder / "cert.pem")),
        (r"/etc/ssl/ngnpanel/key\.pem", str(folder / "key.pem")),
        (r"/var/lib/ngnpanel-static/", f"{folder}/static/"),
        (r"/var/log/nginx/ngnpanel\.log", str(folder / "access.log")),
    ):
        text, number = re.subn(before, after, text)
        if not number:
            raise SystemExit(f"deploy/nginx/ngnpanel.conf has no {before}")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;\n"
        "worker_processes 1; events { worker_connections 512; }\n"
        "http { access_log off;\n"
        "types { text/css css; application/javascript js; image/svg+xml svg; }\n"
        f"{temporary}{text}}}\n",
        encoding="utf-8",
    )
    command = [program, "-p", str(folder), "-e", str(folder / "error.log")]
    with _running([*command, "-c", str(folder / "nginx.conf")]):
        yield


@contextlib.contextmanager
def _running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    if process.poll() is not None:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
