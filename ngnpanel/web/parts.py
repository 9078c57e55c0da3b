"""The small values that a resource is declared with and that its pages draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from ngnpanel.actor import Actor
from ngnpanel.web.permissions import may

if TYPE_CHECKING:
    from ngnpanel.api import Api

R = TypeVar("R")
Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of a resource: one, many, what an empty list says, and the icon beside them."""

    one: Text
    many: Text
    nothing: Text
    icon: str


class Rights(NamedTuple):
    """The permission that each screen of a resource asks for; empty where there is no screen."""

    view: str
    add: str = ""
    edit: str = ""
    delete: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """A state as icon and word; ``tone`` is green, amber, red, blue or grey."""

    word: Text
    tone: str
    icon: str = "circle"


@dataclass(frozen=True, slots=True)
class Link:
    """A value that leads to another page."""

    text: Text
    href: str


@dataclass(frozen=True, slots=True)
class Copyable:
    """A value with a copy button beside it."""

    text: str


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone number, shown by the habits of its country."""

    number: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that mean something as they stand, such as records of a zone; with a copy button."""

    text: str


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of a ``size`` is used, as words and a bar; size 0 is no limit and has no bar."""

    used: int
    size: int

    @property
    def percent(self) -> int:
        """The used part, at most 100."""
        return min(self.used * 100 // self.size, 100) if self.size else 0

    @property
    def tone(self) -> str:
        """Blue while there is room, amber from a half, red from seven tenths."""
        if self.percent < 50:
            return "blue"
        return "amber" if self.percent < 70 else "red"


@dataclass(frozen=True, slots=True)
class Party:
    """A customer by its number; pages show its name, ``kind`` ("customer", "reseller") without."""

    number: int
    kind: str = "customer"


@dataclass(frozen=True, slots=True)
class Note:
    """What a live check says beside a field; ``tone`` is green, amber or red."""

    text: Text
    tone: str = "green"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[R]):
    """One column of a list.

    ``render`` gives the value (default: the attribute called ``name``), which is drawn by its type:
    text, numbers, dates, yes and no, Status, Link, Copyable, Telephone, Party, Meter or a
    tuple of those.
    ``order`` is the wire attribute that sorts by it, empty for none. ``link`` leads to the record.
    ``align`` is "end" for numbers. ``phone`` False leaves the column out on phones,
    ``wide`` True on all but wide screens. ``stacked`` puts several values below each other.
    ``export`` gives the value of CSV and JSON, where the cell's own words would not do.
    """

    name: str
    label: Text
    render: Callable[[R], Any] | None = None
    order: str = ""
    link: bool = False
    align: str = ""
    phone: bool = True
    wide: bool = False
    stacked: bool = False
    export: Callable[[R], Any] | None = None

    @property
    def classes(self) -> str:
        """The CSS classes of its cells."""
        named = {
            "is-key": self.link,
            "is-end": self.align == "end",
            "not-on-phones": not self.phone,
            "only-when-wide": self.wide,
            "is-stacked": self.stacked,
        }
        return " ".join(name for name, applies in named.items() if applies)

    def value(self, record: R) -> Any:
        """What the cell of ``record`` shows."""
        return self.render(record) if self.render else getattr(record, self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[R]):
    """An act on one record besides edit and delete.

    A link when ``href`` is given. Otherwise a button that posts, and ``run`` does the act and says
    in a sentence what it did. ``allowed`` both hides the button and guards the post. With
    ``in_lists`` False only the page of the record offers it.
    """

    name: str
    label: Text
    permission: str
    icon: str
    href: Callable[[R], str] | None = None
    run: Callable[[Api, R], Text] | None = None
    fits: Callable[[R], bool] = lambda _record: True
    in_lists: bool = True

    @property
    def is_link(self) -> bool:
        """For templates, which would call ``href`` instead of looking whether there is one."""
        return self.href is not None

    def allowed(self, actor: Actor, record: R) -> bool:
        """Whether ``actor`` may do this with ``record``, and whether it makes sense now."""
        return may(actor, self.permission, record) and self.fits(record)


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled value of a record page; drawn by its type like a cell of a list."""

    label: Text
    value: Any
    help: Text = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to see, so that the page folds it away."""
        return self.value in (None, "", ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """The records of another kind that belong to a record: the list of ``list_name`` filtered.

    ``filters`` are fields of that list's search form. The page draws a link to the list, and its
    first lines come in a request of their own, so that a record page costs the same for everybody.
    """

    list_name: str
    filters: Mapping[str, object]

    @property
    def url(self) -> str:
        """The list."""
        return f"{reverse(f'{self.list_name}-list')}?{urlencode(self.filters)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A group of values of a record page, or a short list of related records.

    ``links`` are records that the page knows already, ``related`` those of another list. ``late``
    is the address of a part that is fetched afterwards, for what neither of them can say.
    """

    title: Text
    items: tuple[Item, ...] = ()
    links: tuple[Link, ...] = ()
    nothing: Text = ""
    more: Link | None = None
    related: Related | None = None
    late: str = ""

    @property
    def shown(self) -> list[Item]:
        """The values that say something."""
        return [item for item in self.items if not item.is_empty]

    @property
    def folded(self) -> list[Item]:
        """The values that are empty."""
        return [item for item in self.items if item.is_empty]


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """What deleting a record means: sentences about what goes with it.

    With an ``obstacle`` the platform would refuse, so the page says why and offers no button;
    ``way`` leads to what has to go first.
    """

    losses: tuple[Text, ...] = ()
    obstacle: Text = ""
    way: Link | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """How many of a limited kind are used; ``allowed`` None means that there is no limit."""

    used: int
    allowed: int | None

    @property
    def is_used_up(self) -> bool:
        """Whether the platform would refuse one more."""
        return self.allowed is not None and self.used >= self.allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Generic[R]):
    """One record of a list with everything that its line draws."""

    key: str
    record: R
    cells: list[tuple[Column[R], Any]]
    urls: dict[str, str] = field(default_factory=dict)
    actions: list[tuple[Action[R], str]] = field(default_factory=list)
