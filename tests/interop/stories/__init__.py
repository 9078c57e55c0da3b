"""One story that calls every served operation with valid data, and the faults that callers know.

It is told to one SOAP client after the other; each has customers, domains and logins of its own.
A section is a module with ``tell(scene)`` and a line in ``SECTIONS``; it deletes what it made.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.interop.stories import customers
from tests.interop.stories.scene import Scene, Story

# In an order in which each section finds what it needs.
SECTIONS: Final[tuple[str, ...]] = (
    "domains",
    "accounts",
    "aliases",
    "features",
    "devices",
    "calls",
    "voicemail",
    "balance",
    "presence",
    "dns",
    "enum",
    "pstn",
    "farewell",
)


def tell(name: str, database: Path) -> Story:
    """Everything, told by the client ``name`` to the server with this SQLite ``database``."""
    scene = yield from customers.open_scene(name, database)
    for section in SECTIONS:
        yield from section_of(section)(scene)


def section_of(name: str) -> Callable[[Scene], Story]:
    """The ``tell`` of a section."""
    tell_section: Callable[[Scene], Story] = importlib.import_module(f"{__name__}.{name}").tell
    return tell_section
