"""The sign-in page, and the one that sends again what was posted without a session."""

from __future__ import annotations

from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token

from ngnpanel.users import certificates
from ngnpanel.users.forms import ConfirmForm, SignInForm
from ngnpanel.web.resending import Kept, posted

# Browsers say where a request comes from, and no page can make them say something else.
OWN_SITE: Final = "same-origin"
# The pages of the platform's administrator ask for a password themselves.
OWN_SIGN_IN: Final = "admin"


def draw_sign_in(
    request: HttpRequest,
    form: SignInForm,
    wanted: str,
    status: int = 200,
    kept: Kept | None = None,
) -> HttpResponse:
    """The page, with a button for whoever comes with a certificate; it carries ``kept`` along."""
    claim = certificates.claimed(request)
    context = {"form": form, "next": wanted, "certificate": claim, "kept": kept}
    return render(request, "users/login.html", context, status=status)


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Instead of a post without a session: 403, the sign-in page, which loses nothing of it.

    A page of htmx stays as it is, with a sentence about it.
    """
    if getattr(request, "htmx", False):
        text = _(
            "You were signed out meanwhile. What you entered is still here: "
            "save it, and you can sign in without losing it."
        )
        return _told(request, text)
    return draw_sign_in(request, SignInForm(), "", 403, posted(request))


def draw_again(request: HttpRequest, post: Kept, status: int = 200) -> HttpResponse:
    """The page of a signed-in person that sends ``post`` again with a press of its button."""
    return render(request, "users/again.html", {"kept": post}, status=status)


def draw_confirm(
    request: HttpRequest,
    *,
    second: bool,
    wanted: str = "",
    kept: Kept | None = None,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page that asks whether it is still the person; it carries ``kept`` along.

    By passkey, else with ``second`` by a code, else by the password.
    """
    from ngnpanel.factors.pages import CodeForm, ways  # they draw the sign-in page as well
    from ngnpanel.users import proof

    means = ways(request, proof.whose(request))
    needs_code = second and means["factors"].has_any
    context = {
        "form": form or (CodeForm() if needs_code else ConfirmForm()),
        "needs_code": needs_code,
        "second": second,
        "next": wanted,
        "kept": kept,
        **means,
    }
    return render(request, "users/confirm.html", context, status=status)


def draw_confirmed(request: HttpRequest, post: Kept) -> HttpResponse:
    """The page that sends ``post`` now that the person proved to be there."""
    return render(request, "users/confirmed.html", {"kept": post})


def ask_elsewhere(request: HttpRequest) -> HttpResponse:
    """Instead of a post of htmx that needs a proof first; the page stays as it is."""
    text = _("Confirm first that it is you: sign out and in again, then save it once more.")
    return _told(request, text)


@requires_csrf_token
def refuse_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's answer to a post with a wrong token: 403.

    A page of ours that was open since before the last sign-in has an old one; what it sent is kept.
    Whatever may come from elsewhere is not.
    """
    del reason
    if not is_from_here(request):
        return render(request, "403_csrf.html", status=403)
    if needs_person(request):
        return ask_to_sign_in(request)
    if getattr(request, "htmx", False):
        text = _(
            "You signed in anew since this page was opened. What you entered is still here: "
            "save it, and nothing of it is lost."
        )
        return _told(request, text)
    return draw_again(request, posted(request), 403)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this panel sent the request."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == OWN_SITE
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def needs_person(request: HttpRequest) -> bool:
    """Whether nobody is signed in where somebody has to be."""
    match = request.resolver_match
    if match is not None and (
        getattr(match.func, "is_public", False) or OWN_SIGN_IN in match.app_names
    ):
        return False
    return getattr(request, "actor", None) is None


def _told(request: HttpRequest, text: str) -> HttpResponse:
    """A sentence that panel.js shows; the page under it stays as it is."""
    response = render(request, "_unavailable.html", {"text": text}, status=403)
    response["HX-Reswap"] = "none"
    return response
