"""The roles of staff: which rights each has."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, ProtectedError
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ngnpanel.audit import recording
from ngnpanel.staff import rights, ruling
from ngnpanel.staff.forms import RoleForm
from ngnpanel.staff.models import StaffRole
from ngnpanel.staff.ruling import Manager
from ngnpanel.staff.views.members import manager
from ngnpanel.users import proof
from ngnpanel.web.faults import Refused
from ngnpanel.web.request import ActorRequest


def find(who: Manager, number: int) -> StaffRole:
    """The role, if it may be changed: 403 for one with rights that who manages has not.

    Somebody who is limited to some resellers leaves roles alone: they hold for all.
    """
    role = StaffRole.objects.filter(pk=number).first()
    if role is None:
        raise Http404
    if who.resellers or not who.gives(role.rights):
        raise PermissionDenied
    return role


@require_safe
def roles(request: ActorRequest) -> HttpResponse:
    """All roles, how many rights each has and how many people; no call."""
    who = manager(request)
    rows = [
        {
            "role": role,
            "rights": len(rights.known(role.rights)),
            "may_change": not who.resellers and who.gives(role.rights),
        }
        for role in StaffRole.objects.annotate(used=Count("members"))
    ]
    context = {"rows": rows, "may_add": not who.resellers, "all": len(rights.ALL)}
    return render(request, "staff/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@proof.needed(second=True)
def add(request: ActorRequest) -> HttpResponseBase:
    """A new role."""
    who = manager(request)
    if who.resellers:
        raise PermissionDenied
    return _save(request, RoleForm(request.POST or None, manager=who), StaffRole())


@require_http_methods(["GET", "HEAD", "POST"])
@proof.needed(second=True)
def edit(request: ActorRequest, number: int) -> HttpResponseBase:
    """Its name and rights; they hold for everybody who has it with the next request."""
    who = manager(request)
    role = find(who, number)
    return _save(request, RoleForm(request.POST or None, manager=who, record=role), role)


@require_http_methods(["GET", "HEAD", "POST"])
@proof.needed(second=True)
def delete(request: ActorRequest, number: int) -> HttpResponseBase:
    """Away with a role that nobody has."""
    role = find(manager(request), number)
    used = role.members.count()
    if request.method == "POST":
        try:
            role.delete()
        except ProtectedError:
            messages.error(request, _("Somebody has this role. Give them another one first."))
            return redirect("staff-role-list")
        recording.note("staff-role", "delete", role.name)
        messages.success(request, _("%(title)s is deleted.") % {"title": role.name})
        return redirect("staff-role-list")
    return render(request, "staff/role_delete.html", {"role": role, "used": used})


def _save(request: ActorRequest, form: RoleForm, role: StaffRole) -> HttpResponseBase:
    is_new = role.pk is None
    context = {"form": form, "role": None if is_new else role}
    if request.method != "POST":
        return render(request, "staff/role.html", context)
    if not form.is_valid():
        return render(request, "staff/role.html", context, status=422)
    before = [role.name, sorted(role.rights)]
    role.name, role.rights = form.cleaned_data["name"], form.rights()
    try:
        with ruling.somebody_is_left():
            role.save()
    except Refused as refused:
        form.add_error(None, refused.text)
        return render(request, "staff/role.html", context, status=422)
    changes = {"name": [before[0], role.name], "rights": [before[1], role.rights]}
    if is_new:
        recording.note("staff-role", "add", role.name, changes)
    else:
        recording.note("staff-role", "change", role.name, changes)
    messages.success(request, _("%(name)s is saved.") % {"name": role.name})
    return redirect("staff-role-list")
