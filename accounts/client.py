"""Typed clients of the platform's Customer, Sip, Voicemail and Rating ports, for accounts."""

from __future__ import annotations

from collections.abc import Iterable

from ngnpanel.accounts.domain.accept import AcceptRules, AcceptRulesResult
from ngnpanel.accounts.domain.balance import (
    BalanceChange,
    CreditHistory,
    PrepaidAccount,
    PrepaidCard,
)
from ngnpanel.accounts.domain.calls import Calls, CallsQuery, CallStatistics, TracedCall
from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.devices import Device, DeviceLocations
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact, ContactMatch
from ngnpanel.accounts.domain.rating import Entity, RatingProfiles
from ngnpanel.accounts.domain.sip import Account, Alias, Domain, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.soap.answers import Caller, page, rows, stored
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Page, Query
from ngnpanel.soap.records import to_plain, to_record

# Contacts of one account that a page may ask for; more than any person keeps.
MAX_CONTACTS = 1000
# How some platforms say that a balance never changed (contract 4, getCreditHistory).
NO_HISTORY = 2000


class CustomerClient:
    """Customers, resellers and their properties."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def customers(self, query: Query) -> Page[Customer]:
        """Customers within the actor's scope."""
        return page(Customer, self._call("getCustomers", query.to_plain()), "accounts")

    def resellers(self, query: Query) -> Page[Customer]:
        """Customers that are resellers."""
        return page(Customer, self._call("getResellers", query.to_plain()), "accounts")

    def customer(self, number: int) -> Customer:
        """One customer with its properties; NotFound when it is missing or foreign."""
        return to_record(Customer, self._call("getAccount", number))

    def add_customer(self, customer: Customer) -> Customer:
        """The stored customer, with its id; Conflict when the login is taken."""
        return stored(customer, self._call("addAccount", to_plain(customer)))

    def update_customer(self, customer: Customer) -> Customer:
        """Replace the whole record: what is empty here is erased there."""
        return stored(customer, self._call("updateAccount", to_plain(customer)))

    def delete_customer(self, number: int) -> None:
        """Delete a customer that nothing belongs to any more; else Conflict."""
        self._call("deleteAccount", number)

    def properties(self, customer: int) -> tuple[CustomerProperty, ...]:
        """The properties of a customer that the actor may see."""
        return rows(CustomerProperty, self._call("getProperties", customer))

    def set_properties(self, customer: int, properties: Iterable[CustomerProperty]) -> None:
        """Write these properties and leave all others as they are."""
        self._call("setProperties", customer, [to_plain(item) for item in properties])


