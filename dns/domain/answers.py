"""What a zone answers: exact names, wildcards, and where it says nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.records import Record


class Answers:
    """The records of a zone as a resolver sees them.

    ``zone`` empty stands for what was asked in the whole DNS: everything in it is known.
    """

    def __init__(self, rows: Iterable[Record], zone: str = "") -> None:
        self.zone = zone
        self._rows: dict[str, list[Record]] = defaultdict(list)
        self._delegated: set[str] = set()
        for row in rows:
            self._rows[row.name].append(row)
            if row.type == "NS" and row.name != zone:
                self._delegated.add(row.name)
        # Names in between exist too, and keep wildcards above them from applying.
        self._names = {name for row in self._rows for name in (row, *names.parents(row))}

    def find(self, name: str, *types: str) -> list[Record]:
        """The records of these types that the name has, by a wildcard if need be."""
        return [row for row in self._at(name) if row.type in types]

    def knows(self, name: str) -> bool:
        """Whether the zone itself answers for a name."""
        if not self.zone:
            return True
        above = (name, *names.parents(name))
        return names.is_in(name, self.zone) and not self._delegated.intersection(above)

    def _at(self, name: str) -> list[Record]:
        if name in self._names:
            return self._rows.get(name, [])
        for above in names.parents(name):
            if f"*.{above}" in self._rows:
                return self._rows[f"*.{above}"]
            if above in self._names:
                return []
        return []
