"""The form of the mailbox: how messages arrive, and the PIN."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain import voicemail
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.actor import Actor
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import PanelForm

MAIL: Final = "mail"
KEEP: Final = "keep"


class MailboxForm(PanelForm[Mailbox]):
    """Delivery and PIN; the name and the mail address are those of the account."""

    delivery = forms.ChoiceField(
        label=lazy("When somebody leaves a message"),
        widget=forms.RadioSelect,
        choices=[
            (MAIL, lazy("Send it to me by mail")),
            (KEEP, lazy("Send it by mail, and keep it in the mailbox to listen to by phone")),
        ],
        initial=MAIL,
    )
    pin = forms.CharField(
        label=lazy("PIN"),
        required=False,
        max_length=16,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]*"}
        ),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        account: Account,
        record: Mailbox | None = None,
    ) -> None:
        super().__init__(data, actor=actor, record=record)
        self.account = account
        self.fields["pin"].help_text = (
            _("4 to 16 digits. Leave it empty to keep the PIN that you have.")
            if record
            else _("4 to 16 digits for listening by phone. Leave it empty and one is made up.")
        )

    def from_domain(self, record: Mailbox) -> dict[str, Any]:
        """The delivery; a PIN is never shown."""
        return {"delivery": KEEP if record.keeps_messages else MAIL}

    def clean_pin(self) -> str:
        """Digits, or nothing."""
        typed = str(self.cleaned_data["pin"]).strip()
        try:
            return voicemail.pin(typed) if typed else ""
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None

    def clean_delivery(self) -> str:
        """A message needs somewhere to go."""
        delivery = str(self.cleaned_data["delivery"])
        if delivery == MAIL and not self.account.email:
            text = _(
                "The account has no mail address, so messages would be lost. Enter one under "
                "Settings first, or keep messages in the mailbox."
            )
            raise forms.ValidationError(text)
        return delivery

    def to_domain(self, base: Mailbox | None) -> Mailbox:
        """The mailbox with what changed."""
        record = base or Mailbox(
            sip_id=self.account.id,
            name=self.account.name or str(self.account.id),
            email=self.account.email,
        )
        if base is None or "delivery" in self.changed_data:
            options = VoicemailOptions(delete=self.cleaned_data["delivery"] == MAIL)
            record = replace(record, options=options)
        if self.cleaned_data["pin"]:
            record = replace(record, password=self.cleaned_data["pin"])
        return record
