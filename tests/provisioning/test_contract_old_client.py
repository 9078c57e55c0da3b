"""What the pages of the old PHP client do, call after call, with the values that they send."""

from __future__ import annotations

from typing import Any, Final

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.asking import ask, ask_raw, php
from tests.provisioning.conftest import World
from tests.provisioning.soap import Person, SoapFault, soap

ALICE: Final = {"username": "alice", "domain": "customer.example"}
CREDITS: Final = [
    {"name": name, "value": "1", "category": "credit", "permission": "admin"}
    for name in ("sip_credit", "sip_alias_credit", "email_credit")
]
# Records of its templates for DNS: name, type, priority, TTL, value.
TEMPLATES: Final = (
    ("", "NAPTR", 100, 600, '20 100 "s" "SIP+D2T" "" _sip._tcp'),
    ("", "NAPTR", 100, 600, '30 100 "s" "SIP+D2U" "" _sip._udp'),
    ("push", "NAPTR", 100, 600, '10 100 "s" "SIPS+D2T" "" _sips._tcp.push'),
    ("_sips._tcp.push", "SRV", 100, 600, "100 5061 push.example.net"),
    ("_sip._tcp", "SRV", 100, 600, "100 5060 proxy.example.net"),
    ("_stun._udp", "SRV", 0, 0, "10 3478 stun1.example.net"),
    ("_stun._udp", "SRV", 0, 0, "10 3478 stun2.example.net"),
    ("_msrps._tcp", "SRV", 10, 0, "0 2855 msrprelay"),
    ("xcap", "TXT", 10, 0, "https://xcap.example.net/xcap-root"),
    ("proxy", "NS", 0, 0, "ns1"),
    ("proxy", "NS", 0, 0, "ns2"),
)


def refused(operation: str, *, port: str = "Sip", acting: int = 0, **arguments: Any) -> int:
    with pytest.raises(SoapFault) as caught:
        ask(operation, port=port, acting=acting, **arguments)
    return caught.value.code


