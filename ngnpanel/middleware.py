"""What every request of the panel goes through: its id, who acts, and remote errors as pages."""

from __future__ import annotations

import ipaddress
import logging
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from ngnpanel import logs
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.audit import recording
from ngnpanel.audit.recording import Scene
from ngnpanel.factors import browsers, duties
from ngnpanel.observing import shown_path
from ngnpanel.soap import errand, metering
from ngnpanel.soap.errors import Denied, NotFound, RemoteError, Unavailable
from ngnpanel.staff import acting, gate
from ngnpanel.users import proof, sessions
from ngnpanel.users.pages import ask_to_sign_in, needs_person
from ngnpanel.web.request import own_path, page_of

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
FOREIGN_ID: Final = re.compile(r"[A-Za-z0-9._-]{3,64}")
# No platform that is back is left alone for longer (soap/breaker.py).
RETRY_SECONDS: Final = "30"
# The customer on whose behalf we call is gone, or its rights are.
IMPERSONATION_REFUSED: Final = 9006


def public(view: View) -> View:
    """Mark a view that answers without sign-in; every other view needs an actor."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def id_for(given: str) -> str:
    """The id of a request: the ``given`` one where it looks like one, else one of ours."""
    return given if FOREIGN_ID.fullmatch(given) else secrets.token_hex(8)


class RequestId:
    """Gives each request an id that its log lines and SOAP calls carry; a proxy may give one."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = id_for(request.headers.get("X-Request-ID", ""))
        token = logs.request_id.set(request_id)
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request_id
        return response


class ClientAddress:
    """Finds out who asks when the proxy that ends HTTPS passes the request on.

    Sign-in counts failures by address; with the proxy's own, one guesser would hold up everybody.
    Only the last address counts, which our proxy noted itself: all before it are the client's word.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.HTTPS:
            noted = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
            # A proxy that notes nothing leaves us its own address.
            with suppress(ValueError):
                request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(noted))
        return self.get_response(request)


class PanelRequest:
    """Knows who acts, counts the SOAP calls, and turns remote errors into pages.

    Sets ``request.actor`` (None for nobody, who only reaches public views) and ``request.api``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Whoever waits for a platform that is away does so once, whatever the page asks.
        with metering.counted() as meter, errand.begun():
            self.admit(request, sessions.current(request))
            with recording.scene(_scene(request)):
                response = self.get_response(request)
        browsers.settle(request, response)
        response["X-Soap-Calls"] = str(meter.calls)
        if response.status_code == 503:
            response.setdefault("Retry-After", RETRY_SECONDS)
        if actor_of(request) is not None:
            # Not for strangers: at sign-in the time would tell which addresses exist.
            response["Server-Timing"] = f"soap;dur={meter.seconds * 1000:.0f}"
            # Nobody else shall read a page from a cache, also not after its reader signed out.
            response.setdefault("Cache-Control", "no-store, private")
        return response

    def admit(self, request: HttpRequest, actor: Actor | None) -> None:
        """Hand the actor and its Api to the views."""
        request.actor = actor  # type: ignore[attr-defined]
        has_none = actor is None or actor.is_support
        request.api = None if has_none else Api.of(actor)  # type: ignore[attr-defined, arg-type]
        if actor is not None:
            logs.know(
                actor=actor.role.value,
                customer=actor.customer,
                reseller=actor.reseller,
                platform=actor.platform,
            )

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Send nobody to the sign-in page, unless the view is for everybody; stop staff."""
        if not needs_person(request):
            return gate.stops(request, actor_of(request)) or duties.lead(request)
        return ask_to_sign_in(request) if request.method == "POST" else to_login(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """The page of a remote error; anything else is a fault of ours and stays one."""
        if isinstance(exception, proof.Needed):
            return proof.ask(request, second=exception.second)
        if not isinstance(exception, RemoteError):
            return None
        logger.info("%s: %s %s", shown_path(request), type(exception).__name__, exception.code)
        if exception.code == IMPERSONATION_REFUSED:
            return self.dismiss(request)
        if isinstance(exception, NotFound):
            return render(request, "404.html", status=404)
        if isinstance(exception, Denied):
            return render(request, "403.html", status=403)
        if not isinstance(exception, Unavailable):
            # Invalid and Conflict belong to a form. Outside of one we asked for nonsense, or the
            # platform speaks of something that we do not know.
            logger.error("%s: the platform refuses a question", request.path, exc_info=exception)
        return unavailable(request, exception)

    def dismiss(self, request: HttpRequest) -> HttpResponseBase:
        """End the session of somebody whom the platform does not know any more.

        Support only leaves the support session: it is somebody else who is gone.
        """
        actor = actor_of(request)
        if actor is not None and actor.support:
            acting.leave(request)
            messages.error(request, _("Who you acted for is not there any more."))
            return redirect("support")
        sessions.end(request)
        self.admit(request, None)
        messages.error(request, _("Your account is not there any more, so you are signed out."))
        return to_login(request, next_page=False)


def _scene(request: HttpRequest) -> Scene:
    """What the audit says of all that this request writes."""
    actor = actor_of(request)
    if actor is not None and actor.staff:
        return acting.scene(request, actor, getattr(request, "support", None))
    return Scene(
        source="panel",
        actor=actor,
        login=int(request.session.get(sessions.LOGIN) or 0),
        address=str(request.META.get("REMOTE_ADDR", "")),
    )


def actor_of(request: HttpRequest) -> Actor | None:
    """Who acts, also on public pages, where it may be nobody."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def unavailable(request: HttpRequest, error: RemoteError) -> HttpResponse:
    """A page, or for htmx a banner, that says that the platform gives no answer that helps."""
    template = "_unavailable.html" if getattr(request, "htmx", False) else "503.html"
    is_unchanged = isinstance(error, Unavailable) and not error.may_have_written
    context = {"is_odd": not isinstance(error, Unavailable), "is_unchanged": is_unchanged}
    return render(request, template, context, status=503)


def to_login(request: HttpRequest, *, next_page: bool = True) -> HttpResponseBase:
    """To the sign-in page, and from there back to where the person wanted to go."""
    htmx = getattr(request, "htmx", None)
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    if htmx:
        wanted = page_of(htmx.current_url)
    address = reverse("login")
    if next_page and own_path(wanted) not in ("", "/"):
        address += "?" + urlencode({"next": wanted})
    return HttpResponseClientRedirect(address) if htmx else redirect(address)
