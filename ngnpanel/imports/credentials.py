"""Passwords that an import made up: one file for who imported, and nothing kept beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Final

from django.db import transaction

from ngnpanel.jobs import files
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.web.exporting import cell

TYPE: Final = "text/csv; charset=utf-8"


def hand_over(work: Work, names: Sequence[str], keys: Callable[[JobItem], list[str]]) -> None:
    """Make the file, once, and drop all secrets of items that are done.

    ``names`` are the first columns of the file, whose cells are the ``keys`` of an item. What came
    with the rows is in the file that was imported; undoing needs none of it.
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
            content = _written(names, [(keys(item), secrets) for item, secrets in made])
            files.keep(job, f"passwords-{job.pk}.csv", content, TYPE)
        done.update(sealed=None)


def _written(names: Sequence[str], made: Sequence[tuple[list[str], dict[str, str]]]) -> bytes:
    target = io.StringIO()
    lines = csv.writer(target, quoting=csv.QUOTE_ALL)
    lines.writerow([*names, "password"])
    for keys, secrets in made:
        lines.writerow([*map(cell, keys), secrets["password"]])
    return ("\ufeff" + target.getvalue()).encode()
