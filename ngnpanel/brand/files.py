"""What browsers fetch of a brand without signing in: its style sheet and its logos."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ngnpanel.brand import colours, looks
from ngnpanel.brand.models import Brand, Logo
from ngnpanel.brand.pictures import EXTENSIONS
from ngnpanel.middleware import public


@public
@require_safe
def style(request: HttpRequest, brand: str, digest: str) -> HttpResponse:
    """The variables of the accent."""
    found = get_object_or_404(Brand, pk=int(brand))
    if not found.accent or looks.sheet_digest(found) != digest:
        raise Http404
    return for_ever(request, colours.sheet(found.accent).encode(), "text/css; charset=utf-8")


@public
@require_safe
def trial(request: HttpRequest, colour: str) -> HttpResponse:
    """The variables of any accent for the preview, which no brand needs to have."""
    sheet = colours.sheet(f"#{colour}", ".brand-preview")
    return for_ever(request, sheet.encode(), "text/css; charset=utf-8")


@public
@require_safe
def picture(request: HttpRequest, brand: str, digest: str, extension: str) -> HttpResponse:
    """A logo; opened by itself it may do nothing at all."""
    logo = Logo.objects.filter(brand_id=int(brand), digest=digest).first()
    if logo is None or EXTENSIONS[logo.content_type] != extension:
        raise Http404
    response = for_ever(request, bytes(logo.content), logo.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    disposition = content_disposition_header(as_attachment=False, filename=f"logo.{extension}")
    response["Content-Disposition"] = disposition or "inline"
    return response


def for_ever(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    """An answer that is the same for everybody: its address changes with its content."""
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    # Nothing here depends on who asks; the session was only looked at on the way.
    request.session.accessed = False
    # A cache must not hand a cookie of one person to others.
    request.session.modified = False
    return response
