"""The form of a DNS zone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.forms.choices import Choices, offer_customers
from ngnpanel.accounts.forms.ruled import LinesField, NumberField, RuledForm
from ngnpanel.dns.domain import names, zones
from ngnpanel.dns.domain.zones import DEFAULTS, MAX_SECONDS, Zone
from ngnpanel.web.forms import Group

SECONDS: Final = tuple(DEFAULTS)
SAMPLE: Final = Zone(name="example.com")


def rule_of(field: str) -> Callable[[Any], Any]:
    """The rule of one attribute: what a zone that is otherwise right would store."""

    def checked(value: Any) -> Any:
        return getattr(zones.checked(replace(SAMPLE, **{field: value})), field)

    return checked


def seconds(label: Any, help_text: Any) -> NumberField:
    """A field of seconds; 0 and nothing stand for the default."""
    return NumberField(
        label=label, required=False, min_value=1, max_value=MAX_SECONDS, help_text=help_text
    )


class ZoneForm(RuledForm[Zone]):
    """A zone: whose it is, who serves it, and how long others remember what they asked."""

    name = forms.CharField(
        label=_("Zone"),
        max_length=253,
        help_text=_("The name under which all its records lie. It cannot be changed later."),
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
        error_messages={"required": _("Enter the name of a zone, for example example.com.")},
    )
    reseller = NumberField(
        label=_("Reseller"), required=False, help_text=_("All records of the zone follow it.")
    )
    customer = NumberField(
        label=_("Customer"),
        required=False,
        help_text=_("The zone counts against the credit of this customer."),
    )
    nameservers = LinesField(
        label=_("Name servers"),
        required=False,
        help_text=_("One on each line. Empty takes those of the platform."),
    )
    email = forms.CharField(
        label=_("Administrator's e-mail"),
        required=False,
        max_length=254,
        help_text=_("Published in the SOA record; hostmaster@ the zone when it is empty."),
        widget=forms.TextInput(
            attrs={"placeholder": "hostmaster@example.com", "autocapitalize": "none"}
        ),
    )
    info = forms.CharField(label=_("Info"), required=False, max_length=1000)
    serial = NumberField(label=_("Serial"), required=False)
    ttl = seconds(_("TTL"), _("Of the SOA and NS records. Default: 3600."))
    minimum = seconds(
        _("Minimum"), _("The TTL of records without one of their own. Default: 3600.")
    )
    refresh = seconds(_("Refresh"), _("How often secondary servers look. Default: 14400."))
    retry = seconds(_("Retry"), _("How soon they look again after a failure. Default: 3600."))
    expire = seconds(_("Expire"), _("How long they answer without us. Default: 1209600."))
    groups = (
        Group(_("Zone"), "", ("name", "info")),
        Group(_("Belongs to"), _("Who manages the records in it."), ("reseller", "customer")),
        Group(
            _("Published"),
            _("What the SOA and NS records at the top of the zone say."),
            ("nameservers", "email", "serial", "ttl"),
        ),
        Group(
            _("Timers"),
            _("The defaults suit most zones."),
            ("minimum", "refresh", "retry", "expire"),
            folded=True,
        ),
    )
    units = dict.fromkeys(SECONDS, _("seconds"))
    fixed = ("name", "serial")
    live = ("name",)
    fields_of_codes = {7001: "name"}
    value_rules = {"name": names.zone_name, "email": rule_of("email")}

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_customers(self, "customer", choices.customers, _("None"))
        offer_customers(self, "reseller", choices.resellers, _("None, the platform itself"))
        if not self.actor.is_administrator:
            self.remove("reseller")
        if self.actor.customer != self.actor.reseller:
            self.remove("customer")  # a customer's zones are its own
        if self.record is None:
            self.remove("serial")
            self.initial = {**DEFAULTS, **self.initial}

    def from_domain(self, record: Zone) -> dict[str, Any]:
        """The record as values of the fields."""
        shown = {name: getattr(record, name) or None for name in (*SECONDS, "customer", "reseller")}
        return {
            **shown,
            "name": record.name,
            "email": record.email,
            "info": record.info,
            "serial": record.serial,
            "nameservers": "\n".join(record.nameservers),
        }

    def clean(self) -> dict[str, Any]:
        """The rules; single labels among the name servers lie in this zone."""
        cleaned = super().clean()
        if "nameservers" in cleaned and self.is_written("nameservers"):
            zone = cleaned.get("name") or (self.record.name if self.record else SAMPLE.name)
            lines = tuple(str(cleaned["nameservers"]).split())
            self.apply(
                "nameservers",
                lambda _lines: zones.checked(Zone(name=zone, nameservers=lines)).nameservers,
            )
        return cleaned

    def to_domain(self, base: Zone | None) -> Zone:
        """``base`` with what the form shows replaced; the serial is the platform's."""
        values = self.written(("nameservers", "email", "info"))
        numbers = self.written((*SECONDS, "customer", "reseller"))
        values |= {name: number or 0 for name, number in numbers.items()}
        if base is not None:
            return replace(base, **values)
        return Zone(name=self.cleaned_data["name"], **values)
