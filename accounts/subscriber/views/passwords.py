"""The two passwords of an account: that of the phones and that of the panel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from ngnpanel.accounts import services, tasks
from ngnpanel.accounts.domain import passwords, strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber.forms.passwords import PasswordForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, write_account
from ngnpanel.accounts.subscriber.subject import Subject, address_for
from ngnpanel.users import identity, sessions, throttle, visits
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.request import ActorRequest


class PasswordTab(FormTab[int]):
    """What the two passwords share."""

    tab = "settings"
    template_name = "subscriber/password.html"
    was_wrong = False

    def read(self, subject: Subject) -> int:
        """How many phones have to get the new password; the panel's concerns none."""
        del subject
        return 0

    def assume(self, subject: Subject) -> int:
        """Nothing is shown besides what was typed, and passwords are not shown at all."""
        del subject
        return 0

    def form(self, request: ActorRequest, subject: Subject, facts: int) -> PasswordForm:
        """Old, new, new again."""
        del facts
        return PasswordForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=subject.account,
            verifier=identity.verifier_of(subject.account),
            asks_old=subject.rights.asks_old_password,
            removes="remove" in request.POST,
            wish=services.told_by_reseller(
                subject.api, subject.account, "store_clear_text_passwords"
            ),
        )

    def context(self, subject: Subject, facts: int) -> dict[str, Any]:
        """Words for either password."""
        context = super().context(subject, facts)
        return {**context, "back": self.url(subject), "alphabet": passwords.ALPHABET}

    @method_decorator(
        sensitive_post_parameters("current_password", "new_password", "repeated_password")
    )
    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        """No report of a fault holds a password."""
        return super().dispatch(request, *args, **options)

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """How strong what is typed would be, or the change itself."""
        if "check" in request.GET:
            return self.judge(request, address)
        return self.change(request, address, **options)

    def judge(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """A note about the new password while it is typed; costs no call."""
        address_for(request, address)
        typed = request.POST.get("new_password", "")[:64]
        names = (address, request.actor.name if request.actor.is_subscriber else "")
        return render(request, "subscriber/_strength.html", judged(typed, *names))

    def change(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """Whoever has to prove to be the subscriber may not guess: as slow as signing in."""
        if not request.actor.is_subscriber:
            return super().post(request, address, **options)
        address_for(request, address)  # what is not there is no guess
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
        facts: int,
        form: PanelForm[Any],
        status: int = 200,
        **more: Any,
    ) -> HttpResponse:
        """The page; remembers whether the present password was a wrong one."""
        self.was_wrong = bool(
            status != 503 and form.is_bound and form.errors.get("current_password")
        )
        return super().draw(request, subject, facts, form, status, **more)

    def renew(self, subject: Subject) -> None:
        """The subscriber stays signed in after changing what they sign in with; others do not."""
        this = ""
        if not subject.is_support:
            sessions.renew(self.request)
            this = sessions.number(self.request)
        visits.end_all(visits.of_account(subject.address, subject.actor.platform), but=this)

    def tell(self, subject: Subject, what: str) -> None:
        """Tell the subscriber by mail."""
        client, platform = self.request.META["REMOTE_ADDR"], subject.actor.platform
        tasks.tell_change(subject.account, (what,), client, platform=platform)


class PhonePassword(PasswordTab):
    """The password of the phones; it also opens the panel unless that has its own."""

    def subject(self, request: ActorRequest, address: str) -> Subject:
        """403 where the provider keeps the password."""
        subject = super().subject(request, address)
        if not subject.rights.sip_password:
            raise PermissionDenied
        return subject

    def read(self, subject: Subject) -> int:
        """The phones that are online now."""
        return len(subject.api.sip.devices(subject.id))

    def context(self, subject: Subject, facts: int) -> dict[str, Any]:
        """What changes with it."""
        text = ngettext(
            "Your phones sign in with it. %(n)s phone is online now and must get the new one.",
            "Your phones sign in with it. %(n)s phones are online now and must get the new one.",
            facts,
        )
        if not facts:
            text = _("Your phones sign in with it: enter the new one on each of them as well.")
        else:
            text %= {"n": facts}
        return {**super().context(subject, facts), "title": _("SIP password"), "text": text}

    def save(self, subject: Subject, facts: int, form: PasswordForm) -> Saved:
        """One write of the account."""
        del facts
        write_account(subject, form.to_domain(subject.account))
        self.renew(subject)
        self.tell(subject, tasks.PHONE_PASSWORD)
        return Saved((_("The SIP password is changed. Enter it on your phones now."),))


class PanelPassword(PasswordTab):
    """A password for the panel alone, kept as digests among the properties of the account."""

    def context(self, subject: Subject, facts: int) -> dict[str, Any]:
        """What it is for, and whether there is one."""
        return {
            **super().context(subject, facts),
            "title": _("Panel password"),
            "text": _(
                "You sign in here with it instead of the SIP password, which your phones keep."
            ),
            "can_remove": bool(subject.account.property_value(identity.WEB_PASSWORD)),
        }

    def save(self, subject: Subject, facts: int, form: PasswordForm) -> Saved:
        """One write of the account."""
        del facts
        value = ""
        text = _("The panel password is gone. Sign in with the SIP password from now on.")
        if not form.removes:
            new = form.cleaned_data["new_password"]
            value = passwords.digest_pair(subject.id.username, subject.id.domain, new)
            text = _("The panel password is changed. Sign in with it from now on.")
        wanted = subject.account.with_properties({identity.WEB_PASSWORD: value})
        write_account(subject, wanted)
        self.renew(subject)
        self.tell(subject, tasks.PANEL_PASSWORD)
        return Saved((text,))


def judged(typed: str, *names: str) -> dict[str, Any]:
    """What to say about a password that is typed: its level, and how to mend it."""
    if not typed:
        return {}
    words = {
        strength.Level.REFUSED: _("Too easy to guess"),
        strength.Level.FAIR: _("Fair"),
        strength.Level.GOOD: _("Good"),
        strength.Level.STRONG: _("Strong"),
    }
    level, problem = strength.level(typed, *names), ""
    try:
        strength.check(typed, *names)
    except RuleError as error:
        problem = mending(error)
    return {"level": int(level), "word": words[level], "mending": problem}


def too_many(seconds: int) -> str:
    """What somebody reads who typed a wrong password too often."""
    text = ngettext(
        "Too many attempts failed. Wait %(seconds)s second, then try again.",
        "Too many attempts failed. Wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return text % {"seconds": seconds}
