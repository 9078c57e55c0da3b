"""The two passwords of an account: that of the phones and that of the panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.subscriber.forms.passwords import PasswordForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, write_account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.users import identity, sessions, throttle
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.request import ActorRequest


class PasswordTab(FormTab[None]):
    """What the two passwords share."""

    tab = "settings"
    template_name = "subscriber/password.html"
    was_wrong = False

    def read(self, subject: Subject) -> None:
        """The account alone is enough."""

    def assume(self, subject: Subject) -> None:
        """Nothing is shown besides what was typed, and passwords are not shown at all."""

    def form(self, request: ActorRequest, subject: Subject, facts: None) -> PasswordForm:
        """Old, new, new again."""
        del facts
        return PasswordForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=subject.account,
            verifier=identity.verifier_of(subject.account),
            asks_old=subject.rights.asks_old_password,
            removes="remove" in request.POST,
        )

    def context(self, subject: Subject, facts: None) -> dict[str, Any]:
        """Words for either password."""
        context = super().context(subject, facts)
        return {**context, "back": self.url(subject)}

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """Whoever has to prove to be the subscriber may not guess: as slow as signing in."""
        if not request.actor.is_subscriber:
            return super().post(request, address, **options)
        name, client = request.actor.account, request.META["REMOTE_ADDR"]
        try:
            throttle.begin(name, client)
        except throttle.TooManyFailures as waiting:
            messages.error(request, too_many(waiting.seconds))
            return redirect(request.path)
        response = super().post(request, address, **options)
        if not self.was_wrong:
            throttle.succeed(name, client)
        return response

    def draw(
        self,
        request: ActorRequest,
        subject: Subject,
        facts: None,
        form: PanelForm[Any],
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page; remembers whether the present password was a wrong one."""
        self.was_wrong = bool(status != 503 and form.is_bound and form.errors.get("current"))
        return super().draw(request, subject, facts, form, status, **more)

    def renew(self, subject: Subject) -> None:
        """The subscriber stays signed in after changing what they sign in with."""
        if not subject.is_support:
            sessions.renew(self.request)


class PhonePassword(PasswordTab):
    """The password of the phones; it also opens the panel unless that has its own."""

    def subject(self, request: ActorRequest, address: str) -> Subject:
        """403 where the provider keeps the password."""
        subject = super().subject(request, address)
        if not subject.rights.sip_password:
            raise PermissionDenied
        return subject

    def context(self, subject: Subject, facts: None) -> dict[str, Any]:
        """What changes with it."""
        return {
            **super().context(subject, facts),
            "title": _("SIP password"),
            "text": _("Your phones sign in with it: enter the new one on each of them as well."),
        }

    def save(self, subject: Subject, facts: None, form: PasswordForm) -> Saved:
        """One write of the account."""
        del facts
        write_account(subject, form.to_domain(subject.account))
        self.renew(subject)
        return Saved((_("The SIP password is changed. Enter it on your phones now."),))


class PanelPassword(PasswordTab):
    """A password for the panel alone, kept as digests among the properties of the account."""

    def context(self, subject: Subject, facts: None) -> dict[str, Any]:
        """What it is for, and whether there is one."""
        return {
            **super().context(subject, facts),
            "title": _("Panel password"),
            "text": _(
                "You sign in here with it instead of the SIP password, which your phones keep."
            ),
            "can_remove": bool(subject.account.property_value(identity.WEB_PASSWORD)),
        }

    def save(self, subject: Subject, facts: None, form: PasswordForm) -> Saved:
        """One write of the account."""
        del facts
        value = ""
        text = _("The panel password is gone. Sign in with the SIP password from now on.")
        if not form.removes:
            new = form.cleaned_data["new"]
            value = passwords.digest_pair(subject.id.username, subject.id.domain, new)
            text = _("The panel password is changed. Sign in with it from now on.")
        wanted = subject.account.with_properties({identity.WEB_PASSWORD: value})
        write_account(subject, wanted)
        self.renew(subject)
        return Saved((text,))


def too_many(seconds: int) -> str:
    """What somebody reads who typed a wrong password too often."""
    text = ngettext(
        "Too many attempts failed. Wait %(seconds)s second, then try again.",
        "Too many attempts failed. Wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return text % {"seconds": seconds}
