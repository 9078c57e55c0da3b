"""Tokens in words: what they may, where from, and how they stand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.tokens import scopes
from ngnpanel.tokens.models import JSON, SOAP, Token
from ngnpanel.web.parts import Status

DOORS: Final = {JSON: _("JSON API"), SOAP: _("SOAP server")}
REASONS: Final[dict[str, str | Promise]] = {
    Token.OWNER: _("Revoked by its owner"),
    Token.ABOVE: _("Revoked by the provider"),
    Token.RESET: _("Revoked with a new password"),
    Token.GONE: _("Revoked: its owner is gone"),
}
# Days before the end at which a token is drawn as one that needs attention.
SOON: Final = 7


def doors() -> tuple[str, ...]:
    """The doors that this installation has: another platform's SOAP server is not ours."""
    return (JSON, SOAP) if settings.LOCAL else (JSON,)


def scope_words(names: Iterable[str]) -> list[str]:
    """What a token may, in the order of the areas: one sentence about reading, one about changing.

    An area that may be changed is not named among those that are read.
    """
    given = set(names)
    changed = [area for area in scopes.AREAS if f"{area.name}.{scopes.CHANGE}" in given]
    read = [
        area
        for area in scopes.AREAS
        if f"{area.name}.{scopes.READ}" in given and area not in changed
    ]
    found = []
    if scopes.READ_ALL in given:
        found.append(_now("Reads everything"))
    elif read:
        found.append(_now("Reads: %(areas)s") % {"areas": _listed(read)})
    if changed:
        found.append(_now("Reads and changes: %(areas)s") % {"areas": _listed(changed)})
    return found


def door_words(token: Token) -> str:
    """Which doors it opens."""
    return ", ".join(str(DOORS[door]) for door in token.doors if door in DOORS)


def status_of(token: Token) -> Status:
    """How it stands."""
    now = timezone.now()
    if token.revoked is not None:
        return Status(REASONS.get(token.reason, _("Revoked")), "red", "circle-x")
    if token.ends <= now:
        return Status(_("Has ended"), "grey", "clock")
    if token.successor_id is not None:
        return Status(_("Replaced, still works"), "amber", "repeat")
    if token.ends - now <= timedelta(days=SOON):
        return Status(_("Ends soon"), "amber", "alert-triangle")
    return Status(_("Works"), "green", "circle-check")


def _listed(areas: Iterable[scopes.Area]) -> str:
    return ", ".join(str(area.label) for area in areas)
