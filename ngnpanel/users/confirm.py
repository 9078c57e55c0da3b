"""Asks a signed-in person to prove to be there, before a page that needs it."""

from __future__ import annotations

import logging

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ngnpanel.factors import keeping, passkeys
from ngnpanel.factors.pages import CodeForm
from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity, pages, proof, sessions, throttle, visits, words
from ngnpanel.users.forms import ConfirmForm
from ngnpanel.web.request import ActorRequest, own_path
from ngnpanel.web.resending import carried

logger = logging.getLogger(__name__)


@method_decorator(
    [never_cache, sensitive_post_parameters("password", "token", "passkey")], name="dispatch"
)
class Confirm(View):
    """The page; what it was asked for instead of goes on afterwards."""

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """The form, or straight on when nothing has to be proved."""
        wanted = own_path(request.GET.get("next", ""))
        second = "second" in request.GET
        if proof.is_fresh(request, second=second):
            return redirect(wanted or "/")
        return pages.draw_confirm(request, second=second, wanted=wanted)

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Check what was given, as slowly as at sign-in."""
        wanted, kept = own_path(request.POST.get("next", "")), carried(request)
        second = "second" in request.POST
        form, status = prove(request, second=second)
        if form is not None:
            return pages.draw_confirm(
                request, second=second, wanted=wanted, kept=kept, form=form, status=status
            )
        if not proof.is_fresh(request, second=second):
            return pages.draw_confirm(request, second=second, wanted=wanted, kept=kept)
        return pages.draw_confirmed(request, kept) if kept else redirect(wanted or "/")


def prove(request: ActorRequest, *, second: bool) -> tuple[forms.Form | None, int]:
    """Note what the post proves; else the form with what is wrong, and a status."""
    needs_code = second and proof.has_second(request)
    kind: type[forms.Form] = CodeForm if needs_code else ConfirmForm
    field = "token" if needs_code else "password"
    if "passkey" in request.POST:
        form = kind(data={})
        form.errors.clear()
        if sign(request):
            return None, 200
        form.add_error(None, _("This passkey did not work. Try again, or take another way."))
        return form, 422
    form = kind(request.POST)
    if not form.is_valid():
        return form, 422
    status, problem = confirm(request, form.cleaned_data[field], by_code=needs_code)
    if problem:
        form.add_error(field, problem)
        return form, status
    return None, 200


def sign(request: ActorRequest) -> bool:
    """Note the proof of a passkey; one that looked at its holder is as good as the password."""
    try:
        _row, is_verified = passkeys.check(
            request, request.POST.get("passkey", ""), proof.whose(request)
        )
    except passkeys.Refused:
        return False
    request.session.cycle_key()
    proof.note(request, proof.SECOND, *((proof.PASSWORD,) if is_verified else ()))
    return True


def confirm(request: ActorRequest, typed: str, *, by_code: bool) -> tuple[int, str]:
    """Note the proof, or say with a status and a sentence why not."""
    person = proof.whose(request)
    client = str(request.META.get("REMOTE_ADDR", ""))
    try:
        throttle.begin(f"confirm {person}", f"confirm {client}")
        is_right = keeping.check(person, typed) if by_code else is_password(request, typed)
    except throttle.TooManyFailures as waiting:
        return 429, words.too_many(waiting.seconds)
    except RemoteError as error:
        logger.warning("A proof is impossible: %s %s", type(error).__name__, error.code)
        throttle.take_back(f"confirm {person}", f"confirm {client}")
        return 503, words.away()
    if not is_right:
        logger.warning("A proof from %s failed", client)
        if by_code:
            return 422, _("This code does not fit, or it was used already. Wait for the next one.")
        return 422, _("This is not your password. Check it and try again.")
    throttle.succeed(f"confirm {person}", f"confirm {client}")
    request.session.cycle_key()
    proof.note(request, proof.SECOND if by_code else proof.PASSWORD)
    return 200, ""


def is_password(request: ActorRequest, password: str) -> bool:
    """Whether this is the password of the person at work; raises RemoteError."""
    name = login_name(request)
    found = identity.authenticate(name, password, platform=request.actor.platform)
    person = proof.whose(request)
    return found is not None and visits.whose(found.actor, found.login) == person


def login_name(request: HttpRequest) -> str:
    """What the person at work signs in with."""
    name = str(request.session.get(visits.NAME, ""))
    return name or identity.name_of(
        request.actor,  # type: ignore[attr-defined]
        int(request.session.get(sessions.LOGIN) or 0),
    )
