"""What an account has beside its record: where its calls go, who reaches it, its contacts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final

from ngnpanel.accounts.domain.accept import AcceptRules
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.api import Api

# Groups that a written account does not change (contract G23).
MANAGED: Final = ("quota", "intercept")
# What brings a balance to where it was, in the history of the account.
NOTE: Final = "Import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """Everything of one account that has operations of its own.

    ``balance`` is that of a prepaid account, None for others. ``groups`` are those that the
    platform looks after.
    """

    id: SipId
    diversions: Diversions = field(default=Diversions(), metadata={"wire": "callDiversions"})
    rules: AcceptRules = field(default=AcceptRules(), metadata={"wire": "acceptRules"})
    rejected: tuple[str, ...] = field(default=(), metadata={"wire": "rejectMembers"})
    barred: tuple[str, ...] = field(default=(), metadata={"wire": "barringPrefixes"})
    contacts: tuple[Contact, ...] = field(default=(), metadata={"wire": "phonebook"})
    groups: tuple[str, ...] = field(default=(), metadata={"wire": "managedGroups"})
    balance: float | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return replace(self, balance=None) == Details(id=self.id) and not self.balance


def read(api: Api, account: Account) -> Details:
    """All of it, in five calls and one for each thousand contacts; one more for a balance."""
    address = account.id
    return Details(
        id=address,
        diversions=api.sip.diversions(address),
        rules=api.sip.accept_rules(address).rules,
        rejected=api.sip.rejected_callers(address),
        barred=api.sip.barred_prefixes(address),
        contacts=tuple(sorted(api.sip.all_contacts(address), key=lambda one: one.uri)),
        groups=tuple(group for group in MANAGED if group in account.groups),
        balance=api.sip.balance(address) if account.prepaid else None,
    )


def write(api: Api, wanted: Details, known: Details) -> None:
    """Make an account that has ``known`` have ``wanted``: only what differs is written."""
    address = wanted.id
    if wanted.diversions != known.diversions:
        api.sip.set_diversions(address, wanted.diversions)
    if wanted.rules != known.rules:
        api.sip.set_accept_rules(address, wanted.rules)
    if wanted.rejected != known.rejected:
        api.sip.set_rejected_callers(address, wanted.rejected)
    if wanted.barred != known.barred:
        api.sip.set_barred_prefixes(address, wanted.barred)
    _write_contacts(api, wanted, known)
    for group in set(wanted.groups) - set(known.groups):
        api.sip.add_to_group(address, group)
    for group in set(known.groups) - set(wanted.groups):
        api.sip.remove_from_group(address, group)
    missing = (wanted.balance or 0) - (known.balance or 0)
    if missing and known.balance is not None and wanted.balance is not None:
        api.sip.add_balance(address, missing, NOTE)


def _write_contacts(api: Api, wanted: Details, known: Details) -> None:
    stored = {contact.uri: contact for contact in known.contacts}
    for contact in wanted.contacts:
        before = stored.pop(contact.uri, None)
        if before is None:
            api.sip.add_contact(wanted.id, contact)
        elif before != contact:
            api.sip.update_contact(wanted.id, contact)
    for uri in stored:
        api.sip.delete_contact(wanted.id, uri)
