"""What a registered device is called and how it looks, judged by its user agent."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ngnpanel.accounts.domain.devices import Device

# Pattern in the user agent, icon, what people call such a thing; the first match counts.
KINDS: Final[tuple[tuple[str, str, str | Promise], ...]] = (
    (r"android|iphone|ios\b|mobile|push|sylk-?mobile", "device-mobile", gettext_lazy("Mobile")),
    (
        r"\bspa[0-9]|ht[78][0-9]{2}|\bata\b|grandstream ht|obihai",
        "plug-connected",
        gettext_lazy("Adapter"),
    ),
    (
        r"asterisk|freepbx|freeswitch|3cx|innovaphone|mediant|patton|lancom|pbx",
        "building",
        gettext_lazy("Exchange"),
    ),
    (
        r"yealink|snom|cisco|polycom|poly\b|grandstream|gigaset|mitel|aastra|fanvil|panasonic|avm|fritz",
        "phone",
        gettext_lazy("Desk phone"),
    ),
    (
        r"blink|linphone|zoiper|bria|x-lite|jitsi|microsip|telephone|twinkle|sipjs|jssip|webrtc|baresip",
        "headset",
        gettext_lazy("Computer"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A registered device as people see it; ``name`` is unlike that of the other devices."""

    name: str
    icon: str
    device: Device

    @property
    def product(self) -> str:
        """The maker and model as the device tells them."""
        return product(self.device.user_agent)

    @property
    def address(self) -> str:
        """Where the device says that it is."""
        return host_port(self.device.address, self.device.port)

    @property
    def public_address(self) -> str:
        """Where the platform sees it, empty when that is the same."""
        seen = host_port(self.device.public_address, self.device.public_port)
        return "" if seen == self.address else seen

    @property
    def network(self) -> str:
        """How it reaches the platform, as far as its addresses tell."""
        if self.public_address:
            return _("Behind a router")
        try:
            address = ipaddress.ip_address(self.device.address.strip("[]"))
        except ValueError:
            return ""
        return _("In a network of its own") if address.is_private else _("Directly on the internet")

    @property
    def is_encrypted(self) -> bool:
        """Whether its signalling is encrypted."""
        return self.device.transport.lower() in ("tls", "wss")

    @property
    def remaining(self) -> str:
        """How long the registration holds unless the device renews it, empty when unknown."""
        left = self.device.expires
        return "" if left is None else duration(max(left, 0))

    @property
    def contact(self) -> str:
        """The address that calls are sent to."""
        return self.device.contact or f"sip:{self.address}"


def phones(devices: Sequence[Device]) -> tuple[Phone, ...]:
    """The devices under names that tell them apart, in the order of those names."""
    kinds = [kind(device.user_agent) for device in devices]
    names = _numbered(_told([word for _icon, word in kinds], devices))
    found = [
        Phone(name=name, icon=icon, device=device)
        for name, (icon, _word), device in zip(names, kinds, devices, strict=True)
    ]
    return tuple(sorted(found, key=lambda phone: phone.name.casefold()))


def kind(user_agent: str) -> tuple[str, str]:
    """Icon and word for a user agent."""
    for pattern, icon, word in KINDS:
        if re.search(pattern, user_agent, re.IGNORECASE):
            return icon, str(word)
    return "phone", _("Phone")


def product(user_agent: str) -> str:
    """The user agent without versions and serial numbers."""
    name = re.split(r"[/(]| v?[0-9]+\.[0-9]", user_agent.strip(), maxsplit=1)[0].strip()
    return name[:60]


def host_port(host: str, port: int | None) -> str:
    """An address with its port; an IPv6 address in brackets."""
    shown = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"{shown}:{port}" if shown and port else shown


def duration(seconds: int) -> str:
    """A length of time in words, by its largest unit."""
    if seconds < 90:
        return ngettext("%(number)d second", "%(number)d seconds", seconds) % {"number": seconds}
    minutes = round(seconds / 60)
    if minutes < 120 and minutes != 60:
        return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
    hours = round(minutes / 60)
    return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}


def _told(words: Sequence[str], devices: Sequence[Device]) -> list[str]:
    """The words, with the product where devices of one kind are different products."""
    products = [product(device.user_agent) for device in devices]
    different: defaultdict[str, set[str]] = defaultdict(set)
    for word, made in zip(words, products, strict=True):
        different[word].add(made)
    return [
        f"{word} ({made})" if made and len(different[word]) > 1 else word
        for word, made in zip(words, products, strict=True)
    ]


def _numbered(names: Sequence[str]) -> list[str]:
    """The names, with a number where several are the same."""
    counted, met = Counter(names), Counter[str]()
    numbered = []
    for name in names:
        met[name] += 1
        numbered.append(f"{name} {met[name]}" if counted[name] > 1 else name)
    return numbered
