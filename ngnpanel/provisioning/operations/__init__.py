"""The operations: plain functions from a call and records to a record; this table names them all.

An operation of the WSDL that is not in the table answers fault 9005.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ngnpanel.provisioning.operations import (
    accept_rules,
    accounts,
    aliases,
    balance,
    barring,
    customers,
    devices,
    diversions,
    domains,
    groups,
    phonebook,
    presence,
    rating,
    reject_members,
    voicemail,
)

Operation = Callable[..., Any]

OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    ("Customer", "addAccount"): customers.add_account,
    ("Customer", "updateAccount"): customers.update_account,
    ("Customer", "deleteAccount"): customers.delete_account,
    ("Customer", "getAccount"): customers.get_account,
    ("Customer", "getCustomers"): customers.get_customers,
    ("Customer", "getResellers"): customers.get_resellers,
    ("Customer", "setProperties"): customers.set_properties,
    ("Customer", "getProperties"): customers.get_properties,
    ("Sip", "addDomain"): domains.add_domain,
    ("Sip", "updateDomain"): domains.update_domain,
    ("Sip", "deleteDomain"): domains.delete_domain,
    ("Sip", "getDomains"): domains.get_domains,
    ("Sip", "addAccount"): accounts.add_account,
    ("Sip", "updateAccount"): accounts.update_account,
    ("Sip", "deleteAccount"): accounts.delete_account,
    ("Sip", "getAccount"): accounts.get_account,
    ("Sip", "getAccounts"): accounts.get_accounts,
    ("Sip", "addAlias"): aliases.add_alias,
    ("Sip", "updateAlias"): aliases.update_alias,
    ("Sip", "deleteAlias"): aliases.delete_alias,
    ("Sip", "getAlias"): aliases.get_alias,
    ("Sip", "getAliases"): aliases.get_aliases,
    ("Sip", "getAliasesForAccount"): aliases.get_aliases_for_account,
    ("Sip", "addToGroup"): groups.add_to_group,
    ("Sip", "removeFromGroup"): groups.remove_from_group,
    ("Sip", "getGroups"): groups.get_groups,
    # What belongs to an account.
    ("Sip", "setCallDiversions"): diversions.set_call_diversions,
    ("Sip", "getCallDiversions"): diversions.get_call_diversions,
    ("Sip", "setAcceptRules"): accept_rules.set_accept_rules,
    ("Sip", "getAcceptRules"): accept_rules.get_accept_rules,
    ("Sip", "setRejectMembers"): reject_members.set_reject_members,
    ("Sip", "getRejectMembers"): reject_members.get_reject_members,
    ("Sip", "addPhonebookEntry"): phonebook.add_phonebook_entry,
    ("Sip", "updatePhonebookEntry"): phonebook.update_phonebook_entry,
    ("Sip", "deletePhonebookEntry"): phonebook.delete_phonebook_entry,
    ("Sip", "getPhonebookEntries"): phonebook.get_phonebook_entries,
    ("Sip", "getSipDeviceLocations"): devices.get_sip_device_locations,
    ("Sip", "setBarringPrefixes"): barring.set_barring_prefixes,
    ("Sip", "getBarringPrefixes"): barring.get_barring_prefixes,
    ("Sip", "addBalance"): balance.add_balance,
    ("Sip", "addBalanceFromVoucher"): balance.add_balance_from_voucher,
    ("Sip", "getPrepaidStatus"): balance.get_prepaid_status,
    ("Sip", "getCreditHistory"): balance.get_credit_history,
    ("Voicemail", "addAccount"): voicemail.add_mailbox,
    ("Voicemail", "updateAccount"): voicemail.update_mailbox,
    ("Voicemail", "deleteAccount"): voicemail.delete_mailbox,
    ("Voicemail", "getAccount"): voicemail.get_mailbox,
    ("Voicemail", "setAnnouncement"): voicemail.set_announcement,
    ("Rating", "setEntityProfiles"): rating.set_entity_profiles,
    ("Rating", "deleteEntityProfiles"): rating.delete_entity_profiles,
    ("Rating", "getEntityProfiles"): rating.get_entity_profiles,
    # Address and password are not among the arguments: the endpoint has seen to them.
    ("Presence", "setPresenceInformation"): presence.set_presence_information,
    ("Presence", "getPresenceInformation"): presence.get_presence_information,
    ("Presence", "deletePresenceInformation"): presence.delete_presence_information,
    ("Presence", "getWatchers"): presence.get_watchers,
    ("Presence", "setPolicy"): presence.set_policy,
    ("Presence", "getPolicy"): presence.get_policy,
}
