"""Words and links that several resources of this app show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.resources.links import reseller_link
from ngnpanel.actor import Actor
from ngnpanel.pstn.domain import rewriting
from ngnpanel.pstn.domain.routing import GatewayRule
from ngnpanel.web.parts import Column, Item, Link, Note


def prefix(text: str) -> str:
    """A stored prefix as people write it."""
    if text == "00":
        return _("00 (all countries)")
    return f"+{text[2:]}" if text else _("All numbers")


def owner(reseller: int) -> Any:
    """Whose a record is; 0 is the platform."""
    return reseller_link(reseller) or _("The platform")


def belongs(reseller: int, change_date: Any) -> tuple[Item, Item]:
    """Whose it is and when it was changed, as items of a card."""
    return Item(_("Reseller"), owner(reseller)), Item(_("Changed"), change_date)


def for_person(columns: tuple[Column[Any], ...], actor: Actor) -> tuple[Column[Any], ...]:
    """The reseller is news for the administrator alone."""
    hidden = () if actor.is_administrator else ("reseller",)
    return tuple(column for column in columns if column.name not in hidden)


def carrier_link(number: int, name: str) -> Link | None:
    """The page of a carrier, None for 0."""
    if not number:
        return None
    text = name or _("Carrier %(number)s") % {"number": number}
    return Link(text, reverse("carrier-detail", args=[number]))


def gateway_link(number: int, name: str) -> Link:
    """The page of a gateway."""
    text = name or _("Gateway %(number)s") % {"number": number}
    return Link(text, reverse("gateway-detail", args=[number]))


def example(rule: GatewayRule) -> Note:
    """What a rule does to a number, as a sentence."""
    before = rewriting.example(rule)
    if not before:
        return Note(_("No number fits: the prefix is longer than the maximum length."), "amber")
    after = rewriting.rewritten(rule, before)
    if not after:
        return Note(_("Nothing is left of %(before)s.") % {"before": before}, "amber")
    if after == before:
        return Note(_("%(before)s stays as it is.") % {"before": before}, "amber")
    return Note(_("%(before)s becomes %(after)s.") % {"before": before, "after": after})
