"""The forms of carriers, gateways, gateway rules and routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import offer_customers
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.pstn.forms.choices import Numbered, offer_carriers, offer_gateways
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group, Segmented

TRANSPORT_WORDS: Final = {"udp": "UDP", "tcp": "TCP", "tls": "TLS"}
CHOOSE_CARRIER: Final = _("Choose the carrier.")


class CarrierForm(RuledForm[Carrier]):
    """A telephone company."""

    name = forms.CharField(
        label=_("Name"),
        max_length=routing.MAX_NAME,
        widget=forms.TextInput(attrs={"placeholder": "Northern Telecom"}),
        error_messages={"required": _("Enter the name of the carrier.")},
    )
    reseller = NumberField(
        label=_("Reseller"),
        required=False,
        help_text=_("Its gateways, rules and routes follow it."),
    )
    groups = (Group("", "", ("name", "reseller")),)
    value_rules = {"name": routing.name}
    fields_of_codes = {1071: "name"}

    def __init__(
        self, data: Any = None, *, resellers: Numbered | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer_customers(self, "reseller", resellers, _("None, the platform itself"))
        if not self.actor.is_administrator:
            self.remove("reseller")

    def from_domain(self, record: Carrier) -> dict[str, Any]:
        """The record as values of the fields."""
        return {"name": record.name, "reseller": record.reseller or None}

    def to_domain(self, base: Carrier | None) -> Carrier:
        """``base`` with what was changed replaced."""
        values = self.written(("name",))
        if self.is_written("reseller"):
            values["reseller"] = self.cleaned_data["reseller"] or 0
        return Carrier(**values) if base is None else replace(base, **values)


class GatewayForm(RuledForm[Gateway]):
    """A machine of a carrier."""

    carrier_id = NumberField(
        label=_("Carrier"), min_value=1, error_messages={"required": CHOOSE_CARRIER}
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=routing.MAX_NAME,
        widget=forms.TextInput(attrs={"placeholder": "Amsterdam 1"}),
        error_messages={"required": _("Enter the name of the gateway.")},
    )
    ip = forms.CharField(
        label=_("Address"),
        max_length=253,
        help_text=_("An IP address or a host name."),
        widget=forms.TextInput(attrs={"placeholder": "192.0.2.7", "autocapitalize": "none"}),
        error_messages={"required": _("Enter an IP address or a host name.")},
    )
    port = NumberField(label=_("Port"), initial=routing.DEFAULT_PORT)
    transport = forms.ChoiceField(
        label=_("Transport"),
        choices=tuple(TRANSPORT_WORDS.items()),
        initial=routing.TRANSPORTS[0],
        widget=Segmented,
    )
    groups = (
        Group(
            _("Gateway"), _("A machine of the carrier that takes calls."), ("carrier_id", "name")
        ),
        Group(_("Where it listens"), "", ("ip", "port", "transport")),
    )
    value_rules = {
        "name": routing.name,
        "ip": routing.host,
        "port": routing.port,
        "transport": routing.transport,
    }
    fields_of_codes = {1081: "name"}
    wire_fields = {"carrier_id": "carrier_id"}
    prefill = ("carrier_id",)

    def __init__(
        self, data: Any = None, *, carriers: Numbered | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer_carriers(self, "carrier_id", carriers)

    def from_domain(self, record: Gateway) -> dict[str, Any]:
        """The record as values of the fields."""
        return {name: getattr(record, name) for name in self.base_fields}

    def to_domain(self, base: Gateway | None) -> Gateway:
        """``base`` with what was changed replaced."""
        values = self.written(self.base_fields)
        return Gateway(**values) if base is None else replace(base, **values)


class GatewayRuleForm(RuledForm[GatewayRule]):
    """How a gateway wants numbers."""

    gateway_id = NumberField(
        label=_("Gateway"),
        min_value=1,
        error_messages={"required": _("Choose the gateway.")},
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # fields leave the class
        label=_("Prefix"),
        required=False,
        max_length=64,
        help_text=_("For numbers that begin like this, for example 0031. Empty is all numbers."),
        widget=forms.TextInput(attrs={"placeholder": "0031", "inputmode": "tel"}),
    )
    min_length = NumberField(
        label=_("Minimum length"),
        required=False,
        help_text=_("For numbers of at least so many digits, the 00 included. 0 is no bound."),
    )
    max_length = NumberField(
        label=_("Maximum length"),
        required=False,
        help_text=_("For numbers of at most so many digits. 0 is no bound."),
    )
    strip = NumberField(
        label=_("Strip"),
        required=False,
        help_text=_("How many digits are taken off the front."),
    )
    prepend = forms.CharField(
        label=_("Prepend"),
        required=False,
        max_length=64,
        help_text=_("What is then put in front: digits, or a + before them."),
        widget=forms.TextInput(attrs={"placeholder": "+", "inputmode": "tel"}),
    )
    groups = (
        Group(_("Gateway"), "", ("gateway_id",)),
        Group(
            _("Which numbers"),
            _("Routing sees each number as 00, country code and subscriber number."),
            ("prefix", "min_length", "max_length"),
        ),
        Group(_("What happens to them"), "", ("strip", "prepend")),
    )
    value_rules = {
        "prefix": routing.prefix,
        "strip": routing.strip,
        "prepend": routing.prepend,
    }
    units = {"min_length": _("digits"), "max_length": _("digits"), "strip": _("digits")}
    fields_of_codes = {1091: "prefix"}
    wire_fields = {"gateway_id": "gateway_id"}
    prefill = ("gateway_id",)
    live = ("prefix", "min_length", "max_length", "strip", "prepend")
    live_place = "prepend"

    def __init__(
        self, data: Any = None, *, gateways: Numbered | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer_gateways(self, "gateway_id", gateways)

    def clean_strip(self) -> int:
        """Nothing is 0."""
        return self.cleaned_data["strip"] or 0

    def clean_min_length(self) -> int:
        """Nothing is 0."""
        return self.cleaned_data["min_length"] or 0

    def clean_max_length(self) -> int:
        """Nothing is 0."""
        return self.cleaned_data["max_length"] or 0

    def clean(self) -> dict[str, Any]:
        """The two lengths must make sense together."""
        cleaned = super().clean()
        lengths = ("min_length", "max_length")
        if all(name in cleaned for name in lengths) and any(map(self.is_written, lengths)):
            try:
                routing.lengths(cleaned["min_length"], cleaned["max_length"])
            except RuleError as error:
                wires: Mapping[str, str] = {"minLength": lengths[0], "maxLength": lengths[1]}
                self.add_error(wires[error.field], mending(error))
        return cleaned

    def is_complete(self) -> bool:
        """Whether everything that the rule does is known and valid, whichever gateway it is."""
        return all(name in self.cleaned_data for name in self.live)

    def from_domain(self, record: GatewayRule) -> dict[str, Any]:
        """The record as values of the fields."""
        return {name: getattr(record, name) for name in self.base_fields}

    def to_domain(self, base: GatewayRule | None) -> GatewayRule:
        """``base`` with what was changed replaced."""
        values = self.written(self.base_fields)
        return GatewayRule(**values) if base is None else replace(base, **values)

    def typed_rule(self) -> GatewayRule:
        """The rule as it stands in the form, for its example."""
        return GatewayRule(gateway_id=0, **{name: self.cleaned_data[name] for name in self.live})


class RouteForm(RuledForm[Route]):
    """Which carrier takes calls to some numbers."""

    carrier_id = NumberField(
        label=_("Carrier"), min_value=1, error_messages={"required": CHOOSE_CARRIER}
    )
    prefix = forms.CharField(  # type: ignore[assignment]  # fields leave the class
        label=_("Prefix"),
        required=False,
        max_length=64,
        help_text=_("+31 or 0031; empty is all numbers. The longest prefix that fits wins."),
        widget=forms.TextInput(attrs={"placeholder": "+31", "inputmode": "tel"}),
    )
    originator = forms.CharField(
        label=_("Originator"),
        required=False,
        max_length=320,
        help_text=_("Only calls of this domain, address or user. Empty is everybody."),
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
    )
    priority = NumberField(
        label=_("Priority"),
        required=False,
        initial=0,
        help_text=_("Routes of one prefix are tried in this order, 0 first."),
    )
    groups = (
        Group(_("Calls"), _("Which calls take this route."), ("prefix", "originator")),
        Group(_("Way"), "", ("carrier_id", "priority")),
    )
    value_rules = {"prefix": routing.prefix, "originator": routing.originator}
    fields_of_codes = {1101: "prefix"}
    wire_fields = {"carrier_id": "carrier_id"}
    prefill = ("carrier_id", "prefix", "originator")

    def __init__(
        self, data: Any = None, *, carriers: Numbered | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        offer_carriers(self, "carrier_id", carriers)

    def clean_priority(self) -> int:
        """Nothing is 0."""
        return self.cleaned_data["priority"] or 0

    def from_domain(self, record: Route) -> dict[str, Any]:
        """The record as values of the fields."""
        return {name: getattr(record, name) for name in self.base_fields}

    def to_domain(self, base: Route | None) -> Route:
        """``base`` with what was changed replaced."""
        values = self.written(self.base_fields)
        return Route(**values) if base is None else replace(base, **values)
