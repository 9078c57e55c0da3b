"""Passwords that an import made up: one file for who imported, and nothing kept beside it."""

from __future__ import annotations

import csv
import io
from typing import Any, Final

from django.db import transaction

from ngnpanel.imports.table import Table
from ngnpanel.jobs import files
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.web.exporting import cell

TYPE: Final = "text/csv; charset=utf-8"


def hand_over(work: Work, table: Table[Any]) -> None:
    """Make the file, once, and drop all secrets of items that are done.

    What came with the rows is in the file that was imported; undoing needs none of it.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=work.job.pk)
        done = JobItem.objects.filter(job=job, outcome=Outcome.DONE, sealed__isnull=False)
        made = [
            (item, secrets)
            for item in done.order_by("position").iterator(chunk_size=500)
            if (secrets := work.secrets_of(item).get("made"))
        ]
        if made:
            files.keep(job, f"passwords-{job.pk}.csv", _written(table, made), TYPE)
        done.update(sealed=None)


def _written(table: Table[Any], made: list[tuple[JobItem, dict[str, str]]]) -> bytes:
    keys = [column.name for column in table.columns if column.is_key]
    target = io.StringIO()
    lines = csv.writer(target, quoting=csv.QUOTE_ALL)
    lines.writerow([*keys, "password"])
    for item, secrets in made:
        lines.writerow(
            [cell(item.given.get(name, "")) for name in (*keys,)] + [secrets["password"]]
        )
    return ("\ufeff" + target.getvalue()).encode()
