"""Asks a signed-in person to prove to be there, before a page that needs it."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity, pages, proof, sessions, throttle, visits, words
from ngnpanel.users.forms import ConfirmForm
from ngnpanel.web.request import ActorRequest, own_path
from ngnpanel.web.resending import carried

logger = logging.getLogger(__name__)


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
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
        """Check the password, as slowly as at sign-in."""
        wanted, kept = own_path(request.POST.get("next", "")), carried(request)
        second = "second" in request.POST
        form = ConfirmForm(request.POST)
        status = 422
        if form.is_valid():
            status, problem = confirm(request, form.cleaned_data["password"])
            if problem:
                form.add_error("password", problem)
        if not form.is_valid():
            return pages.draw_confirm(
                request, second=second, wanted=wanted, kept=kept, form=form, status=status
            )
        if not proof.is_fresh(request, second=second):
            return pages.draw_confirm(request, second=second, wanted=wanted, kept=kept)
        return pages.draw_confirmed(request, kept) if kept else redirect(wanted or "/")


def confirm(request: ActorRequest, password: str) -> tuple[int, str]:
    """Note the proof, or say with a status and a sentence why not."""
    person = sessions.whose(request, request.actor)
    client = str(request.META.get("REMOTE_ADDR", ""))
    try:
        throttle.begin(f"confirm {person}", f"confirm {client}")
        is_right = is_password(request, password)
    except throttle.TooManyFailures as waiting:
        return 429, words.too_many(waiting.seconds)
    except RemoteError as error:
        logger.warning("A proof is impossible: %s %s", type(error).__name__, error.code)
        throttle.take_back(f"confirm {person}", f"confirm {client}")
        return 503, words.away()
    if not is_right:
        logger.warning("A proof from %s failed", client)
        return 422, _("This is not your password. Check it and try again.")
    throttle.succeed(f"confirm {person}", f"confirm {client}")
    request.session.cycle_key()
    proof.note(request, proof.PASSWORD)
    return 200, ""


def is_password(request: ActorRequest, password: str) -> bool:
    """Whether this is the password of the person at work; raises RemoteError."""
    name = login_name(request)
    found = identity.authenticate(name, password, platform=request.actor.platform)
    person = sessions.whose(request, request.actor)
    return found is not None and visits.whose(found.actor, found.login) == person


def login_name(request: HttpRequest) -> str:
    """What the person at work signs in with."""
    name = str(request.session.get(visits.NAME, ""))
    return name or identity.name_of(
        request.actor,  # type: ignore[attr-defined]
        int(request.session.get(sessions.LOGIN) or 0),
    )
