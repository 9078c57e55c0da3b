"""The form of a trusted peer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.forms.choices import offer_customers
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm, secret_input, select
from ngnpanel.pstn.domain import peers, routing
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.forms.choices import Numbered
from ngnpanel.web.forms import Group

DEFAULT_LIMIT: Final = 30
# What only the administrator changes, as the platform has it too.
SETTINGS: Final = (
    "description",
    "tags",
    "billing_id",
    "call_limit",
    "blocked",
    "prepaid",
    "enum_lookup",
    "transit",
    "msteams",
    "tenant",
    "carrier_name",
    "originator",
)
OWN: Final = ("strip", "prefix")
# A new peer begins with these; the others wait for its page.
ADDED: Final = ("ip", "reseller", "description", "call_limit", "msteams", "tenant")
TEAMS: Final = "msteams=on"


class PeerForm(RuledForm[TrustedPeer]):
    """A machine that is believed because of its address.

    The administrator changes everything but the address; a reseller what is done to numbers, and
    the token of a Teams tenant.
    """

    ip = forms.CharField(
        label=_("Address"),
        max_length=253,
        help_text=_("An IP address; a Teams tenant may have a host name. It cannot be changed."),
        widget=forms.TextInput(attrs={"placeholder": "192.0.2.10", "autocapitalize": "none"}),
        error_messages={"required": _("Enter the IP address of the peer.")},
    )
    reseller = NumberField(label=_("Reseller"), required=False)
    description = LinesField(label=_("Description"), required=False, rows=2, max_length=255)
    tags = forms.CharField(label=_("Tags"), required=False, max_length=255)
    billing_id = forms.CharField(
        label=_("Billing id"),
        required=False,
        max_length=64,
        help_text=_("What billing knows the peer by."),
    )
    call_limit = NumberField(
        label=_("Call limit"),
        required=False,
        initial=DEFAULT_LIMIT,
        help_text=_("How many calls it may have at a time."),
    )
    blocked = forms.BooleanField(
        label=_("Blocked"), required=False, help_text=_("Its calls are refused.")
    )
    prepaid = forms.BooleanField(label=_("Prepaid"), required=False)
    enum_lookup = forms.BooleanField(
        label=_("ENUM lookup"),
        required=False,
        help_text=_("Look for telephone numbers in ENUM before calls go to a carrier."),
    )
    transit = forms.BooleanField(
        label=_("Transit"),
        required=False,
        help_text=_("Its calls may go through the platform to other domains."),
    )
    msteams = forms.BooleanField(
        label=_("Microsoft Teams"), required=False, help_text=_("The peer is a Teams tenant.")
    )
    tenant = forms.CharField(label=_("Teams tenant"), required=False, max_length=255)
    auth_token = forms.CharField(
        label=_("Authentication token"),
        required=False,
        max_length=peers.MAX_TOKEN,
        help_text=_("It is never shown again."),
        widget=secret_input(),
    )
    remove_auth_token = forms.BooleanField(label=_("Remove the stored token"), required=False)
    carrier_name = forms.CharField(
        label=_("Carrier"),
        required=False,
        max_length=routing.MAX_NAME,
        help_text=_("The carrier of its calls. Without one the routes decide."),
    )
    originator = forms.CharField(
        label=_("Originator"),
        required=False,
        max_length=320,
        help_text=_("Its calls take the routes of this originator."),
    )
    strip = NumberField(
        label=_("Strip"),
        required=False,
        help_text=_("How many digits are taken off the numbers that it calls."),
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # fields leave the class
        label=_("Prefix"),
        required=False,
        max_length=64,
        help_text=_("What is then put in front."),
        widget=forms.TextInput(attrs={"placeholder": "0031", "inputmode": "tel"}),
    )
    groups: tuple[Group, ...] = (
        Group(
            _("Peer"),
            _("The platform believes calls from this address without a password."),
            ("ip", "reseller", "description", "tags", "billing_id"),
        ),
        Group(_("Calls"), "", ("blocked", "call_limit", "prepaid", "enum_lookup", "transit")),
        Group(_("Numbers that it calls"), "", ("strip", "prefix", "carrier_name", "originator")),
        Group(_("Microsoft Teams"), "", ("msteams",)),
        Group(_("Teams tenant"), "", ("tenant", "auth_token", "remove_auth_token"), reveal=TEAMS),
    )
    fixed = ("ip", "reseller")
    units = {"strip": _("digits")}
    value_rules = {
        "originator": routing.originator,
        "prefix": routing.prepend,
        "auth_token": lambda text: rules.plain_text(text, peers.MAX_TOKEN, "authToken"),
    }
    fields_of_codes = {1051: "ip"}

    def __init__(
        self,
        data: Any = None,
        *,
        resellers: Numbered | None = None,
        carriers: tuple[str, ...] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        if self.record is None:
            offer_customers(self, "reseller", resellers, _("None, the platform itself"))
            self.remove(*(name for name in self.base_fields if name not in ADDED))
            return
        if self.actor.is_administrator:
            offer_customers(self, "reseller", resellers, _("None, the platform itself"))
            self.lock("reseller")
        self._limit_to_person(self.record, carriers)

    def from_domain(self, record: TrustedPeer) -> dict[str, Any]:
        """The record as values of the fields; the token never leaves."""
        shown = {name: getattr(record, name) for name in (*SETTINGS, *OWN, "ip")}
        return {
            **shown,
            "reseller": record.reseller or None,
            "tags": record.label or "",
            "blocked": bool(record.blocked),
            "prepaid": bool(record.prepaid),
            "enum_lookup": record.enum_lookup is not False,
            "transit": bool(record.transit),
            "msteams": bool(record.msteams),
        }

    def clean(self) -> dict[str, Any]:
        """Only a tenant may have a host name, also when it stops being one."""
        cleaned = super().clean()
        for name in ("call_limit", "strip"):
            if name in cleaned:
                cleaned[name] = cleaned[name] or 0
        is_tenant = bool(cleaned.get("msteams"))
        if self.record is None and "ip" in cleaned:
            self.apply("ip", lambda text: peers.key(text, is_tenant=is_tenant))
        elif self.is_written("msteams") and not is_tenant and self.record is not None:
            address = self.record.ip
            self.apply("msteams", lambda _value: peers.key(address, is_tenant=False) and False)
        if self.is_written("strip") and "strip" in cleaned:
            self.apply("strip", routing.strip)
        return cleaned

    def to_domain(self, base: TrustedPeer | None) -> TrustedPeer:
        """``base`` with what was changed replaced; an empty token keeps the stored one."""
        values = self.written((*SETTINGS, *OWN))
        if "blocked" in values:
            values["blocked"] = int(values["blocked"])
        if "tags" in values:
            values["tag"] = values["tags"]
        if base is None:
            return TrustedPeer(
                **values,
                ip=self.cleaned_data["ip"],
                reseller=self.cleaned_data["reseller"] or 0,
                enum_lookup=True,
                transit=False,
                blocked=0,
            )
        if self.cleaned_data.get("auth_token"):
            values["auth_token"] = self.cleaned_data["auth_token"]
        elif self.cleaned_data.get("remove_auth_token"):
            values["auth_token"] = ""
        return replace(base, **values)

    def _limit_to_person(self, record: TrustedPeer, carriers: tuple[str, ...] | None) -> None:
        """What a role may not change is text; what a peer has no use for is not there."""
        if carriers is not None:
            field = forms.ChoiceField(
                label=self.fields["carrier_name"].label,
                help_text=self.fields["carrier_name"].help_text,
                required=False,
            )
            rows: list[tuple[str, Any]] = [("", _now("None, the routes decide"))]
            select(field, [*rows, *((name, name) for name in carriers)], record.carrier_name)
            self.fields["carrier_name"] = field
        if not self.actor.is_administrator:
            self.lock(*SETTINGS)
            self.remove("reseller")  # it is the person's own
            if not record.msteams:
                self.remove("tenant", "auth_token", "remove_auth_token")
            # The switch that would reveal them is text here.
            *others, teams, tenant = self.groups
            self.groups = (*others, replace(teams, fields=(*teams.fields, *tenant.fields)))
        if not record.auth_token:
            self.remove("remove_auth_token")
        elif "auth_token" in self.fields:
            self.fields["auth_token"].help_text = _now(
                "A token is stored. Leave this empty to keep it, or enter a new one."
            )
