"""The file demo-logins.json: who can sign in with what after the first start."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from ngnpanel.launch.secret_store import write_private

FILE_NAME = "demo-logins.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """``url`` is the page where this person signs in."""

    role: str
    username: str
    password: str = field(repr=False)
    url: str


def administrator() -> Login:
    """The administrator of the bundled server, who is also its SOAP administrator."""
    return Login(
        role="administrator",
        username=settings.ADMIN_USERNAME,
        password=settings.ADMIN_PASSWORD,
        url=f"{settings.BASE_URL}/login/",
    )


def read(folder: Path) -> list[Login] | None:
    """The logins, or None before the first start has come to its end."""
    file = folder / FILE_NAME
    if not file.exists():
        return None
    return [Login(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]


def write(folder: Path, logins: Iterable[Login]) -> None:
    """Replaces the file in one step, so that its existence means that it is complete."""
    draft = folder / f".{FILE_NAME}-{os.getpid()}"
    write_private(draft, json.dumps([asdict(login) for login in logins], indent=1) + "\n")
    draft.replace(folder / FILE_NAME)


def move(folder: Path, base_url: str) -> list[Login]:
    """The logins with addresses below ``base_url``: the port may differ from last time."""
    logins = read(folder) or []
    moved = [replace(login, url=_moved(login.url, base_url)) for login in logins]
    if moved != logins:
        write(folder, moved)
    return moved


def _moved(url: str, base_url: str) -> str:
    base = urlsplit(base_url)
    return urlunsplit(urlsplit(url)._replace(scheme=base.scheme, netloc=base.netloc))
