"""The pages on which somebody adds, renames and removes factors of the own sign-in."""

from __future__ import annotations

import base64
import json
import time
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ngnpanel.audit import recording
from ngnpanel.brand import looks
from ngnpanel.factors import duties, keeping, passkeys, recovery, telling, totp
from ngnpanel.factors.models import App, Passkey
from ngnpanel.factors.pages import CodeForm
from ngnpanel.jobs import sealing
from ngnpanel.users import confirm, devices, proof, throttle, words
from ngnpanel.web.request import ActorRequest, own_path

# In the session, sealed: the secret of an app that did not show a code yet.
NEW: Final = "new-app"
PURPOSE: Final = "secret of a new app"
KINDS: Final[dict[str, type[App | Passkey]]] = {"app": App, "passkey": Passkey}


class NameForm(forms.Form):
    """What somebody recognises a factor by."""

    name = forms.CharField(
        label=lazy("Name"),
        max_length=keeping.LONGEST_NAME,
        help_text=lazy("By it you tell it from others, such as “My phone”."),
        error_messages={"required": lazy("Give it a name.")},
    )


class AppForm(NameForm, CodeForm):
    """A new app, with a code as the proof that it works."""

    field_order = ("token", "name")


class PasskeyForm(NameForm):
    """A new passkey; the script of the page fills the answer of the browser in."""

    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


@method_decorator([never_cache, sensitive_post_parameters("token", "passkey")], name="dispatch")
class Own(View):
    """A page about the factors of the person at work, who proved to be there just now."""

    second = True

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        """403 in a support session: staff has no business with somebody's sign-in."""
        refuse_support(request)
        asked = proof.ask(request, second=True) if self.second else None
        return asked or super().dispatch(request, *args, **options)

    @property
    def whose(self) -> str:
        """The person at work."""
        return proof.whose(self.request)

    def added(self, request: ActorRequest, name: str, *, had_any: bool) -> HttpResponse:
        """Whoever has a second step for the first time gets recovery codes, shown once."""
        proof.note(request, proof.SECOND)
        duties.fulfil(request)
        request.session.cycle_key()
        recording.note("factor", "add", name)
        wanted = own_path(request.POST.get("next", ""))
        if had_any:
            messages.success(request, _("%(name)s is added.") % {"name": name})
            return redirect(wanted or security_page(request))
        return show_codes(request, self.whose, wanted, is_first=True)


class SetUp(Own):
    """What a second step is, and the ways to one; where it is due no other page opens."""

    second = False

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """The choice."""
        wanted = own_path(request.GET.get("next", ""))
        if keeping.has_any(self.whose):
            return redirect(wanted or security_page(request))
        context = {
            "query": f"?{urlencode({'next': wanted})}" if wanted else "",
            "later": "" if duties.is_due(request) else wanted or "/",
            "until": duties.until(request.actor, self.whose),
        }
        return render(request, "factors/set_up.html", context)


class AppAdd(Own):
    """A new app: a picture to scan, and a code as the proof."""

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """A new secret each time the page is opened."""
        _check_room(self.whose)
        secret = totp.make_secret()
        sealed = sealing.seal(secret.encode(), PURPOSE)
        request.session[NEW] = base64.b64encode(sealed).decode()
        wanted = own_path(request.GET.get("next", ""))
        form = AppForm(initial={"name": _("Authenticator app")})
        return self.draw(request, secret, form, wanted)

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Keep it, if the app shows the right code."""
        secret = self.secret(request)
        if not secret:
            return redirect("own-factor-app-add")
        wanted = own_path(request.POST.get("next", ""))
        form = AppForm(request.POST)
        if not form.is_valid():
            return self.draw(request, secret, form, wanted, 422)
        counted = f"app {self.whose}", f"app {request.META.get('REMOTE_ADDR', '')}"
        try:
            throttle.begin(*counted)
        except throttle.TooManyFailures as waiting:
            form.add_error("token", words.too_many(waiting.seconds))
            return self.draw(request, secret, form, wanted, 429)
        typed = "".join(form.cleaned_data["token"].split())
        step = totp.step_of(secret, typed, time.time())
        if step is None:
            problem = _("This is not the code that the app should show now. Check its clock.")
            form.add_error("token", problem)
            return self.draw(request, secret, form, wanted, 422)
        throttle.succeed(*counted)
        del request.session[NEW]
        had_any = keeping.has_any(self.whose)
        name = form.cleaned_data["name"]
        keeping.add_app(self.whose, name, secret, step)
        telling.tell(request, self.whose, telling.APP_ADDED)
        return self.added(request, name, had_any=had_any)

    def secret(self, request: ActorRequest) -> str:
        """The secret that the page showed, empty when it showed none."""
        try:
            sealed = base64.b64decode(request.session[NEW])
            return sealing.unseal(sealed, PURPOSE).decode()
        except (KeyError, sealing.Unsealable):
            return ""

    def draw(
        self, request: ActorRequest, secret: str, form: AppForm, wanted: str, status: int = 200
    ) -> HttpResponse:
        """The page; nobody else sees the secret, and no cache keeps it."""
        account, issuer = confirm.login_name(request), looks.of(request.actor.reseller).name
        context = {
            "form": form,
            "next": wanted,
            "picture": totp.picture(totp.address(secret, account, issuer)),
            "secret": totp.spaced(secret),
        }
        return render(request, "factors/app_add.html", context, status=status)


class PasskeyAdd(Own):
    """A new passkey, which the browser makes."""

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """What the browser is asked."""
        _check_room(self.whose)
        device = devices.words(request.headers.get("User-Agent", "")[:400])
        form = PasskeyForm(initial={"name": device})
        return self.draw(request, form, own_path(request.GET.get("next", "")))

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Keep it, if the answer holds."""
        wanted = own_path(request.POST.get("next", ""))
        form = PasskeyForm(request.POST)
        if not form.is_valid():
            return self.draw(request, form, wanted, 422)
        name, had_any = form.cleaned_data["name"], keeping.has_any(self.whose)
        try:
            passkeys.make(request, self.whose, name, form.cleaned_data["passkey"])
        except passkeys.Refused:
            problem = _("The browser made no passkey that counts here. Try again, or use an app.")
            form.add_error(None, problem)
            return self.draw(request, form, wanted, 422)
        telling.tell(request, self.whose, telling.PASSKEY_ADDED)
        return self.added(request, name, had_any=had_any)

    def draw(
        self, request: ActorRequest, form: PasskeyForm, wanted: str, status: int = 200
    ) -> HttpResponse:
        """The page with what the browser is asked."""
        name = confirm.login_name(request)
        asked = passkeys.ask_to_make(request, self.whose, name, request.actor.name)
        context = {
            "form": form,
            "next": wanted,
            "options": json.dumps(asked),
            "site": passkeys.site_of(request),
        }
        return render(request, "factors/passkey_add.html", context, status=status)


