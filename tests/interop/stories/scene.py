"""Where a story plays: names of its own for each client, and the server's database."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tests.interop.steps import Outcome, Step

Story = Generator[Step, Outcome, None]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a section finds: ``alice@<domain>`` and ``bob@<domain>`` exist while it is told.

    ``name`` is unlike that of any other client: names that must be unique on a server are built
    with it. ``reseller`` and ``customer`` are ids, ``reseller_login`` is (username, password).
    ``database`` is the server's SQLite file, for rows that other programs write (registrations,
    call records).
    """

    name: str
    domain: str
    reseller: int
    customer: int
    reseller_login: tuple[str, str]
    database: Path
