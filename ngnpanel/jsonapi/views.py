"""The address of the API: one for programs that name their action in a field, one for each action.

The first is that of the programs that exist; it answers a refusal with 200, as they expect it. The
second tells by its status as well what became of a request.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jsonapi import bearer, gate
from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.jsonapi.actions.action import Action, Asked
from ngnpanel.jsonapi.answers import answer, private, refusal, wait
from ngnpanel.jsonapi.description import described
from ngnpanel.jsonapi.limits import TooOften, place
from ngnpanel.jsonapi.lists import COUNT, LISTS, START, Wanted, job
from ngnpanel.jsonapi.parameters import sent, values
from ngnpanel.middleware import public
from ngnpanel.soap.errors import Denied, RemoteError, Unavailable
from ngnpanel.users import digest, throttle
from ngnpanel.web.faults import Refused, mending, sentence

logger = logging.getLogger(__name__)
METHODS: Final = ("GET", "HEAD", "POST")
LOOKS: Final = ("GET", "HEAD")
LOCATION: Final = "get_location"
REFUSALS: Final = (
    *(Refused, RuleError, RemoteError, Http404, TooOften, throttle.TooManyFailures),
    *(SuspiciousOperation, MultiPartParserError),
)
NOWHERE: Final = dict.fromkeys(("country", "city", "code", "region"), "")


@public
@csrf_exempt
def call(request: HttpRequest, address: str = "", action: str = "") -> HttpResponseBase:
    """One action on one account."""
    if request.method not in METHODS:
        return _not_allowed(_("Use GET or POST."), METHODS)
    if not action and is_person(request):
        return redirect("/")

    def act(given: Mapping[str, Any]) -> HttpResponseBase:
        return _answered(request, given, address, action or str(given.get("action", "")))

    return answering(request, act, address=address, status=422 if action else 200)


@public
@csrf_exempt
def look(request: HttpRequest, name: str) -> HttpResponseBase:
    """One window of a list."""
    if request.method not in LOOKS:
        return _not_allowed(_("Use GET."), LOOKS)
    found = LISTS[name]

    def act(given: Mapping[str, Any]) -> HttpResponse:
        who = _looker(request, found.permission)
        wanted = values(given, (*found.parameters, START, COUNT))
        return answer(found.answered(Wanted(actor=who, api=Api.of(who), values=wanted)))

    return answering(request, act)


@public
@csrf_exempt
def look_at_job(request: HttpRequest, number: str) -> HttpResponseBase:
    """One job and how far it is."""
    if request.method not in LOOKS:
        return _not_allowed(_("Use GET."), LOOKS)

    def act(_given: Mapping[str, Any]) -> HttpResponse:
        found = job(_looker(request, LISTS["jobs"].permission), number)
        return refusal(_("There is no such job."), 404) if found is None else answer(found)

    return answering(request, act)


def _looker(request: HttpRequest, permission: str) -> Actor:
    """Who asks for what is no account's; raises as the gate does."""
    who = gate.caller(request)
    gate.require_right(who, permission)
    gate.take(who, f"customer {who.actor.customer}")
    return who.actor


def _not_allowed(text: str, methods: tuple[str, ...]) -> HttpResponse:
    response = refusal(text, 405)
    response["Allow"] = ", ".join(methods)
    return response


def answering(
    request: HttpRequest,
    act: Callable[[Mapping[str, Any]], HttpResponseBase],
    *,
    address: str = "",
    status: int = 422,
) -> HttpResponseBase:
    """What ``act`` makes of all that was sent, or why not; ``status`` is that of a wrong value."""
    given: Mapping[str, Any] = {}
    try:
        given = sent(request)
        bearer.require_in_header(request, given)
        return act(given)
    except digest.Unproved as problem:
        return challenged(problem, gate.realm(request, given, address))
    except gate.Forbidden as problem:
        return forbidden(problem, gate.realm(request, given, address))
    except bearer.Misplaced:
        return misplaced()
    except REFUSALS as problem:
        return _refused(problem, status)


def is_person(request: HttpRequest) -> bool:
    """Whether a browser opens the address of the settings that a program was given."""
    wants_page = "text/html" in request.headers.get("Accept", "")
    return wants_page and request.method == "GET" and "action" not in request.GET


