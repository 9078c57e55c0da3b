"""The search forms of the lists: what people type, as filters of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.actor import Actor, Role
from ngnpanel.web.forms import SearchForm, contains

GROUPS: Final = (
    ("", _("All")),
    ("blocked", _("Blocked")),
    ("quota", _("Over quota")),
    ("prepaid", _("Prepaid")),
    ("free-pstn", _("Calls to telephone numbers")),
    ("anonymous", _("Caller id hidden")),
    ("anonymous-reject", _("Refuses hidden caller ids")),
    ("voicemail", _("Voicemail")),
    ("missed-calls", _("Missed calls by mail")),
    ("trunking", _("Trunk")),
)


class TenantSearchForm(SearchForm):
    """A search that only shows the tenants that a person has more than one of."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        if not actor.is_administrator:
            self.fields.pop("reseller", None)
        if actor.role is Role.CUSTOMER:
            self.fields.pop("customer", None)
        self.fields["q"].widget.attrs["placeholder"] = self.hint()

    def hint(self) -> str:
        """What the quick search looks at."""
        raise NotImplementedError

    def patterns(self, **wire_names: str) -> dict[str, Any]:
        """Filters by wire name, each with what was typed into the field of that name."""
        typed = self.cleaned()
        return {
            wire: contains(typed[name]) if isinstance(typed[name], str) else typed[name]
            for wire, name in wire_names.items()
            if typed.get(name)
        }


def domain_pattern(text: str) -> str:
    """A whole domain name is meant as it is; anything else may stand anywhere in the name."""
    try:
        return rules.domain_name(text)
    except rules.RuleError:
        return contains(text)


class CustomerSearchForm(TenantSearchForm):
    """Customers and resellers."""

    first_name = forms.CharField(label=_("First name"), max_length=64)
    last_name = forms.CharField(label=_("Last name"), max_length=64)
    organization = forms.CharField(label=_("Organization"), max_length=64)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=(("", _("All")), ("resellers", _("Resellers only")))
    )
    email = forms.CharField(label=_("E-mail"), max_length=64)
    tel = forms.CharField(label=_("Telephone"), max_length=32)
    web = forms.CharField(label=_("Web site"), max_length=64)
    city = forms.CharField(label=_("City"), max_length=64)
    country = forms.CharField(label=_("Country"), max_length=3)
    reseller = NumberField(label=_("Reseller number"))
    customer = NumberField(label=_("Customer number"))
    more = ("first_name", "email", "tel", "web", "city", "country", "customer", "reseller")

    def __init__(self, data: Mapping[str, Any] | None = None, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        if not actor.is_administrator:
            self.fields.pop("kind")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Username or customer number")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; digits alone are a customer number."""
        found = self.patterns(
            firstName="first_name",
            lastName="last_name",
            organization="organization",
            email="email",
            tel="tel",
            web="web",
            city="city",
            customer="customer",
            reseller="reseller",
        )
        typed = self.cleaned()
        quick = typed["q"].strip()
        if quick.isdecimal() and int(quick) <= rules.MAX_INT:
            found["customer"] = int(quick)
        elif quick:
            found["username"] = contains(quick.lower())
        if typed["country"]:
            found["country"] = typed["country"].upper()
        if typed.get("kind"):
            found["only_resellers"] = "1"
        return found


class DomainSearchForm(TenantSearchForm):
    """SIP domains."""

    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Domain name")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names."""
        return self.patterns(domain="q", customer="customer", reseller="reseller")


class AccountSearchForm(TenantSearchForm):
    """SIP accounts."""

    domain = forms.CharField(label=_("Domain"), max_length=253)
    last_name = forms.CharField(label=_("Last name"), max_length=64)
    group = forms.ChoiceField(label=_("State"), choices=GROUPS)
    first_name = forms.CharField(label=_("First name"), max_length=64)
    email = forms.CharField(label=_("E-mail"), max_length=64)
    owner = NumberField(label=_("Owner number"))
    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("first_name", "email", "owner", "customer", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Name, number or SIP address")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; an @ parts user and domain."""
        found = self.patterns(
            firstName="first_name",
            lastName="last_name",
            email="email",
            owner="owner",
            customer="customer",
            reseller="reseller",
        )
        typed = self.cleaned()
        if typed["group"]:
            found["groups"] = [typed["group"]]
        if typed["domain"]:
            found["domain"] = domain_pattern(typed["domain"])
        return found | address_filter(typed["q"], "username", "domain")


class AliasSearchForm(TenantSearchForm):
    """SIP aliases."""

    domain = forms.CharField(label=_("Domain"), max_length=253)
    target = forms.CharField(label=_("Leads to"), max_length=200)
    owner = NumberField(label=_("Owner number"))
    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("owner", "customer", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Alias")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; an @ parts user and domain."""
        typed = self.cleaned()
        domain = {"aliasDomain": domain_pattern(typed["domain"])} if typed["domain"] else {}
        return (
            domain
            | self.patterns(owner="owner", customer="customer")
            | self.patterns(reseller="reseller")
            | address_filter(typed["q"], "aliasUsername", "aliasDomain")
            | address_filter(typed["target"], "targetUsername", "targetDomain")
        )


def address_filter(text: str, user: str, domain: str) -> dict[str, str]:
    """The filters of a typed address, or of a part of its user."""
    typed = rules.without_scheme(text).lower()
    if "@" not in typed:
        return {user: contains(typed)} if typed else {}
    before, _at, after = typed.partition("@")
    # A whole user was typed before the @, a domain perhaps only begins after it.
    parts = {user: before.replace("*", "%"), domain: after and f"{after.replace('*', '%')}%"}
    return {name: value for name, value in parts.items() if value}
