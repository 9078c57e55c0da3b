"""What calls can be forwarded to besides any other number: the mailbox and the own numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.diversions import is_mailbox
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Denied, NotFound

NONE: Final = "none"
MAILBOX: Final = "mailbox"
TELEPHONE: Final = "telephone"
ENUM: Final = "enum"
MOBILE: Final = "mobile"
OTHER: Final = "other"
# The choices that stand for a number of the person, in the order of the page.
OWN: Final = (TELEPHONE, ENUM, MOBILE)
SEPARATORS: Final = re.compile(r"[\s./()\-]")
WORLDWIDE: Final = re.compile(r"(?:\+|00)([1-9][0-9]{5,14})")
BARE: Final = re.compile(r"[1-9][0-9]{5,14}")


@dataclass(frozen=True, kw_only=True)
class Destinations:
    """The mailbox and the numbers of the person behind an account.

    ``owner`` is the customer who that person is, None when there is none or when it does not count.
    ``is_assumed``: nothing was read, so every choice is offered and none has a number.
    """

    account: Account
    owner: Customer | None = None
    has_mailbox: bool = False
    is_assumed: bool = False

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The stored target of each own number by its choice; each number stands there once.

        The mobile number that the person entered comes before what the owner's record says.
        """
        if self.is_assumed:
            return dict.fromkeys(OWN, "")
        mobiles = [self.account.property_value("mobile_number")]
        telephone = enum = ""
        if self.owner is not None:
            mobiles.append(self.owner.mobile)
            # An ENUM number is one of the whole world, with or without a sign in front.
            telephone, enum = self.owner.tel, digits(self.owner.enum)
        candidates = [(MOBILE, mobile) for mobile in mobiles]
        candidates += [(TELEPHONE, telephone), (ENUM, f"+{enum}")]
        taken, found = self._own_digits(), dict[str, str]()
        for choice, text in candidates:
            number = worldwide(text)
            if number and number not in taken and choice not in found:
                taken.add(number)
                found[choice] = f"sip:00{number}@{self.account.id.domain}"
        return {choice: found[choice] for choice in OWN if choice in found}

    def _own_digits(self) -> set[str]:
        """The numbers at which a forwarded call would come back."""
        caller_id = rules.without_scheme(self.account.rpid).partition("@")[0]
        return {digits(self.account.id.username), digits(caller_id)}

    def remembered(self, condition: str) -> str:
        """The last other destination of a condition."""
        return self.account.property_value(f"{condition}_lastOther")

    def choice_of(self, target: str) -> str:
        """The choice that a stored target is shown as."""
        if not target:
            return NONE
        if is_mailbox(target):
            return MAILBOX
        return next((choice for choice, own in self.numbers.items() if own == target), OTHER)

    def written(self, target: str) -> str:
        """A stored target as a person writes it: a number with +, a user, or an address."""
        address = rules.without_scheme(target)
        user, _at, host = address.rpartition("@")
        if host != self.account.id.domain:
            return address
        return rules.with_plus(user)


def owner_of(subject: Subject) -> Customer | None:
    """The owner whose numbers count: one call, and only for an account of the telephone network.

    An owner who is gone, or not for this person to read, has no numbers to offer.
    """
    if not subject.account.owner or not subject.rights.pstn:
        return None
    try:
        return subject.api.customers.customer(subject.account.owner)
    except (NotFound, Denied):
        return None


def own_mobile(account: Account) -> str:
    """The target of the mobile number that the person entered, empty when there is none."""
    return Destinations(account=account).numbers.get(MOBILE, "")


def worldwide(text: str) -> str:
    """The digits of a number with its country code; anything else cannot be dialled from here."""
    found = WORLDWIDE.fullmatch(SEPARATORS.sub("", text))
    return found[1] if found else ""


def digits(text: str) -> str:
    """The digits of a number however it begins, empty for anything else."""
    found = worldwide(text)
    bare = SEPARATORS.sub("", text)
    return found or (bare if BARE.fullmatch(bare) else "")
