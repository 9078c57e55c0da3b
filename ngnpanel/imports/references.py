"""Records that others name, by their number or by their name: looked up, and written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.jobs.kinds import Refuse
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web import memory
from ngnpanel.web.parts import Text

if TYPE_CHECKING:
    from ngnpanel.actor import Actor
    from ngnpanel.api import Api

# Where there are at most so many, all are read at once; names of more are asked for one by one.
MOST_READ: Final = 5000
WINDOW: Final = 500
# Others of almost the same name, among which the very one is looked for.
ALIKE: Final = 50
LONGEST_NAME: Final = 200
SECONDS: Final = 60
# Stands for the number of a record that another line of the same file adds.
COMING: Final = MAX_INT
TOO_MANY: Final = "too many"


@dataclass(frozen=True)
class Ground:
    """Who imports or exports where; ``memory`` keeps what was looked up a moment ago.

    ``writes``: what is found out goes into a record, so nothing of a minute ago counts.
    """

    api: Api
    actor: Actor
    memory: dict[str, Any] = field(default_factory=dict)
    writes: bool = False

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        """What ``ask`` answers, asked once."""
        if name not in self.memory:
            self.memory[name] = ask()
        return self.memory[name]


class Named(NamedTuple):
    """A record that can be named: its number, its name, and the number of its reseller."""

    number: int
    name: str
    holder: int


Known = dict[str, list[Named]]


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A kind of record that others name.

    ``page`` lists them, ``asked`` is the filter for one name, ``numbered`` that for one number.
    ``name`` is what one is called, and ``holder`` the number of its reseller: where names are
    unique within a reseller alone, it tells them apart. ``missing`` and ``several`` are sentences
    with %(name)s.
    """

    kind: str
    page: Callable[[Api, Query], Page[Any]]
    asked: Callable[[str], Mapping[str, Any]]
    numbered: Callable[[int], Mapping[str, Any]]
    name: Callable[[Any], str]
    missing: Text
    several: Text = ""
    holder: Callable[[Any], int] = lambda _record: 0

    def find(self, ground: Ground, text: str, holder: int | None = None) -> int:
        """The number of the one that ``text`` names, or is; raises Refuse."""
        written = text.strip()
        if written.isascii() and written.isdecimal():
            return min(int(written), MAX_INT)
        return self.called(ground, written, holder)

    def called(self, ground: Ground, name: str, holder: int | None = None) -> int:
        """The number of the one of that name; raises Refuse."""
        found = self._called(ground, name)
        if holder is not None and len(found) > 1:
            found = [one for one in found if one.holder == holder]
        if len(found) == 1:
            return found[0].number
        if found:
            raise Refuse(str(self.several) % {"name": name})
        if name.lower() in ground.memory.get(f"coming {self.kind}", ()):
            return COMING
        raise Refuse(str(self.missing) % {"name": name[:100]})

    def word(self, ground: Ground, number: int) -> str:
        """What stands for a number in a table: a name, or the number where that would mislead."""
        name = self.name_of(ground, number)
        return str(number) if number and (not name or name.isdecimal()) else name

    def name_of(self, ground: Ground, number: int) -> str:
        """The name of the one with that number, empty for none."""
        if not number:
            return ""
        known = self._all(ground)
        if known is not None:
            return self._names(ground, known).get(number, "")
        name: str = ground.once(f"{self.kind} {number}", lambda: self._one(ground, number))
        return name

    def _called(self, ground: Ground, text: str) -> list[Named]:
        known = self._all(ground)
        if known is not None and text.lower() in known:
            return known[text.lower()]
        # It may have been added since.
        asked: list[Named] = ground.once(
            f"{self.kind} called {text.lower()}", lambda: self._asked(ground, text)
        )
        return asked

    def _asked(self, ground: Ground, text: str) -> list[Named]:
        if len(text) > LONGEST_NAME:
            return []
        found = self.page(ground.api, Query(filter=dict(self.asked(text)), count=ALIKE))
        return [one for one in map(self._of, found) if one.name.lower() == text.lower()]

    def _one(self, ground: Ground, number: int) -> str:
        found = self.page(ground.api, Query(filter=dict(self.numbered(number)), count=1)).rows
        return self.name(found[0]) if found else ""

    def _of(self, record: Any) -> Named:
        return Named(int(record.id), self.name(record), self.holder(record))

    def _names(self, ground: Ground, known: Known) -> dict[int, str]:
        names: dict[int, str] = ground.once(
            f"names of {self.kind}",
            lambda: {one.number: one.name for found in known.values() for one in found},
        )
        return names

    def _all(self, ground: Ground) -> Known | None:
        """All by name in lower case, None when they are too many to be read."""
        if ground.writes:
            return None
        found: Known | None = ground.once(f"all {self.kind}", lambda: self._kept(ground))
        return found

    def _kept(self, ground: Ground) -> Known | None:
        place = memory.key(ground.api, "names", self.kind)
        kept = memory.recall(place)
        if kept is None:
            kept = self._read(ground)
            memory.keep(place, TOO_MANY if kept is None else kept, SECONDS)
        return None if kept == TOO_MANY else kept

    def _read(self, ground: Ground) -> Known | None:
        found: Known = {}
        start = 0
        while True:
            page = self.page(ground.api, Query(start=start, count=WINDOW))
            if page.total > MOST_READ:
                return None
            for one in map(self._of, page):
                found.setdefault(one.name.lower(), []).append(one)
            start += len(page)
            if not len(page) or start >= page.total:
                return found


CUSTOMERS: Final = Reference(
    kind="customer",
    page=lambda api, query: api.customers.customers(query),
    asked=lambda text: {"username": text},
    numbered=lambda number: {"customer": number},
    name=lambda customer: str(customer.username),
    missing=_("There is no customer called %(name)s."),
)
