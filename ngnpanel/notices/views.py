"""The pages on which an operator and its resellers write what mails say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from ngnpanel.audit import recording
from ngnpanel.brand import looks, mail
from ngnpanel.brand.looks import Look
from ngnpanel.brand.mail import Mail
from ngnpanel.brand.tenancy import permit, title_of
from ngnpanel.brand.views import MOST_RESELLERS, spared
from ngnpanel.notices import kinds, texts
from ngnpanel.notices.forms import SenderForm, TextForm
from ngnpanel.notices.kinds import Kind
from ngnpanel.notices.models import Sender, Text
from ngnpanel.notices.posting import send_now
from ngnpanel.notices.senders import sender_of
from ngnpanel.notices.texts import BUILT_IN, OPERATOR, OPERATORS, OWN, Found, Wording
from ngnpanel.soap.paging import Query
from ngnpanel.web.languages import LANGUAGES
from ngnpanel.web.parts import Status
from ngnpanel.web.request import ActorRequest

PERMISSION: Final = "notice.edit"
LEVELS: Final = {
    OWN: Status(_("Yours"), "green", "pencil"),
    OPERATORS: Status(_("The operator's"), "blue", "building"),
    BUILT_IN: Status(_("Built in"), "grey", "circle"),
}
IN_ENGLISH: Final = {
    OWN: Status(_("Yours, in English"), "amber", "pencil"),
    OPERATORS: Status(_("The operator's, in English"), "amber", "building"),
}
# Where a session keeps the text that is looked at before it is saved.
DRAFT: Final = "notice-draft"
# The HTML of a mail by itself: it may show its styles and the logo, and do nothing at all.
SEALED_OFF: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'self'; sandbox"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Which text a page is about."""

    reseller: int
    title: str
    kind: Kind
    language: str
    platform: str

    @property
    def look(self) -> Look:
        """The brand that its mails wear."""
        return looks.of(self.reseller, self.platform)

    @property
    def arguments(self) -> list[Any]:
        """What stands in the address of its pages."""
        return [self.reseller, self.kind.name, self.language]

    @property
    def place(self) -> str:
        """The name of this text among drafts."""
        return "/".join(map(str, self.arguments))

    @property
    def found(self) -> Found:
        """The text that counts now."""
        return texts.find(self.kind, self.platform, self.reseller, self.language)


@require_safe
def resellers(request: ActorRequest) -> HttpResponseBase:
    """Whose texts, for the administrator; a reseller has one set and goes there. One call."""
    permit(request, PERMISSION)
    if not request.actor.is_administrator:
        return redirect("notice-detail", request.actor.reseller)
    found = request.api.customers.resellers(Query(order="username", count=MOST_RESELLERS))
    written: dict[int, int] = {}
    for owner in Text.objects.filter(platform=request.actor.platform).values_list(
        "reseller", flat=True
    ):
        written[owner] = written.get(owner, 0) + 1
    rows = [(OPERATOR, _now("The platform itself"), written.get(OPERATOR, 0))]
    rows += [(one.id, one.title, written.get(one.id, 0)) for one in found]
    context = {"rows": rows, "missing": max(found.total - MOST_RESELLERS, 0)}
    return render(request, "notices/resellers.html", context)


@require_safe
def overview(request: ActorRequest, reseller: int) -> HttpResponse:
    """Which text each kind has in each language; one call for the administrator."""
    title = title_of(request, reseller, PERMISSION)
    rows = Text.objects.filter(
        platform=request.actor.platform, reseller__in={reseller, OPERATOR}
    ).defer("plain", "html")
    stored: dict[str, list[Text]] = {}
    for row in rows:
        stored.setdefault(row.kind, []).append(row)
    lines = []
    for kind in offered(reseller):
        cells = []
        for code, name in LANGUAGES:
            found = texts.chosen(stored.get(kind.name, ()), reseller, code)
            url = reverse("notice-edit", args=[reseller, kind.name, code])
            cells.append((name, url, level_of(found, code)))
        lines.append((kind, cells))
    context = {
        "title": title,
        "reseller": reseller,
        "lines": lines,
        "languages": LANGUAGES,
        "sender": sender_of(looks.of(reseller, request.actor.platform)),
    }
    return render(request, "notices/overview.html", context)


@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]  # views have arguments
def edit(request: ActorRequest, reseller: int, kind: str, language: str) -> HttpResponseBase:
    """One text: read, look at with sample values, try, and save; one call for the administrator."""
    subject = subject_of(request, reseller, kind, language)
    found = subject.found
    wording = found.wording or texts.built_in(subject.kind, subject.language)
    if request.method != "POST":
        request.session.pop(DRAFT, None)
        form = TextForm(actor=request.actor, record=wording, kind=subject.kind)
        return draw(request, subject, form, found)
    form = TextForm(request.POST, actor=request.actor, record=wording, kind=subject.kind)
    if form.is_valid():
        form.find_conflicts()
    if form.errors:
        return draw(request, subject, form, found, status=422)
    typed = form.to_domain(None)
    draft = Found(level=OWN, language=subject.language, wording=typed)
    if "preview" in request.POST or "test" in request.POST:
        request.session[DRAFT] = {"place": subject.place, **asdict(typed)}
        if "test" in request.POST:
            try_out(request, subject, draft, form.cleaned_data.get("to", ""))
        return draw(request, subject, form, found, shown=draft)
    old = found.wording if found.level == OWN and found.language == subject.language else None
    before: dict[str, Any] = asdict(old) if old is not None else {}
    recording.note(
        "notice",
        "text",
        f"{subject.kind.name} {subject.language}",
        {name: (before.get(name), value) for name, value in asdict(typed).items()},
        reseller=reseller,
    )
    Text.objects.update_or_create(
        platform=subject.platform,
        reseller=reseller,
        kind=subject.kind.name,
        language=subject.language,
        defaults=asdict(typed),
    )
    messages.success(request, _now("The text is saved. Mails have it from now on."))
    return redirect("notice-detail", reseller)


