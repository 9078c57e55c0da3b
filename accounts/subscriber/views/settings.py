"""What a person may set about the account, and what they may only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts import deletion, services, tasks
from ngnpanel.accounts.domain.calls import CallSummary
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.services import Numbered
from ngnpanel.accounts.subscriber import money, usage, words
from ngnpanel.accounts.subscriber.forms.settings import Offer, SettingsForm
from ngnpanel.accounts.subscriber.pages import FormTab, Tab
from ngnpanel.accounts.subscriber.services import Saved, Step, run, write_account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from ngnpanel.soap.together import together
from ngnpanel.users import languages, proof
from ngnpanel.web.faults import sentence
from ngnpanel.web.parts import Item
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest

CODES: Final = (
    "change_privacy_access_number",
    "check_privacy_access_number",
    "reject_anonymous_access_number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read besides the account; ``is_known`` False when not even that was.

    ``usage`` is that of this month, for an account with a quota.
    """

    offer: Offer = field(default_factory=Offer)
    usage: CallSummary | None = None
    is_known: bool = True


class Settings(FormTab[Facts]):
    """The settings that the person may change, and those that stand fast in words."""

    tab = "settings"
    template_name = "subscriber/settings.html"

    def read(self, subject: Subject) -> Facts:
        """Rights, owners to choose from and the month's usage: three calls at most."""
        api, account, actor = subject.api, subject.account, subject.actor
        rights, owners, month = together(
            api.platform,
            lambda: services.account_rights(api, actor, account),
            lambda: self.owners(subject),
            lambda: usage.this_month(subject),
        )
        codes = {name: services.told_by_reseller(api, account, name) for name in CODES}
        offer = Offer(
            rights=rights,
            owners=owners,
            regions=settings.EMERGENCY_REGIONS,
            has_barring=settings.BARRING_TAB,
            codes=codes,
        )
        return Facts(offer=offer, usage=month)

    def owners(self, subject: Subject) -> Numbered | None:
        """Whom staff may make the owner; a subscriber makes nobody."""
        if not subject.is_support:
            return None
        return services.owner_choices(subject.api, subject.actor)

    def assume(self, subject: Subject) -> Facts:
        """Nothing is known about the account."""
        del subject
        return Facts(is_known=False)

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> SettingsForm:
        """The settings of this account for this person."""
        return SettingsForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            record=subject.account,
            offered=facts.offer,
            takes_all=not facts.is_known,
        )

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """The other pages of settings, and what stands fast."""
        address = subject.address
        links = {
            "panel_password_url": reverse("subscriber-settings-panel-password", args=[address]),
            "phone_password_url": reverse("subscriber-settings-phone-password", args=[address]),
        }
        if subject.is_support:
            links["account_url"] = reverse("account-edit", args=[address])
        else:
            links["delete_url"] = reverse("subscriber-settings-delete", args=[address])
            links["deletes_until"] = deletion.until(subject.account)
        if may(subject.actor, "account.billing"):
            links["billing_url"] = reverse("account-billing", args=[address])
        is_over = facts.is_known and "quota" in subject.account.groups
        if is_over and subject.is_support and facts.offer.rights.pstn:
            links["lift_url"] = reverse("subscriber-settings-lift-quota", args=[address])
        return {
            **super().context(subject, facts),
            **links,
            "is_over_quota": is_over,
            "fixed": fixed(subject, facts) if facts.is_known else [],
        }

    def save(self, subject: Subject, facts: Facts, form: SettingsForm) -> Saved:
        """The account first; the mailbox follows its name and mail address."""
        del facts
        before, wanted = subject.account, form.to_domain(subject.account)
        if wanted == before:
            return Saved()
        text = _("Your settings are saved. Changed: %(changes)s.") % {"changes": form.changes()}
        steps: list[Step] = [(text, lambda: self.write(subject, wanted))]
        if wanted.email.casefold() != before.email.casefold():
            if not subject.is_support:
                # Whoever has the mail address gets the link that sets a new password.
                proof.demand(self.request)
            steps.append(("", lambda: self.tell(subject, wanted)))
        if (wanted.email, wanted.name) != (before.email, before.name):
            steps.append(("", lambda: services.name_mailbox(subject.api, wanted)))
        return run(steps)

    def write(self, subject: Subject, wanted: Account) -> None:
        """The account, and a person's pages in the language that it chose for itself."""
        write_account(subject, wanted)
        spoken = wanted.property_value("language")
        if not subject.is_support and spoken != subject.account.property_value("language"):
            languages.take(self.request, spoken)

    def tell(self, subject: Subject, wanted: Account) -> None:
        """Tell both mail addresses that one took the place of the other."""
        client, platform = self.request.META["REMOTE_ADDR"], subject.actor.platform
        old = subject.account.email
        tasks.tell_change(wanted, (tasks.EMAIL,), client, also=old, platform=platform)


class LiftQuota(Tab):
    """Lets an account call again whose monthly limit is used up."""

    tab = "settings"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One membership goes, by who may set the limit; a subscriber never may."""
        subject = self.subject(request, address)
        if not subject.is_support:
            raise Denied("quota is not a subscriber's to lift", code=9002)
        try:
            services.lift_quota_block(subject.api, subject.account)
            text = _("%(account)s may call telephone numbers again.")
            messages.success(request, text % {"account": subject.address})
        except (Conflict, Invalid, NotFound, Unavailable) as error:
            messages.error(request, sentence(error))
        return redirect(self.url(subject))


def fixed(subject: Subject, facts: Facts) -> list[Item]:
    """What only others change, as far as there is something to say; staff has fields for it."""
    account, rights = subject.account, facts.offer.rights
    month = Item(_("This month"), usage.used(subject, facts.usage), usage.over(account))
    if subject.is_support:
        return [] if month.is_empty else [month]
    has_pstn = "free-pstn" in account.groups
    limit = money.amount(subject, account.quota) if account.quota else ""
    networks = ", ".join(str(network) for network in account.acl)
    items = [
        Item(_("Telephone network"), _("Allowed") if has_pstn else _("Not allowed")),
        Item(_("Your number"), words.number(account.rpid) if has_pstn else ""),
        Item(_("Payment"), payment(account) if rights.pstn_exists else ""),
        Item(_("Monthly limit"), limit),
        month,
        Item(_("Text messages"), text_messages(account) if rights.sms_exists else ""),
        Item(_("Calls at once"), (account.call_limit or "") if has_pstn else ""),
        Item(_("Allowed networks"), networks),
    ]
    locked = {_("Calls at once"): rights.call_limit, _("Allowed networks"): rights.acl}
    return [item for item in items if not item.is_empty and not locked.get(str(item.label))]


def payment(account: Account) -> str:
    """How calls are paid."""
    return _("Prepaid") if account.prepaid else _("By invoice")


def text_messages(account: Account) -> str:
    """Whether the account may send any."""
    return _("Allowed") if "sms" in account.groups else _("Not allowed")
