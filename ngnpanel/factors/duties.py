"""Whoever must have a second step and has none is led to the page that sets one up.

What is due is found out at sign-in and at each look at the platform, and stands in the session, so
that no page asks for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from ngnpanel.actor import Actor
from ngnpanel.factors import keeping, policies
from ngnpanel.factors.models import ASKED, NONE, REQUIRED, Asked
from ngnpanel.factors.policies import Rule

# In the session: REQUIRED while no other page opens; ASKED while the page may be left.
DUTY: Final = "second-step-duty"
# Who may do without is asked again after so many days.
ASK_AGAIN: Final = timedelta(days=30)
# What opens nevertheless: the way to a second step, out, and to another language.
OPEN: Final = frozenset(
    {
        *("own-factor-set-up", "own-factor-app-add", "own-factor-passkey-add", "factor-later"),
        *("confirm", "confirm-passkey", "login", "login-second", "logout", "language", "healthz"),
        *("brand-style", "brand-picture"),
    }
)


def due(rule: Rule, since: datetime | None, now: datetime) -> str:
    """What is due of somebody without a second step who was first told ``since``."""
    if rule.demand == REQUIRED and (since or now) + timedelta(days=rule.days) > now:
        return ASKED
    return rule.demand


def begin(request: HttpRequest, actor: Actor, whose: str) -> str:
    """What is due of the person who just signed in; empty for nothing, and when it was just asked.

    Also notes it in the session.
    """
    duty, row = _of(actor, whose)
    request.session.pop(DUTY, None)
    if duty == REQUIRED:
        request.session[DUTY] = duty
        return duty
    if duty == ASKED and row is not None:
        now = timezone.now()
        if row.last is not None and row.last > now - ASK_AGAIN and not _is_required(actor):
            return ""
        Asked.objects.filter(pk=row.pk).update(last=now)
        return duty
    return ""


def look(request: HttpRequest, actor: Actor, whose: str) -> None:
    """Find out again what is due, for a session that goes on."""
    if actor.support or request.method not in ("GET", "HEAD"):
        return
    duty, _row = _of(actor, whose)
    if duty == REQUIRED:
        request.session[DUTY] = duty
    else:
        request.session.pop(DUTY, None)


def lead(request: HttpRequest) -> HttpResponseBase | None:
    """Instead of a page that does not open before there is a second step."""
    if request.session.get(DUTY) != REQUIRED or getattr(request, "actor", None) is None:
        return None
    match = request.resolver_match
    if match is not None and match.url_name in OPEN:
        return None
    wanted = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    address = way(REQUIRED, wanted)
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(way(REQUIRED, ""))
    return redirect(address)


def way(duty: str, wanted: str) -> str:
    """The page that sets a second step up, and leads on afterwards."""
    del duty
    address = reverse("own-factor-set-up")
    return f"{address}?{urlencode({'next': wanted})}" if wanted not in ("", "/") else address


def until(actor: Actor, whose: str) -> datetime | None:
    """Until when the person may do without; None where nothing is required."""
    rule = policies.of(actor)
    if rule.demand != REQUIRED:
        return None
    row = Asked.objects.filter(whose=whose).first()
    return (row.since if row else timezone.now()) + timedelta(days=rule.days)


def fulfil(request: HttpRequest) -> None:
    """There is a second step now."""
    request.session.pop(DUTY, None)


def is_due(request: HttpRequest) -> bool:
    """Whether no other page opens."""
    return bool(request.session.get(DUTY) == REQUIRED)


def may_trust(actor: Actor) -> bool:
    """Whether a browser may be trusted for a while."""
    return settings.TRUST_DAYS > 0 and policies.of(actor).may_trust


def _of(actor: Actor, whose: str) -> tuple[str, Asked | None]:
    rule = policies.of(actor)
    if rule.demand == NONE or actor.support or keeping.has_any(whose):
        return "", None
    row, _is_new = Asked.objects.get_or_create(whose=whose)
    return due(rule, row.since, timezone.now()), row


def _is_required(actor: Actor) -> bool:
    return policies.of(actor).demand == REQUIRED