@require_safe
@xframe_options_sameorigin
def html_part(request: ActorRequest, reseller: int, kind: str, language: str) -> HttpResponse:
    """The HTML of a mail with sample values, as it is or as it was typed, for a frame."""
    subject = subject_of(request, reseller, kind, language)
    draft = request.session.get(DRAFT) or {}
    found = subject.found
    if "draft" in request.GET and draft.get("place") == subject.place:
        wording = Wording(subject=draft["subject"], plain=draft["plain"], html=draft["html"])
        found = Found(level=OWN, language=subject.language, wording=wording)
    look = subject.look
    logo = look.logo.url if look.logo else ""
    html = sample(subject, found).html.replace(f"cid:{mail.LOGO}", escape(logo))
    response = HttpResponse(html)
    response["Content-Security-Policy"] = SEALED_OFF
    return response


@require_POST
def reset(request: ActorRequest, reseller: int, kind: str, language: str) -> HttpResponse:
    """Back to what the next level says."""
    subject = subject_of(request, reseller, kind, language)
    Text.objects.filter(
        platform=subject.platform,
        reseller=reseller,
        kind=subject.kind.name,
        language=subject.language,
    ).delete()
    recording.note(
        "notice", "text-reset", f"{subject.kind.name} {subject.language}", reseller=reseller
    )
    messages.success(request, _now("Your text is gone. Mails have the next one from now on."))
    return redirect("notice-edit", *subject.arguments)


def sender(request: ActorRequest, reseller: int) -> HttpResponseBase:
    """Who mails about used-up limits come from; one call for the administrator."""
    title = title_of(request, reseller, PERMISSION)
    platform = request.actor.platform
    stored = Sender.objects.filter(platform=platform, reseller=reseller).first()
    record = stored or Sender(platform=platform, reseller=reseller)
    form = SenderForm(
        request.POST if request.method == "POST" else None, actor=request.actor, record=record
    )
    if form.is_valid():
        form.find_conflicts()
    if request.method == "POST" and not form.errors:
        form.save()
        messages.success(request, _now("The sender is saved. Mails have it from now on."))
        return redirect("notice-detail", reseller)
    context = {
        "title": title,
        "reseller": reseller,
        "form": form,
        "shown": sender_of(looks.of(reseller, platform)),
    }
    return render(request, "notices/sender.html", context, status=422 if form.errors else 200)


def subject_of(request: ActorRequest, reseller: int, kind: str, language: str) -> Subject:
    """The text in the address; 404 where there is none, and for everybody else's."""
    title = title_of(request, reseller, PERMISSION)
    known = {one.name: one for one in offered(reseller)}
    if kind not in known or language not in dict(LANGUAGES):
        raise Http404
    return Subject(
        reseller=reseller,
        title=title,
        kind=known[kind],
        language=language,
        platform=request.actor.platform,
    )


def offered(reseller: int) -> list[Kind]:
    """The kinds whose texts somebody writes."""
    return [kind for kind in kinds.KINDS if reseller == OPERATOR or not kind.is_operators]


def level_of(found: Found, language: str) -> Status:
    """Whose text counts, in a word."""
    is_other = found.language != language and found.level != BUILT_IN
    return IN_ENGLISH[found.level] if is_other else LEVELS[found.level]


def sample(subject: Subject, found: Found) -> Mail:
    """The mail with sample values."""
    look = subject.look
    shown = sender_of(look).shown if subject.kind is kinds.QUOTA else ""
    values = texts.samples
    return texts.composed(subject.kind, found, look, lambda: values(subject.kind, look), shown)


def try_out(request: ActorRequest, subject: Subject, draft: Found, typed: str) -> None:
    """Send the text with sample values to whoever wrote it; one call for a reseller.

    A reseller's goes to the address of its own record: the server sends nothing of its to others.
    """
    to = typed or request.api.customers.customer(request.actor.customer).email
    if not spared(request):
        messages.error(request, _now("Enough test mails for now. Send the next one in an hour."))
        return
    written = sample(subject, draft)
    try:
        send_now(kinds.TEST, subject.look, draft.language, written, to=to)
    except mail.NotSent as problem:
        messages.error(request, problem.text)
    else:
        words = {"to": to}
        recording.note("mail", "test", to, reseller=subject.reseller)
        messages.success(request, _now("A test mail is on its way to %(to)s.") % words)


def draw(
    request: ActorRequest,
    subject: Subject,
    form: TextForm,
    found: Found,
    *,
    shown: Found | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``shown`` is a text that is looked at and not saved."""
    written = sample(subject, shown or found)
    frame = reverse("notice-html", args=subject.arguments)
    name: str | Promise = dict(LANGUAGES)[subject.language]
    context = {
        "subject": subject,
        "kind": subject.kind,
        "language_name": name,
        "form": form,
        "level": level_of(found, subject.language),
        "is_own": found.level == OWN and found.language == subject.language,
        "is_draft": shown is not None,
        "written": written,
        "plain": written.plain.strip(),
        "frame": f"{frame}?draft=1" if shown else frame,
        "placeholders": subject.kind.all_placeholders,
        "needed": subject.kind.needed,
    }
    return render(request, "notices/edit.html", context, status=status)
