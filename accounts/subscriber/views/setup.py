"""Setting up a phone: what to type, and what a program takes by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET

from ngnpanel.accounts.subscriber import handover, programs, softphones
from ngnpanel.accounts.subscriber.forms.setup import SetUpForm
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.softphones import Line, Proxy
from ngnpanel.accounts.subscriber.subject import Subject, address_for, unread_subject
from ngnpanel.accounts.subscriber.views.identity import outbound_proxy
from ngnpanel.accounts.subscriber.views.passwords import too_many
from ngnpanel.brand import contacts
from ngnpanel.middleware import public
from ngnpanel.soap.errors import Unavailable
from ngnpanel.users import throttle
from ngnpanel.web.faults import sentence
from ngnpanel.web.parts import Copyable, Item
from ngnpanel.web.request import ActorRequest


class SetUp(Tab):
    """The password first, then everything that a phone asks for, on a page that nothing keeps.

    Staff see the settings without the password: they never learn it.
    """

    tab = "devices"
    template_name = "subscriber/setup.html"

    @method_decorator(sensitive_post_parameters("current_password"))
    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        """No report of a fault holds the password, and no cache the page."""
        response = super().dispatch(request, *args, **options)
        response["Cache-Control"] = "no-store, private"
        return response

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """The account; what the reseller says is remembered."""
        subject = self.subject(request, address)
        if subject.is_support:
            line = softphones.without_secrets(subject.account, way(subject))
            return self.show(request, subject, line)
        return self.ask(request, subject, SetUpForm(actor=subject.actor, record=subject.account))

    @sensitive_variables("form", "line")
    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Whoever has to prove to be the subscriber may not guess: as slow as signing in."""
        if not request.actor.is_subscriber:
            raise PermissionDenied
        address_for(request, address)  # what is not there is no guess
        name, client = request.actor.account, request.META["REMOTE_ADDR"]
        try:
            throttle.begin(name, client)
        except throttle.TooManyFailures as waiting:
            messages.error(request, too_many(waiting.seconds))
            return redirect(request.path)
        try:
            subject = self.subject(request, address)
        except (Unavailable, Http404) as error:
            throttle.take_back(name, client)
            if isinstance(error, Http404):
                raise
            unread = unread_subject(request, address)
            form = SetUpForm(actor=unread.actor, record=unread.account)
            return self.ask(request, unread, form, problem=sentence(error), status=503)
        form = SetUpForm(request.POST, actor=subject.actor, record=subject.account)
        if not form.is_valid():
            return self.ask(request, subject, form, status=422)
        throttle.succeed(name, client)
        line = softphones.line(
            subject.account,
            way(subject),
            typed=form.cleaned_data["current_password"],
            reveals=subject.rights.sip_password,
        )
        return self.show(request, subject, line)

    def ask(
        self,
        request: ActorRequest,
        subject: Subject,
        form: SetUpForm,
        *,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """The page that wants the password."""
        context = {"form": form, "problem": problem, **self.links(subject)}
        response = self.render(request, subject, context, status)
        if status == 503:
            response["Retry-After"] = "30"
        return response

    def show(self, request: ActorRequest, subject: Subject, line: Line) -> HttpResponse:
        """The page with the settings."""
        context = {
            "line": line,
            "items": items(line),
            "programs": self.programs(request, subject, line),
            "minutes": handover.LIFE // 60,
            **self.links(subject),
        }
        return self.render(request, subject, context)

    def programs(
        self, request: ActorRequest, subject: Subject, line: Line
    ) -> tuple[programs.Program, ...]:
        """None for an exchange; without codes and links while nothing can wait for a program."""
        if subject.is_trunk:
            return ()
        told = contacts.told(subject.actor.platform, subject.account.reseller)

        def address_of(token: str) -> str:
            return request.build_absolute_uri(reverse("phone-setup", args=[token]))

        try:
            return programs.programs(line, told, address_of)
        except handover.NoPlace:
            plain = softphones.without_secrets(subject.account, line.proxy)
            return programs.programs(plain, {}, address_of)

    def links(self, subject: Subject) -> dict[str, str]:
        """Where else to go."""
        return {
            "devices_url": self.url(subject),
            "password_url": reverse("subscriber-settings-phone-password", args=[subject.address]),
        }


@public
@never_cache
@require_GET
def hand_over(request: HttpRequest, token: str) -> HttpResponse:
    """The settings that wait for a program with this token; it works once.

    A HEAD is refused, because whoever only looks shall not use it up.
    """
    del request
    try:
        left = handover.fetch(token)
    except handover.NoPlace:
        left, status = None, 503
    else:
        status = 404
    if left is None:
        text = _("These settings are gone. Open “Set up a phone” in the panel again.")
        response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
        # The log would keep the token, which may still be good for a few minutes.
        response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001
    else:
        response = HttpResponse(left.text, content_type=left.content_type)
    response["Referrer-Policy"] = "no-referrer"
    return response


def way(subject: Subject) -> Proxy | None:
    """The proxy that the reseller names, None when phones find the way by the domain."""
    return softphones.proxy(outbound_proxy(subject))


def items(line: Line) -> list[Item]:
    """What a phone asks for, except the password, by the names of the field (RFC 3261, 2617)."""
    proxy = line.proxy
    by_domain = _("Phones find it by the domain; leave the field empty.")
    transport = proxy.transport.upper() if proxy is not None else ""
    port = str(proxy.port) if proxy is not None and proxy.port else ""
    return [
        Item(_("SIP address"), Copyable(line.address)),
        Item(_("Username"), Copyable(line.username)),
        Item(_("Domain"), Copyable(line.domain), _("Also called server, registrar or SIP proxy.")),
        Item(_("Authentication username"), Copyable(line.username)),
        Item(_("Realm"), Copyable(line.domain), _("Few phones ask for it.")),
        Item(
            _("Outbound proxy"),
            Copyable(proxy.host) if proxy is not None else _("Not needed"),
            "" if proxy is not None else by_domain,
        ),
        Item(_("Port"), Copyable(port) if port else _("Leave as it is")),
        Item(
            _("Transport"),
            transport or _("Leave as it is"),
            "" if transport else _("TLS encrypts what is signalled: take it if it works."),
        ),
    ]
