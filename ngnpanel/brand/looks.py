"""Looks: a brand as pages and mails need it, found by reseller, host name or SIP domain."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http.request import validate_host
from django.urls import reverse

from ngnpanel.brand import colours, contacts
from ngnpanel.brand.models import DARK, LIGHT, Brand, Host, Logo, SipDomain
from ngnpanel.brand.pictures import EXTENSIONS
from ngnpanel.web.context import BRAND

SECONDS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A logo as an address with its size."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Where people find help, and what the law wants linked."""

    company: str = ""
    email: str = ""
    phone: str = ""
    page: str = ""
    billing_email: str = ""
    imprint: str = ""
    privacy: str = ""
    terms: str = ""

    @property
    def has_contact(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self.email or self.phone or self.page)

    @property
    def has_links(self) -> bool:
        """Whether there is a page to link besides the contact."""
        return bool(self.imprint or self.privacy or self.terms)

    def __bool__(self) -> bool:
        return self.has_contact or self.has_links


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a page or a mail shows of a brand."""

    reseller: int = 0
    platform: str = "default"
    brand: int = 0
    name: str = BRAND
    accent: str = ""
    css: str = ""
    logo: Shown | None = None
    dark_logo: Shown | None = None
    hosts: tuple[str, ...] = ()
    support: Support = field(default_factory=Support)

    @property
    def panel_url(self) -> str:
        """Where its people reach the panel: its first host name that the panel answers to."""
        scheme, _mark, _host = settings.BASE_URL.partition("://")
        own = (host for host in self.hosts if validate_host(host, settings.ALLOWED_HOSTS))
        host = next(own, "")
        return f"{scheme}://{host}" if host else str(settings.BASE_URL)


def of(reseller: int, platform: str = "default") -> Look:
    """The look of a reseller; one look into the cache and, after a while, into the database."""
    key = _key(platform, reseller)
    try:
        known: Look | None = cache.get(key)
        if known is None:
            known = made(reseller, platform)
            cache.set(key, known, SECONDS if contacts.told(platform, reseller) else contacts.PAUSE)
    except contacts.AWAY:
        return made(reseller, platform)
    return known


def at_sign_in(host: str, domain: str, platform: str = "default") -> Look:
    """The look of the host name, else of the SIP domain, else the platform's own."""
    own = Host.objects.filter(name=host.lower(), brand__platform=platform)
    reseller = own.values_list("brand__reseller", flat=True).first()
    if reseller is None and domain:
        named = SipDomain.objects.filter(platform=platform, name=domain.strip().lower())
        reseller = named.values_list("brand__reseller", flat=True).first()
    return of(reseller or 0, platform)


def made(reseller: int, platform: str = "default") -> Look:
    """The look as it is in the database and on the platform now."""
    told = contacts.told(platform, reseller)
    brand = Brand.objects.filter(platform=platform, reseller=reseller).first()
    if brand is None:
        return Look(
            reseller=reseller,
            platform=platform,
            name=name_of(told) or BRAND,
            support=support_of(Brand(), told),
        )
    logos = {logo.variant: logo for logo in brand.logos.defer("content")}
    return Look(
        reseller=reseller,
        platform=platform,
        brand=brand.pk,
        name=brand.name or name_of(told) or BRAND,
        accent=brand.accent,
        css=css_url(brand),
        logo=shown(logos.get(LIGHT)),
        dark_logo=shown(logos.get(DARK)),
        hosts=tuple(brand.hosts.order_by("pk").values_list("name", flat=True)),
        support=support_of(brand, told),
    )


def name_of(told: Mapping[str, str]) -> str:
    """The company that the properties name, on one line."""
    return "".join(char for char in told.get("support_company", "") if char.isprintable())[:60]


def support_of(brand: Brand, told: Mapping[str, str]) -> Support:
    """What the brand says, else what the properties say if it makes sense.

    Links are looked at once more: whatever wrote the row, they lead to pages of the web.
    """
    return Support(
        company=brand.name or name_of(told),
        email=brand.support_email or contacts.mail_address(told.get("support_email", "")),
        phone=brand.support_phone,
        page=contacts.web_page(brand.support_page or told.get("support_web", "")),
        billing_email=contacts.mail_address(told.get("billing_email", "")),
        imprint=contacts.web_page(brand.imprint),
        privacy=contacts.web_page(brand.privacy),
        terms=contacts.web_page(brand.terms),
    )


def sheet_digest(brand: Brand) -> str:
    """What the address of the style sheet is made of."""
    return hashlib.sha256(colours.sheet(brand.accent).encode()).hexdigest()[:16]


def css_url(brand: Brand) -> str:
    """The style sheet of the accent, empty without one."""
    return reverse("brand-style", args=[brand.pk, sheet_digest(brand)]) if brand.accent else ""


def shown(logo: Logo | None) -> Shown | None:
    """The address of a logo."""
    if logo is None:
        return None
    arguments = [logo.brand_id, logo.digest, EXTENSIONS[logo.content_type]]
    return Shown(url=reverse("brand-picture", args=arguments), width=logo.width, height=logo.height)


def forget(reseller: int, platform: str = "default") -> None:
    """Look again at the next page; for whoever changed something."""
    contacts.forget(platform, reseller)
    try:
        cache.delete(_key(platform, reseller))
    except contacts.AWAY:
        return


def _key(platform: str, reseller: int) -> str:
    return f"brand:look:{platform}:{reseller}"
