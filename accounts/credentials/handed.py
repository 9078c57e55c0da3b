"""New accounts with their passwords, and who hands them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.urls import reverse

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.brand import colours, contacts, looks, mail
from ngnpanel.brand.looks import Look, Support
from ngnpanel.brand.models import LIGHT, Logo

DRAWING: Final = "image/svg+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A new account as its subscriber gets to know it; ``numbers`` are international digits."""

    id: SipId
    password: str = field(repr=False)
    name: str = ""
    email: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A reseller as its letters show it.

    ``logo`` is a picture of pixels, empty for none. ``proxy`` is where phones send everything
    first, empty where the domain says so itself. ``portal`` is the address of the panel; with
    ``page`` all settings are on one page of the reseller's own. ``cloud`` is the name that the
    reseller has with the maker of Cloud Softphone.
    """

    name: str
    accent: str
    logo: bytes = field(default=b"", repr=False)
    support: Support = field(default_factory=Support)
    proxy: str = ""
    portal: str = ""
    page: str = ""
    cloud: str = ""

    def settings_of(self, address: SipId) -> str:
        """Where a subscriber finds its settings."""
        return self.page or self.portal + reverse("subscriber-overview", args=[str(address)])


def sender(platform: str, reseller: int) -> Sender:
    """The reseller of an account; nothing is asked of the platform for a page's meter."""
    look = looks.of(reseller, platform)
    told = contacts.told(platform, reseller)
    return Sender(
        name=look.name,
        accent=colours.palette(look.accent or mail.DEFAULT_ACCENT).light,
        logo=_logo(look),
        support=look.support,
        proxy=told.get("sip_outbound_proxy") or told.get("sip_proxy") or "",
        portal=look.panel_url or str(settings.BASE_URL),
        page=contacts.web_page(told.get("sip_settings_page", "")),
        cloud=told.get("acrobits_cloud_id", ""),
    )


def _logo(look: Look) -> bytes:
    """The logo for light grounds; a drawing cannot be printed, the name stands for it."""
    stored = Logo.objects.filter(brand=look.brand, variant=LIGHT).exclude(content_type=DRAWING)
    logo = stored.first() if look.brand else None
    return b"" if logo is None else bytes(logo.content)
