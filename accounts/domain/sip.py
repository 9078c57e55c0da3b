"""SIP domains, accounts and aliases as records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError

AUTOINCREMENT: Final = "<autoincrement>"
# Never added or removed by a written group list (contract G23); prepaid follows its flag.
MANAGED_GROUPS: Final = frozenset({"quota", "intercept", "prepaid"})
# Groups that the forms show as a switch, by the name of the field.
SWITCHES: Final = {
    "free_pstn": "free-pstn",
    "anonymous": "anonymous",
    "anonymous_reject": "anonymous-reject",
    "missed_calls": "missed-calls",
    "blocked": "blocked",
    "trunking": "trunking",
    "deny_password_change": "deny-password-change",
    "rate_on_net": "rate-on-net",
    "sms": "sms",
    "payments": "payments",
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SipId:
    """The address of an account, an alias or a mailbox, in lower case and without scheme."""

    username: str
    domain: str

    def __str__(self) -> str:
        return f"{self.username}@{self.domain}"

    def lowered(self) -> SipId:
        """The address as rows have it: in lower case, without blanks around its parts."""
        return SipId(username=self.username.strip().lower(), domain=self.domain.strip().lower())

    @classmethod
    def parse(cls, text: str) -> SipId:
        """The address in ``user@domain``, with or without sip: in front; raises RuleError."""
        user, at, domain = rules.without_scheme(text).rpartition("@")
        if not at:
            raise RuleError("Enter an address such as alice@example.com.")
        return cls(username=rules.username(user), domain=rules.domain_name(domain))


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A named text kept with an account for its clients; it never influences routing."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """One IPv4 network that an account may be used from; ``mask`` is the prefix length."""

    ip: str
    mask: int = 32
    tag: str = ""

    def __str__(self) -> str:
        return f"{self.ip}/{self.mask}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A served SIP domain; it gives its accounts and aliases their customer and reseller."""

    domain: str
    customer: int = 0
    reseller: int = 0
    certificate: str = field(default="", repr=False)
    private_key: str = field(default="", repr=False, metadata={"wire": "private_key"})
    match_ip_address: str = field(default="", metadata={"wire": "match_ip_address"})
    match_sip_domain: str = field(default="", metadata={"wire": "match_sip_domain"})
    verify_cert: bool = field(default=False, metadata={"wire": "verify_cert"})
    require_cert: bool = field(default=False, metadata={"wire": "require_cert"})
    change_date: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A SIP account.

    ``password`` on write is clear text or a digest pair, empty keeps the stored one; on read it is
    the clear text when the platform keeps it. ``quota`` is the monthly PSTN limit in currency
    units, 0 or None for none. ``call_limit`` counts concurrent PSTN calls, 0 or None is the
    platform's default. ``timeout`` is in seconds. ``owner``, ``customer`` and ``reseller`` are
    customer ids, 0 for none. Empty ``acl`` means the platform's default networks.
    """

    id: SipId
    password: str = field(default="", repr=False)
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    acl: tuple[Network, ...] = ()
    groups: tuple[str, ...] = ()
    properties: tuple[Property, ...] = field(default=(), repr=False)
    timezone: str = ""
    rpid: str = ""
    quota: int | None = None
    quickdial_prefix: str = ""
    call_limit: int | None = None
    prepaid: bool | None = None
    region: str = ""
    timeout: int | None = None
    owner: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None
    create_date: datetime | None = None
    ha1: str = field(default="", repr=False)
    answer_timeout: int | None = None

    @property
    def name(self) -> str:
        """First and last name in one text."""
        return f"{self.first_name} {self.last_name}".strip()

    def property_value(self, name: str) -> str:
        """The value of a property, empty when there is none."""
        return next((item.value for item in self.properties if item.name == name), "")

    def with_properties(self, changes: Mapping[str, str]) -> Account:
        """The account with these properties set; an empty value drops the property."""
        kept = [
            replace(item, value=changes[item.name]) if item.name in changes else item
            for item in self.properties
        ]
        known = {item.name for item in kept}
        kept += [Property(name=n, value=v) for n, v in changes.items() if n not in known]
        dropped = {name for name, value in changes.items() if not value}
        return replace(self, properties=tuple(item for item in kept if item.name not in dropped))

    def with_groups(self, changes: Mapping[str, bool]) -> Account:
        """The account inside the groups that are True and outside those that are False.

        Groups that are not named keep their place.
        """
        kept = [group for group in self.groups if changes.get(group, True)]
        kept += [group for group, member in changes.items() if member and group not in kept]
        return replace(self, groups=tuple(kept))


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another address of an account; ``target`` may also lie outside the platform."""

    id: SipId
    target: SipId
    owner: int = 0
    customer: int = 0
    reseller: int = 0
    change_date: datetime | None = None
