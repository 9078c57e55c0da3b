"""What records lie in: a new one is refused before it is written where its place is not there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from ngnpanel.api import Api
from ngnpanel.imports.references import Ground
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.parts import Text


@dataclass(frozen=True, kw_only=True)
class Place:
    """A kind of record that others lie in.

    ``get`` asks for the one of a name and raises NotFound; ``missing`` is a sentence with %(name)s.
    ``member`` is what its rows are called in files of several kinds.
    """

    kind: str
    get: Callable[[Api, str], Any]
    missing: Text
    member: str = ""

    def require(self, ground: Ground, name: str) -> None:
        """Refuse unless it is there: one call for each name."""

        def ask() -> bool:
            try:
                self.get(ground.api, name)
            except NotFound:
                return False
            return True

        if not ground.once(f"{self.kind} {name} is there", ask):
            raise Refuse(str(self.missing) % {"name": name})


class Within(NamedTuple):
    """Where one record lies."""

    place: Place
    name: str
