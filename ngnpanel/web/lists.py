"""The screens of a list: the list itself, its columns, its downloads, acts on what was ticked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.vary import vary_on_headers

from ngnpanel.imports import exporting as again
from ngnpanel.jobs import offering
from ngnpanel.soap.paging import Page
from ngnpanel.users import sessions
from ngnpanel.web import exporting, limits, parties
from ngnpanel.web.faults import Refused
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Column, Row
from ngnpanel.web.permissions import may
from ngnpanel.web.preferences import Preferences
from ngnpanel.web.request import ActorRequest, wants_part
from ngnpanel.web.selection import Selection, Task, every
from ngnpanel.web.views import Screen

# Lines of the short list on the page of a related record.
FEW = 5
# The part that such a page asks for.
RELATED = "related"
# The download that can be imported again.
TABLE = "table"


class ListScreen(Screen):
    """The list; htmx gets the table region alone, or the first lines for the page of a relative."""

    def get(self, request: ActorRequest) -> HttpResponse:
        """One page of the list as the URL describes it."""
        if request.GET.get("part") == RELATED:
            return self.related(request)
        resource, preferences = self.resource, Preferences.of(request)
        listing = self.listing(request, preferences)
        page = resource.page(request.api, listing.query)
        listing.fill(page, self.rows(request, listing.columns, page))
        if listing.is_beyond:
            return redirect(request.path + listing.last_url)
        context: dict[str, Any] = {
            "listing": listing,
            "form": listing.form,
            "columns": self.offered(request, preferences),
            "selection_actions": self.selection_actions(request),
            "offer": offering.offered(request.actor, resource.name),
        }
        if not page.total and not listing.chips:
            context["obstacle"] = resource.obstacle(request.api, request.actor)
        if may(request.actor, resource.rights.add) and not context.get("obstacle"):
            context["add_url"] = resource.url("add")
            context["import_url"] = resource.url("table-import")
        response = self.answer(request, "_table" if wants_part(request) else "list", context)
        if listing.count != preferences.rows and "rows" in request.GET:
            preferences.with_rows(listing.count).keep(response)
        vary_on = vary_on_headers("HX-Request")
        return vary_on(lambda _request: response)(request)

    def related(self, request: ActorRequest) -> HttpResponse:
        """The first few records and how many there are; one call, and one for names."""
        resource = self.resource
        listing = self.listing(request, Preferences())
        listing.count = FEW
        page = resource.page(request.api, listing.query)
        brief = [column for column in listing.columns if column.name in resource.brief]
        listing.fill(page, self.rows(request, tuple(brief), page))
        titles = [resource.title(record) for record in page]
        context = {"listing": listing, "lines": list(zip(titles, listing.rows, strict=True))}
        return self.answer(request, "_related", context)

    def listing(self, request: ActorRequest, preferences: Preferences) -> Listing[Any]:
        """The list that the URL asks for, with the columns that this person wants to see."""
        resource = self.resource
        hidden = preferences.hidden.get(resource.name, ())
        columns = resource.shown_columns(request.actor)
        return Listing(
            request.GET,
            columns=tuple(c for c in columns if c.link or c.name not in hidden),
            order=resource.order,
            form=resource.search_form_class(request.GET, actor=request.actor),
            rows=preferences.rows,
        )

    def offered(
        self, request: ActorRequest, preferences: Preferences
    ) -> list[tuple[Column[Any], bool]]:
        """The columns that may be hidden, and whether they are in sight."""
        hidden = preferences.hidden.get(self.resource.name, ())
        columns = self.resource.shown_columns(request.actor)
        return [(c, c.name not in hidden) for c in columns if not c.link]

    def selection_actions(self, request: ActorRequest) -> list[Any]:
        """The acts on ticked rows that this person may do."""
        return [
            action
            for action in self.resource.selection_actions
            if may(request.actor, action.permission or self.permission)
        ]

    def rows(
        self, request: ActorRequest, columns: tuple[Column[Any], ...], page: Page[Any]
    ) -> list[Row[Any]]:
        """The records with all that their lines draw, customers by name."""
        width = len(columns)
        values = self.resource.values(request.api, columns, page)
        cells = parties.named(request.api, values, ask=not self.resource.asks_more)
        return [
            Row(
                key=self.resource.key(record),
                record=record,
                cells=list(zip(columns, cells[at * width : (at + 1) * width], strict=True)),
                urls=self.urls(request, record, request.get_full_path()),
                actions=self.acts(request, record, in_list=True),
            )
            for at, record in enumerate(page)
        ]


class CreditScreen(Screen):
    """How many of a kind the person may still create; fetched by the list when it is there."""

    def get(self, request: ActorRequest) -> HttpResponse:
        """Used and allowed in words: two calls for who has a limit, none for all others."""
        credit = limits.credit(request.api, request.actor, self.resource)
        return self.answer(request, "_credit", {"credit": credit})


class ColumnsScreen(Screen):
    """Which columns of a list are in sight; kept in the browser."""

    def post(self, request: ActorRequest) -> HttpResponse:
        """Remember what was not ticked, and go back to the list."""
        resource = self.resource
        offered = {c.name for c in resource.shown_columns(request.actor) if not c.link}
        hidden = sorted(offered - set(request.POST.getlist("columns")))
        response = redirect(self.back(request, resource.url("list")))
        Preferences.of(request).with_hidden(resource.name, tuple(hidden)).keep(response)
        return response


class ExportScreen(ListScreen):
    """All rows of the present filter as a file, with all columns that the person may see."""

    def get(self, request: ActorRequest, kind: str = "") -> HttpResponse:
        """The download; a call for each window of rows."""
        resource = self.resource
        asked = self.listing(request, Preferences()).query
        records = every(resource, request.api, asked)
        if kind == TABLE:
            self.require(request, resource.rights.add)
            return again.response(  # type: ignore[return-value]  # it streams
                request, resource.name, exporting.begun(records)
            )
        if kind not in exporting.FORMATS:
            raise Http404
        columns = resource.shown_columns(request.actor)
        return exporting.response(  # type: ignore[return-value]  # it streams
            resource.name,
            kind,
            columns,
            exporting.begun(records),
            resource.further_for(request.api, columns),
        )


class SelectionScreen(ListScreen):
    """What is posted by the bar under a list."""

    http_method_names = ("post",)

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Do the act that was pressed with what was ticked."""
        pressed = request.POST.get("act", "")
        job = offering.pressed(pressed, request.POST.get("job", ""))
        action = next((a for a in self.selection_actions(request) if a.name == pressed), None)
        selection = Selection.of(request.POST)
        if action is None and job is None:
            raise Http404
        if not selection or job == "":
            if job is not None:
                messages.info(request, _("Tick some records and choose what to do with them."))
            return redirect(self.back(request, self.place(selection)))
        if job is not None:
            return self.draft(request, selection, job)
        assert action is not None, "one of both"  # noqa: S101 - for the type checker
        answer: HttpResponseBase = action.answer(
            Task(
                actor=request.actor,
                api=request.api,
                resource=self.resource,
                selection=selection,
                asked=self.asked(request, selection).query,
            )
        )
        return answer

    def draft(self, request: ActorRequest, selection: Selection, name: str) -> HttpResponse:
        """A job for what was ticked, which shows first what it would do; no call."""
        kind = offering.find(request.actor, self.resource.name, name)
        if kind is None:
            raise Http404
        asked = self.asked(request, selection)
        login = int(request.session.get(sessions.LOGIN, 0))
        try:
            job = offering.draft(
                kind,
                request.actor,
                self.resource,
                login=login,
                selection=selection,
                asked=asked.query,
                shown=asked.filter_url.removeprefix("?"),
            )
        except Refused as refused:
            messages.error(request, refused.text)
            return redirect(self.place(selection))
        return redirect(offering.place(job))

    def place(self, selection: Selection) -> str:
        """The page that the rows were ticked on."""
        query = selection.query.urlencode()
        return self.resource.url("list") + (f"?{query}" if query else "")

    def asked(self, request: ActorRequest, selection: Selection) -> Listing[Any]:
        """The page that the rows were ticked on, as it asks the platform."""
        resource = self.resource
        form = resource.search_form_class(selection.query, actor=request.actor)
        rows = Preferences.of(request).rows
        columns = resource.shown_columns(request.actor)
        return Listing(selection.query, columns=columns, order=resource.order, form=form, rows=rows)
