"""What a person may set about the account, and what they may only read."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.settings import SettingsForm
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, Step, run, write_account
from ngnpanel.accounts.subscriber.subject import Subject
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
