"""Who asks and about which account: Digest or a token with each request, or a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber.subject import Subject, address_for
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.audit import recording
from ngnpanel.jsonapi import bearer
from ngnpanel.jsonapi.actions.action import Action
from ngnpanel.jsonapi.limits import Limit
from ngnpanel.middleware import actor_of
from ngnpanel.soap.errors import NotFound
from ngnpanel.tokens import scopes
from ngnpanel.tokens.models import Token
from ngnpanel.users import digest, proof
from ngnpanel.web import reach
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

# A program that reads its journal every second stays far below it.
PER_ACCOUNT: Final = Limit(name="api", most=300, seconds=60)
PER_PLACE: Final = Limit(name="api-open", most=60, seconds=60)
ELSEWHERE: Final = frozenset({"cross-site", "same-site"})


class Forbidden(Exception):
    """The request does not come from where it has to, or may not do this; ``text`` says it.

    ``scope`` is what a token lacks.
    """

    def __init__(self, text: str, scope: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.scope = scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks; ``account`` is the record that a proof in this request was checked with.

    ``token`` is the API token that proved it.
    """

    actor: Actor
    account: Account | None = None
    token: Token | None = None

    @property
    def proved_now(self) -> bool:
        """Whether a password came with this very request."""
        return self.account is not None


def caller(request: HttpRequest) -> Caller:
    """Who sent this request; raises digest.Unproved for nobody."""
    if request.headers.get("Authorization", "").lower().startswith("digest"):
        proof = digest.authenticate(request)
        return Caller(actor=proof.person.actor, account=proof.account)
    if bearer.is_bearer(request):
        found = bearer.authenticate(request)
        return Caller(actor=found.actor, token=found.token)
    actor = actor_of(request)
    if actor is None:
        raise digest.Unproved
    if actor.is_support:
        raise Forbidden(_("Staff asks in a support session alone."))
    return Caller(actor=actor)


def realm(request: HttpRequest, given: Mapping[str, Any], address: str) -> str:
    """The domain in which a bare username is looked up; without a hint the name of this host."""
    account = address or str(given.get("account", ""))
    hinted = str(given.get("realm", "")) or account.rpartition("@")[2]
    is_name = hinted.isascii() and hinted.isprintable() and not set(hinted) & set('"\\ ')
    if hinted and is_name and len(hinted) <= 253:
        return hinted.lower()
    return request.get_host().rpartition(":")[0] or request.get_host()


def subject(request: HttpRequest, given: Mapping[str, Any], address: str, who: Caller) -> Subject:
    """The account that the request is about; what is not the caller's to see is a 404."""
    asked = cast("ActorRequest", request)
    asked.actor, asked.api = who.actor, Api.of(who.actor)
    turn_to(who)
    id = address_for(asked, address or _named(given, who))
    if who.account is not None and who.account.id == id:
        return Subject(account=who.account, actor=who.actor, api=asked.api)
    try:
        return Subject(account=asked.api.sip.account(id), actor=who.actor, api=asked.api)
    except NotFound:
        raise Http404 from None


def turn_to(who: Caller) -> None:
    """From here on the audit says that a program acts, and with which token."""
    if who.token is None:
        recording.turn_to(who.actor, "program")
    else:
        recording.turn_to(who.actor, "program", login=who.token.login, reason=f"token {who.token}")


def require_right(who: Caller, permission: str) -> None:
    """Raises Forbidden for what the person, or the token, is not to do at all.

    Staff that acts for nobody has no rights on the platform, so nothing to ask for here.
    """
    if may(who.actor, permission) and not who.actor.is_support:
        return
    lacks = who.token is not None and permission not in (who.actor.rights or ())
    scope = scopes.needed_for(permission) if lacks else ""
    raise Forbidden(
        _("This token may not do that: it lacks %(scope)s.") % {"scope": scope}
        if scope
        else _("You may not do this."),
        scope,
    )


def take(who: Caller, address: str) -> None:
    """One more request about an account; that of a token was counted with the token."""
    if who.token is None:
        PER_ACCOUNT.take(f"{who.actor.platform}:{address}")


def _named(given: Mapping[str, Any], who: Caller) -> str:
    account, domain = str(given.get("account", "")), str(given.get("realm", ""))
    own = who.actor.account
    if not account:
        if not own:
            raise Refused(_("%(name)s is missing.") % {"name": "account"})
        return own
    if "@" in account:
        return account
    return f"{account}@{domain or own.rpartition('@')[2]}"


def require_reach(request: HttpRequest, who: Caller, action: Action) -> None:
    """What support may ask for, and how it proves to be there; raises Forbidden.

    A token needs the same scopes, and proves nothing besides.
    """
    actor = who.actor
    if who.token is not None:
        found = reach.PROGRAM.get(action.name)
        wanted = found and (found.write if action.changes else found.read)
        if wanted:
            require_right(who, wanted)
        return
    if not actor.staff:
        return
    if not reach.may_ask(actor, action.name, writes=action.changes):
        raise Forbidden(_("You may not do this."))
    known = reach.PROGRAM.get(action.name)
    is_dangerous = known is not None and known.is_dangerous
    if is_dangerous and not proof.is_fresh(request, second=True):
        raise Forbidden(_("Prove first on a page of the panel that it is you."))


def require_intent(request: HttpRequest, who: Caller) -> None:
    """A change is meant by whoever sends it; raises Forbidden when another site may have sent it.

    A browser adds its session, or a password that it remembers, to whatever any page asks for. With
    a session the token of the panel's pages has to come along. With Digest no browser may say that
    the request began elsewhere; other programs say nothing about it. No browser adds an API token.
    """
    if who.token is not None:
        if request.method != "POST":
            raise Forbidden(_("Send changes by POST."))
        return
    if request.headers.get("Sec-Fetch-Site", "") in ELSEWHERE:
        raise Forbidden(_("This request comes from another site."))
    if who.proved_now:
        return
    if request.method != "POST":
        raise Forbidden(_("Send changes by POST."))
    check = CsrfViewMiddleware(lambda _request: HttpResponse())
    check.process_request(request)
    if check.process_view(request, _unsafe, (), {}) is not None:
        raise Forbidden(_("Send the token of the panel in the header X-CSRFToken."))


def _unsafe(_request: HttpRequest) -> HttpResponse:
    """A view that is not exempt, for the check of the token."""
    return HttpResponse()
