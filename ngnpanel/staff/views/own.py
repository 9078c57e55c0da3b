"""What is a person's own: the password of a member, and the code that lets support in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import hashers
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ngnpanel.accounts.domain import passwords
from ngnpanel.audit import recording
from ngnpanel.staff import consent
from ngnpanel.staff.forms import OwnPasswordForm
from ngnpanel.staff.views.desk import member_of
from ngnpanel.users import sessions, throttle, visits
from ngnpanel.web.request import ActorRequest


@never_cache
@sensitive_post_parameters("current_password", "new_password", "repeated_password")
@require_http_methods(["GET", "HEAD", "POST"])
def own_password(request: ActorRequest) -> HttpResponseBase:
    """A member's new password; its other sessions end. Guesses are as slow as at sign-in."""
    member = member_of(request)
    form = OwnPasswordForm(request.POST or None, member=member)
    context = {"form": form, "member": member, "alphabet": passwords.ALPHABET}
    if request.method != "POST":
        return render(request, "staff/own_password.html", context)
    client = str(request.META.get("REMOTE_ADDR", ""))
    try:
        throttle.begin(member.login, client)
    except throttle.TooManyFailures as waiting:
        text = ngettext(
            "Too many attempts failed. Wait %(seconds)s second, then try again.",
            "Too many attempts failed. Wait %(seconds)s seconds, then try again.",
            waiting.seconds,
        )
        messages.error(request, text % {"seconds": waiting.seconds})
        return redirect("own-password")
    is_valid = form.is_valid()
    if not form.errors.get("current_password"):
        throttle.succeed(member.login, client)
    if not is_valid:
        return render(request, "staff/own_password.html", context, status=422)
    member.password = hashers.make_password(form.cleaned_data["new_password"])
    member.must_change = False
    member.save(update_fields=["password", "must_change"])
    sessions.renew(request)
    person = visits.of_staff(member.pk, request.actor.platform)
    visits.end_all(person, but=sessions.number(request))
    recording.note("staff", "password", member.login)
    messages.success(request, _("Your password is changed."))
    return redirect("own-security")


@never_cache
@require_POST
def own_consent(request: ActorRequest) -> HttpResponseBase:
    """A code for support, shown once; staff makes none for whom it acts."""
    actor = request.actor
    if not consent.is_offered_to(actor):
        raise PermissionDenied
    code = consent.make(sessions.whose(request, actor))
    recording.note("support", "consent", actor.account or actor.name)
    context = {"code": code, "minutes": int(consent.LIVES.total_seconds() // 60)}
    return render(request, "staff/consent.html", context)
