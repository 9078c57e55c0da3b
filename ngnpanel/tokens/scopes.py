"""What a token is for: areas of the panel to read or to change, and the doors that it opens.

A token has the permissions that its scopes name, of those that its owner has; a permission that no
area names is none of a token's: tokens, sign-in, staff, brands, texts of mails, whole exports.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Role
from ngnpanel.web.permissions import PERMISSIONS

Text = str | Promise
READ: Final = "read"
CHANGE: Final = "change"
READ_ALL: Final = "all.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Records that belong together; whoever may change them may read them."""

    name: str
    label: Text
    text: Text
    read: frozenset[str]
    change: frozenset[str] = frozenset()

    def levels(self, role: Role) -> tuple[str, ...]:
        """What somebody of this role may give a token of the area."""
        found = {READ: self.read, CHANGE: self.change}
        return tuple(
            level for level, names in found.items() if any(role in PERMISSIONS[n] for n in names)
        )


def _kinds(*names: str) -> dict[str, frozenset[str]]:
    acts = ("add", "edit", "delete")
    return {
        READ: frozenset(f"{name}.view" for name in names),
        CHANGE: frozenset(f"{name}.{act}" for name in names for act in acts),
    }


def _area(
    name: str, label: Promise | str, text: Promise | str, *kinds: str, more: str = ""
) -> Area:
    found = _kinds(*kinds)
    change = found[CHANGE] | frozenset(more.split())
    return Area(name=name, label=label, text=text, read=found[READ], change=change)


AREAS: Final = (
    _area(
        "customers",
        _("Customers"),
        _("Customers with their properties, and which customer something belongs to."),
        "customer",
        more="tenant.edit",
    ),
    _area("domains", _("SIP domains"), _("Domains and their settings."), "domain"),
    _area(
        "accounts",
        _("Accounts and aliases"),
        _("SIP accounts, their groups and aliases."),
        "account",
        "alias",
        more="account.manage",
    ),
    Area(
        name="settings",
        label=_("Settings of accounts"),
        text=_("Forwarding, accepted callers, voicemail, contacts and devices."),
        read=frozenset({"settings.view"}),
        change=frozenset({"settings.edit"}),
    ),
    Area(
        name="calls",
        label=_("Calls and bookings"),
        text=_("Call history, statistics, balance, and what was booked."),
        read=frozenset({"call-records.view"}),
    ),
    Area(
        name="money",
        label=_("Money"),
        text=_("Monthly limits; changing means balances, vouchers and prices."),
        read=frozenset({"limit.view"}),
        change=frozenset({"account.billing", "balance.edit"}),
    ),
    _area(
        "numbers",
        _("Numbers"),
        _("ENUM ranges and numbers."),
        "range",
        "number",
        more="range.generate",
    ),
    _area(
        "dns",
        _("DNS"),
        _("Zones, records, mail aliases and redirects."),
        *("zone", "record", "mail-alias", "redirect"),
    ),
    _area(
        "pstn",
        _("PSTN"),
        _("Carriers, gateways, rules, routes and trusted peers."),
        *("carrier", "gateway", "rule", "route", "peer"),
        more="peer.settings",
    ),
    Area(
        name="work",
        label=_("Jobs"),
        text=_("Jobs and how far they are."),
        read=frozenset({"job.view"}),
    ),
    Area(
        name="tools",
        label=_("Tools"),
        text=_("Where a call would go, the DNS check, and statistics of the network."),
        read=frozenset({"search.view", "call-path.view", "domain-check.view"}),
    ),
)
BY_NAME: Final = {area.name: area for area in AREAS}
SCOPES: Final = (
    READ_ALL,
    *(f"{area.name}.{READ}" for area in AREAS),
    *(f"{area.name}.{CHANGE}" for area in AREAS if area.change),
)


def rights(scopes: Iterable[str]) -> frozenset[str]:
    """The permissions that these scopes give; a scope that is not known gives none."""
    found: frozenset[str] = frozenset()
    for scope in scopes:
        if scope == READ_ALL:
            found = found.union(*(area.read for area in AREAS))
            continue
        name, _dot, level = scope.partition(".")
        area = BY_NAME.get(name)
        if area is not None and level in (READ, CHANGE):
            found |= area.read | (area.change if level == CHANGE else frozenset())
    return found


def needed_for(permission: str) -> str:
    """The least scope that gives a permission, empty for one that no token has."""
    for area in AREAS:
        if permission in area.read:
            return f"{area.name}.{READ}"
        if permission in area.change:
            return f"{area.name}.{CHANGE}"
    return ""


def offered(role: Role) -> tuple[str, ...]:
    """The scopes that somebody of this role may give a token."""
    pairs = ((area.name, level) for area in AREAS for level in area.levels(role))
    return (READ_ALL, *(f"{name}.{level}" for name, level in pairs))
