"""Links and words that several resources of this app show."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.rules import with_plus
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.web.languages import LANGUAGES
from ngnpanel.web.parts import Card, Item, Link, Party, Related, Status, Telephone, Text

# How many related records a card names.
FEW: Final = 5


def customer_link(number: int) -> Party | None:
    """A customer by name, None for 0."""
    return Party(number) if number else None


def reseller_link(number: int) -> Party | None:
    """A reseller by name, None for 0, which is the platform itself."""
    return Party(number, "reseller") if number else None


def telephone(number: str) -> Telephone | str:
    """A number to show; the platform keeps international ones with 00 in front as well."""
    return Telephone(with_plus(number)) if number else ""


def language(code: str) -> str:
    """The name of a language; a code that is not on offer as it is."""
    return str(dict(LANGUAGES).get(code, code))


def domain_link(name: str) -> Link:
    """The page of a SIP domain."""
    return Link(name, reverse("domain-detail", args=[name]))


def account_link(address: SipId) -> Link:
    """The page of an account."""
    return Link(str(address), reverse("account-detail", args=[str(address)]))


def list_url(name: str, **filters: object) -> str:
    """A list with these filters."""
    return f"{reverse(f'{name}-list')}?{urlencode(filters)}"


def has_page(name: str, *arguments: str) -> bool:
    """Whether the panel has this page."""
    try:
        reverse(name, args=arguments)
    except NoReverseMatch:
        return False
    return True


def related(title: Text, list_name: str, **filters: object) -> list[Card]:
    """A card with the first records of a list, none while the panel has no such list."""
    if not has_page(f"{list_name}-list"):
        return []
    return [Card(title=title, related=Related(list_name=list_name, filters=filters))]


def some_of(shown: int, total: int) -> str:
    """The words of a link to all records of which some are shown."""
    if total > shown:
        return _("All %(total)s") % {"total": total}
    return _("Open as a list")


def tenants(customer: int, reseller: int) -> tuple[Item, Item]:
    """Whose a record is, as items of a card."""
    return (
        Item(_("Customer"), customer_link(customer)),
        Item(_("Reseller"), reseller_link(reseller)),
    )


def yes(word: str, *, icon: str = "check") -> Status:
    """Something that is allowed or on."""
    return Status(word, "green", icon)


def no(word: str, *, icon: str = "ban") -> Status:
    """Something that is off, which is no fault."""
    return Status(word, "grey", icon)
