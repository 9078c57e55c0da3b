"""Records as a table that can be imported again: every column of the template, without secrets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, StreamingHttpResponse

from ngnpanel.imports.references import Ground
from ngnpanel.web.exporting import to_the_end

if TYPE_CHECKING:
    from ngnpanel.imports.columns import Column
    from ngnpanel.imports.table import Table
    from ngnpanel.web.request import ActorRequest

# Excel knows UTF-8 by it.
MARK: Final = "\ufeff"


def response(request: ActorRequest, name: str, records: Iterable[Any]) -> StreamingHttpResponse:
    """The download of records of the resource called ``name``; 404 where nothing imports them."""
    # The kinds of imports know the resources, whose lists offer this.
    from ngnpanel.imports.screens import kind_for

    kind = kind_for(name)
    if kind is None:
        raise Http404
    ground = Ground(request.api, request.actor)
    content = to_the_end(lines(kind.table, ground, records))
    answer = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    day = datetime.now(UTC).date().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="{name}-table-{day}.csv"'
    return answer


def lines(table: Table[Any], ground: Ground, records: Iterable[Any]) -> Iterator[bytes]:
    """The first line with the names of our columns, and one for each record.

    Customers, carriers and gateways stand by name: at most a call for each window of those, where
    they are few, else one for each that is named.
    """
    columns = table.shown(ground.actor)
    yield MARK.encode() + line([column.name for column in columns])
    for record in records:
        yield line(table.row(ground, record, columns))


def template(columns: Sequence[Column[Any]]) -> bytes:
    """The names of our columns, and a line that shows what stands in them."""
    names = [column.name for column in columns]
    return MARK.encode() + line(names) + line([column.example for column in columns])


def line(cells: Sequence[str]) -> bytes:
    """One line (RFC 4180)."""
    target = io.StringIO()
    csv.writer(target, quoting=csv.QUOTE_ALL).writerow(cells)
    return target.getvalue().encode()
