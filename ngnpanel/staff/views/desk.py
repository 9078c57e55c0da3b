"""The desk: whom to act for, the question before it, and the buttons of the banner."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngnpanel.audit import recording
from ngnpanel.soap.errors import NotFound
from ngnpanel.staff import acting, consent, finding, signing
from ngnpanel.staff.finding import Target
from ngnpanel.staff.forms import OpenForm
from ngnpanel.staff.models import PLATFORM, StaffMember, SupportSession
from ngnpanel.users import throttle, visits
from ngnpanel.web.forms import GroupedForm
from ngnpanel.web.request import ActorRequest, own_path

LAST = 10


def member_of(request: ActorRequest) -> StaffMember:
    """The member at work; 403 for everybody else."""
    found = signing.member(request.actor.staff) if request.actor.staff else None
    if found is None:
        raise PermissionDenied
    return found


@require_safe
def desk(request: ActorRequest) -> HttpResponse:
    """Search and last sessions; calls only for a search, five for each reseller of the limit."""
    member = member_of(request)
    typed = request.GET.get("q", "")[: finding.LONGEST]
    searches = bool(typed.strip()) and request.actor.is_support
    may_open = "support.open" in member.rights
    context: dict[str, Any] = {
        "member": member,
        "typed": typed,
        "searches": searches and may_open,
        "found": finding.search(member, typed, request.actor.platform)
        if searches and may_open
        else [],
        "may_open": may_open,
        "may_platform": "support.platform" in signing.granted(member),
        "last": list(member.sessions.order_by("-began")[:LAST]),
        "limit": ", ".join(str(number) for number in member.resellers),
        "platform_url": reverse("support-open", args=[PLATFORM, "all"]),
    }
    return render(request, "staff/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_session(request: ActorRequest, kind: str, key: str) -> HttpResponseBase:
    """Why, and with whose consent; one call."""
    member = member_of(request)
    if not request.actor.is_support or not acting.opens(request.actor, kind):
        raise PermissionDenied
    try:
        target = finding.target(member, kind, key, request.actor.platform)
    except NotFound:
        raise Http404 from None
    form = OpenForm(request.POST or None, asks_code=consent.is_needed(target))
    if request.method != "POST":
        return _ask(request, form, target)
    if not form.is_valid():
        return _ask(request, form, target, 422)
    code = form.cleaned_data.get("code", "")
    status = _take_consent(form, target, code, member)
    if status != 200:
        return _ask(request, form, target, status)
    row = acting.begin(
        request,
        member,
        target,
        reason=form.cleaned_data["reason"],
        ticket=form.cleaned_data["ticket"],
        consent=bool(code),
    )
    if target.whose:
        visits.support_came(request, target.whose)
    with recording.scene(acting.scene(request, request.actor, row)):
        recording.note("support", "open", row.account or row.name, **_of(row))
    messages.success(request, _("You act for %(name)s now.") % {"name": target.title})
    return redirect("/")


@require_POST
def extend(request: ActorRequest) -> HttpResponseBase:
    """Another half hour; the one acted for is looked up again: one call."""
    row = _present(request)
    member = member_of(request)
    place = _back(request)
    key = row.account or str(row.customer)
    try:
        target = finding.target(member, row.target, key, row.platform)
    except NotFound:
        target = None
    if target is None or target.actor.reseller != row.reseller:
        acting.leave(request)
        messages.error(request, _("This is not yours to look after any more: the session is over."))
        return redirect("support")
    before = row.until
    if not acting.extend(row):
        messages.error(request, _("The support session is over already."))
        return redirect("support")
    row.refresh_from_db()
    if row.until <= before:
        messages.warning(request, _("A support session lasts four hours at most."))
    else:
        recording.note("support", "extend", row.account or row.name, **_of(row))
        minutes = acting.minutes_left(row)
        text = ngettext(
            "The support session goes on for %(minutes)s minute.",
            "The support session goes on for %(minutes)s minutes.",
            minutes,
        )
        messages.success(request, text % {"minutes": minutes})
    return redirect(place)


@require_POST
def end(request: ActorRequest) -> HttpResponseBase:
    """Back to the desk."""
    row = getattr(request, "support", None)
    if row is not None:
        recording.note("support", "end", row.account or row.name, **_of(row))
    acting.leave(request)
    messages.success(request, _("The support session is over."))
    return redirect("support")


def _present(request: ActorRequest) -> SupportSession:
    row: SupportSession | None = getattr(request, "support", None)
    if row is None:
        raise PermissionDenied
    return row


def _back(request: ActorRequest) -> str:
    return own_path(request.POST.get("next", "")) or "/"


def _take_consent(form: GroupedForm, target: Target, code: str, member: StaffMember) -> int:
    """200, or the status of why the code lets nobody in, which stands on the form."""
    if not code:
        return 200
    try:
        is_right = consent.use(target.whose, code, member.pk)
    except throttle.TooManyFailures as waiting:
        text = ngettext(
            "Too many codes were wrong. Wait %(seconds)s second, then try again.",
            "Too many codes were wrong. Wait %(seconds)s seconds, then try again.",
            waiting.seconds,
        )
        form.add_error("code", text % {"seconds": waiting.seconds})
        return 429
    if not is_right:
        form.add_error("code", _("This code is wrong, used, or older than a quarter of an hour."))
        return 422
    return 200


def _ask(request: ActorRequest, form: OpenForm, target: Target, status: int = 200) -> HttpResponse:
    return render(request, "staff/open.html", {"form": form, "target": target}, status=status)


def _of(row: SupportSession) -> dict[str, Any]:
    """Whose a line of the audit is: it concerns the one acted for, who may read it."""
    return {"customer": row.customer, "reseller": row.reseller, "account": row.account}