class SipClient:
    """SIP domains, accounts, aliases and what belongs to an account."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def domains(self, query: Query) -> Page[Domain]:
        """Served domains within the actor's scope."""
        return page(Domain, self._call("getDomains", query.to_plain()), "domains")

    def domain(self, name: str) -> Domain:
        """One domain; NotFound when it is missing or foreign.

        The platform has no operation for this: an exact match comes first in a list (G74).
        """
        found = self.domains(Query(filter={"domain": name}, count=1))
        for domain in found:
            if domain.domain == name:
                return domain
        raise NotFound(f"SIP domain {name} not found", code=1000)

    def add_domain(self, domain: Domain) -> Domain:
        """The stored domain; Conflict when it exists."""
        return stored(domain, self._call("addDomain", to_plain(domain)))

    def update_domain(self, domain: Domain) -> Domain:
        """Replace the whole record."""
        return stored(domain, self._call("updateDomain", to_plain(domain)))

    def delete_domain(self, name: str) -> None:
        """Delete a domain without accounts and aliases; else Conflict."""
        self._call("deleteDomain", name)

    def accounts(self, query: Query) -> Page[Account]:
        """SIP accounts within the actor's scope."""
        return page(Account, self._call("getAccounts", query.to_plain()), "accounts")

    def account(self, address: SipId) -> Account:
        """One account; NotFound when it is missing or foreign."""
        return to_record(Account, self._call("getAccount", to_plain(address)))

    def add_account(self, account: Account) -> Account:
        """The stored account; Conflict when the address is taken or a credit is used up."""
        return stored(account, self._call("addAccount", to_plain(account)))

    def update_account(self, account: Account) -> Account:
        """Replace the whole record; an empty password keeps the stored one."""
        return stored(account, self._call("updateAccount", to_plain(account)))

    def delete_account(self, address: SipId) -> None:
        """Delete an account and everything that belongs to it."""
        self._call("deleteAccount", to_plain(address))

    def aliases(self, query: Query) -> Page[Alias]:
        """Aliases within the actor's scope."""
        return page(Alias, self._call("getAliases", query.to_plain()), "aliases")

    def aliases_of(self, target: SipId, *, count: int = 100) -> Page[Alias]:
        """The aliases that lead to one account, by name.

        Not a list with filters: those are patterns, and a_b would find the aliases of axb too.
        """
        found = rows(Alias, self._call("getAliasesForAccount", to_plain(target)))
        ordered = sorted(found, key=lambda alias: alias.id)
        return Page(tuple(ordered[:count]), len(ordered))

    def alias(self, address: SipId) -> Alias:
        """One alias; NotFound when it is missing or foreign."""
        return to_record(Alias, self._call("getAlias", to_plain(address)))

    def add_alias(self, alias: Alias) -> Alias:
        """The stored alias; Conflict when the address is taken or a credit is used up."""
        return stored(alias, self._call("addAlias", to_plain(alias)))

    def update_alias(self, alias: Alias) -> Alias:
        """Replace the whole record."""
        return stored(alias, self._call("updateAlias", to_plain(alias)))

    def delete_alias(self, address: SipId) -> None:
        """Delete an alias."""
        self._call("deleteAlias", to_plain(address))

    def add_to_group(self, address: SipId, group: str) -> None:
        """Put an account into one group; Conflict when it is in it."""
        self._call("addToGroup", to_plain(address), group)

    def remove_from_group(self, address: SipId, group: str) -> None:
        """Take an account out of one group; NotFound when it is not in it."""
        self._call("removeFromGroup", to_plain(address), group)

    def diversions(self, address: SipId) -> Diversions:
        """All ten diversions of an account."""
        return to_record(Diversions, self._call("getCallDiversions", to_plain(address)) or {})

    def set_diversions(self, address: SipId, diversions: Diversions) -> None:
        """Replace all ten diversions; what is empty is cleared."""
        plain = {name: value for name, value in to_plain(diversions).items() if value}
        self._call("setCallDiversions", to_plain(address), plain)

    def accept_rules(self, address: SipId) -> AcceptRulesResult:
        """The accept rules of an account and the groups that a rule may name."""
        return to_record(AcceptRulesResult, self._call("getAcceptRules", to_plain(address)))

    def set_accept_rules(self, address: SipId, rules: AcceptRules) -> None:
        """Replace the permanent rules and the temporary one."""
        self._call("setAcceptRules", to_plain(address), to_plain(rules))

    def rejected_callers(self, address: SipId) -> tuple[str, ...]:
        """The patterns of callers that an account refuses."""
        return tuple(self._call("getRejectMembers", to_plain(address)) or ())

    def set_rejected_callers(self, address: SipId, members: Iterable[str]) -> None:
        """Replace the whole list."""
        self._call("setRejectMembers", to_plain(address), list(members))

    def barred_prefixes(self, address: SipId) -> tuple[str, ...]:
        """The prefixes of numbers that an account must not call, with + in front."""
        return tuple(self._call("getBarringPrefixes", to_plain(address)) or ())

    def set_barred_prefixes(self, address: SipId, prefixes: Iterable[str]) -> None:
        """Replace the whole list."""
        self._call("setBarringPrefixes", to_plain(address), list(prefixes))

    def add_balance(self, address: SipId, value: float, description: str = "") -> BalanceChange:
        """Change the credit of an account; a negative value takes from it."""
        answer = self._call("addBalance", to_plain(address), value, description)
        return to_record(BalanceChange, answer)

    def redeem_voucher(self, address: SipId, card: PrepaidCard) -> BalanceChange:
        """Add what a voucher is worth; Conflict when it is unknown, used or blocked."""
        answer = self._call("addBalanceFromVoucher", to_plain(address), to_plain(card))
        return to_record(BalanceChange, answer)

    def credit_history(self, address: SipId, count: int) -> CreditHistory:
        """The newest ``count`` changes of the credit."""
        try:
            answer = self._call("getCreditHistory", to_plain(address), count)
        except NotFound as error:
            if error.code != NO_HISTORY:
                raise
            return CreditHistory()
        return to_record(CreditHistory, answer or {})

    def balance(self, address: SipId) -> float | None:
        """The prepaid balance of an account; None when the platform tells none."""
        found = rows(PrepaidAccount, self._call("getPrepaidStatus", [to_plain(address)]))
        return found[0].balance if found else None

    def contacts(self, address: SipId, match: ContactMatch | None = None) -> Page[Contact]:
        """The contacts of an account that match, at most MAX_CONTACTS."""
        window = {"start": 0, "count": MAX_CONTACTS}
        asked = to_plain(match or ContactMatch())
        found = self._call("getPhonebookEntries", to_plain(address), asked, window)
        contacts = rows(Contact, found.get("entries"))
        return Page(contacts, found.get("total") or len(contacts))

    def all_contacts(self, address: SipId) -> tuple[Contact, ...]:
        """All contacts of an account, window by window; one call for each MAX_CONTACTS."""
        found: list[Contact] = []
        while True:
            window = {"start": len(found), "count": MAX_CONTACTS}
            told = self._call(
                "getPhonebookEntries", to_plain(address), to_plain(ContactMatch()), window
            )
            more = rows(Contact, told.get("entries"))
            found += more
            if not more or len(found) >= (told.get("total") or 0):
                return tuple(found)

    def add_contact(self, address: SipId, contact: Contact) -> None:
        """Add a contact; Conflict when its address is in the phonebook."""
        self._call("addPhonebookEntry", to_plain(address), to_plain(contact))

    def update_contact(self, address: SipId, contact: Contact) -> None:
        """Replace the contact with this address."""
        self._call("updatePhonebookEntry", to_plain(address), to_plain(contact))

    def delete_contact(self, address: SipId, uri: str) -> None:
        """Delete the contact with this address; NotFound when there is none."""
        self._call("deletePhonebookEntry", to_plain(address), uri)

    def balances(self, addresses: Iterable[SipId]) -> tuple[PrepaidAccount, ...]:
        """The credit of these accounts in their order; NotFound when one of them is gone."""
        return rows(PrepaidAccount, self._call("getPrepaidStatus", list(map(to_plain, addresses))))

    def calls(self, address: SipId, query: CallsQuery) -> Calls:
        """The calls of an account, the newest first; a direction that is not asked for is empty."""
        return to_record(Calls, self._call("getCalls", to_plain(address), to_plain(query)) or {})

    def call_statistics(self, address: SipId, query: CallsQuery) -> CallStatistics:
        """Number, price and duration of calls: of this month unless the query has dates."""
        asked = to_plain(query)
        answer = self._call("getCallStatistics", to_plain(address), asked)
        return to_record(CallStatistics, answer or {})

    def trace(self, call: TracedCall) -> str:
        """The SIP messages of a call as JSON; the administrator's alone."""
        return str(self._call("getSipTrace", to_plain(call)) or "")

    def devices(self, address: SipId) -> tuple[Device, ...]:
        """The registered devices of an account."""
        found = rows(DeviceLocations, self._call("getSipDeviceLocations", [to_plain(address)]))
        return found[0].locations if found else ()


