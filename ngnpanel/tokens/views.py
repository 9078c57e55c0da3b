"""The pages of tokens: one's own, those that one watches over, and the only look at a new one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ngnpanel.accounts import tasks
from ngnpanel.audit import recording
from ngnpanel.soap.errors import RemoteError
from ngnpanel.tokens import keeping, words
from ngnpanel.tokens.forms import RotateForm, TokenForm
from ngnpanel.tokens.keeping import Made, Owner
from ngnpanel.tokens.models import Token
from ngnpanel.users import proof, sessions
from ngnpanel.web import once
from ngnpanel.web.parts import Status
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

logger = logging.getLogger(__name__)
PERMISSION: Final = "token.manage"
ROWS: Final = 50
ASKS: Final = ["GET", "HEAD", "POST"]


@dataclass(frozen=True, slots=True)
class Line:
    """A token as it is drawn."""

    token: Token
    scopes: list[str]
    doors: str
    status: Status
    is_own: bool

    @property
    def is_alive(self) -> bool:
        """Whether there is something to revoke."""
        return self.token.is_alive

    @property
    def may_rotate(self) -> bool:
        """Whether another one may come in its place."""
        return self.is_own and self.is_alive and self.token.successor_id is None


@require_safe
def tokens(request: ActorRequest) -> HttpResponse:
    """One's own tokens, and those of the customers below; no call."""
    owner = _owner(request)
    own = [_line(token, owner) for token in keeping.of_person(owner.whose)]
    below = keeping.living(keeping.below(owner.actor, owner.login, owner.whose))
    page = Paginator(below.order_by("owner", "name", "pk"), ROWS).get_page(request.GET.get("page"))
    context = {
        "alive": [line for line in own if line.is_alive],
        "dead": [line for line in own if not line.is_alive],
        "below": [_line(token, owner) for token in page],
        "page": page,
        "is_full": sum(line.is_alive for line in own) >= keeping.MOST,
        "most": keeping.MOST,
    }
    return render(request, "tokens/list.html", context)


@never_cache
@require_http_methods(ASKS)
def make(request: ActorRequest) -> HttpResponseBase:
    """A new token, shown in the answer to this very request and never again."""
    owner = _owner(request)
    asked = proof.ask(request)
    if asked is not None:
        return asked
    if request.method != "POST":
        return _draw_form(request, TokenForm(actor=owner.actor, whose=owner.whose))
    form = TokenForm(request.POST, actor=owner.actor, whose=owner.whose)
    if not form.is_valid():
        return _draw_form(request, form, 422)
    if not _is_first(request):
        return redirect("token-list")
    try:
        made = keeping.make(owner, form.to_wish())
    except keeping.TooMany:
        text = _("You have %(most)s tokens, which is as many as there may be. Revoke one first.")
        form.add_error(None, text % {"most": keeping.MOST})
        return _draw_form(request, form, 422)
    _note_made(made.token)
    _tell(request, made.token)
    return _show(request, made)


@never_cache
@require_http_methods(ASKS)
def rotate(request: ActorRequest, number: int) -> HttpResponseBase:
    """A new token in the place of one's own, which still works for a while."""
    owner = _owner(request)
    asked = proof.ask(request)
    if asked is not None:
        return asked
    old = keeping.living(keeping.of_person(owner.whose)).filter(pk=number, successor=None).first()
    if old is None:
        raise Http404
    form = RotateForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "line": _line(old, owner), "once": once.token()}
        status = 422 if form.errors else 200
        return render(request, "tokens/rotate.html", context, status=status)
    made = keeping.rotate(owner, old, form.to_overlap()) if _is_first(request) else None
    if made is None:
        return redirect("token-list")
    old.refresh_from_db()
    recording.note(
        "token",
        "rotate",
        str(old),
        {"successor": (None, str(made.token)), "ends": (None, old.ends.isoformat())},
        customer=old.customer,
        reseller=old.reseller,
    )
    _tell(request, made.token)
    return _show(request, made, old)


@never_cache
@require_http_methods(ASKS)
def revoke(request: ActorRequest, number: int) -> HttpResponseBase:
    """End a token at once, one's own or one below; without proof, since it must be quick."""
    owner = _owner(request)
    own = Token.objects.filter(whose=owner.whose)
    is_own = own.filter(pk=number).exists()
    rows = own if is_own else keeping.below(owner.actor, owner.login, owner.whose)
    token = rows.filter(pk=number).first()
    if token is None:
        raise Http404
    if request.method != "POST":
        return render(request, "tokens/revoke.html", {"line": _line(token, owner)})
    reason = Token.OWNER if is_own else Token.ABOVE
    if keeping.revoke(Token.objects.filter(pk=token.pk), reason):
        recording.note(
            "token", "revoke", str(token), customer=token.customer, reseller=token.reseller
        )
        text = _("The token %(name)s is revoked: it opens nothing any more.")
    else:
        text = _("The token %(name)s had ended already.")
    messages.success(request, text % {"name": token.name})
    return redirect("token-list")


def _owner(request: ActorRequest) -> Owner:
    """The person at work; 403 for subscribers, and for support, which acts for somebody else."""
    actor = request.actor
    acts_for_another = actor.staff or actor.support or actor.rights is not None
    if acts_for_another or not may(actor, PERMISSION):
        raise PermissionDenied
    return Owner(
        actor=actor,
        login=0 if actor.is_administrator else int(request.session[sessions.LOGIN]),
        whose=sessions.whose(request, actor),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )


def _is_first(request: ActorRequest) -> bool:
    """Whether this drawing of the form is sent for the first time."""
    if once.is_first("token", request.POST.get("once", "")):
        return True
    messages.info(
        request,
        _(
            "This was sent before, and nothing is made twice. A token is shown once: if you did not"
            " note it, revoke it and make another one."
        ),
    )
    return False


def _note_made(token: Token) -> None:
    changes: dict[str, Any] = {
        "scopes": (None, ", ".join(token.scopes)),
        "doors": (None, ", ".join(token.doors)),
        "networks": (None, ", ".join(token.networks)),
        "ends": (None, token.ends.isoformat()),
    }
    recording.note(
        "token",
        "make",
        str(token),
        changes,
        customer=token.customer,
        reseller=token.reseller,
    )


def _tell(request: ActorRequest, token: Token) -> None:
    """Mail the owner that there is a new token, where such mails are sent; one call.

    Whoever found an open session must not be able to leave one behind unseen.
    """
    if not settings.SECURITY_MAILS or not token.login:
        return
    try:
        customer = request.api.customers.customer(token.login)
    except RemoteError as error:
        logger.warning("Nobody is told of a new token: %s", type(error).__name__)
        return
    tasks.tell_change(customer, [tasks.API_TOKENS], token.made_from, platform=token.platform)


def _draw_form(request: ActorRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "once": once.token()}
    return render(request, "tokens/make.html", context, status=status)


def _show(request: ActorRequest, made: Made, old: Token | None = None) -> HttpResponse:
    context = {
        "text": made.text,
        "token": made.token,
        "old": old,
        "opens_soap": "soap" in made.token.doors,
        "opens_json": "json" in made.token.doors,
    }
    return render(request, "tokens/made.html", context)


def _line(token: Token, owner: Owner) -> Line:
    return Line(
        token,
        words.scope_words(token.scopes),
        words.door_words(token),
        words.status_of(token),
        token.whose == owner.whose,
    )
