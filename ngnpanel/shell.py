"""What goes round every answer, whoever made it: the name that was asked for, and the headers.

The pages' own Content-Security-Policy is in the settings. What is no page (files, envelopes,
refusals of the middleware) gets one here that lets it do nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_callable

from ngnpanel.launch.soap_path import PREFIX

GetResponse = Callable[[HttpRequest], HttpResponseBase]
METHODS: Final = ("GET", "HEAD", "POST")
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What browsers say of a request that a page of another origin sent (Fetch Metadata).
ELSEWHERE: Final = frozenset({"cross-site", "same-site"})
# Files, envelopes and refusals: opened by themselves they load, run, send and frame nothing.
INERT: Final = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
)
# The panel copies to the clipboard and asks for passkeys; it needs no other power of a browser.
NO_POWERS: Final = ", ".join(
    f"{name}=()"
    for name in (
        *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
        *("idle-detection", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock"),
        *("serial", "usb", "xr-spatial-tracking"),
    )
)
HEADERS: Final = {
    "Content-Security-Policy": INERT,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": NO_POWERS,
    "X-Permitted-Cross-Domain-Policies": "none",
    # Only what says itself that it is the same for everybody is kept by anybody.
    "Cache-Control": "no-store, private",
}
UNKNOWN_NAME: Final = "This server is not reached under this name.\n"
WRONG_METHOD: Final = "This address takes GET, HEAD and POST.\n"


class Shell:
    """The outermost middleware: refuses foreign host names and completes the headers.

    SOAP calls come under any name: old clients have addresses of their own, and the endpoint
    repeats no name that it does not know.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request) if _is_known(request) else _unknown()
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response


class OwnForms:
    """Before a page is asked: methods that no page has, and forms that other pages send.

    Views for programs (exempt from tokens) look after both themselves.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """The refusal, or None."""
        if getattr(view, "csrf_exempt", False):
            return None
        if request.method not in METHODS:
            response = HttpResponse(WRONG_METHOD, "text/plain; charset=utf-8", status=405)
            response["Allow"] = ", ".join(METHODS)
            return response
        if request.method not in SAFE and is_from_elsewhere(request):
            refuse: Callable[..., HttpResponseBase] = get_callable(settings.CSRF_FAILURE_VIEW)
            return refuse(request, reason="Another site sent this form.")
        return None


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a page of another origin sent the request, unless the operator trusts that one."""
    trusted = request.headers.get("Origin") in settings.CSRF_TRUSTED_ORIGINS
    return request.headers.get("Sec-Fetch-Site") in ELSEWHERE and not trusted


def _is_known(request: HttpRequest) -> bool:
    if request.path_info == PREFIX or request.path_info.startswith(f"{PREFIX}/"):
        return True
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _unknown() -> HttpResponse:
    return HttpResponse(UNKNOWN_NAME, "text/plain; charset=utf-8", status=400)
