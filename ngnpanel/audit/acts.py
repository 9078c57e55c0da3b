"""Every writing operation of the contract, and what the audit says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Struct = Mapping[str, Any]
Arguments = Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One operation.

    ``key`` and ``new`` read its arguments: the name of the record, and what is written of it (None:
    the record goes). ``read`` names what an earlier answer is remembered under. ``replaces``: what
    ``new`` does not name is erased.
    """

    kind: str
    key: Callable[[Arguments], str]
    new: Callable[[Arguments], Struct | None]
    read: str = ""
    replaces: bool = True


def address(sip_id: Any) -> str:
    """user@domain, in lower case."""
    sip_id = sip_id or {}
    return f"{sip_id.get('username', '')}@{sip_id.get('domain', '')}".lower()


def _first(arguments: Arguments) -> Struct:
    found: Struct = arguments[0] or {}
    return found


def _member(name: str) -> Callable[[Arguments], str]:
    return lambda arguments: str(_first(arguments).get(name, "") or "")


def _plain(arguments: Arguments) -> str:
    return str(arguments[0])


def _of_account(arguments: Arguments) -> str:
    return address(arguments[0])


def _nothing(_arguments: Arguments) -> None:
    return None


def _id(arguments: Arguments) -> str:
    return address(_first(arguments).get("id"))


def _range(arguments: Arguments) -> str:
    return range_key(_first(arguments).get("id") or {})


def range_key(found: Struct) -> str:
    """prefix.tld"""
    return f"{found.get('prefix', '')}.{found.get('tld', '')}"


def number_key(found: Struct) -> str:
    """number.tld"""
    return f"{found.get('number', '')}.{found.get('tld', '')}"


def _under(name: str, position: int = 1) -> Callable[[Arguments], Struct]:
    return lambda arguments: {name: arguments[position]}


def _record(kind: str, key: Callable[[Arguments], str]) -> tuple[Act, Act]:
    """Adding and replacing a record that is given whole."""
    return (
        Act(kind=kind, key=key, new=_first),
        Act(kind=kind, key=key, new=_first, read=kind),
    )


def _gone(kind: str, key: Callable[[Arguments], str] = _plain) -> Act:
    return Act(kind=kind, key=key, new=_nothing, read=kind)


def _part(name: str) -> Act:
    """Something that an account has, written as a whole."""
    return Act(kind="account", key=_of_account, new=_under(name), read=name)


def _routes(arguments: Arguments) -> str:
    return ", ".join(str(route.get("id") or route.get("prefix", "")) for route in arguments[0])


_domain = _record("domain", _member("domain"))
_account = _record("account", _id)
_alias = _record("alias", _id)
_peer = _record("peer", _member("ip"))
_carrier = _record("carrier", lambda a: str(_first(a).get("id") or _first(a).get("name", "")))
_gateway = _record("gateway", lambda a: str(_first(a).get("id") or _first(a).get("name", "")))
_rule = _record("rule", lambda a: str(_first(a).get("id") or _first(a).get("prefix", "")))
_mailbox = _record("mailbox", lambda a: address(_first(a).get("sipId")))
_enum_range = _record("range", _range)
_enum_number = _record("number", lambda a: number_key(_first(a).get("id") or {}))
_zone = _record("zone", _member("name"))
_dns = _record("record", lambda a: str(_first(a).get("id") or _first(a).get("name", "")))
_fancy = _record("fancy-record", lambda a: str(_first(a).get("id") or _first(a).get("name", "")))
_customer = _record("customer", lambda a: str(_first(a).get("id") or _first(a).get("username", "")))

