"""The pages of an import: choose a file, say what its columns are, and look at the job it becomes.

None of them makes a call; nothing is written before the job is begun.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.audit.masking import HIDDEN
from ngnpanel.imports import decoding, exporting, matching, models, reading
from ngnpanel.imports.columns import EMPTY, Column
from ngnpanel.imports.decoding import MOST_BYTES
from ngnpanel.imports.forms import ColumnsForm, FileForm, ReadingForm
from ngnpanel.imports.kind import ImportKind
from ngnpanel.imports.models import Upload
from ngnpanel.imports.reading import MOST_ROWS, Table
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job, State
from ngnpanel.users import sessions
from ngnpanel.web.faults import Refused, mending
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen

# Values of a column that its line shows.
SHOWN: Final = 3
LONGEST: Final = 60
# What programs call columns whose values are for nobody's eyes.
SECRETS: Final = re.compile(
    r"passw|pwd|wachtwoord|contrase|parol|kennwort|secret|geheim|token|private|\bpin\b",
    re.IGNORECASE,
)


def kind_for(resource: str) -> ImportKind[Any] | None:
    """The kind that imports records of a resource."""
    found = kinds.find(f"import-{resource}")
    return found if isinstance(found, ImportKind) else None


class ImportScreen(Screen):
    """What the pages share."""

    @property
    def kind(self) -> ImportKind[Any]:
        """What imports records of the resource; 404 where nothing does."""
        found = kind_for(self.resource.name)
        if found is None:
            raise Http404
        return found

    def columns(self, request: ActorRequest) -> tuple[Column[Any], ...]:
        """Those for this person."""
        return self.kind.table.shown(request.actor)

    def draw(
        self, request: ActorRequest, template: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        """A page with what all of them show."""
        found = {
            "list_url": self.resource.url("list"),
            "template_url": reverse(f"{self.resource.name}-table-template"),
            "import_url": reverse(f"{self.resource.name}-table-import"),
            "mark": EMPTY,
            **context,
        }
        return self.answer(request, template, found, status)


class UploadScreen(ImportScreen):
    """A file is chosen or pasted; what may stand in it."""

    def get(self, request: ActorRequest) -> HttpResponse:
        """The form."""
        return self.choose(request, FileForm())

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Keep the file for the next step, or say why it is none."""
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.choose(request, form, 422)
        name = self.resource.name
        upload = models.keep(
            request.actor, name, form.cleaned_data["name"], form.cleaned_data["raw"]
        )
        return redirect(f"{name}-table-columns", upload.pk)

    def choose(self, request: ActorRequest, form: FileForm, status: int = 200) -> HttpResponse:
        """The page around the form."""
        context = {
            "form": form,
            "columns": self.columns(request),
            "most_rows": number_format(MOST_ROWS, force_grouping=True),
            "most_megabytes": round(MOST_BYTES / 1024 / 1024),
        }
        return self.draw(request, "table_import", context, status)


class TemplateScreen(ImportScreen):
    """A file to fill in."""

    def get(self, request: ActorRequest) -> HttpResponse:
        """The names of the columns and a line that shows what stands in them."""
        answer = HttpResponse(
            exporting.template(self.columns(request)), content_type="text/csv; charset=utf-8"
        )
        name = f"{self.resource.name}-template.csv"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer


