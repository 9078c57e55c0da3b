"""The second step of sign-in, and sign-in with a passkey alone."""

from __future__ import annotations

import logging
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ngnpanel.audit import recording
from ngnpanel.factors import arrival, browsers, duties, keeping, pages, passkeys
from ngnpanel.factors.pages import CodeForm
from ngnpanel.middleware import public
from ngnpanel.soap.errors import RemoteError
from ngnpanel.users import identity, proof, sessions, throttle, visits, words
from ngnpanel.users.forms import SignInForm
from ngnpanel.users.pages import draw_sign_in
from ngnpanel.users.sessions import Held
from ngnpanel.web.request import own_path
from ngnpanel.web.resending import Kept, carried

logger = logging.getLogger(__name__)
# Wrong codes until the password is asked for again.
MOST: Final = 10


@method_decorator(
    [public, never_cache, sensitive_post_parameters("token", "passkey")], name="dispatch"
)
class Second(View):
    """Asks for a code or a passkey; without somebody whose password was right it is the sign-in."""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """The form."""
        held = sessions.held(request)
        return redirect("login") if held is None else pages.draw_second(request, held)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Let in, or say what is wrong."""
        held, kept = sessions.held(request), carried(request)
        if held is None:
            return _back(request, "", kept, _("That took too long. Sign in once more."))
        form = CodeForm(request.POST)
        status, problem = _take(request, held, form)
        if not problem and form.is_bound and not (request.POST.get("passkey") or form.is_valid()):
            return pages.draw_second(request, held, kept, form, 422)
        if problem:
            return self.refuse(request, held, kept, status, problem)
        wants_trust = "trust" in request.POST and duties.may_trust(held.actor)
        sessions.begin_held(request, held, (proof.PASSWORD, proof.SECOND))
        return arrival.enter(
            request,
            held.actor,
            held.whose,
            held.name,
            wanted=held.wanted,
            kept=kept,
            trust_days=settings.TRUST_DAYS if wants_trust else 0,
        )

    def refuse(
        self, request: HttpRequest, held: Held, kept: Kept | None, status: int, problem: str
    ) -> HttpResponseBase:
        """The page again, and back to the password after many mistakes."""
        if status == 422 and sessions.fail_held(request, held, MOST):
            return _back(
                request, held.wanted, kept, _("Too many codes were wrong. Sign in once more.")
            )
        form = CodeForm(data={})
        form.errors.clear()
        form.add_error("token", problem)
        return pages.draw_second(request, held, kept, form, status)


@public
@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponseBase:
    """What a browser needs to sign in with a passkey; nobody is named yet."""
    return JsonResponse(passkeys.ask_to_sign(request))


@public
@never_cache
@sensitive_post_parameters("passkey")
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Sign in with a passkey alone: no name, no password, and nothing to guess."""
    wanted, kept = own_path(request.POST.get("next", "")), carried(request)
    address = str(request.META.get("REMOTE_ADDR", ""))
    refused = _("This passkey does not open the panel. Sign in with your password.")
    try:
        row, is_verified = passkeys.check(request, request.POST.get("passkey", ""))
        person = identity.named(row.whose) if is_verified else None
    except passkeys.Refused:
        logger.warning("Sign-in from %s with a passkey failed", address)
        return _back(request, wanted, kept, refused)
    except RemoteError as error:
        logger.warning("Sign-in is impossible: %s %s", type(error).__name__, error.code)
        return _back(request, wanted, kept, words.away(), 503)
    if person is None:
        return _back(request, wanted, kept, refused)
    return arrival.arrive_by_passkey(request, person, wanted, kept)


def _take(request: HttpRequest, held: Held, form: CodeForm) -> tuple[int, str]:
    """Whether the step is taken, else a status and a sentence."""
    answer = request.POST.get("passkey", "")
    if answer:
        try:
            passkeys.check(request, answer, held.whose)
        except passkeys.Refused:
            return _failed(request, held), _("This passkey did not work. Try again, or use a code.")
        return 200, ""
    if not form.is_valid():
        return 200, ""
    address = str(request.META.get("REMOTE_ADDR", ""))
    counted = f"second {held.whose}", f"second {address}", browsers.knows(request, held.whose)
    try:
        throttle.begin(*counted)
    except throttle.TooManyFailures as waiting:
        return 429, words.too_many(waiting.seconds)
    if not keeping.check(held.whose, form.cleaned_data["token"]):
        return _failed(request, held), _(
            "This code does not fit, or it was used already. Wait for the next one."
        )
    throttle.succeed(*counted)
    return 200, ""


def _failed(request: HttpRequest, held: Held) -> int:
    """The person may read later that somebody knew the password and had no code."""
    logger.warning("A second step from %s failed", request.META.get("REMOTE_ADDR", ""))
    visits.fail_second(request, held.whose)
    recording.turn_to(held.actor, "panel", held.login)
    recording.note(
        "session", "second-step", held.actor.account or held.actor.name, result="refused"
    )
    return 422


def _back(
    request: HttpRequest, wanted: str, kept: Kept | None, problem: str, status: int = 422
) -> HttpResponseBase:
    """The sign-in page with a sentence."""
    form = SignInForm(data={})
    form.errors.clear()
    form.add_error(None, problem)
    return draw_sign_in(request, form, wanted, status, kept)