ACTS: Final[Mapping[str, Act]] = {
    "Sip.addDomain": _domain[0],
    "Sip.updateDomain": _domain[1],
    "Sip.deleteDomain": _gone("domain"),
    "Sip.addAccount": _account[0],
    "Sip.updateAccount": _account[1],
    "Sip.deleteAccount": _gone("account", _of_account),
    "Sip.addAlias": _alias[0],
    "Sip.updateAlias": _alias[1],
    "Sip.deleteAlias": _gone("alias", _of_account),
    "Sip.addToGroup": Act(
        kind="account", key=_of_account, new=lambda a: {"groups": [a[1]]}, replaces=False
    ),
    "Sip.removeFromGroup": Act(
        kind="account", key=_of_account, new=lambda a: {"left the group": a[1]}, replaces=False
    ),
    "Sip.addBalance": Act(
        kind="balance",
        key=_of_account,
        new=lambda a: {"added": a[1], "description": a[2]},
        replaces=False,
    ),
    "Sip.addBalanceFromVoucher": Act(
        kind="balance",
        key=_of_account,
        new=lambda a: {
            "voucher": (a[1] or {}).get("id"),
            "number of the voucher": (a[1] or {}).get("number"),
        },
        replaces=False,
    ),
    "Sip.addPhonebookEntry": Act(
        kind="account", key=_of_account, new=_under("contact"), replaces=False
    ),
    "Sip.updatePhonebookEntry": Act(
        kind="account", key=_of_account, new=_under("contact"), replaces=False
    ),
    "Sip.deletePhonebookEntry": Act(
        kind="account", key=_of_account, new=_under("deleted contact"), replaces=False
    ),
    "Sip.setRejectMembers": _part("rejected"),
    "Sip.setAcceptRules": _part("rules"),
    "Sip.setBarringPrefixes": _part("barred"),
    "Sip.setCallDiversions": _part("diversions"),
    "Sip.addTrustedPeer": _peer[0],
    "Sip.updateTrustedPeer": _peer[1],
    "Sip.deleteTrustedPeer": _gone("peer"),
    "Sip.addCarrier": _carrier[0],
    "Sip.updateCarrier": _carrier[1],
    "Sip.deleteCarrier": _gone("carrier"),
    "Sip.addGateway": _gateway[0],
    "Sip.updateGateway": _gateway[1],
    "Sip.deleteGateway": _gone("gateway"),
    "Sip.addGatewayRule": _rule[0],
    "Sip.updateGatewayRule": _rule[1],
    "Sip.deleteGatewayRule": _gone("rule"),
    "Sip.addRoutes": Act(kind="route", key=_routes, new=_under("routes", 0)),
    "Sip.updateRoutes": Act(kind="route", key=_routes, new=_under("routes", 0), replaces=False),
    "Sip.deleteRoutes": Act(kind="route", key=_routes, new=_under("deleted", 0), replaces=False),
    "Voicemail.addAccount": _mailbox[0],
    "Voicemail.updateAccount": _mailbox[1],
    "Voicemail.deleteAccount": _gone("mailbox", _of_account),
    "Voicemail.setAnnouncement": Act(
        kind="mailbox", key=_of_account, new=lambda a: {"announcement": a[1]}, replaces=False
    ),
    "Enum.addRange": _enum_range[0],
    "Enum.updateRange": _enum_range[1],
    "Enum.deleteRange": _gone("range", lambda a: range_key(_first(a))),
    "Enum.addNumber": _enum_number[0],
    "Enum.updateNumber": _enum_number[1],
    "Enum.deleteNumber": _gone("number", lambda a: number_key(_first(a))),
    "Dns.addZone": _zone[0],
    "Dns.updateZone": _zone[1],
    "Dns.deleteZone": _gone("zone"),
    "Dns.addRecord": _dns[0],
    "Dns.updateRecord": _dns[1],
    "Dns.deleteRecord": _gone("record"),
    "Dns.addFancyRecord": _fancy[0],
    "Dns.updateFancyRecord": _fancy[1],
    "Dns.deleteFancyRecord": _gone("fancy-record"),
    "Customer.addAccount": _customer[0],
    "Customer.updateAccount": _customer[1],
    "Customer.deleteAccount": _gone("customer"),
    "Customer.setProperties": Act(
        kind="customer", key=_plain, new=_under("properties"), replaces=False
    ),
    "Rating.setEntityProfiles": Act(
        kind="rating", key=_member("entity"), new=_first, read="rating"
    ),
    "Rating.deleteEntityProfiles": _gone("rating"),
    "Presence.setPresenceInformation": Act(
        kind="presence", key=_of_account, new=_under("information", 2), replaces=False
    ),
    "Presence.deletePresenceInformation": Act(kind="presence", key=_of_account, new=_nothing),
    "Presence.setPolicy": Act(
        kind="presence", key=_of_account, new=_under("policy", 2), replaces=False
    ),
}

# What the answers of reads are remembered under: the name, and how each struct is called.
SINGLE: Final[Mapping[str, tuple[str, Callable[[Arguments], str]]]] = {
    "Sip.getAccount": ("account", _of_account),
    "Sip.getAlias": ("alias", _of_account),
    "Sip.getRejectMembers": ("rejected", _of_account),
    "Sip.getAcceptRules": ("rules", _of_account),
    "Sip.getBarringPrefixes": ("barred", _of_account),
    "Sip.getCallDiversions": ("diversions", _of_account),
    "Voicemail.getAccount": ("mailbox", _of_account),
    "Enum.getNumber": ("number", lambda a: number_key(_first(a))),
    "Dns.getZone": ("zone", _plain),
    "Dns.getRecord": ("record", _plain),
    "Dns.getFancyRecord": ("fancy-record", _plain),
    "Customer.getAccount": ("customer", _plain),
    "Rating.getEntityProfiles": ("rating", _plain),
}
LISTS: Final[Mapping[str, tuple[str, str, Callable[[Struct], str]]]] = {
    "Sip.getDomains": ("domains", "domain", lambda s: str(s.get("domain"))),
    "Sip.getAccounts": ("accounts", "account", lambda s: address(s.get("id"))),
    "Sip.getAliases": ("aliases", "alias", lambda s: address(s.get("id"))),
    "Sip.getTrustedPeers": ("peers", "peer", lambda s: str(s.get("ip"))),
    "Sip.getCarriers": ("carriers", "carrier", lambda s: str(s.get("id"))),
    "Sip.getGateways": ("gateways", "gateway", lambda s: str(s.get("id"))),
    "Sip.getGatewayRules": ("gateway_rules", "rule", lambda s: str(s.get("id"))),
    "Enum.getRanges": ("ranges", "range", lambda s: range_key(s.get("id") or {})),
    "Enum.getNumbers": ("numbers", "number", lambda s: number_key(s.get("id") or {})),
    "Dns.getZones": ("zones", "zone", lambda s: str(s.get("name"))),
    "Dns.getRecords": ("records", "record", lambda s: str(s.get("id"))),
    "Dns.getFancyRecords": ("records", "fancy-record", lambda s: str(s.get("id"))),
    "Customer.getCustomers": ("accounts", "customer", lambda s: str(s.get("id"))),
}
