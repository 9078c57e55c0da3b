"""The job that takes an export in: every record by its turn, whatever its number was elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.estates import reading
from ngnpanel.estates.exporting import WORDS
from ngnpanel.estates.sheets import EVERYBODYS, SHEETS
from ngnpanel.imports import credentials
from ngnpanel.imports.columns import Cells
from ngnpanel.imports.items import Entry
from ngnpanel.imports.models import Upload
from ngnpanel.imports.table import Table
from ngnpanel.imports.writing import Import
from ngnpanel.jobs.kinds import Refuse, Remark, Work
from ngnpanel.jobs.models import Job, JobItem, Outcome
from ngnpanel.web.faults import mending
from ngnpanel.web.parts import Text

# What an upload for this is called.
PURPOSE = "estate"


class ImportEstate(Import):
    """Domains, zones and customers from JSON.

    ``params``: ``upload``, ``file`` (its name) and ``exists`` (skip, update or refuse).
    """

    name = "import-json"
    label = _("Import JSON")
    permission = "estate.import"
    calls = 3

    def sentence(self, params: Mapping[str, Any]) -> str:
        """With the name of the file."""
        return _now("Import %(file)s") % {"file": params.get("file", "")}

    def button(self, params: Mapping[str, Any], count: int) -> Text:  # noqa: ARG002 - a hook
        """How many records."""
        text = ngettext("Import %(count)s record", "Import %(count)s records", count)
        return text % {"count": count}

    def settings_url(self, job: Job) -> str:
        """The page about the file, as long as it is kept."""
        upload = job.uploads.first()
        return "" if upload is None else reverse("estate-upload", args=[upload.pk])

    def table_of(self, member: str) -> Table[Any]:
        """The sheet of a member."""
        return SHEETS[member]

    def entries(self, work: Work) -> Sequence[Entry]:
        """The records of the file in the order in which they are needed."""
        upload = Upload.objects.filter(pk=work.params["upload"]).first()
        if upload is None:
            raise Refuse(_now("The file is not kept any more. Choose it again."))
        try:
            estate = reading.read(upload.content)
        except RuleError as error:
            raise Refuse(mending(error)) from None
        is_for_all = work.actor.is_administrator
        return [
            _entry(estate, member, line, plain, is_allowed=is_for_all or member in EVERYBODYS)
            for member, rows in estate.members.items()
            for line, plain in enumerate(rows, start=1)
        ]

    def remarks(self, work: Work) -> list[Remark]:
        """What becomes of how many records of each kind."""
        counted: dict[str, dict[str, int]] = {}
        rows = work.job.items.values_list("given__member", "given__act", "outcome")
        for member, act, outcome, number in rows.annotate(number=Count("pk")):
            word = act if outcome == Outcome.PENDING else outcome
            known = counted.setdefault(str(member), {})
            known[str(word)] = known.get(str(word), 0) + number
        lines = [
            f"{capfirst(str(WORDS[member]))}: {_counts(counted[member])}."
            for member in WORDS
            if member in counted
        ]
        return [Remark(" ".join(lines), "green")] if lines else []

    def ended(self, work: Work) -> None:
        """Passwords that were made up become a file; those that came with the file are dropped."""
        credentials.hand_over(work, ["kind", "name"], _named)


def _entry(
    estate: reading.Estate, member: str, line: int, plain: reading.Plain, *, is_allowed: bool
) -> Entry:
    cells: Cells = {}
    fault = ""
    if not is_allowed:
        fault = _now("Only the administrator imports this.")
    else:
        try:
            cells = SHEETS[member].cells(estate, plain)
        except RuleError as error:
            fault = mending(error)
        except Refuse as no:
            fault = no.text
    return Entry(line=line, cells=cells, fault=fault, member=member)


def _counts(counts: Mapping[str, int]) -> str:
    """How many are new, changed, left and refused, as far as there are any."""
    words = {
        "add": _now("%(count)s new"),
        "update": _now("%(count)s changed"),
        Outcome.SKIPPED.value: _now("%(count)s left as they are"),
        Outcome.REFUSED.value: _now("%(count)s refused"),
    }
    told = [text % {"count": counts[name]} for name, text in words.items() if counts.get(name)]
    return ", ".join(told)


def _named(item: JobItem) -> list[str]:
    given = item.given
    return [str(given.get("member", "")), str(given.get("account") or given.get("username") or "")]


KINDS = (ImportEstate(),)
