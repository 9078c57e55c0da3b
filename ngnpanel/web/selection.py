"""What a person ticked on a list, and what can be done with it.

The contract of an act on a selection: ``SelectionAction.answer`` gets the selection, reads the
records with ``records`` (which repeats the list's own question, so that rights and filters are
those of the list) and gives the response. Acts that write become jobs: they store ``keys``, or the
``query`` of the whole filter, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from ngnpanel.soap.errors import Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.web import exporting
from ngnpanel.web.parts import Text

if TYPE_CHECKING:
    from ngnpanel.actor import Actor
    from ngnpanel.api import Api
    from ngnpanel.web.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Rows of the list that ``query`` (the URL of the page) describes.

    ``keys`` are those that were ticked; ``is_all`` means all that match, on whatever page.
    """

    query: QueryDict
    keys: tuple[str, ...] = ()
    is_all: bool = False

    @classmethod
    def of(cls, posted: QueryDict) -> Selection:
        """What the bar under a list posts."""
        return cls(
            query=QueryDict(posted.get("query", "")),
            keys=tuple(dict.fromkeys(map(str, posted.getlist("keys")))),
            is_all=posted.get("scope") == "all",
        )

    def __bool__(self) -> bool:
        return self.is_all or bool(self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An act on a selection at work: whose it is, on which kind of record, and on which of them.

    ``asked`` is the question of the page that the rows were ticked on.
    """

    actor: Actor
    api: Api
    resource: Resource[Any]
    selection: Selection
    asked: Query

    def records(self) -> Iterator[Any]:
        """The chosen records; one call for ticked rows, one for each window of a whole filter."""
        if self.selection.is_all:
            yield from every(self.resource, self.api, self.asked)
            return
        wanted = set(self.selection.keys)
        for record in self.resource.page(self.api, self.asked):
            if self.resource.key(record) in wanted:
                yield record


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionAction:
    """A button of the bar under a list; ``permission`` empty is that of looking at the list."""

    name: str
    label: Text
    icon: str
    answer: Callable[[Task], HttpResponseBase]
    permission: str = ""


def every(resource: Resource[Any], api: Api, asked: Query) -> Iterator[Any]:
    """All records that match, each once, in windows; rows may come and go in between."""
    start, seen = 0, set[str]()
    while True:
        window = resource.page(api, replace(asked, start=start, count=exporting.WINDOW))
        known = len(seen)
        for record in window:
            key = resource.key(record)
            if key not in seen:
                seen.add(key)
                yield record
        start += len(window)
        if len(window) and len(seen) == known:
            # A platform that gives the same rows again would do so for ever; half a list is none.
            raise Unavailable("the list does not go on")
        if not len(window) or start >= window.total:
            return


def _download(kind: str) -> Callable[[Task], HttpResponseBase]:
    def answer(task: Task) -> HttpResponseBase:
        resource = task.resource
        columns = resource.shown_columns(task.actor)
        records = exporting.begun(task.records())
        further = resource.further_for(task.api, columns)
        return exporting.response(resource.name, kind, columns, records, further)

    return answer


DOWNLOADS = (
    SelectionAction(name="csv", label=_("Download CSV"), icon="download", answer=_download("csv")),
    SelectionAction(
        name="json", label=_("Download JSON"), icon="download", answer=_download("json")
    ),
)
