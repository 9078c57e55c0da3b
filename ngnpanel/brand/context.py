"""What every template knows about the brand; it replaces the name of ngnpanel.web.context."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ngnpanel.brand import looks
from ngnpanel.brand.looks import Look
from ngnpanel.middleware import actor_of


def branding(request: HttpRequest) -> dict[str, Any]:
    """Context processor: brand, brand_logo, brand_dark_logo, brand_css, support."""
    look = look_of(request)
    return {
        "brand": look.name,
        "brand_logo": look.logo,
        "brand_dark_logo": look.dark_logo,
        "brand_css": look.css,
        "support": look.support,
    }


def look_of(request: HttpRequest) -> Look:
    """The brand that this person should see."""
    actor = actor_of(request)
    if actor is not None:
        return looks.of(actor.reseller, actor.platform)
    # get_host refuses what ALLOWED_HOSTS does not admit; such a request never came this far.
    host = request.get_host().rpartition(":")[0] or request.get_host()
    typed = str(request.POST.get("name", "")).rpartition("@")[2] if request.method == "POST" else ""
    return looks.at_sign_in(host, request.GET.get("domain", "") or typed)