class ColumnsScreen(ImportScreen):
    """What the columns of the file are; from here a job is made."""

    def get(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """What was found out, to be changed: how it is read by the address of the page."""
        upload = self.upload(request, number)
        if upload is None:
            return self.gone(request)
        known = self.known(upload)
        if "encoding" in request.GET or "separator" in request.GET:
            chosen = {
                "encoding": request.GET.get("encoding", ""),
                "separator": request.GET.get("separator", ""),
                "has_names": "names" in request.GET,
            }
            known = {**known, **chosen, "columns": None}
        return self.show(request, upload, known)

    def post(self, request: ActorRequest, number: int) -> HttpResponseBase:
        """Make the job, or make it anew, and lead to its preview."""
        upload = self.upload(request, number)
        if upload is None:
            return self.gone(request)
        known = {
            "encoding": request.POST.get("encoding", ""),
            "separator": request.POST.get("separator", ""),
            "has_names": request.POST.get("names") == "on",
        }
        read, encoding = self.read(upload, known)
        if isinstance(read, str):
            return self.show(request, upload, known, status=422)
        form = ColumnsForm(request.POST, names=read.names, columns=self.columns(request), guess={})
        if not form.is_valid():
            return self.show(request, upload, known, form=form, status=422)
        params = {
            "file": upload.name,
            "upload": upload.pk,
            "encoding": encoding,
            "separator": read.separator,
            "has_names": known["has_names"],
            "columns": form.places,
            "exists": form.cleaned_data["exists"],
        }
        try:
            job = self.job(request, upload)
            submitting.prepare(job, params)
        except Refused as refused:
            messages.error(request, refused.text)
            return self.show(request, upload, known, form=form, status=422)
        return redirect("job-detail", job.pk)

    def upload(self, request: ActorRequest, number: int) -> Upload | None:
        """The file, if it is this person's and still there."""
        return models.of(request.actor, self.resource.name, number)

    def job(self, request: ActorRequest, upload: Upload) -> Job:
        """The job of the file: the one of before while nobody began it; raises Refused."""
        if upload.job is not None and upload.job.state in (State.DRAFT, State.PREVIEWED):
            return upload.job
        login = int(request.session.get(sessions.LOGIN, 0))
        upload.job = submitting.draft(self.kind, request.actor, login=login)
        upload.save(update_fields=["job"])
        return upload.job

    def known(self, upload: Upload) -> dict[str, Any]:
        """How the file was read the last time."""
        return dict(upload.job.params) if upload.job is not None else {"has_names": True}

    def read(self, upload: Upload, known: dict[str, Any]) -> tuple[Table | str, str]:
        """The table and the encoding of the file, or a sentence about why there is none."""
        encoding = str(known.get("encoding", ""))
        try:
            found = decoding.decoded(upload.content, encoding)
            encoding = found.encoding
            has_names = bool(known.get("has_names"))
            separator = str(known.get("separator", ""))
            return reading.read(found.text, separator, has_names=has_names), encoding
        except RuleError as error:
            return mending(error), encoding

    def show(
        self,
        request: ActorRequest,
        upload: Upload,
        known: dict[str, Any],
        *,
        form: ColumnsForm | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        read, encoding = self.read(upload, known)
        context: dict[str, Any] = {"upload": upload, "has_names": known.get("has_names")}
        how = {"encoding": encoding, "separator": known.get("separator", "")}
        if isinstance(read, str):
            context |= {"problem": read, "reading": self.reading(how, known)}
            return self.draw(request, "table_columns", context, 422)
        how["separator"] = read.separator
        form = form or self.form(request, read, known)
        context |= {
            "form": form,
            "reading": self.reading(how, known),
            "how": how,
            "rows": rows(form, read, self.columns(request)),
            "count": len(read.rows),
            "left": [
                column.name
                for column in self.columns(request)
                if column.name not in form.chosen.values()
            ],
        }
        return self.draw(request, "table_columns", context, status)

    def form(self, request: ActorRequest, read: Table, known: dict[str, Any]) -> ColumnsForm:
        """The form as it was left, or as it is guessed."""
        columns = self.columns(request)
        places: dict[str, int] | None = known.get("columns")
        guess = (
            matching.guessed(read.names, columns)
            if places is None
            else {place: name for name, place in places.items()}
        )
        exists = {"exists": known["exists"]} if "exists" in known else {}
        return ColumnsForm(names=read.names, columns=columns, guess=guess, **exists)

    def reading(self, how: dict[str, str], known: dict[str, Any]) -> ReadingForm:
        """How the file is read, to be changed."""
        return ReadingForm({**how, "names": "on" if known.get("has_names") else ""})

    def gone(self, request: HttpRequest) -> HttpResponseBase:
        """A file is kept for a day."""
        messages.warning(request, _("The file is not kept any more. Choose it again."))
        return redirect(f"{self.resource.name}-table-import")


def rows(form: ColumnsForm, read: Table, columns: tuple[Column[Any], ...]) -> list[dict[str, Any]]:
    """The columns of the file with a few of their values; what may be secret is not shown."""
    secret = {column.name for column in columns if column.is_secret}
    found = []
    for place, name in enumerate(read.names):
        values = (row.cells[place].strip() for row in read.rows)
        filled = list(dict.fromkeys(value for value in values if value))[:SHOWN]
        if form.chosen.get(place) in secret or SECRETS.search(name):
            filled = [HIDDEN] if filled else []
        found.append(
            {
                "name": name,
                "field": form[f"column_{place}"],
                "values": [value[:LONGEST] for value in filled],
            }
        )
    return found
