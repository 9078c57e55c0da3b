"""The address at which programs sign people up, with the answers that they know."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.letters import send_account
from ngnpanel.brand import looks
from ngnpanel.jsonapi import passports
from ngnpanel.jsonapi.answers import answer, refusal, wait
from ngnpanel.jsonapi.enrolment.signing_up import (
    Closed,
    Place,
    Stopped,
    Taken,
    closed,
    place,
    sign_up,
)
from ngnpanel.jsonapi.enrolment.wanted import language, wanted
from ngnpanel.jsonapi.limits import Limit, TooOften
from ngnpanel.jsonapi.limits import place as household
from ngnpanel.jsonapi.parameters import sent
from ngnpanel.middleware import public
from ngnpanel.soap.errors import Invalid, RemoteError
from ngnpanel.web.faults import Refused, mending, sentence

logger = logging.getLogger(__name__)
HOUR: Final = 3600
VALUE_ERROR: Final = "value_error"
USER_EXISTS: Final = "user_exists"
INTERNAL_ERROR: Final = "internal_error"
PROXIES: Final = ("sip_outbound_proxy", "sip_proxy")
# Properties of the reseller that programs set up their account with, where it has them.
SERVICES: Final = ("xcap_root", "msrp_relay", "conference_server", "ldap_hostname", "ldap_dn")


@public
@csrf_exempt
@sensitive_post_parameters("password")
def enrol(request: HttpRequest) -> HttpResponse:
    """Sign somebody up; existing programs read ``success`` and ``error`` out of the answer."""
    if not settings.ENROLMENT_DOMAIN:
        return refusal(closed(), 404, error=INTERNAL_ERROR)
    if request.method != "POST":
        response = refusal(_("Use POST."), 405, error=VALUE_ERROR)
        response["Allow"] = "POST"
        return response
    try:
        given = sent(request)
    except Refused as problem:
        return refusal(problem.text, 200, error=VALUE_ERROR)
    except RequestDataTooBig:
        return refusal(_("This is too much at once."), 413, error=VALUE_ERROR)
    except (SuspiciousOperation, MultiPartParserError):
        return refusal(_("This request cannot be read."), 200, error=VALUE_ERROR)
    with translation.override(language(given) or translation.get_language()):
        return _answered(given, str(request.META.get("REMOTE_ADDR", "")))


def _answered(given: Mapping[str, Any], ip_address: str) -> HttpResponse:
    try:
        person = wanted(given)
        _require_patience(ip_address)
        where = place()
        account = sign_up(where, person, ip_address)
    except Refused as problem:
        return refusal(problem.text, 200, error=VALUE_ERROR)
    except RuleError as problem:
        return refusal(mending(problem), 200, error=VALUE_ERROR)
    except TooOften as problem:
        text = _("Too many people sign up now. Try again later.")
        return wait(text, 429, problem.seconds, error=INTERNAL_ERROR)
    except Taken:
        text = _("A SIP account with this address exists already. Choose another name.")
        return refusal(text, 200, error=USER_EXISTS)
    except Invalid as error:
        return refusal(sentence(error), 200, error=VALUE_ERROR)
    except (Closed, Stopped, RemoteError) as error:
        logger.warning("Nobody can sign up: %s %s", type(error).__name__, error)
        text = _("Signing up is not possible now. Try again later.")
        return wait(text, 503, 60, error=INTERNAL_ERROR)
    _mail(where, account)
    return answer(_welcome(where, account))


def _require_patience(ip_address: str) -> None:
    """Raises TooOften when too many sign up, from one place or from all over."""
    here, all_over = settings.ENROLMENT_PER_ADDRESS, settings.ENROLMENT_PER_HOUR
    Limit(name="enrolment-place", most=here, seconds=HOUR).take(household(ip_address))
    Limit(name="enrolment", most=all_over, seconds=HOUR).take("all")


def _welcome(where: Place, account: Account) -> dict[str, Any]:
    """Everything that a program needs to set itself up."""
    told = {item.name: item.value.strip() for item in where.reseller.properties}
    look = looks.of(account.reseller, where.api.platform.name)
    proxy = next((told[name] for name in PROXIES if told.get(name)), account.id.domain)
    found: dict[str, Any] = {
        "success": True,
        "sip_address": str(account.id),
        "email": account.email,
        "settings_url": look.panel_url + reverse("json-api"),
        "outbound_proxy": proxy,
        **{name: told[name] for name in SERVICES if told.get(name)},
    }
    if passports.is_on():
        try:
            found["passport"] = passports.issue(account).parts()
        except Refused:
            logger.warning("%s signed up without a certificate", account.id)
    return found


def _mail(where: Place, account: Account) -> None:
    """Where things are, by mail; whoever signed up has the answer in any case."""
    if not settings.ENROLMENT_MAIL:
        return
    try:
        send_account(where.api, account)
    except Refused:
        logger.warning("%s signed up without a mail", account.id)
