"""In which language a page is: that of the person, else one that was chosen, else the browser's.

A person's own language (the property ``language`` of the account, the attribute of the customer)
stands in the session since sign-in, so no page asks for it. Who chooses another one in the menu has
it at once and for the session; the browser remembers it for its sign-in page, and nothing is
written to the platform. Staff keep their language in the settings of somebody else.
"""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ngnpanel.middleware import public
from ngnpanel.web import languages
from ngnpanel.web.request import own_path

OWN: Final = "language"
CHOSEN: Final = "chosen-language"


class Language(LocaleMiddleware):
    """Django's own with the session in front; the answer says in which language it is."""

    def process_request(self, request: HttpRequest) -> None:
        """Speak the language of whoever asks."""
        translation.activate(of(request))
        # Templates and Django itself read it there.
        request.LANGUAGE_CODE = translation.get_language()


def of(request: HttpRequest) -> str:
    """The code of the language for a request."""
    for key in (CHOSEN, OWN):
        code = languages.offered(str(request.session.get(key, "")))
        if code:
            return code
    # The cookie, then what the browser prefers, then English.
    return translation.get_language_from_request(request)


def take(request: HttpRequest, code: str) -> None:
    """From here on this is the person's own language; what was chosen before is over."""
    request.session[OWN] = code
    request.session.pop(CHOSEN, None)


@public
@never_cache
@require_POST
def choose(request: HttpRequest) -> HttpResponseBase:
    """Another language for this browser, and back to the page."""
    response = redirect(own_path(request.POST.get("next", "")) or "/")
    code = languages.offered(request.POST.get(settings.LANGUAGE_COOKIE_NAME, ""))
    if code:
        languages.remember(response, code)
        if OWN in request.session:
            request.session[CHOSEN] = code
    return response
