"""Imports in tests: a table becomes a job as the pages make it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from ngnpanel.actor import Actor
from ngnpanel.imports import decoding, models, reading
from ngnpanel.imports.kind import ImportKind
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job
from tests.jobs.working import items, work


def kind_of(name: str) -> ImportKind[Any]:
    """The kind that imports records of that resource."""
    found = kinds.find(f"import-{name}")
    assert isinstance(found, ImportKind)
    return found


def table(rows: Sequence[Sequence[str]], separator: str = ",") -> str:
    """Rows as a spreadsheet writes them; the first has the names."""
    target = io.StringIO()
    csv.writer(target, delimiter=separator).writerows(rows)
    return target.getvalue()


def imported(actor: Actor, name: str, text: str, exists: str = "update") -> Job:
    """A job whose preview is there; columns are called as we call them."""
    kind = kind_of(name)
    raw = text.encode()
    found = decoding.decoded(raw)
    read = reading.read(found.text)
    upload = models.keep(actor, name, "table.csv", raw)
    known = {column.name for column in kind.table.shown(actor)}
    params = {
        "file": "table.csv",
        "upload": upload.pk,
        "encoding": found.encoding,
        "separator": read.separator,
        "has_names": True,
        "columns": {n: place for place, n in enumerate(read.names) if n in known},
        "exists": exists,
    }
    job = submitting.draft(kind, actor, login=actor.customer)
    submitting.prepare(job, params)
    work()
    job.refresh_from_db()
    return job


def told(job: Job) -> list[tuple[str, str, str]]:
    """Title, outcome and reason of each item."""
    return [(item.title, item.outcome, item.reason) for item in items(job)]
