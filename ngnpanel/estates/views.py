"""Estates in and out: the page of both, the page of one file, and that of one record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View

from ngnpanel.audit import recording
from ngnpanel.estates import files, reading, scopes
from ngnpanel.estates.exporting import WORDS, ExportCustomers, ExportDomains, ExportEverything
from ngnpanel.estates.exporting import ExportRecords as Kind
from ngnpanel.estates.forms import EstateForm, ExistsForm
from ngnpanel.estates.importing import PURPOSE, ImportEstate
from ngnpanel.imports import models
from ngnpanel.imports.models import Upload
from ngnpanel.jobs import submitting
from ngnpanel.jobs.models import Job, State
from ngnpanel.users import proof, sessions
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen

# More records than these take too long for a request: a job reads them.
MOST_AT_ONCE: Final = 200


class Page(View):
    """A page for those who have ``permission``."""

    permission: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who may not."""
        if not may(getattr(request, "actor", None), self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class EstatesPage(Page):
    """A file to take in; for the administrator also everything to take out. No call."""

    permission = "estate.import"

    def get(self, request: ActorRequest) -> HttpResponse:
        """The forms."""
        return self.draw(request, EstateForm())

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Keep the file for the next step, or say why it is none."""
        form = EstateForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(request, form, 422)
        cleaned = form.cleaned_data
        upload = models.keep(request.actor, PURPOSE, cleaned["name"], cleaned["raw"])
        return redirect("estate-upload", upload.pk)

    def draw(self, request: ActorRequest, form: EstateForm, status: int = 200) -> HttpResponse:
        """The page."""
        context = {
            "form": form,
            "may_export": may(request.actor, ExportEverything.permission),
            "is_limited": not request.actor.is_administrator,
        }
        return render(request, "estates/estates.html", context, status=status)


class UploadPage(Page):
    """What is in a file, and what becomes of records that exist. No call."""

    permission = "estate.import"

    def get(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """What it has."""
        upload = models.of(request.actor, PURPOSE, number)
        if upload is None:
            return gone(request)
        known = dict(upload.job.params) if upload.job is not None else {}
        initial = {"exists": known["exists"]} if "exists" in known else None
        return self.draw(request, upload, ExistsForm(initial=initial))

    def post(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """Make the job, or make it anew, and lead to its preview."""
        upload = models.of(request.actor, PURPOSE, number)
        if upload is None:
            return gone(request)
        form = ExistsForm(request.POST)
        if not form.is_valid():
            return self.draw(request, upload, form, 422)
        params = {
            "upload": upload.pk,
            "file": upload.name,
            "exists": form.cleaned_data["exists"],
        }
        try:
            job = self.job(request, upload)
            submitting.prepare(job, params)
        except Refused as refused:
            messages.error(request, refused.text)
            return self.draw(request, upload, form, 422)
        return redirect("job-detail", job.pk)

    def job(self, request: ActorRequest, upload: Upload) -> Job:
        """The job of the file: the one of before while nobody began it; raises Refused."""
        if upload.job is None or upload.job.state not in (State.DRAFT, State.PREVIEWED):
            upload.job = submitting.draft(ImportEstate(), request.actor, login=login_of(request))
            upload.save(update_fields=["job"])
        return upload.job

    def draw(
        self, request: ActorRequest, upload: Upload, form: ExistsForm, status: int = 200
    ) -> HttpResponse:
        """The page."""
        estate = reading.read(upload.content)
        context = {
            "upload": upload,
            "form": form,
            "count": estate.count,
            "members": [
                (capfirst(str(WORDS[name])), len(rows)) for name, rows in estate.members.items()
            ],
            "unknown": estate.unknown,
        }
        return render(request, "estates/upload.html", context, status=status)


class ExportEverythingPage(Page):
    """A job that takes everything out begins with the question about secrets. No call."""

    permission = ExportEverything.permission
    http_method_names = ("post",)

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Make the job."""
        try:
            job = submitting.draft(ExportEverything(), request.actor, login=login_of(request))
        except Refused as refused:
            messages.error(request, refused.text)
            return redirect("estates")
        return redirect("job-settings", job.pk)


class TakeOutScreen(Screen):
    """One record with all that is its own: the choice about secrets, and the file.

    What is posted never stands in an address.
    """

    kind: ClassVar[Kind]
    text: ClassVar[Any]

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """What will be in the file."""
        record = self.load(request, key)
        context = {
            "record": record,
            "title": self.resource.title(record),
            "text": self.text,
            "back": self.back(request, self.resource.url("detail", record)),
        }
        return self.answer(request, "take_out", context)

    def post(self, request: ActorRequest, key: str) -> HttpResponseBase:
        """The file, or the job that makes a large one."""
        record = self.load(request, key)
        secrets = "secrets" in request.POST
        if secrets:
            proof.demand(request, second=True)
        pieces = list(self.kind.pieces(record))
        if sum(scopes.total(request.api, piece) for piece in pieces) > MOST_AT_ONCE:
            return self.job(request, key, secrets=secrets)
        return self.file(request, f"{self.resource.key(record)}", pieces, secrets=secrets)

    def file(
        self, request: ActorRequest, name: str, pieces: Iterable[scopes.Piece], *, secrets: bool
    ) -> HttpResponse:
        """All of it at once."""
        told = {"what": (None, self.resource.name), "with secrets": (None, secrets)}
        recording.note("file", "take-out", name, told)
        rows = files.whole(request.api, scopes.parted(request.api, pieces), secrets=secrets)
        file = files.packed(name, files.written(rows))
        response = HttpResponse(file.content, content_type=file.content_type)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
        add_never_cache_headers(response)
        return response

    def job(self, request: ActorRequest, key: str, *, secrets: bool) -> HttpResponseBase:
        """A job that begins at once."""
        source = {"resource": self.resource.name, "keys": [key]}
        try:
            job = submitting.draft(self.kind, request.actor, login=login_of(request), source=source)
        except Refused as refused:
            messages.error(request, refused.text)
            return redirect(self.resource.url("list"))
        submitting.prepare(job, {"with_secrets": secrets})
        return redirect("job-detail", job.pk)


class DomainScreen(TakeOutScreen):
    """A SIP domain."""

    kind = ExportDomains()
    text = lazy(
        "All accounts and aliases of the domain with their mailboxes, forwarding, accept rules and"
        " contacts, and the customers that they belong to."
    )


class CustomerScreen(TakeOutScreen):
    """A customer."""

    kind = ExportCustomers()
    text = lazy(
        "Everything that belongs to it, whatever its kind; of a reseller also its customers with"
        " all that is theirs."
    )


def login_of(request: HttpRequest) -> int:
    """The customer that signed in."""
    return int(request.session.get(sessions.LOGIN, 0))


def gone(request: HttpRequest) -> HttpResponseBase:
    """A file is kept for a day."""
    messages.warning(request, _("The file is not kept any more. Choose it again."))
    return redirect("estates")