def _refused(problem: Exception, status: int) -> HttpResponse:
    """What a caller reads whose request came to nothing; ``status`` is that of a wrong value."""
    match problem:
        case Refused():
            return refusal(problem.text, status)
        case RuleError():
            return refusal(mending(problem), status)
        case RemoteError():
            return remote_refusal(problem, status)
        case Http404():
            return refusal(_("There is no such account."), 404)
        case TooOften() | throttle.TooManyFailures():
            return too_often(problem.seconds)
        case RequestDataTooBig():
            return refusal(_("This is too much at once."), 413)
        case _:
            return refusal(_("This request cannot be read."), status)


def _answered(
    request: HttpRequest, given: Mapping[str, Any], address: str, name: str
) -> HttpResponseBase:
    ip_address = str(request.META.get("REMOTE_ADDR", ""))
    if name == LOCATION:
        # Nothing here knows where addresses lie, so every caller is nowhere.
        gate.PER_PLACE.take(place(ip_address))
        return answer(NOWHERE)
    who = gate.caller(request)
    action = ACTIONS.get(name)
    if action is None:
        raise Refused(_("There is no such action."))
    gate.require_right(who, action.permission)
    gate.require_reach(request, who, action)
    if action.changes:
        gate.require_intent(request, who)
    subject = gate.subject(request, given, address, who)
    gate.take(who, subject.address)
    if not subject.has_tab(action.tab):
        raise Refused(_("This account does not have that."))
    asked = Asked(
        subject=subject,
        values=values(given, action.parameters),
        ip_address=ip_address,
        is_own=who.actor.is_subscriber,
        proved_now=who.proved_now,
        is_secure=request.is_secure(),
    )
    return _done(action, asked)


def _done(action: Action, asked: Asked) -> HttpResponseBase:
    result = action.run(asked)
    if action.changes:
        logger.info("%s for %s", action.name, asked.subject.address)
    return private(result) if isinstance(result, HttpResponseBase) else answer(result)


def challenged(problem: digest.Unproved, realm: str) -> HttpResponse:
    """Nobody is proved: how to, in both schemes; who sent a token reads about tokens alone."""
    if isinstance(problem, bearer.Unproved):
        response = refusal(_("This token opens nothing here."), 401)
        response["WWW-Authenticate"] = bearer.challenge(realm, error="invalid_token")
        return response
    response = refusal(_("Sign in with the address and its password."), 401)
    offers = (digest.challenge(realm, stale=problem.stale), bearer.challenge(realm))
    # In one line, Digest first: older programs read the first scheme alone.
    response["WWW-Authenticate"] = ", ".join(offers)
    return response


def forbidden(problem: gate.Forbidden, realm: str) -> HttpResponse:
    """Not allowed; a token reads which scope it lacks."""
    response = refusal(problem.text, 403)
    if problem.scope:
        response["WWW-Authenticate"] = bearer.challenge(
            realm, error="insufficient_scope", scope=problem.scope
        )
    return response


def misplaced() -> HttpResponse:
    """A token stood where it may have been read; nothing of it is said again."""
    text = _(
        "A token belongs in the header Authorization alone. Others may have read this one: "
        "revoke it and make another one."
    )
    return refusal(text, 400)


def too_often(seconds: int) -> HttpResponse:
    """Somebody asked too often, or with too many wrong passwords."""
    text = _("Too many requests. Wait %(seconds)s s, then try again.") % {"seconds": seconds}
    return wait(text, 429, seconds)


def remote_refusal(error: RemoteError, status: int) -> HttpResponse:
    """What the platform said, in the words of the panel."""
    if isinstance(error, Unavailable):
        return wait(sentence(error), 503, 30)
    if isinstance(error, Denied):
        return refusal(_("You may not do this."), 403)
    return refusal(sentence(error), status)


@public
@csrf_exempt
def description(request: HttpRequest) -> HttpResponse:
    """What all this is, for programs that write programs."""
    if request.method not in LOOKS:
        return _not_allowed(_("Use GET."), LOOKS)
    return answer(described())
