"""What ``manage.py check --deploy`` looks at besides Django's own checks.

Each finding says what to set; docs/deploy.md names them all.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice

from ngnpanel.environment import ENGINES
from ngnpanel.launch import logins

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", "0.0.0.0"})  # noqa: S104 - not bound here
OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
LEAST_TOKEN: Final = 16
# Variables that name a file with a secret.
SECRET_FILES: Final = (
    *("SECRET_KEY_FILE", "ADMIN_PASSWORD_FILE", "PROVISIONING_KEY_FILE", "NGNPRO_PASSWORD_FILE"),
    *("DATABASE_URL_FILE", "PROXY_DATABASE_URL_FILE", "REDIS_URL_FILE", "EMAIL_URL_FILE"),
    *("METRICS_TOKEN_FILE", "CLIENT_CA_KEY"),
)


def add() -> None:
    """Have Django run them with ``--deploy``."""
    register(production, Tags.security, deploy=True)


def production(
    app_configs: Sequence[Any] | None = None,  # noqa: ARG001 - its name is given
    databases: Sequence[str] | None = None,  # noqa: ARG001 - its name is given
    **_options: Any,
) -> list[CheckMessage]:
    """All that does not fit an installation that others reach."""
    return [*names(), *secrets(os.environ), *stores(), *mails(), *demonstration(), *metrics()]


def names() -> Iterator[CheckMessage]:
    """Under which names and how the panel is reached."""
    if not settings.HTTPS:
        yield Error(
            "HTTPS is not set: passwords could be read on the way.",
            hint="Put a proxy with TLS in front and set HTTPS=1 (docs/deploy.md).",
            id="ngnpanel.E001",
        )
    address = urlsplit(settings.BASE_URL)
    if address.scheme != "https" or address.hostname in LOOPBACK:
        yield Error(
            f"BASE_URL is {settings.BASE_URL}: links in mails would lead there.",
            hint="Set BASE_URL=https://panel.example.net, the address that people use.",
            id="ngnpanel.E002",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS admits every name: links could be led elsewhere.",
            hint="Name the hosts, separated by commas.",
            id="ngnpanel.E003",
        )
    elif not _admits(address.hostname or ""):
        yield Error(
            f"ALLOWED_HOSTS does not admit {address.hostname}, the host of BASE_URL.",
            hint=f"Set ALLOWED_HOSTS={address.hostname}.",
            id="ngnpanel.E004",
        )


def secrets(environment: Mapping[str, str]) -> Iterator[CheckMessage]:
    """Whether the files with secrets are their owner's alone."""
    files = [settings.DATA_DIR / "secrets.json", settings.DATA_DIR]
    files += [Path(environment[name]) for name in SECRET_FILES if environment.get(name)]
    for file in files:
        # Whose file it is not may not look; then others cannot read it here either.
        try:
            mode = file.stat().st_mode
        except OSError:
            continue
        # A secret elsewhere may be lent to the group of the service, as systemd and Docker do.
        closed = OTHERS if file.is_relative_to(settings.DATA_DIR) else stat.S_IRWXO
        if mode & closed:
            yield _open_to_others(file)


def stores() -> Iterator[CheckMessage]:
    """The database and the broker."""
    if settings.DATABASES["default"]["ENGINE"] == ENGINES["sqlite"]:
        yield Advice(
            "The database is SQLite: one machine, one writer at a time.",
            hint="Set DATABASE_URL=postgresql://… for more than some 10,000 accounts.",
            id="ngnpanel.W001",
        )
    if not settings.REDIS_URL:
        yield Advice(
            "REDIS_URL is not set: only `make run` starts a broker of its own.",
            hint="Set REDIS_URL=redis://… where web server and workers are services.",
            id="ngnpanel.W002",
        )


def mails() -> Iterator[CheckMessage]:
    """Whether mails leave."""
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        yield Advice(
            "EMAIL_URL is not set: mails are written into the data folder and reach nobody.",
            hint="Set EMAIL_URL=smtp://user:password@host:587.",
            id="ngnpanel.W003",
        )


def demonstration() -> Iterator[CheckMessage]:
    """Whether the demonstration, whose passwords lie in a file, is loaded."""
    if len(logins.read(settings.DATA_DIR) or []) > 1:
        yield Error(
            "The demonstration platform is loaded: its passwords lie in demo-logins.json.",
            hint="Begin with an empty data folder and DEMO=0.",
            id="ngnpanel.E005",
        )


def metrics() -> Iterator[CheckMessage]:
    """Whether the token of /metrics can be guessed."""
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < LEAST_TOKEN:
        yield Advice(
            "METRICS_TOKEN is short enough to be guessed.",
            hint="Make one: openssl rand -hex 24.",
            id="ngnpanel.W004",
        )


def _open_to_others(file: Path) -> CheckMessage:
    return Error(
        f"Others than its owner may read {file}.",
        hint="chmod 0600 for a file, 0700 for a folder.",
        id="ngnpanel.E006",
    )


def _admits(host: str) -> bool:
    return any(
        host == each or (each.startswith(".") and (host.endswith(each) or host == each[1:]))
        for each in settings.ALLOWED_HOSTS
    )
