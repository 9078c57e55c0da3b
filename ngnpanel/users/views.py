"""Sign-in, one page for everybody, and sign-out."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from ngnpanel import metrics
from ngnpanel.audit import recording
from ngnpanel.factors import arrival, browsers
from ngnpanel.middleware import actor_of, public
from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity, sessions, throttle, visits, words
from ngnpanel.users.forms import SignInForm
from ngnpanel.users.identity import Person
from ngnpanel.users.pages import draw_sign_in
from ngnpanel.web.request import own_path
from ngnpanel.web.resending import carried

logger = logging.getLogger(__name__)


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password, and lead to where the person wanted to go."""
    wanted = own_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        if actor_of(request) is not None:
            return redirect(wanted or "/")
        return draw_sign_in(request, SignInForm(), wanted)
    form, kept = SignInForm(request.POST), carried(request)
    if not form.is_valid():
        return draw_sign_in(request, form, wanted, 422, kept)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    person, status, problem = recognise(request, name, password)
    if person is None:
        form.add_error(None, problem)
        return draw_sign_in(request, form, wanted, status, kept)
    return arrival.arrive(request, person, identity.canonical(name), wanted, kept)


@public
@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponseBase:
    """End the session."""
    actor = actor_of(request)
    if actor is not None:
        recording.note("session", "sign-out", actor.account or actor.name)
    sessions.end(request)
    messages.success(request, _("You are signed out."))
    return redirect("login")


def recognise(request: HttpRequest, name: str, password: str) -> tuple[Person | None, int, str]:
    """The person with this name and password, or a status and a sentence why there is none."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    guessed = identity.canonical(name)
    browser = browsers.known_as(request, guessed)
    try:
        throttle.begin(guessed, address, browser)
        person = identity.authenticate(name, password)
    except throttle.TooManyFailures as waiting:
        metrics.sign_in("waits")
        logger.warning("Sign-in from %s has to wait %s s", address, waiting.seconds)
        return None, 429, words.too_many(waiting.seconds)
    except RemoteError as error:
        metrics.sign_in("unavailable")
        logger.warning("Sign-in is impossible: %s %s", type(error).__name__, error.code)
        throttle.take_back(guessed, address, browser)  # it says nothing about the password
        return None, 503, words.away()
    if person is None:
        logger.warning("Sign-in from %s failed", address)
        visits.fail(request, guessed)
        text = _("Name and password do not fit together. Check both and try again.")
        return None, 422, text
    throttle.succeed(guessed, address, browser)
    return person, 200, ""
