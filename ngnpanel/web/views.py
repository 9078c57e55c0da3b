"""The five generic screens and the acts of a resource; what is odd about a record is not here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import select_template
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.vary import vary_on_headers

from ngnpanel.soap.errors import Conflict, Invalid, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.listing import Listing
from ngnpanel.web.parts import Action, Row
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, own_path, wants_part

if TYPE_CHECKING:
    from ngnpanel.web.forms import PanelForm
    from ngnpanel.web.resource import Resource


class Screen(View):
    """A screen of ``resource`` for those who have ``permission``."""

    resource: Resource[Any] = None  # type: ignore[assignment]  # given to as_view()
    permission = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who may not, before anything is read."""
        self.require(request, self.permission)
        return super().dispatch(request, *args, **kwargs)

    def require(self, request: HttpRequest, permission: str, record: Any = None) -> None:
        """403 without ``permission``."""
        if not may(getattr(request, "actor", None), permission, record):
            raise PermissionDenied

    def load(self, request: ActorRequest, key: str) -> Any:
        """The record, if this person may use this screen for it."""
        record = self.resource.get(request.api, key)
        self.require(request, self.permission, record)
        return record

    def answer(
        self, request: ActorRequest, screen: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """Draw the resource's own template for ``screen`` if it has one, else the kit's."""
        resource = self.resource
        own = f"{resource.app}/{resource.name}_{screen.lstrip('_')}.html"
        template = select_template([own, f"resource/{screen}.html"])
        context = {"resource": resource, "labels": resource.labels, **context}
        return HttpResponse(template.render(context, request), status=status)

    def back(self, request: ActorRequest, default: str) -> str:
        """Where the person came from, when that is a page of ours."""
        return own_path(request.POST.get("next") or request.GET.get("next") or "") or default

    def acts(self, request: ActorRequest, record: Any) -> list[tuple[Action[Any], str]]:
        """The acts that this person may do with ``record``, each with its address."""
        return [
            (action, action.href(record) if action.href else self.act_url(record, action))
            for action in self.resource.actions
            if action.allowed(request.actor, record)
        ]

    def act_url(self, record: Any, action: Action[Any]) -> str:
        """Where an act is posted to."""
        return f"{self.resource.url('detail', record)}do/{action.name}/"

    def urls(self, request: ActorRequest, record: Any, back: str) -> dict[str, str]:
        """The screens of ``record`` that this person may open, leading back to ``back``."""
        query = "?" + urlencode({"next": back})
        rights = self.resource.rights
        links = {"detail": self.resource.url("detail", record)}
        if may(request.actor, rights.edit, record):
            links["edit"] = self.resource.url("edit", record) + query
        if may(request.actor, rights.delete, record):
            links["delete"] = self.resource.url("delete", record) + query
        return links


class ListScreen(Screen):
    """The list; htmx gets the table region alone."""

    def get(self, request: ActorRequest) -> HttpResponse:
        """One page of the list as the URL describes it."""
        resource = self.resource
        columns = resource.shown_columns(request.actor)
        form = resource.search_form_class(request.GET, actor=request.actor)
        listing: Listing[Any] = Listing(
            request.GET, columns=columns, order=resource.order, form=form
        )
        page = resource.page(request.api, listing.query)
        listing.fill(page, [self.row(request, columns, record) for record in page])
        if listing.is_beyond:
            return redirect(request.path + listing.last_url)
        context: dict[str, Any] = {"listing": listing, "form": form}
        if may(request.actor, resource.rights.add):
            context["add_url"] = resource.url("add")
        if wants_part(request):
            response = self.answer(request, "_table", context)
        else:
            context["credit"] = resource.credit(request.api, request.actor)
            response = self.answer(request, "list", context)
        vary_on = vary_on_headers("HX-Request")
        return vary_on(lambda _request: response)(request)

    def row(self, request: ActorRequest, columns: Any, record: Any) -> Row[Any]:
        """A record with all that its line draws."""
        return Row(
            key=self.resource.key(record),
            record=record,
            cells=[(column, column.value(record)) for column in columns],
            urls=self.urls(request, record, request.get_full_path()),
            actions=self.acts(request, record),
        )


class DetailScreen(Screen):
    """The page of one record."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """The record in cards."""
        record = self.load(request, key)
        context = {
            "record": record,
            "title": self.resource.title(record),
            "cards": self.resource.cards(request.api, request.actor, record),
            "urls": self.urls(request, record, request.path),
            "actions": self.acts(request, record),
        }
        return self.answer(request, "detail", context)


class SaveScreen(Screen):
    """Adding (no key) and editing (with key) are one screen."""

    def get(self, request: ActorRequest, key: str | None = None) -> HttpResponse:
        """The form, empty, with defaults from the URL, or over the record."""
        record = self.load(request, key) if key else None
        return self.draw(request, self.form(request, record), record)

    def post(self, request: ActorRequest, key: str | None = None) -> HttpResponse:
        """Save, or show the form again with everything that was typed."""
        record = self.load(request, key) if key else None
        form = self.form(request, record, bound=True)
        if not form.is_valid():
            return self.draw(request, form, record, status=422)
        try:
            saved = self.save(request, form, record)
        except (Invalid, Conflict) as error:
            form.add_remote_error(error)
            return self.draw(request, form, record, status=422)
        except Unavailable as error:
            form.add_error(None, sentence(error))
            return self.draw(request, form, record, status=503)
        return self.done(request, form, record, saved)

    def done(
        self, request: ActorRequest, form: PanelForm[Any], record: Any, saved: Any
    ) -> HttpResponse:
        """Say what changed, and go back to where the person came from."""
        messages.success(request, self.words(form, record, saved))
        if "again" in request.POST and record is None:
            return redirect(request.get_full_path())
        place = self.back(request, self.resource.url("list"))
        return redirect(f"{place}#row-{quote(self.resource.key(saved))}")

    def form(self, request: ActorRequest, record: Any, *, bound: bool = False) -> PanelForm[Any]:
        """The form with the choices that the resource looked up."""
        resource = self.resource
        return resource.form_class(
            request.POST if bound else None,
            actor=request.actor,
            record=record,
            initial=request.GET.dict(),
            **resource.choices(request.api, request.actor, record),
        )

    def save(self, request: ActorRequest, form: PanelForm[Any], record: Any) -> Any:
        """Add, or replace the record if anything in it changed."""
        wanted = form.to_domain(record)
        if record is None:
            return self.resource.add(request.api, wanted)
        if wanted != record:
            self.resource.update(request.api, wanted)
        return wanted

    def words(self, form: PanelForm[Any], record: Any, saved: Any) -> str:
        """A sentence that says what changed."""
        title = self.resource.title(saved)
        if record is None:
            return _("%(title)s is added.") % {"title": title}
        if saved == record:
            return _("Nothing was changed in %(title)s.") % {"title": title}
        words = {"title": title, "changes": form.changes()}
        return _("%(title)s is saved. Changed: %(changes)s.") % words

    def draw(
        self, request: ActorRequest, form: PanelForm[Any], record: Any, status: int = 200
    ) -> HttpResponse:
        """The page around the form."""
        resource = self.resource
        context = {
            "form": form,
            "record": record,
            "title": "" if record is None else resource.title(record),
            "back": self.back(request, resource.url("list")),
            "credit": None,
        }
        if record is None and status != 503:
            context["credit"] = resource.credit(request.api, request.actor)
        return self.answer(request, "form", context, status)


class DeleteScreen(Screen):
    """The question before a record goes, and its going."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """What would go, by name."""
        return self.draw(request, self.load(request, key))

    def post(self, request: ActorRequest, key: str) -> HttpResponse:
        """Delete, or say why not."""
        record = self.load(request, key)
        try:
            self.resource.delete(request.api, key)
        except (Invalid, Conflict) as error:
            return self.draw(request, record, problem=sentence(error), status=422)
        title = self.resource.title(record)
        messages.success(request, _("%(title)s is deleted.") % {"title": title})
        place = self.back(request, self.resource.url("list"))
        gone = place.split("?")[0] == self.resource.url("detail", record)
        return redirect(self.resource.url("list") if gone else place)

    def draw(
        self, request: ActorRequest, record: Any, problem: str = "", status: int = 200
    ) -> HttpResponse:
        """The page with the question."""
        context = {
            "record": record,
            "title": self.resource.title(record),
            "farewell": self.resource.farewell(request.api, record),
            "problem": problem,
            "back": self.back(request, self.resource.url("list")),
        }
        return self.answer(request, "delete", context, status)


class ActionScreen(Screen):
    """The acts of a resource that post."""

    def post(self, request: ActorRequest, key: str, action: str) -> HttpResponse:
        """Do the act and go back to where the person came from."""
        act = next((a for a in self.resource.actions if a.name == action and a.run), None)
        if act is None or act.run is None:
            raise Http404
        record = self.load(request, key)
        if not act.allowed(request.actor, record):
            raise PermissionDenied
        try:
            messages.success(request, str(act.run(request.api, record)))
        except (Invalid, Conflict) as error:
            messages.error(request, sentence(error))
        place = self.back(request, self.resource.url("detail", record))
        return redirect(f"{place}#row-{quote(key)}")