class VoicemailClient:
    """Mailboxes."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def mailbox(self, address: SipId) -> Mailbox | None:
        """The mailbox of an account, None when it has none.

        An account that is missing or foreign has no mailbox either: ask for the account first.
        """
        try:
            return to_record(Mailbox, self._call("getAccount", to_plain(address)))
        except NotFound:
            return None

    def add_mailbox(self, mailbox: Mailbox) -> Mailbox:
        """The stored mailbox with its number."""
        return stored(mailbox, self._call("addAccount", to_plain(mailbox)))

    def update_mailbox(self, mailbox: Mailbox) -> Mailbox:
        """Replace the record."""
        return stored(mailbox, self._call("updateAccount", to_plain(mailbox)))

    def delete_mailbox(self, address: SipId) -> None:
        """Delete the mailbox with its messages."""
        self._call("deleteAccount", to_plain(address))


class RatingClient:
    """What the calls of an account, a domain or a gateway cost: the names of rating profiles."""

    def __init__(self, call: Caller) -> None:
        self._call = call

    def profiles(self, entity: Entity) -> RatingProfiles | None:
        """The profiles of an entity, None when it has none.

        An entity that is missing or foreign has none either: ask for its record first.
        """
        try:
            return to_record(RatingProfiles, self._call("getEntityProfiles", str(entity)))
        except NotFound:
            return None

    def set_profiles(self, profiles: RatingProfiles) -> None:
        """Replace all profiles of an entity, or give it its first."""
        self._call("setEntityProfiles", to_plain(profiles))

    def delete_profiles(self, entity: Entity) -> None:
        """Delete the profiles of an entity; NotFound when it has none."""
        self._call("deleteEntityProfiles", str(entity))
