"""One story that calls every served operation with valid data, and the faults that callers know.

It is told to one SOAP client after the other; each has customers, domains and logins of its own.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from tests.interop.steps import Outcome, Step

# Longer than any value that a client or the server might cut, and outside Latin-1.
ORGANIZATION: Final = 'Zażółć & Søn <GmbH> "VoIP" Ελλάδα'
RESELLER_PASSWORD: Final = "reseller <&> secret"
CREDITS: Final = [
    {"name": name, "category": "credit", "permission": "admin", "value": "50"}
    for name in ("sip_credit", "sip_alias_credit")
]


Story = Generator[Step, Outcome, None]


def tell(name: str) -> Story:
    """Everything, in an order in which each call finds what it needs."""
    reseller, customer = yield from customers(name)
    domain = f"{name}.example"
    yield from domains(domain, reseller, customer)
    yield from accounts(name, domain, reseller, customer)
    yield from aliases(domain, reseller)
    yield from groups(domain)
    yield from calls(domain)
    yield from phonebook(domain)
    yield from devices(domain)
    yield from voicemail(domain)
    yield from farewell(name, domain, reseller, customer)


def customers(name: str) -> Generator[Step, Outcome, tuple[int, int]]:
    """A reseller with a customer; returns their ids."""
    reseller = {
        "username": f"{name}-reseller",
        "password": RESELLER_PASSWORD,
        "firstName": "Ruud",
        "lastName": "Résèller",
        "organization": ORGANIZATION,
        "email": "ruud@example.net",
        "tel": "+31201234567",
        "country": "NL",
        "state": "N/A",
        "resellerActive": True,
        "balance": 12.5,
        "properties": CREDITS,
    }
    stored = {key: value for key, value in reseller.items() if key != "password"} | {"id": ...}
    stored["properties"] = ...
    made = yield Step(
        port="Customer", operation="addAccount", arguments=(reseller,), expected=stored
    )
    reseller_id = made.value["id"]
    yield Step(port="Customer", operation="addAccount", arguments=(reseller,), fault=5001)
    customer = {
        "reseller": reseller_id,
        "username": f"{name}-customer",
        "password": "customer secret",
        "firstName": "Carla",
        "lastName": "Customer",
        "email": "carla@example.net",
        "country": "NL",
        "properties": CREDITS,
    }
    made = yield Step(
        port="Customer",
        operation="addAccount",
        arguments=(customer,),
        expected={"id": ..., "reseller": reseller_id, "firstName": "Carla"},
    )
    customer_id = made.value["id"]
    read = yield Step(
        port="Customer",
        operation="getAccount",
        arguments=(customer_id,),
        expected={"id": customer_id, "username": f"{name}-customer", "changeDate": ...},
    )
    yield Step(port="Customer", operation="getAccount", arguments=(99999999,), fault=5000)
    # What was read is written back with one change, as every client does it.
    yield Step(
        port="Customer",
        operation="updateAccount",
        arguments=({**read.value, "city": "Haarlem"},),
        expected={"id": customer_id, "city": "Haarlem", "email": "carla@example.net"},
    )
    query = {
        "filter": {"reseller": reseller_id},
        "orderBy": {"attribute": "username", "direction": "ASC"},
        "range": {"start": 0, "count": 10},
    }
    yield Step(
        port="Customer",
        operation="getCustomers",
        arguments=(query,),
        expected={
            "total": 2,
            "accounts": [
                {"username": f"{name}-customer", "city": "Haarlem"},
                {"username": f"{name}-reseller", "organization": ORGANIZATION},
            ],
        },
        login=(f"{name}-reseller", RESELLER_PASSWORD),
    )
    yield Step(
        port="Customer",
        operation="getResellers",
        arguments=({"filter": {"username": f"{name}-%"}},),
        expected={"total": 1, "accounts": [{"id": reseller_id, "resellerActive": True}]},
    )
    wanted = [{"name": "support_email", "category": "sip", "value": "help@example.net"}]
    yield Step(port="Customer", operation="setProperties", arguments=(customer_id, wanted))
    properties = yield Step(
        port="Customer", operation="getProperties", arguments=(customer_id,), expected=...
    )
    values = {item["name"]: item["value"] for item in properties.value}
    assert values["support_email"] == "help@example.net"
    assert values["sip_credit"] == "50"
    return reseller_id, customer_id


def domains(domain: str, reseller: int, customer: int) -> Story:
    """The four operations on domains but deleteDomain, which ends the story."""
    record = {"domain": domain, "customer": customer, "reseller": reseller}
    yield Step(port="Sip", operation="addDomain", arguments=(record,), expected=record)
    yield Step(port="Sip", operation="addDomain", arguments=(record,), fault=1001)
    changed = {**record, "match_sip_domain": domain, "verify_cert": True, "require_cert": False}
    yield Step(
        port="Sip",
        operation="updateDomain",
        arguments=(changed,),
        expected={"match_sip_domain": domain, "verify_cert": True},
    )
    yield Step(
        port="Sip",
        operation="getDomains",
        arguments=({"filter": {"domain": domain}, "range": {"start": 0, "count": 1}},),
        expected={
            "total": 1,
            "domains": [{"domain": domain, "customer": customer, "verify_cert": True}],
        },
    )


def accounts(name: str, domain: str, reseller: int, customer: int) -> Story:
    """Three accounts, one with everything that a record can hold."""
    alice = {
        "id": {"username": "alice", "domain": domain},
        "password": "pässword",
        "firstName": "Alice",
        "lastName": "O'Hara & Šimić",
        "email": "alice@example.net",
        "acl": [{"ip": "192.0.2.0", "mask": 24, "tag": "office"}, {"ip": "198.51.100.7"}],
        "groups": ["free-pstn", "missed-calls"],
        "properties": [{"name": "language", "value": "nl"}],
        "timezone": "Europe/Amsterdam",
        "rpid": "31201234567",
        "quota": 25,
        "callLimit": 2,
        "prepaid": False,
        "timeout": 40,
        "owner": customer,
    }
    stored = {
        **alice,
        "customer": customer,
        "reseller": reseller,
        "groups": ...,
        "acl": [
            {"ip": "192.0.2.0", "mask": 24, "tag": "office"},
            {"ip": "198.51.100.7", "mask": 32},
        ],
        "ha1": ...,
    }
    yield Step(port="Sip", operation="addAccount", arguments=(alice,), expected=stored)
    yield Step(port="Sip", operation="addAccount", arguments=(alice,), fault=1011)
    # A reseller that may not change it gets prepaid accounts only.
    bob = {"id": {"username": "bob", "domain": domain}, "password": "b", "firstName": "Bob"}
    yield Step(
        port="Sip",
        operation="addAccount",
        arguments=(bob,),
        expected={"firstName": "Bob", "prepaid": True},
        login=(f"{name}-reseller", RESELLER_PASSWORD),
    )
    found = yield Step(
        port="Sip", operation="getAccount", arguments=(alice["id"],), expected=stored
    )
    nobody = {"username": "nobody", "domain": domain}
    yield Step(port="Sip", operation="getAccount", arguments=(nobody,), fault=1010)
    yield Step(
        port="Sip",
        operation="updateAccount",
        arguments=({**found.value, "quota": 30},),
        expected={**stored, "quota": 30},
    )
    query = {
        "filter": {"domain": domain, "username": "%"},
        "orderBy": {"attribute": "username", "direction": "DESC"},
        "range": {"start": 0, "count": 1},
    }
    yield Step(
        port="Sip",
        operation="getAccounts",
        arguments=(query,),
        expected={"total": 2, "accounts": [{"id": bob["id"], "firstName": "Bob"}]},
    )
    yield Step(
        port="Sip",
        operation="getAccounts",
        arguments=({"filter": {"domain": domain, "groups": ["missed-calls"]}},),
        expected={"total": 1, "accounts": [{"id": alice["id"], "quota": 30, "prepaid": False}]},
    )


def aliases(domain: str, reseller: int) -> Story:
    """The six operations on aliases."""
    name = {"username": "sales", "domain": domain}
    alice, bob = ({"username": user, "domain": domain} for user in ("alice", "bob"))
    alias = {"id": name, "target": alice}
    stored = {**alias, "reseller": reseller}
    yield Step(port="Sip", operation="addAlias", arguments=(alias,), expected=stored)
    yield Step(port="Sip", operation="addAlias", arguments=(alias,), fault=1021)
    yield Step(port="Sip", operation="getAlias", arguments=(name,), expected=stored)
    yield Step(
        port="Sip",
        operation="getAliasesForAccount",
        arguments=(alice,),
        expected=[stored],
    )
    moved = {"id": name, "target": bob}
    yield Step(port="Sip", operation="updateAlias", arguments=(moved,), expected=moved)
    yield Step(
        port="Sip",
        operation="getAliases",
        arguments=({"filter": {"targetUsername": "bob", "targetDomain": domain}},),
        expected={"total": 1, "aliases": [moved]},
    )
    yield Step(port="Sip", operation="getAliasesForAccount", arguments=(alice,), expected=[])
    yield Step(port="Sip", operation="deleteAlias", arguments=(name,))
    yield Step(port="Sip", operation="deleteAlias", arguments=(name,), fault=1020)


def groups(domain: str) -> Story:
    """The three operations on groups."""
    bob = {"username": "bob", "domain": domain}
    yield Step(port="Sip", operation="addToGroup", arguments=(bob, "anonymous"))
    yield Step(port="Sip", operation="addToGroup", arguments=(bob, "anonymous"), fault=1030)
    yield Step(
        port="Sip", operation="getGroups", arguments=(bob,), expected=["anonymous", "prepaid"]
    )
    yield Step(port="Sip", operation="removeFromGroup", arguments=(bob, "anonymous"))
    yield Step(port="Sip", operation="removeFromGroup", arguments=(bob, "anonymous"), fault=1031)
    yield Step(port="Sip", operation="getGroups", arguments=(bob,), expected=["prepaid"])


def calls(domain: str) -> Story:
    """Diversions, accept rules and rejected callers."""
    alice = {"username": "alice", "domain": domain}
    nobody = {"username": "nobody", "domain": domain}
    diversions = {"FBUS": "<voice-mailbox>", "FUNV": "sip:bob@example.net"}
    yield Step(port="Sip", operation="setCallDiversions", arguments=(alice, diversions))
    yield Step(
        port="Sip",
        operation="getCallDiversions",
        arguments=(alice,),
        expected={**diversions, "FUNC": None, "RBUS": None},
    )
    yield Step(port="Sip", operation="setCallDiversions", arguments=(nobody, {}), fault=1010)
    week = [
        {"days": 31, "start": "09:00", "stop": "17:30", "groups": ["everybody"]},
        {"days": 96, "start": "00:00", "stop": "23:59", "groups": ["nobody"]},
    ]
    accepted = {"persistent": week, "temporary": {"groups": ["nobody"], "duration": 30}}
    yield Step(port="Sip", operation="setAcceptRules", arguments=(alice, accepted))
    yield Step(
        port="Sip",
        operation="getAcceptRules",
        arguments=(alice,),
        expected={"rules": accepted, "nonEmptyGroups": ["everybody", "nobody"]},
    )
    wrong = {"persistent": [{"days": 0, "start": "09:00", "stop": "17:00", "groups": ["nobody"]}]}
    yield Step(port="Sip", operation="setAcceptRules", arguments=(alice, wrong), fault=9004)
    members = ["spam@example.net", "%@example.invalid"]
    yield Step(port="Sip", operation="setRejectMembers", arguments=(alice, members))
    yield Step(port="Sip", operation="getRejectMembers", arguments=(alice,), expected=members)
    yield Step(port="Sip", operation="getRejectMembers", arguments=(nobody,), fault=1010)


def phonebook(domain: str) -> Story:
    """The four operations on contacts."""
    alice = {"username": "alice", "domain": domain}
    mum = {"uri": "mum@example.net", "name": "Mum", "group": "family"}
    dan = {"uri": "dan@example.net", "name": "Dän", "group": "friends"}
    yield Step(
        port="Sip", operation="addPhonebookEntry", arguments=(alice, mum), expected={"name": "Mum"}
    )
    yield Step(port="Sip", operation="addPhonebookEntry", arguments=(alice, dan), expected=dan)
    yield Step(port="Sip", operation="addPhonebookEntry", arguments=(alice, mum), fault=1041)
    mum = {**mum, "name": "Mother"}
    yield Step(port="Sip", operation="updatePhonebookEntry", arguments=(alice, mum))
    yield Step(
        port="Sip",
        operation="getPhonebookEntries",
        arguments=(alice, {"name": "%o%"}, {"start": 0, "count": 100}),
        expected={"entries": [mum]},
    )
    yield Step(port="Sip", operation="deletePhonebookEntry", arguments=(alice, "mum@example.net"))
    yield Step(
        port="Sip",
        operation="deletePhonebookEntry",
        arguments=(alice, "mum@example.net"),
        fault=1040,
    )


def devices(domain: str) -> Story:
    """Registrations, of which ``register`` in conftest.py has written one for alice."""
    alice, bob = ({"username": user, "domain": domain} for user in ("alice", "bob"))
    device = {"address": "192.0.2.10", "port": 5062, "userAgent": "Desk phone 3", "expires": ...}
    yield Step(
        port="Sip",
        operation="getSipDeviceLocations",
        arguments=([bob, alice],),
        expected=[{"locations": []}, {"sipId": alice, "locations": [device]}],
    )


def voicemail(domain: str) -> Story:
    """The five operations of the Voicemail port."""
    alice = {"username": "alice", "domain": domain}
    yield Step(port="Voicemail", operation="getAccount", arguments=(alice,), fault=2000)
    mailbox = {
        "sipId": alice,
        "password": "1234",
        "name": "Alice",
        "email": "alice@example.net",
        "options": {"delete": False},
    }
    stored = {**mailbox, "mailbox": ...}
    made = yield Step(
        port="Voicemail", operation="addAccount", arguments=(mailbox,), expected=stored
    )
    number = made.value["mailbox"]
    yield Step(port="Voicemail", operation="addAccount", arguments=(mailbox,), fault=2001)
    mailed = {**mailbox, "options": {"delete": True}}
    yield Step(port="Voicemail", operation="updateAccount", arguments=(mailed,), expected=mailed)
    yield Step(
        port="Voicemail",
        operation="getAccount",
        arguments=(alice,),
        expected={**mailed, "mailbox": number},
    )
    yield Step(port="Voicemail", operation="setAnnouncement", arguments=(alice, b"RIFF \x00\xff"))
    yield Step(port="Voicemail", operation="deleteAccount", arguments=(alice,))
    yield Step(port="Voicemail", operation="deleteAccount", arguments=(alice,), fault=2000)


def farewell(name: str, domain: str, reseller: int, customer: int) -> Story:
    """Everything is deleted, from the inside out."""
    login = (f"{name}-reseller", RESELLER_PASSWORD)
    yield Step(port="Sip", operation="deleteDomain", arguments=(domain,), fault=1002)
    yield Step(port="Customer", operation="deleteAccount", arguments=(customer,), fault=5002)
    for user in ("alice", "bob"):
        sip_id = {"username": user, "domain": domain}
        yield Step(port="Sip", operation="deleteAccount", arguments=(sip_id,), login=login)
    yield Step(port="Sip", operation="deleteAccount", arguments=(sip_id,), fault=1010)
    yield Step(port="Sip", operation="deleteDomain", arguments=(domain,))
    yield Step(port="Customer", operation="deleteAccount", arguments=(customer,))
    yield Step(port="Customer", operation="deleteAccount", arguments=(reseller,))
