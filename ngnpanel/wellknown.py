"""What programs of strangers look for at fixed addresses: whom to tell of a hole, what to leave."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from ngnpanel.middleware import public

PLAIN: Final = "text/plain; charset=utf-8"
# RFC 9116 wants a date less than a year away.
HOLDS: Final = timedelta(days=180)


@public
@require_safe
def security_text(_request: HttpRequest) -> HttpResponse:
    """RFC 9116; missing until the operator names a contact (SECURITY_CONTACT)."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    address = contact if ":" in contact else f"mailto:{contact}"
    until = (datetime.now(UTC) + HOLDS).strftime("%Y-%m-%dT00:00:00Z")
    languages = ", ".join(code for code, _name in settings.LANGUAGES)
    lines = [
        f"Contact: {address}",
        f"Expires: {until}",
        f"Preferred-Languages: {languages}",
        f"Canonical: {settings.BASE_URL}{reverse('security-text')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", PLAIN)


@public
@require_safe
def robots(_request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", PLAIN)
