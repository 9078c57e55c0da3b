"""The search forms of PSTN routing and trusted peers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.accounts.forms.search import TenantSearchForm
from ngnpanel.pstn.domain.routing import SEPARATORS
from ngnpanel.web.forms import contains


class CarrierSearchForm(TenantSearchForm):
    """Carriers."""

    reseller = NumberField(label=_("Reseller number"))

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Name or carrier number")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; digits alone are a carrier number."""
        return self.patterns(reseller="reseller") | _name_or_number(self.cleaned()["q"])


class GatewaySearchForm(TenantSearchForm):
    """Gateways."""

    carrier = NumberField(label=_("Carrier number"))
    reseller = NumberField(label=_("Reseller number"))

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Name or gateway number")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; digits alone are a gateway number."""
        found = self.patterns(carrier_id="carrier", reseller="reseller")
        return found | _name_or_number(self.cleaned()["q"])


class GatewayRuleSearchForm(TenantSearchForm):
    """Gateway rules."""

    gateway = NumberField(label=_("Gateway number"))
    carrier = NumberField(label=_("Carrier number"))
    number = NumberField(label=_("Rule number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("number", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Prefix")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        found = self.patterns(gateway_id="gateway", carrier_id="carrier", id="number")
        return found | self.patterns(reseller="reseller") | _prefix(self.cleaned()["q"])


class RouteSearchForm(TenantSearchForm):
    """Routes."""

    carrier = NumberField(label=_("Carrier number"))
    number = NumberField(label=_("Route number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("number", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Prefix")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        found = self.patterns(carrier_id="carrier", id="number", reseller="reseller")
        return found | _prefix(self.cleaned()["q"])


class PeerSearchForm(TenantSearchForm):
    """Trusted peers; whose they are is no filter of the platform, see ``PeerResource.page``."""

    ip = forms.CharField(label=_("Address"), max_length=253)
    tags = forms.CharField(label=_("Tags"), max_length=200)
    state = forms.ChoiceField(label=_("State"), choices=(("", _("All")), ("blocked", _("Blocked"))))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=(("", _("All")), ("teams", _("Teams tenants")), ("plain", _("All but Teams"))),
    )
    billing_id = forms.CharField(label=_("Billing id"), max_length=64)
    tenant = forms.CharField(label=_("Teams tenant"), max_length=200)
    reseller = NumberField(label=_("Reseller number"))
    more = ("billing_id", "tenant", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Description")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names, and the reseller."""
        typed = self.cleaned()
        found = self.patterns(
            description="q", ip="ip", tags="tags", billingId="billing_id", tenant="tenant"
        )
        found |= self.patterns(reseller="reseller")
        if typed["state"]:
            found["blocked"] = 1
        if typed["kind"]:
            # Asking for false is asking for those that are none (contract G38).
            found["msteams"] = typed["kind"] == "teams"
        return found


def _name_or_number(typed: str) -> dict[str, Any]:
    quick = typed.strip()
    if quick.isascii() and quick.isdecimal() and 0 < int(quick) <= rules.MAX_INT:
        return {"id": int(quick)}
    return {"name": contains(quick)} if quick else {}


def _prefix(typed: str) -> dict[str, Any]:
    """The prefixes that begin with what was typed, + being 00."""
    digits = SEPARATORS.sub("", typed).replace("*", "%")
    if digits.startswith("+"):
        digits = "00" + digits[1:]
    if not digits:
        return {}
    return {"prefix": digits if "%" in digits else f"{digits}%"}
