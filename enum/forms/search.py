"""The search forms of ranges and numbers: what people type, as filters of the platform."""

from __future__ import annotations

import re
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.forms.ruled import NumberField
from ngnpanel.accounts.forms.search import TenantSearchForm
from ngnpanel.enum.domain.mappings import TYPES
from ngnpanel.web.forms import contains

# A telephone number, or a part of one, as people write it.
NUMBER: Final = re.compile(r"\+?[0-9%*\s./()\-]+", re.ASCII)
BETWEEN: Final = re.compile(r"[\s./()\-]")


class RangeSearchForm(TenantSearchForm):
    """ENUM ranges."""

    customer = NumberField(label=_("Customer number"))
    info = forms.CharField(label=_("Info"), max_length=255)
    prefix = forms.CharField(  # type: ignore[assignment]  # a field, not the prefix of names
        label=_("Prefix"), max_length=40
    )
    tld = forms.CharField(label=_("Root (TLD)"), max_length=223)
    reseller = NumberField(label=_("Reseller number"))
    more = ("prefix", "tld", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Prefix, or a word of the info")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; a prefix is typed from its beginning."""
        found = self.patterns(customer="customer", reseller="reseller", info="info", tld="tld")
        typed = self.cleaned()
        quick = typed["q"].strip()
        if NUMBER.fullmatch(quick):
            found["prefix"] = starting(quick)
        elif quick and "info" not in found:
            found["info"] = contains(quick)
        elif quick:
            found["prefix"] = quick  # the info is asked for already, so a word finds nothing
        if typed["prefix"]:
            found["prefix"] = starting(typed["prefix"])
        return found


class NumberSearchForm(TenantSearchForm):
    """ENUM numbers."""

    range = forms.CharField(label=_("Range"), max_length=240)
    type = forms.ChoiceField(
        label=_("Type"),
        choices=(("", _("All")), *((key, _(kind.label)) for key, kind in TYPES.items())),
    )
    mapto = forms.CharField(label=_("Leads to"), max_length=250)
    number = forms.CharField(label=_("Number"), max_length=40)
    tld = forms.CharField(label=_("Root (TLD)"), max_length=223)
    owner = NumberField(label=_("Owner number"))
    customer = NumberField(label=_("Customer number"))
    reseller = NumberField(label=_("Reseller number"))
    more = ("number", "tld", "owner", "customer", "reseller")

    def hint(self) -> str:
        """What the quick search looks at."""
        return _now("Number, or where it leads")

    def filter(self) -> dict[str, Any]:
        """The filter by wire names; a range stands for the numbers that begin with its prefix."""
        found = self.patterns(owner="owner", customer="customer", reseller="reseller")
        typed = self.cleaned()
        prefix, _dot, root = typed["range"].strip().partition(".")
        prefix, number, quick = digits(prefix), digits(typed["number"]), typed["q"].strip()
        target = typed["mapto"].strip()
        if NUMBER.fullmatch(quick) or (quick and target):
            number = f"{number}%{digits(quick)}" if number else digits(quick)
        elif quick:
            target = quick
        if prefix or number:
            found["number"] = within(prefix, number)
        if root or typed["tld"]:
            found["tld"] = contains(typed["tld"]) if typed["tld"] else root.lower()
        if typed["type"]:
            found["type"] = typed["type"]
        if target:
            found["mapto"] = target_pattern(target)
        return found


def digits(text: str) -> str:
    """A number or a part of one without what people write between its digits."""
    return BETWEEN.sub("", text).removeprefix("+").replace("*", "%")


def starting(text: str) -> str:
    """A pattern of the prefixes that begin like ``text``."""
    number = digits(text)
    return number if not number or "%" in number else f"{number}%"


def within(prefix: str, number: str) -> str:
    """A pattern of the numbers that begin with ``prefix`` and have ``number`` in them."""
    if not prefix:
        return contains(number)
    if not number:
        return starting(prefix)
    rest = number.removeprefix(prefix)
    return f"{prefix}%{rest}%" if rest == number else f"{prefix}{rest}%"


def target_pattern(text: str) -> str:
    """A pattern of addresses; a whole ``user@domain`` finds that one alone, in any scheme."""
    typed = text.strip().replace("*", "%")
    _user, at, domain = typed.partition("@")
    if not at:
        return contains(typed)
    return typed if "." in domain or "%" in typed else f"{typed}%"
