"""What follows a right password, a certificate or a passkey: the second step, and the way in."""

from __future__ import annotations

import logging
from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.factors import browsers, duties, keeping, pages, telling
from ngnpanel.users import proof, sessions, visits
from ngnpanel.users.identity import Person
from ngnpanel.users.pages import draw_again
from ngnpanel.web.resending import Kept

logger = logging.getLogger(__name__)
ALL: Final = (proof.PASSWORD, proof.SECOND)


def arrive(
    request: HttpRequest, person: Person, name: str, wanted: str, kept: Kept | None
) -> HttpResponseBase:
    """Let in whoever has no second step or does not need it here, and ask all others for it.

    ``name`` is what was typed, ``wanted`` where the person wanted to go, ``kept`` what was posted.
    """
    whose = visits.whose(person.actor, person.login)
    if keeping.has_any(whose) and not _is_spared(request, person.actor, whose):
        held = sessions.hold(request, person, name, wanted)
        return pages.draw_second(request, held, kept) if kept else redirect("login-second")
    sessions.begin(request, person, name)
    return enter(request, person.actor, whose, name, wanted=wanted, kept=kept)


def arrive_by_passkey(
    request: HttpRequest, person: Person, wanted: str, kept: Kept | None
) -> HttpResponseBase:
    """Let in whoever signed with a passkey that looked at its holder: two steps in one."""
    sessions.begin(request, person, "", ALL)
    whose = visits.whose(person.actor, person.login)
    return enter(request, person.actor, whose, "", wanted=wanted, kept=kept)


def enter(
    request: HttpRequest,
    actor: Actor,
    whose: str,
    name: str,
    *,
    wanted: str,
    kept: Kept | None,
    trust_days: int = 0,
) -> HttpResponseBase:
    """The session has begun: remember the browser, say hello, and lead on."""
    is_known = browsers.see(request, whose, name, actor.platform, days=trust_days)
    logger.info("%s %s signed in", actor.role.value, actor.account or actor.customer)
    if not is_known:
        telling.of_sign_in(request, whose)
    messages.success(request, _("You are signed in as %(name)s.") % {"name": actor.name})
    duty = duties.begin(request, actor, whose)
    if kept:
        return draw_again(request, kept)
    return redirect(duties.way(duty, wanted) if duty else wanted or "/")


def _is_spared(request: HttpRequest, actor: Actor, whose: str) -> bool:
    return duties.may_trust(actor) and browsers.is_trusted(request, whose)
