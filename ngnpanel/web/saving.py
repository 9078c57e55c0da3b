"""Adding and editing a record: the form, a look at the change, saving without losing anything."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.soap.errors import Conflict, Invalid, NotFound, RemoteError, Unavailable
from ngnpanel.web import changes, limits, memory, merging, parties
from ngnpanel.web.faults import sentence
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Note
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.resending import resendable
from ngnpanel.web.views import Screen

# In the session: what the last new record of each kind began with.
LAST: Final = "last"
# As long as a person looks at a form.
CHOICES_SECONDS: Final = 600


class SaveScreen(Screen):
    """Adding (no key) and editing (with key) are one screen."""

    def get(self, request: ActorRequest, key: str | None = None) -> HttpResponse:
        """The form, empty, with defaults from the URL, or over the record."""
        if key is None and (obstacle := self.resource.obstacle(request.api, request.actor)):
            context = {"obstacle": obstacle, "back": self.back(request, self.resource.url("list"))}
            return self.answer(request, "obstacle", context, status=403)
        record = self.load(request, key) if key else None
        return self.draw(request, self.form(request, record), record)

    def post(self, request: ActorRequest, key: str | None = None) -> HttpResponse:
        """Save, or show the form again with everything that was typed."""
        try:
            record = self.load(request, key) if key else None
        except NotFound:
            if merging.OPENED in request.POST and "check" not in request.GET:
                return self.gone(request)
            raise
        form = self.form(request, record, bound=True)
        if "check" in request.GET:
            return self.note(request, form, request.GET["check"])
        if form.is_valid():
            form.find_conflicts()
        if form.errors:
            return self.draw(request, form, record, status=422)
        if "review" in request.POST:
            return self.draw(request, form, record, review=self.review(form, record))
        try:
            saved = self.save(request, form, record)
        except (Invalid, Conflict) as error:
            form.add_remote_error(error)
            return self.draw(request, form, record, status=422)
        except Unavailable as error:
            form.add_error(None, sentence(error))
            return self.draw(request, form, record, status=503)
        if record is None:
            self.remember(request, form)
        return self.done(request, form, record, saved)

    def remember(self, request: ActorRequest, form: PanelForm[Any]) -> None:
        """Let the next new record of this person begin like this one."""
        chosen = {n: form.data.get(n, "") for n in form.like_last if n in form.fields}
        if chosen:
            kept = request.session.get(LAST, {})
            request.session[LAST] = {**kept, self.resource.name: chosen}

    def done(
        self, request: ActorRequest, form: PanelForm[Any], record: Any, saved: Any
    ) -> HttpResponse:
        """Say what changed, and go back to where the person came from."""
        parties.forget(request.api)
        messages.success(request, self.words(form, record, saved))
        if kept := form.kept_from_others():
            text = _("Somebody else changed this meanwhile, and it stays: %(fields)s.")
            messages.info(request, text % {"fields": kept})
        if "again" in request.POST and record is None:
            return redirect(request.get_full_path())
        place = self.back(request, self.resource.url("list"))
        return redirect(f"{place}#row-{quote(self.resource.key(saved))}")

    def form(self, request: ActorRequest, record: Any, *, bound: bool = False) -> PanelForm[Any]:
        """The form with the choices that the resource looked up."""
        resource = self.resource
        return self.form_class(record)(
            request.POST if bound else None,
            actor=request.actor,
            record=record,
            initial=request.GET.dict(),
            last=request.session.get(LAST, {}).get(resource.name),
            **self.choices(request, record),
        )

    def form_class(self, record: Any) -> type[PanelForm[Any]]:  # noqa: ARG002 - a hook
        """The form for this record, or for a new one."""
        return self.resource.form_class

    def choices(self, request: ActorRequest, record: Any) -> dict[str, Any]:
        """What the form offers; a live check takes what the page was drawn with a moment ago."""
        resource, name = self.resource, "" if record is None else self.resource.key(record)
        place = memory.key(request.api, "choices", request.actor.role, resource.name, name)
        known: dict[str, Any] | None = memory.recall(place) if "check" in request.GET else None
        if known is None:
            known = resource.choices(request.api, request.actor, record)
            memory.keep(place, known, CHOICES_SECONDS)
        return known

    def save(self, request: ActorRequest, form: PanelForm[Any], record: Any) -> Any:
        """Add, or replace the record if anything in it changed."""
        wanted = form.to_domain(record)
        if record is None:
            return self.resource.add(request.api, wanted)
        if wanted != record:
            self.resource.update(request.api, wanted)
            self.resource.updated(request, record, wanted)
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

    def review(self, form: PanelForm[Any], record: Any) -> list[changes.Change]:
        """What saving would write, which is what it will write."""
        labels = {name: field.label or "" for name, field in form.fields.items()}
        return changes.between(record, form.to_domain(record), {**form.labels, **labels})

    def note(self, request: ActorRequest, form: PanelForm[Any], name: str) -> HttpResponse:
        """What there is to say about one field while the others are being filled in."""
        note: Note | None = None
        if name in form.live and name in form.fields and (form[name].data or form.live_place):
            form.full_clean()
            note = _fault(form, name) or self.looked_up(request, form, name)
        return self.answer(request, "_note", {"note": note})

    def looked_up(self, request: ActorRequest, form: PanelForm[Any], name: str) -> Note | None:
        """What the platform knows about the value; nothing when it cannot be asked."""
        try:
            return self.resource.check(request.api, request.actor, form, name)
        except RemoteError:
            return None

    def gone(self, request: ActorRequest) -> HttpResponse:
        """The record was deleted while its form was open: what was typed is still there."""
        typed = [
            one for one in resendable(request.POST) if one.name not in (merging.OPENED, "next")
        ]
        context = {
            "typed": [one for one in typed if one.value and not one.is_secret],
            "back": self.back(request, self.resource.url("list")),
        }
        if may(request.actor, self.resource.rights.add):
            context["add_url"] = self.resource.url("add")
        return self.answer(request, "gone", context, status=404)

    def draw(
        self,
        request: ActorRequest,
        form: PanelForm[Any],
        record: Any,
        status: int = 200,
        review: list[changes.Change] | None = None,
    ) -> HttpResponse:
        """The page around the form."""
        resource = self.resource
        context = {
            "form": form,
            "record": record,
            "title": "" if record is None else resource.title(record),
            "back": self.back(request, resource.url("list")),
            "credit": None,
            "review": review,
        }
        if record is None and status != 503:
            context["credit"] = limits.credit(request.api, request.actor, resource)
        return self.answer(request, "form", context, status)


def _fault(form: PanelForm[Any], name: str) -> Note | None:
    """What is wrong with a live field; by its label where the note is about all of them."""
    for one in form.live if form.live_place else (name,):
        if form.errors.get(one):
            text = " ".join(map(str, form.errors[one]))
            return Note(f"{form[one].label}: {text}" if form.live_place else text, "red")
    return None
