"""The phonebook operations of the Sip port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.accept import EVERYBODY, NOBODY
from ngnpanel.accounts.domain.phonebook import Contact, ContactMatch
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import check_pattern, window
from ngnpanel.provisioning.models import Account
from ngnpanel.provisioning.models.features import PhonebookEntry
from ngnpanel.provisioning.operations.accounts import account_for
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain

MAX_ENTRIES: Final = 5000
MAX_URI: Final = 255
MAX_NAME: Final = 128
MAX_GROUP: Final = 64


def add_phonebook_entry(call: Call, sip_id: SipId, entry: Contact) -> Contact:
    """Add an entry; 1041 when the address is in the phonebook, with or without scheme."""
    account = account_for(call, sip_id, write=True)
    values = _values(entry)
    entries = PhonebookEntry.objects.filter(account=account)
    if entries.filter(address=values["address"]).exists():
        raise Fault(1041, f"{values['uri']} is in the phonebook already.", "uri")
    if entries.count() >= MAX_ENTRIES:
        raise Fault(9004, f"A phonebook holds at most {MAX_ENTRIES} entries.", "entry")
    row = PhonebookEntry.objects.create(account=account, **values)
    call.changed("account", account)
    return _record(row)


def update_phonebook_entry(call: Call, sip_id: SipId, entry: Contact) -> None:
    """Replace the entry with this address."""
    account = account_for(call, sip_id, write=True)
    values = _values(entry)
    if not _entry(account, values["uri"]).update(**values):
        raise Fault(1040, f"{values['uri']} is not in the phonebook.", "uri")
    call.changed("account", account)


def delete_phonebook_entry(call: Call, sip_id: SipId, uri: str | None) -> None:
    """Delete the entry with this address."""
    account = account_for(call, sip_id, write=True)
    deleted, _by_model = _entry(account, uri or "").delete()
    if not deleted:
        raise Fault(1040, f"{uri or ''} is not in the phonebook.", "uri")
    call.changed("account", account)


def get_phonebook_entries(
    call: Call, sip_id: SipId, match: ContactMatch, asked: Mapping[str, Any] | None
) -> Page[Contact]:
    """The entries that match, by name; ``total`` counts them all."""
    account = account_for(call, sip_id, write=False)
    rows = PhonebookEntry.objects.filter(_matching(match), account=account)
    start, stop = window(Query.from_plain({"range": asked}))
    shown = rows.order_by("name", "address")[start:stop]
    return Page(tuple(_record(row) for row in shown), rows.count())


def _matching(match: ContactMatch) -> Q:
    """All members must match, but the same text for uri and name is one search in both (G29)."""
    for member, text in to_plain(match).items():
        check_pattern(text or "", member)
    uri = Q(uri__like=match.uri) | Q(address__like=match.uri) if match.uri else Q()
    name = Q(name__like=match.name) if match.name else Q()
    wanted = uri | name if match.uri == match.name else uri & name
    for column, pattern in (("first_name", match.first_name), ("last_name", match.last_name)):
        if pattern:
            wanted &= Q(**{f"{column}__like": pattern})
    if match.group is not None:
        wanted &= Q(group__like=match.group) if match.group else Q(group="")
    return wanted


def _entry(account: Account, uri: str) -> QuerySet[PhonebookEntry]:
    return PhonebookEntry.objects.filter(account=account, address=_address(uri))


def _address(uri: str) -> str:
    return rules.without_scheme(uri).lower()


def _values(entry: Contact) -> dict[str, Any]:
    """The columns of an entry as it was sent; raises for values that break their rules."""
    uri = rules.plain_text(entry.uri.strip().lower(), MAX_URI, "uri")
    if not _address(uri) or any(char.isspace() or char in '<>"' for char in uri):
        raise Fault(9004, "Send an address such as bob@example.com as uri.", "uri")
    group = rules.plain_text(entry.group.strip(), MAX_GROUP, "group")
    if group in (EVERYBODY, NOBODY):
        raise Fault(9004, f"{group} is a word of the accept rules, not a contact group.", "group")
    return {
        "uri": uri,
        "address": _address(uri),
        "group": group,
        "name": rules.plain_text(entry.name.strip(), MAX_NAME, "name"),
        "first_name": rules.plain_text(entry.first_name.strip(), MAX_NAME, "firstName"),
        "last_name": rules.plain_text(entry.last_name.strip(), MAX_NAME, "lastName"),
    }


def _record(row: PhonebookEntry) -> Contact:
    return Contact(
        uri=row.uri,
        name=row.name,
        group=row.group,
        first_name=row.first_name,
        last_name=row.last_name,
    )
