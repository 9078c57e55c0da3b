"""Rating profiles: which prices hold for the calls of whom (contract 5.17, G79)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId

# subscriber:// and the longest address.
MAX_ENTITY: Final = 350
GATEWAY: Final = re.compile(r"[1-9][0-9]{0,9}", re.ASCII)
DEFAULT: Final = "default"


class Kind(StrEnum):
    """What profiles can belong to; the text is the scheme of the entity."""

    SUBSCRIBER = "subscriber"
    DOMAIN = "domain"
    GATEWAY = "gateway"
    DEFAULT = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingProfiles:
    """The profiles of one entity on weekdays and at weekends, with their alternatives.

    ``entity`` is ``subscriber://user@domain``, ``domain://name``, ``gateway://id`` or ``default``.
    ``increment`` and ``min_duration`` are in seconds.
    """

    entity: str
    profile_weekday: str = ""
    profile_weekday_alt: str = ""
    profile_weekend: str = ""
    profile_weekend_alt: str = ""
    timezone: str = ""
    increment: int | None = None
    min_duration: int | None = field(default=None, metadata={"wire": "min_duration"})

    @property
    def is_set(self) -> bool:
        """Whether any profile is named; a time zone alone prices nothing."""
        return any(
            (
                self.profile_weekday,
                self.profile_weekday_alt,
                self.profile_weekend,
                self.profile_weekend_alt,
            )
        )


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity taken apart: ``key`` is an address, a domain name, or the id of a gateway."""

    kind: Kind
    key: str = ""

    def __str__(self) -> str:
        return f"{self.kind}://{self.key}" if self.key else str(self.kind)


def subscriber(address: SipId) -> Entity:
    """The entity of an account."""
    return Entity(Kind.SUBSCRIBER, str(address))


def entity(text: str, field: str = "entity") -> Entity:
    """The entity that a text names, in lower case; raises RuleError for anything else."""
    written = text.strip().lower()
    if written == DEFAULT:
        return Entity(Kind.DEFAULT)
    scheme, separator, key = written.partition("://")
    if separator and scheme == Kind.SUBSCRIBER:
        return Entity(Kind.SUBSCRIBER, _address(key, field))
    if separator and scheme == Kind.DOMAIN:
        return Entity(Kind.DOMAIN, rules.domain_name(key, field))
    if separator and scheme == Kind.GATEWAY and GATEWAY.fullmatch(key):
        return Entity(Kind.GATEWAY, key)
    raise RuleError(
        "Write subscriber://user@domain, domain://name, gateway:// and its id, or default.", field
    )


def _address(text: str, field: str) -> str:
    try:
        return str(SipId.parse(text))
    except RuleError as error:
        raise RuleError(error.text, field) from None
