"""What all forms of records in a zone share: the choice of the zone and of the owner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.forms.choices import offer_customers, offer_names
from ngnpanel.accounts.forms.ruled import NumberField, RuledForm
from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.web.faults import mending

R = TypeVar("R")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Zones and owners within reach of the person; None when there are too many to choose from."""

    zones: tuple[Zone, ...] | None = None
    owners: tuple[tuple[int, str], ...] | None = None


class InZoneForm(RuledForm[R]):
    """Something with a name in a zone, which both cannot change any more."""

    zone = forms.CharField(
        label=_("Zone"),
        max_length=254,
        widget=forms.TextInput(attrs={"placeholder": "example.com", "autocapitalize": "none"}),
        error_messages={"required": _("Choose the zone that it lies in.")},
    )
    owner = NumberField(
        label=_("Owner"),
        required=False,
        help_text=_("The customer that it belongs to as a person; it lets them look, not change."),
    )
    fixed = ("zone", "name")
    prefill = ("zone",)
    like_last: tuple[str, ...] = ("zone",)
    fields_of_codes = {7000: "zone", 7002: "zone", 7003: "name", 7004: "name"}
    value_rules = {"zone": lambda text: names.zone_name(text, "zone")}

    def __init__(self, data: Any = None, *, choices: Choices, **options: Any) -> None:
        super().__init__(data, **options)
        offer_customers(self, "owner", choices.owners, _now("Nobody"))
        if self.record is None and choices.zones is not None:
            offered = tuple(zone.name for zone in choices.zones)
            offer_names(self, "zone", offered, _now("Choose a zone"))

    @property
    def zone_name(self) -> str:
        """The zone, empty while it is missing or wrong."""
        if self.record is not None:
            return str(self.initial["zone"])
        return "" if "zone" in self.errors else str(self.cleaned_data.get("zone", ""))

    def refuse(self, name: str, error: RuleError) -> None:
        """Put what a rule has against the record on a field."""
        self.add_error(name if name in self.fields else None, mending(error))
