"""Customers, resellers, their properties and credits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from ngnpanel.accounts.domain.rules import RuleError

# Credit property -> what it counts (contract section 5.3).
CREDITS: Final = {
    "sip_credit": "SIP accounts",
    "sip_alias_credit": "SIP aliases",
    "enum_range_credit": "ENUM ranges",
    "enum_number_credit": "ENUM numbers",
    "dns_zone_credit": "DNS zones",
    "email_credit": "mail aliases",
}
# Properties of permission admin that a reseller may set on its own customers (contract G63).
# The contract gives sms_access no level of its own, but reads it like prepaid_changes.
RESELLER_MAY_GRANT: Final = frozenset(CREDITS) | {
    "pstn_access",
    "prepaid_changes",
    "pstn_changes",
    "sms_access",
}
ADMIN_PROPERTIES: Final = RESELLER_MAY_GRANT | {
    "payment_processor_class",
    "support_order",
}
RESELLER_PROPERTIES: Final = frozenset({"digest_settings_page"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerProperty:
    """A named text of a customer; ``permission`` is admin, reseller or anything else (customer)."""

    name: str
    value: str = ""
    category: str = ""
    permission: str = "customer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer; one whose id equals its ``reseller`` is a reseller.

    ``impersonate`` is the id of the customer whose rights this one has, 0 for its own. ``balance``
    and ``credit`` are amounts in the platform's currency.
    """

    id: int = 0
    reseller: int = 0
    impersonate: int = 0
    username: str = ""
    password: str = field(default="", repr=False)
    first_name: str = ""
    last_name: str = ""
    organization: str = ""
    vat_number: str = ""
    email: str = ""
    web: str = ""
    tel: str = ""
    fax: str = ""
    mobile: str = ""
    sip: str = ""
    enum: str = ""
    address: str = ""
    postcode: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    timezone: str = ""
    language: str = ""
    bank_account: str = ""
    billing_address: str = ""
    billing_email: str = ""
    balance: float | None = None
    credit: float | None = None
    company_code: str = ""
    reseller_active: bool | None = None
    change_date: datetime | None = None
    properties: tuple[CustomerProperty, ...] = field(default=(), repr=False)

    @property
    def is_reseller(self) -> bool:
        """Whether this customer is a reseller."""
        return self.id != 0 and self.id == self.reseller

    @property
    def name(self) -> str:
        """First and last name in one text."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def title(self) -> str:
        """What people call it."""
        return self.organization or self.name or self.username

    def property_value(self, name: str) -> str:
        """The value of a property, empty when there is none."""
        return next((item.value for item in self.properties if item.name == name), "")

    def has(self, name: str) -> bool:
        """Whether a property is switched on."""
        return self.property_value(name) == "1"


def permission_of(name: str) -> str:
    """The permission level of a property by its name (contract section 5.6)."""
    if name in ADMIN_PROPERTIES:
        return "admin"
    return "reseller" if name in RESELLER_PROPERTIES else "customer"


def category_of(name: str) -> str:
    """The grouping label of a property by its name (contract section 5.6)."""
    if name in CREDITS:
        return "credit"
    if name in ("auth_token", "dns_admin_email"):
        return "dns"
    if name == "support_order":
        return "billing"
    if name == "records_per_page" or "_last_" in name or name.startswith("enum_generator_"):
        return "web"
    return "sip"


def login_name(text: str, field: str = "username") -> str:
    """The stored form of a customer's login: lower case, blanks become dots (contract 5.15).

    Letters are those of any script: clients make logins of the names of people.
    """
    name = re.sub(r"\s+", ".", text.strip().lower())
    if not re.fullmatch(r"[\w.@+'-]{2,64}", name):
        raise RuleError(
            "Enter a login of 2 to 64 letters, digits and the characters . _ - + @ '.",
            field,
        )
    return name
