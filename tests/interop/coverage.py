"""Which client called which operation, from the record that the run of the story keeps true.

``INTEROP_RECORD=1 make test ARGS=tests/interop`` writes the record again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.interop.clients import CLIENTS

RECORD: Final = Path(__file__).with_name("told.txt")
CLIENT_NAMES: Final = tuple(CLIENTS)


def operations_told() -> dict[tuple[str, str], tuple[str, ...]]:
    """The names of the clients that called each (port, operation), in the order of the record.

    Every client of the story read the answers as they were meant, or its run would fail.
    """
    told: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in RECORD.read_text(encoding="utf-8").splitlines():
        operation, _colon, names = line.partition(": ")
        port, _dot, name = operation.partition(".")
        told[port, name] = tuple(names.split())
    return told


def told_by(client: str) -> set[tuple[str, str]]:
    """The operations that the record says that ``client`` called."""
    return {operation for operation, names in operations_told().items() if client in names}


def record(client: str, operations: set[tuple[str, str]]) -> None:
    """Writes what ``client`` called into the record."""
    told = {key: set(names) - {client} for key, names in operations_told().items()}
    for operation in operations:
        told.setdefault(operation, set()).add(client)
    lines = [
        f"{port}.{name}: {' '.join(client for client in CLIENT_NAMES if client in names)}\n"
        for (port, name), names in sorted(told.items())
        if names
    ]
    RECORD.write_text("".join(lines), encoding="utf-8")
