"""The forms of the brand page; they write the panel's own rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.db import transaction
from django.http.request import validate_host
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.brand import colours, contacts, pictures
from ngnpanel.brand.models import Brand, Host, SipDomain
from ngnpanel.brand.unfit import Unfit
from ngnpanel.web.faults import mending
from ngnpanel.web.forms import Group, PanelForm

MOST_NAMES: Final = 20
OWN_FIELDS: Final = (
    *("name", "accent", "support_email", "support_phone"),
    *("support_page", "imprint", "privacy", "terms"),
)
PAGES: Final = ("support_page", "imprint", "privacy", "terms")


class LookForm(PanelForm[Brand]):
    """Name, colour, host names, SIP domains, contacts and links of one brand."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=60,
        help_text=_("Empty: the company name of the customer properties."),
    )
    accent = forms.CharField(
        label=_("Accent colour"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"placeholder": "#0a66c2", "spellcheck": "false"}),
        help_text=_("Six digits after a #. Empty: the colour of the panel."),
    )
    hosts = forms.CharField(
        label=_("Host names"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line, such as panel.example.com. The operator has to allow them."),
    )
    sip_domains = forms.CharField(
        label=_("SIP domains"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("One a line. Whoever signs in with such an address sees this brand."),
    )
    support_email = forms.CharField(label=_("Support e-mail"), required=False, max_length=254)
    support_phone = forms.CharField(label=_("Support telephone"), required=False, max_length=32)
    support_page = forms.CharField(label=_("Support page"), required=False, max_length=300)
    imprint = forms.CharField(label=_("Imprint"), required=False, max_length=300)
    privacy = forms.CharField(label=_("Privacy"), required=False, max_length=300)
    terms = forms.CharField(label=_("Terms"), required=False, max_length=300)
    groups = (
        Group(_("Look"), "", ("name", "accent")),
        Group(
            _("Where people sign in"),
            _("The sign-in page shows the brand under these names."),
            ("hosts", "sip_domains"),
        ),
        Group(
            _("Support"),
            _("Empty: what the customer properties say."),
            ("support_email", "support_phone", "support_page"),
        ),
        Group(_("Links"), "", ("imprint", "privacy", "terms")),
    )

    def __init__(self, data: Any = None, *, actor: Actor, record: Brand) -> None:
        self.nearest = ""
        super().__init__(data, actor=actor, record=record)

    def from_domain(self, record: Brand) -> dict[str, Any]:
        """The brand as values of the fields."""
        hosts, domains = _names(record)
        shown = {name: getattr(record, name) for name in OWN_FIELDS}
        return {**shown, "hosts": "\n".join(hosts), "sip_domains": "\n".join(domains)}

    def clean_name(self) -> str:
        """A name that cannot turn the line around it, nor hide in it."""
        name = str(self.cleaned_data["name"])
        if any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in name):
            raise forms.ValidationError(_now("Leave out control characters."))
        return name

    def clean_accent(self) -> str:
        """A colour that can be read; else the nearest one that can is proposed."""
        typed = self.cleaned_data["accent"].strip()
        if not typed:
            return ""
        try:
            accent = colours.normal(typed)
        except ValueError:
            raise forms.ValidationError(
                _now("Write the colour as # and six digits, such as #0a66c2.")
            ) from None
        found = colours.reading(accent, colours.LIGHT)
        if colours.passes(accent, colours.LIGHT):
            return accent
        self.nearest = colours.nearest(accent, colours.LIGHT)
        words = {
            "accent": accent,
            "ratio": f"{min(found.ratio, found.button):.1f}",
            "nearest": self.nearest,
        }
        text = _now(
            "%(accent)s is hard to read: %(ratio)s to 1 on the ground of the light theme, and text"
            " needs 4.5 to 1. The nearest shade that can be read is %(nearest)s."
        )
        raise forms.ValidationError(text % words)

    def clean_hosts(self) -> tuple[str, ...]:
        """Host names that nobody else has; whose they are is not said."""
        names = self._domain_names("hosts")
        others = Host.objects.filter(name__in=names).exclude(brand=self._saved())
        taken = set(others.values_list("name", flat=True))
        if self._brand().reseller:
            taken |= {name for name in names if name in own_hosts()}
        if not self.actor.is_administrator:
            # Names that the panel answers to already are given away by the operator alone.
            mine, _domains = _names(self._brand())
            taken |= (set(names) & set(settings.ALLOWED_HOSTS)) - set(mine)
        _refuse(taken, _now("%(names)s cannot be used here. Take it out or choose another name."))
        return names

    def clean_sip_domains(self) -> tuple[str, ...]:
        """SIP domains that no other brand has; whether they are the reseller's, the view asks."""
        names = self._domain_names("sip_domains")
        mine = {"platform": self._brand().platform, "name__in": names}
        others = SipDomain.objects.filter(**mine).exclude(brand=self._saved())
        taken = set(others.values_list("name", flat=True))
        _refuse(taken, _now("%(names)s cannot be used here. Take it out or choose another name."))
        return names

    def clean_support_email(self) -> str:
        """A mail address."""
        return self._ruled("support_email", rules.email)

    def clean_support_phone(self) -> str:
        """A telephone number as people write it."""
        self._ruled("support_phone", rules.phone_number)
        return str(self.cleaned_data["support_phone"])

    def clean(self) -> dict[str, Any]:
        """Pages that a link may lead to."""
        for name in PAGES:
            typed = self.cleaned_data.get(name, "")
            if typed and not contacts.web_page(typed):
                self.add_error(name, _now("Enter an address such as https://www.example.com/help."))
        return self.cleaned_data

    def new_domains(self) -> list[str]:
        """The SIP domains that the brand does not have yet."""
        known = _names(self._brand())[1]
        return [name for name in self.cleaned_data["sip_domains"] if name not in known]

    @transaction.atomic
    def save(self) -> Brand:
        """Write the brand and its names; IntegrityError when somebody was faster."""
        brand = self._brand()
        stored = Brand.objects.filter(pk=brand.pk).first()
        old = _told(stored or Brand())
        for name in OWN_FIELDS:
            setattr(brand, name, self.cleaned_data[name])
        brand.save()
        brand.hosts.exclude(name__in=self.cleaned_data["hosts"]).delete()
        brand.sip_domains.exclude(name__in=self.cleaned_data["sip_domains"]).delete()
        hosts, domains = _names(brand)
        for name in self.cleaned_data["hosts"]:
            if name not in hosts:
                Host.objects.create(brand=brand, name=name)
        for name in self.cleaned_data["sip_domains"]:
            if name not in domains:
                SipDomain.objects.create(brand=brand, platform=brand.platform, name=name)
        new = _told(brand)
        recording.note(
            "brand",
            "change",
            brand.name or str(brand),
            {name: (old[name], new[name]) for name in new},
            reseller=brand.reseller,
        )
        return brand

    def _brand(self) -> Brand:
        if self.record is None:
            raise TypeError("a brand is always there, saved or not")
        return self.record

    def _saved(self) -> int | None:
        return self._brand().pk

    def _domain_names(self, field: str) -> tuple[str, ...]:
        typed = self.cleaned_data[field].replace(",", " ").split()
        if len(typed) > MOST_NAMES:
            raise forms.ValidationError(_now("Enter at most 20 names."))
        try:
            return tuple(dict.fromkeys(rules.domain_name(name) for name in typed))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None

    def _ruled(self, field: str, rule: Any) -> str:
        try:
            return str(rule(self.cleaned_data[field]))
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None


class LogoForm(forms.Form):
    """One picture, for the light or the dark theme."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/png,image/jpeg,image/webp,image/svg+xml"}
        ),
        error_messages={"required": _("Choose a picture first.")},
    )

    def clean_picture(self) -> pictures.Picture:
        """The picture as it will be served."""
        upload = self.cleaned_data["picture"]
        try:
            # One byte more than allowed tells that there is more.
            return pictures.read(upload.read(pictures.LARGEST_FILE + 1))
        except Unfit as unfit:
            raise forms.ValidationError(unfit.text) from None


class TestMailForm(forms.Form):
    """Where a test mail goes."""

    to = forms.CharField(label=_("Send it to"), max_length=254)

    def clean_to(self) -> str:
        """One mail address."""
        try:
            return rules.email(self.cleaned_data["to"])
        except RuleError as error:
            raise forms.ValidationError(mending(error)) from None


def own_hosts() -> frozenset[str]:
    """The names of the platform itself, which no reseller may dress up."""
    return frozenset({urlsplit(settings.BASE_URL).hostname or "", settings.HOST.lower()})


def not_answered(hosts: Iterable[str]) -> list[str]:
    """The host names that the panel does not answer to, until the operator allows them."""
    return [host for host in hosts if not validate_host(host, settings.ALLOWED_HOSTS)]


def _names(brand: Brand) -> tuple[list[str], list[str]]:
    if not brand.pk:
        return [], []
    hosts = list(brand.hosts.order_by("pk").values_list("name", flat=True))
    return hosts, list(brand.sip_domains.order_by("pk").values_list("name", flat=True))


def _refuse(names: Iterable[str], text: str) -> None:
    taken = ", ".join(sorted(names))
    if taken:
        raise forms.ValidationError(text % {"names": taken})


def _told(brand: Brand) -> dict[str, Any]:
    """What the audit compares."""
    hosts, domains = _names(brand)
    own = {name: getattr(brand, name) for name in OWN_FIELDS}
    return {**own, "hosts": hosts, "sip_domains": domains}
