"""What a person may set about the account, and what they may only read."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.settings import PasswordForm, SettingsForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, Step, run, write_account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.users import identity, sessions, throttle
from ngnpanel.web.forms import PanelForm
from ngnpanel.web.parts import Item
from ngnpanel.web.request import ActorRequest


class Known(Enum):
    """Whether the account was read; until then the form takes every field."""

    ACCOUNT = auto()
    NOTHING = auto()


class Settings(FormTab[Known]):
    """The settings that the person may change, and those that stand fast in words."""

    tab = "settings"
    template_name = "subscriber/settings.html"

    def read(self, subject: Subject) -> Known:
        """The account alone is enough."""
        del subject
        return Known.ACCOUNT

    def assume(self, subject: Subject) -> Known:
        """Nothing is known about the account."""
        del subject
        return Known.NOTHING

    def form(self, request: ActorRequest, subject: Subject, facts: Known) -> SettingsForm:
        """The settings of this account for this person."""
        return SettingsForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=subject.account,
            rights=subject.rights,
            takes_all=facts is Known.NOTHING,
        )

    def context(self, subject: Subject, facts: Known) -> dict[str, Any]:
        """The other pages of settings, and what stands fast."""
        address = subject.address
        links = {
            "panel_password_url": reverse("subscriber-settings-panel-password", args=[address]),
            "phone_password_url": reverse("subscriber-settings-phone-password", args=[address]),
        }
        if subject.is_support:
            links["account_url"] = reverse("account-edit", args=[address])
        return {
            **super().context(subject, facts),
            **links,
            "fixed": fixed(subject.account) if facts is Known.ACCOUNT else [],
        }

    def save(self, subject: Subject, facts: Known, form: SettingsForm) -> Saved:
        """The account first; the mailbox follows its name and mail address."""
        del facts
        before, wanted = subject.account, form.to_domain(subject.account)
        if wanted == before:
            return Saved()
        text = _("Your settings are saved. Changed: %(changes)s.") % {"changes": form.changes()}
        steps: list[Step] = [(text, lambda: write_account(subject, wanted))]
        if (wanted.email, wanted.name) != (before.email, before.name):
            steps.append(("", lambda: follow(subject, wanted)))
        return run(steps)


def follow(subject: Subject, account: Account) -> None:
    """Give the mailbox, if there is one, the name and mail address of the account."""
    mailbox = subject.api.voicemail.mailbox(subject.id)
    if mailbox is not None:
        named = replace(mailbox, name=account.name or mailbox.name, email=account.email)
        if named != mailbox:
            subject.api.voicemail.update_mailbox(named)


def fixed(account: Account) -> list[Item]:
    """What only the provider changes, as far as there is something to say."""
    has_pstn = "free-pstn" in account.groups
    networks = ", ".join(str(network) for network in account.acl)
    quota_help = _("used up this month") if "quota" in account.groups else ""
    items = [
        Item(_("Telephone network"), _("Allowed") if has_pstn else _("Not allowed")),
        Item(_("Your number"), words.number(account.rpid) if has_pstn else ""),
        Item(_("Payment"), _("Prepaid") if account.prepaid else _("By invoice")),
        Item(_("Monthly limit"), account.quota or "", quota_help),
        Item(_("Calls at once"), (account.call_limit or "") if has_pstn else ""),
        Item(_("Allowed networks"), networks),
    ]
    return [item for item in items if not item.is_empty]


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
