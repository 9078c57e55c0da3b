"""Whose pages these are: a reseller has its own, the administrator those of all."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest


def permit(request: ActorRequest, permission: str) -> None:
    """403 for those who have no such pages."""
    if not may(request.actor, permission):
        raise PermissionDenied


def title_of(request: ActorRequest, reseller: int, permission: str) -> str:
    """Whose pages the administrator looks at, empty for a reseller's own; at most one call.

    404 for everything that is not this person's.
    """
    permit(request, permission)
    if reseller > rules.MAX_INT:
        raise Http404
    if not request.actor.is_administrator:
        if reseller != request.actor.reseller or not reseller:
            raise Http404
        return ""
    if not reseller:
        return _("The platform itself")
    customer = request.api.customers.customer(reseller)
    if not customer.is_reseller:
        raise Http404
    return customer.title
