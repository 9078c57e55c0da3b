"""The pages of the audit: the list with its filters, and its file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.audit import reading, recording, wording
from ngnpanel.audit.models import Entry
from ngnpanel.soap.paging import Page
from ngnpanel.web import exporting
from ngnpanel.web.forms import SearchForm
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Labels, Row
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part

LABELS: Final = Labels(
    one=_("entry"),
    many=_("Audit"),
    nothing=_("Nothing was written yet. Every change will be listed here."),
    icon="list-search",
)
COLUMNS: Final = (
    *("number", "at", "source", "role", "actor", "on_behalf", "reason", "address", "request_id"),
    *("operation", "kind", "key", "customer", "reseller", "account", "result"),
)


class AuditSearchForm(SearchForm):
    """Who, which record, what kind, when, and what came of it."""

    record = forms.CharField(label=_("Record"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"))
    actor_name = forms.CharField(label=_("Who"), max_length=100)
    source = forms.ChoiceField(label=_("By"))
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))
    failed = forms.BooleanField(label=_("Only what failed"))

    def __init__(self, data: Any = None, *, actor: Any) -> None:
        super().__init__(data, actor=actor)
        del self.fields["q"]
        for name, words in (("kind", wording.KINDS), ("source", wording.SOURCES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", _("Any")), *words.items()]

    def filter(self) -> dict[str, Any]:
        """Not asked: entries are not on the platform."""
        return {}

    def narrowed(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that pass; days are those of UTC."""
        wanted = self.cleaned()
        if wanted["record"]:
            text = wanted["record"]
            entries = entries.filter(Q(key__icontains=text) | Q(account__icontains=text))
        if wanted["kind"]:
            entries = entries.filter(kind=wanted["kind"])
        if wanted["actor_name"]:
            entries = entries.filter(actor__icontains=wanted["actor_name"])
        if wanted["source"]:
            entries = entries.filter(source=wanted["source"])
        if wanted["since"]:
            entries = entries.filter(at__gte=datetime.combine(wanted["since"], time(), UTC))
        if wanted["until"]:
            after = wanted["until"] + timedelta(days=1)
            entries = entries.filter(at__lt=datetime.combine(after, time(), UTC))
        if wanted["failed"]:
            entries = entries.exclude(result="")
        return entries


@require_safe
@vary_on_headers("HX-Request")
def audit_list(request: ActorRequest) -> HttpResponseBase:
    """The entries that the person may read, newest first; no call."""
    form, entries = _asked(request)
    listing: Listing[Any] = Listing(request.GET, columns=(), order="", form=form)
    start, count = listing.query.start, listing.count
    window = [
        Row(key=str(entry.number), record=wording.line(entry), cells=[])
        for entry in entries[start : start + count]
    ]
    listing.fill(Page((), entries.count()), window)
    if listing.is_beyond:
        return redirect(request.path + listing.last_url)
    template = "audit/_table.html" if wants_part(request) else "audit/list.html"
    return render(request, template, {"listing": listing, "form": form, "labels": LABELS})


@require_safe
def audit_file(request: ActorRequest) -> HttpResponseBase:
    """All entries of the filter as CSV, oldest first."""
    _form, entries = _asked(request)
    recording.note("file", "audit", "audit.csv")
    answer = StreamingHttpResponse(
        _lines(entries.order_by("number")), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="audit-{datetime.now(UTC):%Y-%m-%d}.csv"'
    return answer


def _asked(request: ActorRequest) -> tuple[AuditSearchForm, QuerySet[Entry]]:
    if not may(request.actor, "audit.view"):
        raise PermissionDenied
    form = AuditSearchForm(request.GET, actor=request.actor)
    return form, form.narrowed(reading.of_actor(request.actor))


def _lines(entries: QuerySet[Entry]) -> Iterator[bytes]:
    yield "\ufeff".encode() + _line([*COLUMNS, "changes"])
    for entry in entries.iterator(chunk_size=1000):
        cells = [exporting.plain(getattr(entry, name)) for name in COLUMNS]
        cells.append(json.dumps(entry.changes, ensure_ascii=False))
        yield _line([exporting.cell(value) for value in cells])


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
