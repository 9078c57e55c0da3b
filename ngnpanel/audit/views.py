"""The pages of the audit: the list with its filters, and its file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max, Min, QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.actor import Actor
from ngnpanel.audit import reading, recording, windows, wording
from ngnpanel.audit.models import Entry
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
    *("number", "at", "source", "role", "actor", "staff", "ticket", "on_behalf", "reason"),
    *("address", "request_id", "operation", "kind", "key", "customer", "reseller", "account"),
    *("is_old_known", "result"),
)
# Entries get their moment before their number: of writes at once either may be the smaller one.
MARGIN: Final = 1000
# Where a page of the list begins.
PLACES: Final = ("before", "after")


class AuditSearchForm(SearchForm):
    """Who, which record, what kind and act, when, by what way, and what came of it."""

    record = forms.CharField(label=_("Record"), max_length=200)
    actor_name = forms.CharField(label=_("Who"), max_length=100)
    since = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label=_("Kind"))
    act = forms.ChoiceField(label=_("Act"))
    source = forms.ChoiceField(label=_("By"))
    failed = forms.BooleanField(label=_("Only what failed"))
    staff = forms.CharField(label=_("Support"), max_length=150)
    ticket = forms.CharField(label=_("Ticket"), max_length=64)
    request_id = forms.CharField(label=_("Request"), max_length=64)
    more = ("kind", "act", "source", "failed", "staff", "ticket", "request_id")

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        del self.fields["q"]
        acts = {name: act.words for name, act in wording.acts().items()}
        for name, words in (("kind", wording.KINDS), ("act", acts), ("source", wording.SOURCES)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = [("", _("Any")), *words.items()]
        self.fields["record"].widget.attrs["placeholder"] = _("Begins with…")

    def filter(self) -> dict[str, Any]:
        """Not asked: entries are not on the platform."""
        return {}

    def narrowed(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that pass; days are those of UTC."""
        wanted = self.cleaned()
        if text := wanted["record"]:
            small = text.lower()
            entries = entries.filter(
                windows.begins("key", text)
                | windows.begins("key", small)
                | windows.begins("account", small)
            )
        if wanted["actor_name"]:
            entries = entries.filter(windows.spelled("actor", wanted["actor_name"]))
        if wanted["staff"]:
            entries = entries.filter(staff__in=self._members(wanted["staff"]))
        if wanted["ticket"]:
            entries = entries.exclude(ticket="")
        for name in ("kind", "source", "ticket", "request_id"):
            if wanted[name]:
                entries = entries.filter(**{name: wanted[name]})
        if wanted["act"]:
            entries = entries.filter(wording.acts()[wanted["act"]].entries)
        if wanted["failed"]:
            entries = entries.exclude(result="")
        return self._dated(entries, wanted["since"], wanted["until"])

    def _members(self, text: str) -> list[str]:
        """The names of support with ``text`` in them: few people, in an index of their own."""
        known = Entry.objects.filter(platform=self.actor.platform).exclude(staff="")
        names = known.order_by().values_list("staff", flat=True).distinct()
        return [name for name in names if text.casefold() in name.casefold()]

    def _dated(self, entries: QuerySet[Entry], since: Any, until: Any) -> QuerySet[Entry]:
        """Those of the days; their numbers as well, by which the page is looked for."""
        if since:
            first = datetime.combine(since, time(), UTC)
            entries = entries.filter(at__gte=first)
            number = Entry.objects.filter(at__gte=first).order_by("at").values_list("number")
            lowest = number[:MARGIN].aggregate(lowest=Min("number"))["lowest"]
            entries = entries.filter(number__gte=(lowest or 0) - MARGIN)
        if until:
            end = datetime.combine(until, time(), UTC) + timedelta(days=1)
            entries = entries.filter(at__lt=end)
            number = Entry.objects.filter(at__lt=end).order_by("-at").values_list("number")
            highest = number[:MARGIN].aggregate(highest=Max("number"))["highest"]
            entries = entries.filter(number__lte=(highest or 0) + MARGIN)
        return entries


@require_safe
@vary_on_headers("HX-Request")
def audit_list(request: ActorRequest) -> HttpResponseBase:
    """The entries that the person may read, newest first; no call, and nothing is counted."""
    form, entries = _asked(request)
    data = request.GET.copy()
    asked = {name: windows.number(data.pop(name, [""])[-1]) for name in PLACES}
    listing: Listing[Any] = Listing(data, columns=(), order="", form=form)
    found = windows.window(entries, listing.count, **asked)
    if any(asked.values()) and (not found.entries or (asked["after"] and not found.newer)):
        # The first page is a full one, and none is empty that has others before it.
        return redirect(request.path + listing.link(page=None))
    listing.rows = [
        Row(key=str(entry.number), record=wording.line(entry), cells=[]) for entry in found.entries
    ]
    context = {
        "listing": listing,
        "newer": listing.link(after=found.newer) if found.newer else "",
        "older": listing.link(before=found.older) if found.older else "",
        "is_first": not any(asked.values()),
        "form": form,
        "labels": LABELS,
    }
    template = "audit/_table.html" if wants_part(request) else "audit/list.html"
    return render(request, template, context)


@require_safe
def audit_file(request: ActorRequest) -> HttpResponseBase:
    """All entries of the filter as CSV, oldest first."""
    form, entries = _asked(request)
    recording.note("file", "audit", "audit.csv", {"filters": (None, dict(_filters(form)))})
    lines = exporting.as_table([*COLUMNS, "changes"], _lines(entries, request.actor))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="audit-{datetime.now(UTC):%Y-%m-%d}.csv"'
    return answer


def _asked(request: ActorRequest) -> tuple[AuditSearchForm, QuerySet[Entry]]:
    if not may(request.actor, "audit.view"):
        raise PermissionDenied
    form = AuditSearchForm(request.GET, actor=request.actor)
    return form, form.narrowed(reading.of_actor(request.actor))


def _filters(form: AuditSearchForm) -> Iterator[tuple[str, str]]:
    yield from ((name, str(value)) for name, value in form.cleaned().items() if value)


def _lines(entries: QuerySet[Entry], actor: Actor) -> Iterator[list[Any]]:
    for entry in entries.order_by("number").iterator(chunk_size=1000):
        cells = [exporting.plain(getattr(entry, name)) for name in COLUMNS]
        cells[COLUMNS.index("address")] = reading.address(entry, actor)
        yield [*cells, json.dumps(entry.changes, ensure_ascii=False)]
