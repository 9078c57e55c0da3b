"""Signing in with a client's certificate, by a button: nobody is signed in unasked."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.api import Api
from ngnpanel.factors import arrival
from ngnpanel.middleware import public
from ngnpanel.soap.errors import NotFound, RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.users import certificates, identity, throttle, visits, words
from ngnpanel.users.certificates import Claim
from ngnpanel.users.forms import SignInForm
from ngnpanel.users.identity import Person
from ngnpanel.users.pages import draw_sign_in
from ngnpanel.web.request import own_path
from ngnpanel.web.resending import carried

logger = logging.getLogger(__name__)
PLATFORM = "default"


@public
@never_cache
@require_POST
def login(request: HttpRequest) -> HttpResponseBase:
    """Begin a session for the account of the certificate; one call."""
    wanted = own_path(request.POST.get("next") or "")
    claim = certificates.claimed(request)
    if claim is None:
        return refuse(request, wanted, 403, _("Your browser sent no certificate that counts here."))
    name = claim.account or identity.canonical(request.POST.get("account", ""))
    address = str(request.META.get("REMOTE_ADDR", ""))
    try:
        throttle.begin(name, address)
        person = person_of(claim, name)
    except throttle.TooManyFailures as waiting:
        return refuse(request, wanted, 429, words.too_many(waiting.seconds))
    except RemoteError as error:
        logger.warning("Sign-in is impossible: %s %s", type(error).__name__, error.code)
        throttle.take_back(name, address)
        return refuse(request, wanted, 503, words.away())
    if person is None:
        logger.warning("Sign-in from %s with a certificate failed", address)
        visits.fail(request, name)
        text = _("The certificate does not belong to this account. Sign in with your password.")
        return refuse(request, wanted, 422, text)
    throttle.succeed(name, address)
    return arrival.arrive(request, person, name, wanted, carried(request))


def person_of(claim: Claim, name: str) -> Person | None:
    """The subscriber of the account, if the owner in the certificate is the account's."""
    try:
        wanted = SipId.parse(name)
        account = Api(Platform.named(PLATFORM)).sip.account(wanted)
    except (RuleError, NotFound):
        return None
    # Without a verifier the session could not tell when a password changed.
    is_owned = account.id == wanted and bool(account.owner) and account.owner == claim.owner
    is_sealed = bool(identity.verifier_of(account))
    return identity.person_of(account, PLATFORM) if is_owned and is_sealed else None


def refuse(request: HttpRequest, wanted: str, status: int, problem: str) -> HttpResponseBase:
    """The sign-in page with a sentence; the password still opens the panel."""
    form = SignInForm(data={})
    form.errors.clear()
    form.add_error(None, problem)
    return draw_sign_in(request, form, wanted, status, carried(request))