def echoed(record: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A record as the client sends it back: what was nil is an empty text."""
    kept = {name: "" if value is None else value for name, value in record.items()}
    return {**kept, **changes}


def newcomer(world: World, login: str) -> dict[str, Any]:
    """The customer that an enrollment page adds; a database of addresses knows the region."""
    return {
        "username": login,
        "password": "secret",
        "firstName": "New",
        "lastName": "Comer",
        "email": "new@example.net",
        "billingEmail": "new@example.net",
        "tel": "+31999999999",
        "timezone": "Europe/Amsterdam",
        "country": "NL",
        "state": "07",
        "city": "Amsterdam",
        "address": "Unknown",
        "postcode": "Unknown",
        "reseller": world["reseller"],
        "properties": CREDITS,
    }


def test_somebody_enrolls(world: World) -> None:
    ask("addZone", port="Dns", zone={"name": "customer.example", "customer": world["customer"]})
    new = ask("addAccount", port="Customer", account=newcomer(world, "newcomer"))
    assert (new["state"], new["country"]) == ("N/A", "NL")
    phone = {
        "id": {"username": "newcomer", "domain": "customer.example"},
        "firstName": "New",
        "lastName": "Comer",
        "password": "secret",
        "timezone": "Europe/Amsterdam",
        "email": "new@example.net",
        "owner": new["id"],
        "rpid": "+31999999999",
        "groups": ["free-pstn", "prepaid"],
        "prepaid": 1,
        "quota": 50,
        "acl": [],
        "properties": [{"name": "ip", "value": "192.0.2.1"}],
        "callLimit": 0,
    }
    made = ask("addAccount", account=phone, acting=world["reseller"])
    assert made["id"] == phone["id"]
    assert (made["email"], made["owner"]) == ("new@example.net", new["id"])
    assert (made["groups"], made["prepaid"], made["quota"]) == (["free-pstn", "prepaid"], True, 50)
    box = {"sipId": made["id"], "password": "123456", "name": "New Comer", "options": {"delete": 1}}
    assert ask("addAccount", port="Voicemail", account=box)["mailbox"] == "1000000"
    alias = {
        "name": "newcomer@customer.example",
        "zone": "customer.example",
        "type": "MBOXFW",
        "value": "new@example.net",
        "owner": new["id"],
        "ttl": 3600,
        "priority": 0,
    }
    ask("addFancyRecord", port="Dns", record=alias, acting=world["reseller"])


def test_a_login_that_is_made_of_a_name_signs_in(world: World) -> None:
    ask("addAccount", port="Customer", account=newcomer(world, "José.O'Hara12345"))
    person = Person("José.O'Hara12345", "secret", admin=False)
    assert soap("Sip", "getDomains", None, as_=person) == {"total": 0, "domains": []}


def test_the_customer_of_an_enrollment_that_fails_goes_again(world: World) -> None:
    assert refused("addAccount", port="Customer", account=newcomer(world, "customer")) == 5001
    new = ask("addAccount", port="Customer", account=newcomer(world, "customerab12"))
    phone = {"id": ALICE, "password": "secret", "owner": new["id"]}
    assert refused("addAccount", account=phone, acting=world["reseller"]) == 1011
    ask("deleteAccount", port="Customer", id=new["id"])
    assert refused("getAccount", port="Customer", id=new["id"]) == 5000


@pytest.mark.parametrize("acting", ["", "reseller"])
def test_a_customer_is_copied_under_the_next_free_name(world: World, acting: str) -> None:
    number = world[acting] if acting else 0
    ask("addAccount", port="Customer", account=newcomer(world, "customer1"))
    old = ask("getAccount", port="Customer", id=str(world["customer"]), acting=number)
    copy = echoed(old, credit=0.0, balance=0.0, username="customer1")
    del copy["id"]
    assert refused("addAccount", port="Customer", account=copy, acting=number) == 5001
    copy["username"] = "customer2"
    made = ask("addAccount", port="Customer", account=copy, acting=number)
    assert made["id"] not in (0, old["id"])
    assert (made["reseller"], made["properties"]) == (world["reseller"], old["properties"])


@pytest.mark.parametrize(("action", "expected"), [("prepaid", True), ("postpaid", False)])
def test_a_bulk_action_reads_the_account_and_writes_it_back(
    world: World, action: str, expected: bool
) -> None:
    old = ask("getAccount", sipId=ALICE, acting=world["customer"])
    flag = 1 if action == "prepaid" else 0
    sent = echoed(old, prepaid=flag, quota=0, answerTimeout=0)
    new = ask("updateAccount", account=sent, acting=world["customer"])
    assert new["prepaid"] is expected
    assert new["groups"] == (["prepaid"] if expected else [])
    same = {"prepaid", "groups", "quota", "changeDate", "timezone"}
    assert {k: v for k, v in new.items() if k not in same} == {
        k: v for k, v in old.items() if k not in same
    }
    assert (
        models.Account.objects.get(username="alice", domain__name=ALICE["domain"]).ha1 == "0" * 32
    )


def test_a_bulk_action_adds_to_the_balance_without_a_description(world: World) -> None:
    changed = ask("addBalance", sipId=ALICE, value="12.50", acting=world["customer"])
    assert changed == {"old_balance": 0.0, "new_balance": 12.5}
    status = ask("getPrepaidStatus", sipIds=[ALICE], acting=world["customer"])
    assert status[0]["balance"] == 12.5


def test_a_domain_is_exported_with_one_query_for_all(world: World) -> None:
    query = {
        "filter": {"domain": "customer.example", "customer": 0, "reseller": 0},
        "range": {"start": 0, "count": 1000},
    }
    assert ask("getDomains", query=query)["domains"][0]["domain"] == "customer.example"
    account = ask("getAccounts", query=query)["accounts"][0]
    assert account["id"] == ALICE
    assert refused("getAccount", port="Voicemail", sipId=ALICE) == 2000
    to_alice = {"targetUsername": "alice", "targetDomain": "customer.example"}
    assert ask("getAliases", query={"filter": to_alice, "range": {"start": 0, "count": 20}}) == {
        "total": 0,
        "aliases": [],
    }
    owner = {"filter": {"customer": world["customer"]}}
    assert ask("getCustomers", port="Customer", query=owner)["total"] == 1


def test_a_query_for_accounts_finds_domains_as_well(world: World) -> None:
    query = {
        "filter": {
            "username": "nobody",
            "domain": "customer.example",
            "firstName": "x",
            "email": "x",
            "owner": 0,
            "customer": 0,
            "reseller": 0,
            "groups": [""],
        },
        "orderBy": {"attribute": "username", "direction": "ASC"},
        "range": {"start": 0, "count": 1},
    }
    assert ask("getDomains", query=query)["total"] == 1


def test_an_import_updates_what_is_there(world: World) -> None:
    domain = ask("getDomains", query={"filter": {"domain": "customer.example"}})["domains"][0]
    assert refused("addDomain", domain=echoed(domain)) == 1001
    assert ask("updateDomain", domain=echoed(domain))["customer"] == world["customer"]
    account = ask("getAccount", sipId=ALICE)
    assert refused("addAccount", account=echoed(account, password="secret")) == 1011
    assert ask("updateAccount", account=echoed(account))["id"] == ALICE
    zone = {"name": "customer.example", "customer": world["customer"], "nameservers": []}
    ask("addZone", port="Dns", zone=zone)
    assert refused("addZone", port="Dns", zone=zone) == 7001
    ask("updateZone", port="Dns", zone=echoed(zone))
    entry = {"zone": "customer.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    stored = ask("addRecord", port="Dns", record=entry)
    assert refused("addRecord", port="Dns", record=echoed(stored)) == 7003
    assert ask("updateRecord", port="Dns", record=echoed(stored))["id"] == stored["id"]


def test_a_customer_is_imported_with_its_id(world: World) -> None:
    old = ask("getAccount", port="Customer", id=world["sibling"])
    assert refused("addAccount", port="Customer", account=echoed(old)) == 5001
    ask("deleteAccount", sipId={**ALICE, "domain": "sibling.example"})
    ask("deleteDomain", domain="sibling.example")
    ask("deleteAccount", port="Customer", id=str(world["sibling"]))
    again = ask("addAccount", port="Customer", account=echoed(old, credit=0.0, balance=0.0))
    assert (again["id"], again["changeDate"]) == (old["id"], old["changeDate"])


def test_a_mapping_is_added_after_a_look_whether_the_number_is_there(world: World) -> None:
    acting = world["customer"]
    enum_range = {
        "id": {"prefix": "31208", "tld": "e164.arpa"},
        "ttl": 0,
        "minDigits": 0,
        "maxDigits": 0,
        "size": 0,
        "customer": acting,
        "reseller": world["reseller"],
    }
    ask("addRange", port="Enum", range=enum_range)
    key = {"number": "31208005161", "tld": "e164.arpa"}
    assert refused("getNumber", port="Enum", enumId=key, acting=acting) == 3002
    first = {"type": "sip", "mapto": "sip:alice@customer.example", "ttl": 3600, "priority": 5}
    number = {"id": key, "owner": 0, "info": "", "mappings": [first]}
    ask("addNumber", port="Enum", number=number, acting=acting)
    stored = ask("getNumber", port="Enum", enumId=key, acting=acting)
    second = {"type": "mailto", "mapto": "mailto:alice@example.com", "ttl": 0, "priority": 0}
    sent = echoed(stored, mappings=[*stored["mappings"], second])
    mappings = ask("updateNumber", port="Enum", number=sent, acting=acting)["mappings"]
    assert mappings[0] == stored["mappings"][0]
    assert {**mappings[1], "id": 0} == {**second, "id": 0, "ttl": 3600}
    ask("updateNumber", port="Enum", number=echoed(stored, mappings=[]), acting=acting)
    assert refused("getNumber", port="Enum", enumId=key, acting=acting) == 3002


def test_the_templates_for_dns_are_added_and_lead_into_the_zone(world: World) -> None:
    ask("addZone", port="Dns", zone={"name": "customer.example", "customer": world["customer"]})
    for name, kind, priority, ttl, value in TEMPLATES:
        record = {
            "zone": "customer.example",
            "name": name,
            "type": kind,
            "value": value,
            "owner": 0,
            "ttl": ttl,
            "priority": priority,
        }
        made = ask("addRecord", port="Dns", record=record, acting=world["customer"])
        assert made["name"] == f"{name}.customer.example".lstrip(".")
        assert (made["value"], made["ttl"]) == (value, ttl or 3600)
        assert refused("addRecord", port="Dns", record=record, acting=world["customer"]) == 7003
    listed = ask("getRecords", port="Dns", query={"filter": {"name": "push%"}})
    assert listed["total"] == 1


def test_a_page_of_peers_leaves_out_what_it_does_not_show(world: World) -> None:
    added = {
        "ip": "192.0.2.9",
        "description": "PBX",
        "callLimit": 30,
        "msteams": 0,
        "tenant": "",
        "carrierName": "",
        "originator": "",
        "prefix": "",
        "strip": 0,
        "blocked": 0,
        "owner": world["sibling"],
        "customer": world["customer"],
        "reseller": world["reseller"],
    }
    ask("addTrustedPeer", peer={**added, "tags": "office"})
    shown = {name: value for name, value in added.items() if name != "owner"}
    stored = ask("updateTrustedPeer", peer={**shown, "description": "New PBX", "prepaid": 1})
    assert (stored["description"], stored["prepaid"]) == ("New PBX", True)
    assert (stored["owner"], stored["tags"]) == (world["sibling"], "office")
    found = ask("getTrustedPeers", query={"filter": {"msteams": 0, "tags": "%%", "ip": ""}})
    assert found["peers"] == [stored]


def test_the_settings_of_an_account_are_saved(world: World) -> None:
    acting = world["customer"]
    ask("addToGroup", sipId=ALICE, group="quota", acting=acting)
    ask("addToGroup", sipId=ALICE, group="intercept")
    old = ask("getAccount", sipId=ALICE, acting=acting)
    groups = ["", "free-pstn", "missed-calls"]
    sent = echoed(old, groups=groups, timeout=35, callLimit=0, acl=[], password="")
    saved = ask("updateAccount", account=sent, acting=acting)
    assert sorted(saved["groups"]) == ["free-pstn", "missed-calls", "quota"]
    assert "intercept" in ask("getGroups", sipId=ALICE)
    entity = "subscriber://alice@customer.example"
    assert refused("getEntityProfiles", port="Rating", entity=entity, acting=acting) == 4001
    assert refused("deleteEntityProfiles", port="Rating", entity=entity) == 4001
    assert refused("removeFromGroup", sipId=ALICE, group="anonymous", acting=acting) == 1031
    nothing = '<diversions><nocondition xsi:type="xsd:string">empty</nocondition></diversions>'
    ask_raw("setCallDiversions", php("sipId", ALICE) + nothing, acting=acting)
    assert not any(ask("getCallDiversions", sipId=ALICE, acting=acting).values())
    assert ask("getCreditHistory", sipId=ALICE, count=200, acting=acting)["entries"] == []
    assert ask("getSipDeviceLocations", sipIds=[ALICE], acting=acting)[0]["locations"] == []
    month = ask("getCallStatistics", sipId=ALICE, query={"placed": {"limit": 1}}, acting=acting)
    assert (month["placed"]["calls"], month["placed"]["price"]) == (0, 0.0)


def test_do_not_disturb_is_switched_on_and_off(world: World) -> None:
    acting = world["customer"]
    week = {"days": 31, "start": "09:00", "stop": "17:00", "groups": ["everybody"]}
    rules = {"persistent": [week], "temporary": {"groups": ["everybody"], "duration": 0}}
    ask("setAcceptRules", sipId=ALICE, rules=rules, acting=acting)
    # The quick action sends the rules back without their days, and a member that is none.
    resent = [{name: value for name, value in week.items() if name != "days"}]
    for word, running in (("nobody", {"groups": ["nobody"], "duration": 0}), ("everybody", None)):
        quick = {"groups": [word], "duration": 0}
        sent = {"groups": [word], "temporary": quick, "persistent": resent}
        ask("setAcceptRules", sipId=ALICE, rules=sent, acting=acting)
        read = ask("getAcceptRules", sipId=ALICE, acting=acting)
        assert read["rules"] == {"persistent": [week], "temporary": running}
        assert read["nonEmptyGroups"] == ["everybody", "nobody"]


def test_a_web_login_is_looked_up_by_its_name(world: World) -> None:
    ask("addAccount", port="Customer", account=newcomer(world, "cust_mer"))
    query = {
        "filter": {"username": "cust_mer"},
        "range": {"start": 0, "count": 1},
        "orderBy": {"attribute": "customer", "direction": "ASC"},
    }
    found = ask("getCustomers", port="Customer", query=query)
    assert (found["total"], found["accounts"][0]["username"]) == (2, "cust_mer")
    assert found["accounts"][0]["password"] == "secret"
    # The client fetches the record of its login from the resellers, whatever it is.
    login = {"filter": {"customer": world["customer"]}}
    own = ask("getResellers", port="Customer", query=login, acting=world["customer"])
    assert [row["username"] for row in own["accounts"]] == ["customer"]


def test_records_are_deleted_by_ids_that_are_texts(world: World) -> None:
    ask("addZone", port="Dns", zone={"name": "customer.example", "customer": world["customer"]})
    entry = {"zone": "customer.example", "name": "www", "type": "A", "value": "192.0.2.1"}
    record = ask("addRecord", port="Dns", record=entry)["id"]
    ask("deleteRecord", port="Dns", recordId=str(record), acting=world["customer"])
    move = {"zone": "customer.example", "name": "www", "type": "URL", "value": "http://x.example/"}
    fancy = ask("addFancyRecord", port="Dns", record={**move, "ttl": 3600, "priority": 0})["id"]
    ask("deleteFancyRecord", port="Dns", recordId=str(fancy), acting=world["customer"])
    carrier = ask("addCarrier", carrier={"name": "Tel", "reseller": world["reseller"]})["id"]
    ask("deleteCarrier", id=str(carrier), acting=world["reseller"])
