"""Who is at the other end of a call, and which calls are none that a person made or got."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.calls import Call, decoded
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.standing import CHALLENGED
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.calls import patterns
from ngnpanel.calls.records import ANONYMOUS

ACCESS_NUMBER = "voicemail_access_number"


def address(call: Call, *, is_placed: bool) -> str:
    """The address at the other end, as patterns of contacts see it."""
    return patterns.plain(decoded(call.to_uri if is_placed else call.from_uri))


def is_hidden(call: Call, subject: Subject, *, is_placed: bool) -> bool:
    """Whether a call is only one that comes again with a password, or to the own mailbox."""
    other = address(call, is_placed=is_placed)
    user = other.partition("@")[0]
    number = services.told_by_reseller(subject.api, subject.account, ACCESS_NUMBER)
    is_mailbox = is_placed and bool(number) and user == number.strip().lower()
    return call.status == CHALLENGED or other == subject.address.lower() or is_mailbox


def name(other: str, contacts: Iterable[Contact], domain: str) -> str:
    """The name of the contact that an address belongs to, else the address as people write it."""
    if rules.without_scheme(other) == ANONYMOUS:
        return _("Somebody who hides their number")
    known = list(contacts)
    exact = (one for one in known if one.name and patterns.plain(one.uri) == other)
    wide = (one for one in known if one.name and patterns.matches(one.uri, other))
    found = next(exact, None) or next(wide, None)
    return found.name if found else words.place(other, domain) or _("Unknown")
