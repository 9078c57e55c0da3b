"""The search forms of zones, records, mail aliases and redirects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.accounts.forms.search import TenantSearchForm
from ngnpanel.dns.domain import records
from ngnpanel.web.forms import contains


class ZoneSearchForm(TenantSearchForm):
    """Zones."""

    info = forms.CharField(label=_("Info"), max_length=200)
    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("customer", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Name of the zone")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        found = self.patterns(info="info", customer="customer", reseller="reseller")
        name = spelt(self.cleaned()["q"])
        return {**found, "name": contains(name)} if name else found


class InZoneSearchForm(TenantSearchForm):
    """Whatever lies in a zone: mail aliases and redirects, and with a type records."""

    zone = forms.CharField(label=_("Zone"), max_length=253)
    value = forms.CharField(label=_("Value"), max_length=200)
    number = NumberField(label=_("Id"))
    owner = NumberField(label=_("Owner number"))
    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))
    more: tuple[str, ...] = ("number", "owner", "customer", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Name, such as www or www.example.com")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; a name or a zone with a dot is meant to be whole."""
        found = self.patterns(id="number", owner="owner", customer="customer", reseller="reseller")
        typed = self.cleaned()
        name, zone = spelt(typed["q"]), spelt(typed["zone"])
        if name:
            found["name"] = name if "." in name or "%" in name else f"{name}%"
        if zone:
            found["zone"] = zone if "." in zone else contains(zone)
        if typed["value"].strip():
            found["value"] = contains(typed["value"])
        return found


class RecordSearchForm(InZoneSearchForm):
    """Records."""

    type = forms.ChoiceField(
        label=_("Type"), choices=(("", _("All")), *((kind, kind) for kind in records.TYPES))
    )
    field_order = ("q", "zone", "type", "value")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        found = super().filter()
        kind = self.cleaned()["type"]
        return {**found, "type": kind} if kind else found


def spelt(text: str) -> str:
    """A typed name as zones write it; * means any text."""
    return text.strip().lower().rstrip(".").replace("*", "%")