class Edit(Own):
    """Another name for a factor."""

    def get(self, request: ActorRequest, kind: str, number: int) -> HttpResponseBase:
        """The form."""
        factor = find(self.whose, kind, number)
        return self.draw(request, factor, kind, NameForm(initial={"name": factor.name}))

    def post(self, request: ActorRequest, kind: str, number: int) -> HttpResponseBase:
        """The name, and back."""
        factor = find(self.whose, kind, number)
        form = NameForm(request.POST)
        if not form.is_valid():
            return self.draw(request, factor, kind, form, 422)
        old, factor.name = factor.name, form.cleaned_data["name"]
        factor.save(update_fields=["name"])
        recording.note("factor", "rename", old, {"name": (old, factor.name)})
        messages.success(request, _("The name is changed."))
        return redirect(security_page(request))

    def draw(
        self,
        request: ActorRequest,
        factor: App | Passkey,
        kind: str,
        form: NameForm,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        context = {"form": form, "factor": factor, "kind": kind, "back": security_page(request)}
        return render(request, "factors/edit.html", context, status=status)


class Remove(Own):
    """Takes a factor away."""

    def get(self, request: ActorRequest, kind: str, number: int) -> HttpResponseBase:
        """What goes with it."""
        factor = find(self.whose, kind, number)
        return self.draw(request, factor)

    def post(self, request: ActorRequest, kind: str, number: int) -> HttpResponseBase:
        """Take it away; who must have a second step keeps the last one."""
        factor = find(self.whose, kind, number)
        if self.is_kept(request):
            return self.draw(request, factor, 422)
        keeping.remove(factor)
        telling.tell(request, self.whose, telling.REMOVED)
        recording.note("factor", "remove", factor.name)
        messages.success(request, _("%(name)s is removed.") % {"name": factor.name})
        return redirect(security_page(request))

    def is_kept(self, request: ActorRequest) -> bool:
        """Whether it is the last one of somebody who has to have one."""
        factors = keeping.of(self.whose)
        is_last = len(factors.apps) + len(factors.passkeys) == 1
        return is_last and duties.until(request.actor, self.whose) is not None

    def draw(self, request: ActorRequest, factor: App | Passkey, status: int = 200) -> HttpResponse:
        """The question."""
        context = {
            "factor": factor,
            "is_kept": self.is_kept(request),
            "back": security_page(request),
        }
        return render(request, "factors/remove.html", context, status=status)


class Codes(Own):
    """New recovery codes; the old ones open nothing any more."""

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """The question."""
        if not keeping.has_any(self.whose):
            raise Http404
        context = {"left": recovery.left(self.whose), "back": security_page(request)}
        return render(request, "factors/codes_new.html", context)

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """The codes, once."""
        if not keeping.has_any(self.whose):
            raise Http404
        telling.tell(request, self.whose, telling.CODES)
        recording.note("factor", "codes", confirm.login_name(request))
        return show_codes(request, self.whose, "", is_first=False)


def find(whose: str, kind: str, number: int) -> App | Passkey:
    """A factor of this person; foreign looks like missing."""
    model = KINDS.get(kind)
    found = model.objects.filter(whose=whose, pk=number).first() if model else None
    if found is None:
        raise Http404
    return found


def show_codes(request: ActorRequest, whose: str, wanted: str, *, is_first: bool) -> HttpResponse:
    """The page with new recovery codes, which no other page shows again."""
    context = {
        "codes": recovery.renew(whose),
        "is_first": is_first,
        "next": wanted or security_page(request),
    }
    return render(request, "factors/codes.html", context)


def security_page(request: ActorRequest) -> str:
    """Where the list of factors is."""
    if request.actor.is_subscriber and not request.actor.staff:
        return reverse("subscriber-security", args=[request.actor.account])
    return reverse("own-security")


def refuse_support(request: Any) -> None:
    """403 for staff that acts for somebody."""
    if request.actor.support:
        raise PermissionDenied


def _check_room(whose: str) -> None:
    factors = keeping.of(whose)
    if max(len(factors.apps), len(factors.passkeys)) >= keeping.MOST:
        raise PermissionDenied
