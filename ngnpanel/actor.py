"""Who acts in the panel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """The kinds of people; what each may do stands in ``web/permissions.py``."""

    ADMINISTRATOR = "administrator"
    RESELLER = "reseller"
    CUSTOMER = "customer"
    SUBSCRIBER = "subscriber"
    # A staff member that acts for nobody: it has no power over tenants.
    SUPPORT = "support"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A signed-in person, passed explicitly and kept in the session.

    ``customer`` is the platform customer on whose behalf calls run (0: no impersonation, that is
    the platform administrator, or a subscriber of a domain without customer). ``reseller`` is its
    reseller. ``account`` is the SIP address of a subscriber, empty for everybody else.

    ``rights`` are the permissions that this person is limited to, of those that the role has; None:
    no limit. Staff that acts for somebody (a support session) and programs with a token have one.
    ``staff`` is the number of the staff account at work, 0 for everybody else; ``support`` that of
    the support session in which it acts, empty outside of one.
    """

    role: Role
    name: str
    customer: int = 0
    reseller: int = 0
    account: str = ""
    platform: str = "default"
    rights: frozenset[str] | None = None
    staff: int = 0
    support: str = ""

    @property
    def is_administrator(self) -> bool:
        """Whether no tenancy limits this person."""
        return self.role is Role.ADMINISTRATOR

    @property
    def is_subscriber(self) -> bool:
        """Whether this person only sees one SIP account."""
        return self.role is Role.SUBSCRIBER

    @property
    def is_support(self) -> bool:
        """Whether this is a staff member that acts for nobody at the moment."""
        return self.role is Role.SUPPORT

    def to_session(self) -> dict[str, Any]:
        """The actor as JSON for the session."""
        return {
            "role": self.role.value,
            "name": self.name,
            "customer": self.customer,
            "reseller": self.reseller,
            "account": self.account,
            "platform": self.platform,
            "rights": None if self.rights is None else sorted(self.rights),
            "staff": self.staff,
            "support": self.support,
        }

    @classmethod
    def from_session(cls, stored: dict[str, Any]) -> Actor:
        """The actor of a session."""
        rights = stored.get("rights")
        limit = None if rights is None else frozenset(rights)
        return cls(**{**stored, "role": Role(stored["role"]), "rights": limit})
