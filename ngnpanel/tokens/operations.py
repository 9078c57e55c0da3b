"""Which permission each operation of the SOAP contract needs of a token.

The server decides by tenancy and role as for a password; this only says what a token is for. The
Presence port has no ``auth`` header: subscribers prove themselves there, and no token does.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NEVER: Final = ""


def _record(port: str, noun: str, kind: str, *reads: str) -> dict[str, str]:
    acts = {"add": "add", "update": "edit", "delete": "delete"}
    writes = {f"{port}.{verb}{noun}": f"{kind}.{act}" for verb, act in acts.items()}
    return writes | dict.fromkeys((f"{port}.{name}" for name in reads), f"{kind}.view")


def _all(permission: str, port: str, *names: str) -> dict[str, str]:
    return dict.fromkeys((f"{port}.{name}" for name in names), permission)


PERMISSION: Final[Mapping[str, str]] = {
    **_record("Customer", "Account", "customer", "getAccount", "getCustomers", "getResellers"),
    **_all("customer.edit", "Customer", "setProperties"),
    **_all("customer.view", "Customer", "getProperties"),
    **_record("Sip", "Domain", "domain", "getDomains"),
    **_record("Sip", "Account", "account", "getAccount", "getAccounts", "getGroups"),
    **_all("account.edit", "Sip", "addToGroup", "removeFromGroup"),
    **_record("Sip", "Alias", "alias", "getAlias", "getAliases", "getAliasesForAccount"),
    **_record("Sip", "TrustedPeer", "peer", "getTrustedPeers"),
    **_record("Sip", "Carrier", "carrier", "getCarriers"),
    **_record("Sip", "Gateway", "gateway", "getGateways"),
    **_record("Sip", "GatewayRule", "rule", "getGatewayRules"),
    **_record("Sip", "Routes", "route", "getRoutes"),
    **_all("settings.edit", "Sip", "setAcceptRules", "setCallDiversions", "setRejectMembers"),
    **_all("settings.edit", "Sip", "setBarringPrefixes", "addPhonebookEntry"),
    **_all("settings.edit", "Sip", "updatePhonebookEntry", "deletePhonebookEntry"),
    **_all("settings.view", "Sip", "getAcceptRules", "getCallDiversions", "getRejectMembers"),
    **_all("settings.view", "Sip", "getBarringPrefixes", "getPhonebookEntries"),
    **_all("settings.view", "Sip", "getSipDeviceLocations"),
    **_all("call-records.view", "Sip", "getCalls", "getCallStatistics"),
    **_all("call-records.view", "Sip", "getPrepaidStatus", "getCreditHistory"),
    **_all("call-records.view", "Sip", "getSipTrace", "getMediaTrace"),
    **_all("balance.edit", "Sip", "addBalance", "addBalanceFromVoucher"),
    **_all("call-path.view", "Sip", "getMediaSummary", "getMediaSessions"),
    **_all("call-path.view", "Network", "getStatistics", "getStatus"),
    **_all("settings.edit", "Voicemail", "addAccount", "updateAccount", "deleteAccount"),
    **_all("settings.edit", "Voicemail", "setAnnouncement"),
    **_all("settings.view", "Voicemail", "getAccount"),
    **_record("Enum", "Range", "range", "getRanges"),
    **_record("Enum", "Number", "number", "getNumber", "getNumbers"),
    **_record("Dns", "Zone", "zone", "getZone", "getZones"),
    **_record("Dns", "Record", "record", "getRecord", "getRecords"),
    # Mail aliases and redirects; which of them a call is about stands in the record alone.
    **_all("redirect.add", "Dns", "addFancyRecord"),
    **_all("redirect.edit", "Dns", "updateFancyRecord"),
    **_all("redirect.delete", "Dns", "deleteFancyRecord"),
    **_all("redirect.view", "Dns", "getFancyRecord", "getFancyRecords"),
    **_all("account.view", "Rating", "getEntityProfiles"),
    **_all("account.billing", "Rating", "setEntityProfiles", "deleteEntityProfiles"),
    **_all(NEVER, "Presence", "setPresenceInformation", "getPresenceInformation"),
    **_all(NEVER, "Presence", "deletePresenceInformation", "getWatchers"),
    **_all(NEVER, "Presence", "setPolicy", "getPolicy"),
}

# Records with passwords, keys or tokens in them; who may set them reads them.
SECRETIVE: Final = frozenset({"customer", "domain", "account", "peer", "settings"})
