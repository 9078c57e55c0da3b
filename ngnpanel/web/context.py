"""What every template knows: the brand, who acts, and the way around."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest

from ngnpanel.actor import Actor
from ngnpanel.web import navigation
from ngnpanel.web.permissions import may

BRAND: Final = "NGN Panel"


def panel(request: HttpRequest) -> dict[str, Any]:
    """Context processor; pages before sign-in and pages of errors get the brand alone."""
    context: dict[str, Any] = {"brand": BRAND}
    actor: Actor | None = getattr(request, "actor", None)
    context["actor"] = actor
    context["searches_all"] = actor is not None and may(actor, "search.view")
    match = request.resolver_match
    if actor is None or match is None:
        return context
    url_name = match.url_name or ""
    address = match.kwargs.get("address", "")
    if address:
        context |= {
            **navigation.tabs(navigation.subscriber(address, url_name, actor=actor)),
            "address": address,
            "acts_for_another": actor.account != address,
        }
    if not actor.is_subscriber:
        sections = navigation.panel(actor, url_name)
        context |= {"navigation": sections, "section": navigation.current(sections)}
    return context
