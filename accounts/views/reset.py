"""A forgotten password: ask for a link, and set a new password with it."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ngnpanel.accounts import resets, tasks
from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.forms.reset import ForgottenForm, ResetForm
from ngnpanel.audit import recording
from ngnpanel.jobs.leaving import leave
from ngnpanel.middleware import public
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, Unavailable
from ngnpanel.tokens import keeping
from ngnpanel.tokens.models import Token
from ngnpanel.users import identity, throttle, visits
from ngnpanel.web.faults import sentence

LINK: Final = "reset-link"


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Ask for a mail; the answer is the same whether there is such an account or not."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _ask(request, form)
    if not form.is_valid():
        return _ask(request, form, 422)
    name, email = form.cleaned_data["name"], form.cleaned_data["email"]
    client = str(request.META.get("REMOTE_ADDR", ""))
    try:
        # Each request counts like a failure: after a few of them there is a wait.
        throttle.begin(f"reset {email}", f"reset {client}")
        if name:
            throttle.begin(f"reset name {identity.canonical(name)}", f"reset names {client}")
    except throttle.TooManyFailures as waiting:
        text = ngettext(
            "Too many mails were asked for. Wait %(n)s second, then try again.",
            "Too many mails were asked for. Wait %(n)s seconds, then try again.",
            waiting.seconds,
        )
        form.add_error(None, text % {"n": waiting.seconds})
        return _ask(request, form, 429)
    if not leave(tasks.send_links.delay, name, email, client):
        form.add_error(None, _("No mail can be sent now. Try again in a few minutes."))
        return _ask(request, form, 503)
    messages.success(
        request,
        _("If there is an account with this address, a mail is on its way. Look into your inbox."),
    )
    return redirect("login")


@public
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponseBase:
    """Take the token out of the address bar, so that no page and no log passes it on.

    Programs that look at mails follow links as well; nothing is used up by that.
    """
    request.session[LINK] = resets.digest(token)
    response = redirect("password-reset")
    response["Referrer-Policy"] = "no-referrer"
    return response


@public
@never_cache
@sensitive_post_parameters("panel_password", "sip_password")
@sensitive_variables("form")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest) -> HttpResponseBase:
    """Set the new passwords, once."""
    token = request.session.get(LINK, "")
    found = resets.find(token) if token else None
    if found is None:
        return render(request, "users/reset_dead.html", status=410)
    owner = found.owner
    names = (found.name, owner.first_name, owner.last_name)
    form = ResetForm(
        request.POST if request.method == "POST" else None,
        names=names,
        sets_sip_password=found.sets_sip_password,
        has_tokens=_tokens(found).exists(),
    )
    if request.method != "POST":
        return _set(request, found, form)
    if not form.is_valid():
        return _set(request, found, form, 422)
    sip, panel = form.cleaned_data.get("sip_password", ""), form.cleaned_data["panel_password"]
    try:
        is_done = resets.use(found, sip, panel)
    except (Conflict, Invalid, NotFound, Unavailable) as error:
        form.add_error(None, sentence(error))
        return _set(request, found, form, 503 if isinstance(error, Unavailable) else 422)
    request.session.pop(LINK, None)
    if not is_done:
        return render(request, "users/reset_dead.html", status=410)
    if form.cleaned_data.get("revoke_tokens"):
        _revoke_tokens(found)
    changes = [tasks.PANEL_PASSWORD] * bool(panel) + [tasks.PHONE_PASSWORD] * bool(sip)
    client = str(request.META.get("REMOTE_ADDR", ""))
    tasks.tell_change(owner, changes, client, platform=found.link.platform)
    messages.success(request, _("The new password is set. Sign in with it."))
    return redirect("login")


def _tokens(found: resets.Open) -> QuerySet[Token]:
    """The living API tokens of a customer; subscribers have none."""
    whose = visits.of_customer(found.link.login, found.link.platform)
    return keeping.living(keeping.of_person(whose if found.link.login else ""))


def _revoke_tokens(found: resets.Open) -> None:
    for token in keeping.revoke(_tokens(found), Token.RESET):
        recording.note(
            "token",
            "revoke",
            str(token),
            customer=token.customer,
            reseller=token.reseller,
            platform=token.platform,
        )


def _ask(request: HttpRequest, form: ForgottenForm, status: int = 200) -> HttpResponse:
    return render(request, "users/forgotten.html", {"form": form}, status=status)


def _set(
    request: HttpRequest, found: resets.Open, form: ResetForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "name": found.name,
        "is_locked": isinstance(found.owner, Account) and not found.sets_sip_password,
        "alphabet": passwords.ALPHABET,
    }
    return render(request, "users/reset.html", context, status=status)
