"""The way around, written out for each kind of person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ngnpanel.actor import Actor
from ngnpanel.web import reach
from ngnpanel.web.permissions import may

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Place:
    """A page that the navigation leads to; it is current on all URLs that start like its name.

    ``short`` is its label where there is little room.
    """

    label: Text
    icon: str
    url_name: str
    permission: str
    short: Text = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as it is drawn."""

    label: Text
    icon: str
    url: str
    is_current: bool
    short: Text = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one title."""

    title: Text
    entries: tuple[Entry, ...]


PANEL: Final = (
    (
        _("Support"),
        (Place(_("Desk"), "headset", "support", "support.open"),),
    ),
    (
        _("Customers"),
        (
            Place(_("Customers"), "building", "customer-list", "customer.view"),
            Place(_("Sign-in rules"), "shield-check", "policy-list", "policy.edit"),
            Place(_("Branding"), "palette", "brand-list", "brand.edit"),
            Place(_("Texts of mails"), "pencil", "notice-list", "notice.edit"),
        ),
    ),
    (
        _("SIP"),
        (
            Place(_("Domains"), "world", "domain-list", "domain.view"),
            Place(_("Accounts"), "phone", "account-list", "account.view"),
            Place(_("Aliases"), "at", "alias-list", "alias.view"),
            Place(_("Monthly limits"), "coin", "limit-list", "limit.view"),
            Place(_("Trusted peers"), "plug-connected", "peer-list", "peer.view"),
        ),
    ),
    (
        _("Numbers"),
        (
            Place(_("Ranges"), "hash", "range-list", "range.view"),
            Place(_("Numbers"), "list-numbers", "number-list", "number.view"),
        ),
    ),
    (
        _("DNS"),
        (
            Place(_("Zones"), "binary-tree", "zone-list", "zone.view"),
            Place(_("Records"), "list-search", "record-list", "record.view"),
            Place(_("Mail aliases"), "mail-forward", "mail-alias-list", "mail-alias.view"),
            Place(_("Redirects"), "link", "redirect-list", "redirect.view"),
        ),
    ),
    (
        _("PSTN"),
        (
            Place(_("Routes"), "route", "route-list", "route.view"),
            Place(_("Carriers"), "building-broadcast-tower", "carrier-list", "carrier.view"),
            Place(_("Gateways"), "server-2", "gateway-list", "gateway.view"),
            Place(_("Rules"), "arrows-split", "rule-list", "rule.view"),
        ),
    ),
    (
        _("Tools"),
        (
            Place(_("Where would this call go"), "route-2", "call-path", "call-path.view"),
            Place(_("DNS check"), "stethoscope", "domain-check", "domain-check.view"),
            Place(_("Export and import"), "file-import", "estates", "estate.import"),
            Place(_("Outbox"), "mail", "outbox-list", "outbox.view"),
        ),
    ),
    (
        _("Work"),
        (
            Place(_("Jobs"), "list-check", "job-list", "job.view"),
            Place(_("Audit"), "list-search", "audit-list", "audit.view"),
            Place(_("Schedules"), "calendar-time", "schedule-list", "schedule.run"),
            Place(_("Staff"), "users", "staff-list", "staff.manage"),
        ),
    ),
)
# The first four stand in the bar of a phone, the others behind "More".
SUBSCRIBER: Final = (
    Place(_("Overview"), "home", "subscriber-overview", "settings.view", _("Home")),
    Place(
        _("Forwarding"), "arrow-forward-up", "subscriber-forwarding", "settings.view", _("Forward")
    ),
    Place(_("Accept"), "shield-check", "subscriber-accept", "settings.view"),
    Place(_("History"), "history", "subscriber-history", "settings.view"),
    Place(_("Voicemail"), "record-mail", "subscriber-voicemail", "settings.view"),
    Place(_("Contacts"), "address-book", "subscriber-contacts", "settings.view"),
    Place(_("Rejected callers"), "phone-off", "subscriber-rejected", "settings.view"),
    Place(_("Barred numbers"), "ban", "subscriber-barring", "settings.view"),
    Place(_("Credit"), "coin", "subscriber-credit", "settings.view"),
    Place(_("Devices"), "devices", "subscriber-devices", "settings.view"),
    Place(_("Identity"), "id", "subscriber-identity", "settings.view"),
    Place(_("Settings"), "settings", "subscriber-settings", "settings.view"),
    Place(_("Security"), "key", "subscriber-security", "settings.view"),
)
TABS: Final = 4
# Pages of some accounts only.
RARE: Final = frozenset({"barring", "credit"})
OFTEN: Final = frozenset(place.url_name.removeprefix("subscriber-") for place in SUBSCRIBER) - RARE
# Pages of their own, although they are called like a kind of record.
TOOLS: Final = frozenset({"domain-check"})
# Pages of the bundled server, which ask for its administrator's password themselves.
PLATFORM: Final = Section(
    _("Platform"),
    (Entry(_("Emergency and vouchers"), "adjustments", "/platform/", is_current=False),),
)


def panel(actor: Actor, url_name: str) -> list[Section]:
    """The groups at the left for resellers, customers and the administrator."""
    sections = []
    for title, places in PANEL:
        entries = tuple(
            Entry(place.label, place.icon, reverse(place.url_name), _starts_like(place, url_name))
            for place in places
            if may(actor, place.permission) and _leads(actor, place.url_name)
        )
        if entries:
            sections.append(Section(title, entries))
    if settings.LOCAL and actor.is_administrator and not actor.staff:
        sections.append(PLATFORM)
    return sections


def subscriber(
    address: str,
    url_name: str,
    has_tab: Callable[[str], bool] = OFTEN.__contains__,
    actor: Actor | None = None,
) -> list[Entry]:
    """The pages of one account's settings, as far as it has them.

    ``has_tab`` is asked for the end of each place's name; without it nothing is known about the
    account, and it gets the pages that nearly every account has. ``actor`` leaves out what limited
    rights do not open.
    """
    return [
        Entry(
            place.label,
            place.icon,
            reverse(place.url_name, args=[address]),
            place.url_name == url_name or url_name.startswith(f"{place.url_name}-"),
            place.short,
        )
        for place in SUBSCRIBER
        if has_tab(place.url_name.removeprefix("subscriber-"))
        and (actor is None or actor.rights is None or reach.may_go(actor, place.url_name))
    ]


def tabs(entries: list[Entry]) -> dict[str, Any]:
    """What the templates want to know: the entries in the bar of a phone, and those behind it."""
    more = entries[TABS:]
    return {
        "tabs": entries[:TABS],
        "more_tabs": more,
        "is_more_current": any(entry.is_current for entry in more),
    }


def current(sections: Iterable[Section]) -> str:
    """The label of the place where the person is, empty outside of the navigation."""
    entries = (entry for section in sections for entry in section.entries)
    return next((str(entry.label) for entry in entries if entry.is_current), "")


def _leads(actor: Actor, url_name: str) -> bool:
    """Whether staff gets in there; others are only asked for the permission."""
    if actor.rights is None:
        return True
    return reach.may_go(actor, url_name)


def _starts_like(place: Place, url_name: str) -> bool:
    if url_name in TOOLS or place.url_name in TOOLS:
        return url_name == place.url_name
    return url_name.partition("-")[0] == place.url_name.partition("-")[0]
