"""The members of staff: a list, a form, a new password, and the switch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ngnpanel.audit import recording
from ngnpanel.staff import ruling, signing
from ngnpanel.staff.forms import MemberForm
from ngnpanel.staff.models import StaffMember
from ngnpanel.staff.ruling import Manager
from ngnpanel.users import proof, visits
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest


def manager(request: ActorRequest) -> Manager:
    """Who manages; 403 without the right, and in a support session."""
    if request.actor.support or not may(request.actor, ruling.MANAGE):
        raise PermissionDenied
    return ruling.manager(request.actor)


def find(who: Manager, number: int) -> StaffMember:
    """The member of that number; 404 also for one beyond the limit of who manages."""
    member = StaffMember.objects.select_related("role").filter(pk=number).first()
    if member is None or not who.covers(member.resellers):
        raise Http404
    return member


def ruled(who: Manager, number: int) -> StaffMember:
    """The same, if it may be changed: 403 for one with rights that who manages has not."""
    member = find(who, number)
    if not who.rules(member):
        raise PermissionDenied
    return member


@require_safe
def members(request: ActorRequest) -> HttpResponse:
    """All members within the limit; no call."""
    who = manager(request)
    rows = [(member, who.rules(member)) for member in who.members()]
    return render(request, "staff/members.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@proof.needed(second=True)
def add(request: ActorRequest) -> HttpResponseBase:
    """A new member, whose first password is told once on the page that answers."""
    who = manager(request)
    form = MemberForm(request.POST or None, manager=who)
    if request.method != "POST":
        return _draw(request, form, None)
    if not form.is_valid():
        return _draw(request, form, None, 422)
    member = StaffMember()
    form.apply(member)
    password = signing.generated(member)
    member.save()
    recording.note(
        "staff",
        "add",
        member.login,
        {"role": ["", member.role.name], "resellers": [[], member.resellers]},
    )
    return _told(request, member, password)


@require_http_methods(["GET", "HEAD", "POST"])
@proof.needed(second=True)
def edit(request: ActorRequest, number: int) -> HttpResponseBase:
    """Name, mail, role and limit; a new role or limit ends the member's sessions."""
    who = manager(request)
    member = ruled(who, number)
    before = _facts(member)
    form = MemberForm(request.POST or None, manager=who, record=member)
    if request.method != "POST":
        return _draw(request, form, member)
    if not form.is_valid():
        return _draw(request, form, member, 422)
    try:
        with ruling.somebody_is_left():
            form.apply(member)
            member.save()
    except Refused as refused:
        form.add_error("role", refused.text)
        return _draw(request, form, ruled(who, number), 422)
    after = _facts(member)
    recording.note(
        "staff", "change", member.login, {name: [before[name], after[name]] for name in before}
    )
    messages.success(request, _("%(name)s is saved.") % {"name": member.name})
    return redirect("staff-list")


@never_cache
@require_POST
@proof.needed(second=True)
def password(request: ActorRequest, number: int) -> HttpResponseBase:
    """A new password, told once; all sessions of the member end."""
    member = ruled(manager(request), number)
    text = signing.generated(member)
    member.save(update_fields=["password", "must_change"])
    visits.end_all(visits.of_staff(member.pk, request.actor.platform))
    recording.note("staff", "password", member.login)
    return _told(request, member, text)


@require_POST
@proof.needed(second=True)
def switch(request: ActorRequest, number: int) -> HttpResponseBase:
    """Lets a member in no more, or again."""
    member = ruled(manager(request), number)
    wanted = request.POST.get("active") == "1"
    try:
        with ruling.somebody_is_left():
            StaffMember.objects.filter(pk=member.pk).update(is_active=wanted)
    except Refused as refused:
        messages.error(request, refused.text)
        return redirect("staff-list")
    recording.note("staff", "change", member.login, {"is_active": [member.is_active, wanted]})
    if wanted:
        text = _("%(name)s can sign in again.")
    else:
        text = _("%(name)s cannot sign in any more, and what it began does not go on.")
        visits.end_all(visits.of_staff(member.pk, request.actor.platform))
    messages.success(request, text % {"name": member.name})
    return redirect("staff-list")


def _facts(member: StaffMember) -> dict[str, Any]:
    return {
        "name": member.name,
        "mail": member.mail,
        "role": member.role.name,
        "resellers": list(member.resellers),
    }


def _draw(
    request: ActorRequest, form: MemberForm, member: StaffMember | None, status: int = 200
) -> HttpResponse:
    context = {"form": form, "member": member}
    return render(request, "staff/member.html", context, status=status)


def _told(request: ActorRequest, member: StaffMember, text: str) -> HttpResponse:
    return render(request, "staff/password_told.html", {"member": member, "password": text})
