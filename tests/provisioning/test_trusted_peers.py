"""Trusted peers over SOAP."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.provisioning import models
from tests.provisioning.asking import ask_raw, php
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.routing import RESELLER, carrier, changes, deactivate, refused
from tests.provisioning.soap import ADMIN, Person, soap

IP = "192.0.2.7"
FULL = {
    "ip": IP,
    "protocol": "tls",
    "description": "The trunk\nof Acme",
    "tags": "blue green",
    "billingId": "b-1",
    "callLimit": 30,
    "blocked": 1,
    "prepaid": True,
    "enumLookup": False,
    "transit": True,
    "msteams": False,
    "tenant": "acme",
    "carrierName": "Acme",
    "originator": "acme.example",
    "strip": 2,
    "prefix": "0031",
    "authToken": "a secret token",
}
# What others than the administrator may not change, and something else that each could be.
OTHERS = {
    "protocol": "udp",
    "description": "Another",
    "tags": "red",
    "billingId": "b-2",
    "callLimit": 31,
    "enumLookup": True,
    "msteams": True,
    "tenant": "other",
    "carrierName": "Other",
    "originator": "other.example",
    "reseller": 2**40,
    "customer": 2**40,
    "owner": 2**40,
}


def peer(world: World, **members: Any) -> dict[str, Any]:
    """The full peer of ``customer``, added by the administrator."""
    carrier(as_=ADMIN)
    record = {**FULL, "customer": world["customer"], "owner": world["sibling"], **members}
    return dict(soap("Sip", "addTrustedPeer", record))


def found(as_: Person = ADMIN, **filters: Any) -> list[dict[str, Any]]:
    return list(soap("Sip", "getTrustedPeers", {"filter": filters}, as_=as_)["peers"])


def update(record: dict[str, Any], as_: Person = ADMIN) -> dict[str, Any]:
    return dict(soap("Sip", "updateTrustedPeer", record, as_=as_))


def test_a_peer_comes_back_as_it_was_written(world: World) -> None:
    stored = peer(world)
    assert found() == [stored]
    assert {name: stored[name] for name in FULL} == FULL
    assert stored["tag"] == stored["tags"]
    tenants = (stored["customer"], stored["reseller"], stored["owner"])
    assert tenants == (world["customer"], world["reseller"], world["sibling"])


def test_a_new_peer_has_the_defaults_of_the_contract(world: World) -> None:
    stored = soap("Sip", "addTrustedPeer", {"ip": IP, "fromPattern": "^sip:"})
    expected = {
        "protocol": "any",
        "callLimit": 0,
        "blocked": 0,
        "prepaid": False,
        "enumLookup": True,
        "transit": False,
        "msteams": False,
        "strip": 0,
        "reseller": 0,
        "customer": 0,
        "owner": 0,
    }
    assert {name: stored[name] for name in expected} == expected
    texts = ("description", "tags", "tenant", "prefix", "originator", "authToken", "fromPattern")
    assert not any(stored[name] for name in texts)


def test_the_address_is_the_key_in_whatever_form(world: World) -> None:
    stored = soap("Sip", "addTrustedPeer", {"ip": "2001:DB8:0::7"})
    assert stored["ip"] == "2001:db8::7"
    assert refused("addTrustedPeer", {"ip": " 2001:db8::0007"}) == (1051, "ip")
    assert update({"ip": "[2001:db8::7]", "tags": "x"})["tags"] == "x"
    soap("Sip", "deleteTrustedPeer", "2001:DB8::7")
    assert refused("deleteTrustedPeer", "2001:db8::7") == (1050, "ip")
    for ip in ("", "nonsense", None):
        assert refused("deleteTrustedPeer", ip) == (1050, "ip")
    assert refused("updateTrustedPeer", {"ip": IP}) == (1050, "ip")


def test_only_a_teams_tenant_has_a_host_name(world: World) -> None:
    host = {"ip": "SBC.Example.com", "msteams": True}
    stored = soap("Sip", "addTrustedPeer", host)
    assert stored["ip"] == "sbc.example.com"
    assert refused("addTrustedPeer", {**host, "msteams": False}) == (9004, "ip")
    assert refused("updateTrustedPeer", {**host, "msteams": False}) == (9004, "msteams")
    assert update(stored)["msteams"] is True


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("ip", ""),
        ("ip", None),
        ("ip", "192.0.2.0/24"),
        ("ip", "0.0.0.0"),
        ("ip", "x" * 300),
        ("description", "x" * 256),
        ("tags", "x" * 256),
        ("tags", "a\tb"),
        ("billingId", "x" * 65),
        ("tenant", "a\nb"),
        ("carrierName", "Nobody"),
        ("originator", "a b"),
        ("callLimit", -1),
        ("blocked", 2),
        ("blocked", -1),
        ("strip", -1),
        ("strip", 33),
        ("prefix", "abc"),
        ("prefix", "1" * 33),
        ("authToken", "x" * 256),
        ("authToken", "a\nb"),
        ("owner", 2**40),
        ("customer", 2**40),
        ("reseller", 2**40),
        ("reseller", -1),
    ],
)
def test_a_value_that_breaks_its_rule_is_refused(world: World, member: str, value: Any) -> None:
    stored = peer(world)
    changed = {**stored, "ip": "192.0.2.8", member: value}
    assert refused("addTrustedPeer", changed) == (9004, member)
    if member != "ip":
        assert refused("updateTrustedPeer", {**changed, "ip": IP}) == (9004, member)
    assert found() == [stored]


def test_an_unknown_protocol_is_refused(world: World) -> None:
    body = (
        f"<peer>{php('ip', IP)}{php('protocol', protocol)}</peer>" for protocol in ("icmp", "SCTP")
    )
    with pytest.raises(Exception, match="9004"):
        ask_raw("addTrustedPeer", next(body))
    assert ask_raw("addTrustedPeer", next(body))["protocol"] == "sctp"


def test_the_administrator_replaces_the_record(world: World) -> None:
    peer(world)
    stored = update({"ip": IP})
    # Protocol and tags survive (G11), and so do owner and token, which clients leave out as well.
    kept = {
        "protocol": "tls",
        "tags": "blue green",
        "tag": "blue green",
        "authToken": "a secret token",
        "owner": world["sibling"],
    }
    reset = {
        "description": None,
        "billingId": None,
        "tenant": None,
        "carrierName": None,
        "callLimit": 0,
        "blocked": 0,
        "prepaid": False,
        "enumLookup": True,
        "transit": False,
        "strip": 0,
        "prefix": None,
        "customer": 0,
        "reseller": 0,
    }
    for name, value in {**kept, **reset}.items():
        assert (stored[name] or None) == (value or None), name
    assert update({"ip": IP, "owner": 0})["owner"] == 0


def test_tags_win_over_tag_and_an_empty_text_clears_them(world: World) -> None:
    peer(world)
    assert update({"ip": IP, "tag": "one"})["tags"] == "one"
    assert update({"ip": IP, "tag": "one", "tags": "two"})["tag"] == "two"
    cleared = ask_raw("updateTrustedPeer", f"<peer>{php('ip', IP)}{php('tags', '')}</peer>")
    assert not cleared["tags"]
    assert not cleared["tag"]


def test_the_token_is_sealed_and_bound_to_its_peer(world: World) -> None:
    peer(world)
    row = models.TrustedPeer.objects.get(ip=IP)
    sealed = row.auth_token_sealed
    assert sealed
    assert "secret" not in sealed
    update({"ip": IP, "authToken": "a secret token"})
    row.refresh_from_db()
    assert row.auth_token_sealed == sealed
    ask_raw("updateTrustedPeer", f"<peer>{php('ip', IP)}{php('authToken', '')}</peer>")
    row.refresh_from_db()
    assert row.auth_token_sealed == ""
    assert found()[0]["authToken"] is None


def test_a_carrier_is_one_of_the_peers_reseller_or_the_platforms(world: World) -> None:
    carrier("Ours")
    carrier("Platform", ADMIN)
    ours = {"ip": IP, "reseller": world["reseller"], "carrierName": "Ours"}
    soap("Sip", "addTrustedPeer", ours)
    assert update({**ours, "carrierName": "Platform"})["carrierName"] == "Platform"
    foreign = {"ip": "192.0.2.8", "reseller": world["stranger"], "carrierName": "Ours"}
    assert refused("addTrustedPeer", foreign) == (9004, "carrierName")
    # A name that is there already may stay, although its carrier went away.
    models.Carrier.objects.all().delete()
    assert update({**ours, "carrierName": "Platform", "strip": 1})["strip"] == 1


def test_who_sees_a_peer(world: World) -> None:
    stored = peer(world)
    soap("Sip", "addTrustedPeer", {"ip": "192.0.2.8"})
    assert len(found()) == 2
    for person in ("reseller", "customer"):
        assert found(PEOPLE[person]) == [stored]
    # A mere owner may look, and is not told the secret.
    assert found(PEOPLE["sibling"]) == [{**stored, "authToken": None}]
    for person in ("stranger", "inactive", "inactives"):
        as_ = PEOPLE[person]
        assert found(as_) == []
        assert refused("updateTrustedPeer", stored, as_=as_) == (1050, "ip")
        assert refused("deleteTrustedPeer", IP, as_=as_) == (1050, "ip")


def test_an_inactive_reseller_and_its_customers_see_no_peers(world: World) -> None:
    stored = peer(world)
    deactivate(world)
    for person in ("reseller", "customer", "sibling"):
        assert found(PEOPLE[person]) == []
        assert refused("updateTrustedPeer", stored, as_=PEOPLE[person])[0] == 1050
    assert refused("addTrustedPeer", stored, as_=RESELLER)[0] == 9002


def test_only_the_administrator_adds_and_deletes_peers(world: World) -> None:
    peer(world)
    for person in ("reseller", "customer", "sibling", "stranger", "inactive"):
        assert refused("addTrustedPeer", {"ip": "192.0.2.8"}, as_=PEOPLE[person])[0] == 9002
    for person in ("reseller", "customer", "sibling"):
        assert refused("deleteTrustedPeer", IP, as_=PEOPLE[person])[0] == 9002
    soap("Sip", "deleteTrustedPeer", IP)
    assert found() == []


@pytest.mark.parametrize("person", ["reseller", "customer"])
def test_others_change_strip_prefix_and_token(world: World, person: str) -> None:
    stored = peer(world)
    as_ = PEOPLE[person]
    own = {"strip": 5, "prefix": "99*", "authToken": "new"}
    changed = update({**stored, **own}, as_)
    assert {**changed, "changeDate": ""} == {**stored, **own, "changeDate": ""}
    # A client that shows them nothing else sends nothing else.
    assert update({"ip": IP, "strip": 1}, as_)["prefix"] in ("", None)
    (now,) = found()
    kept = set(FULL) - set(own)
    assert {name: now[name] for name in kept} == {name: stored[name] for name in kept}
    assert (now["strip"], now["authToken"], now["customer"]) == (1, "new", world["customer"])
    assert refused("updateTrustedPeer", {**stored, "strip": 99}, as_=as_) == (9004, "strip")


@pytest.mark.parametrize("member", OTHERS)
def test_others_change_nothing_else(world: World, member: str) -> None:
    stored = peer(world)
    for person in ("reseller", "customer"):
        changed = {**stored, member: OTHERS[member]}
        assert refused("updateTrustedPeer", changed, as_=PEOPLE[person]) == (9002, member)
    assert found() == [stored]


def test_what_a_client_of_resellers_leaves_blank_stays(world: World) -> None:
    stored = peer(world)
    blank = "".join(
        php(name, value)
        for name, value in {
            "ip": IP,
            "description": "",
            "tenant": None,
            "carrierName": "",
            "originator": None,
            "callLimit": 0,
            "prepaid": False,
            "blocked": False,
            "msteams": False,
            "customer": world["reseller"],
            "reseller": world["reseller"],
            "owner": 0,
            "prefix": "77",
            "strip": 0,
            "authToken": "new",
        }.items()
    )
    ask_raw("updateTrustedPeer", f"<peer>{blank}</peer>", acting=world["reseller"])
    own = {"prefix": "77", "strip": 0, "authToken": "new", "changeDate": ""}
    assert {**found()[0], "changeDate": ""} == {**stored, **own}


def test_an_owner_changes_nothing_at_all(world: World) -> None:
    stored = peer(world)
    assert refused("updateTrustedPeer", stored, as_=PEOPLE["sibling"])[0] == 9002


def test_a_missing_msteams_is_no_restriction_and_false_is_one(world: World) -> None:
    plain = soap("Sip", "addTrustedPeer", {"ip": IP, "blocked": 1})
    teams = soap("Sip", "addTrustedPeer", {"ip": "sbc.example.com", "msteams": True})
    assert len(found()) == 2
    assert found(msteams=False) == [plain]
    assert found(msteams=True) == [teams]
    # As the old client sends it: 0, with tags wrapped in % and nothing typed.
    query = {"filter": {"msteams": 0, "tags": "%%", "blocked": ""}}
    old = ask_raw("getTrustedPeers", php("query", query))
    assert [row["ip"] for row in old["peers"]] == [IP]
    assert found(blocked=1) == [plain]
    assert len(found(blocked=0)) == 2


def test_lists_are_filtered_and_ordered(world: World) -> None:
    for number, description in enumerate(("b", "c", "a")):
        record = {"ip": f"192.0.2.{number}", "description": description, "tags": f"x {description}"}
        soap("Sip", "addTrustedPeer", {**record, "billingId": f"b{number}", "tenant": description})

    def order(attribute: str, direction: str = "ASC") -> str:
        query = {"orderBy": {"attribute": attribute, "direction": direction}}
        return "".join(row["description"] for row in soap("Sip", "getTrustedPeers", query)["peers"])

    assert order("description") == order("nothing", "DESC") == "abc"
    assert order("ip", "DESC") == "acb"
    assert order("changeDate") == "bca"
    searches: tuple[dict[str, Any], ...] = (
        {"ip": "%.2"},
        {"description": "A"},
        {"tenant": "a"},
        {"tags": "%a%"},
        {"billingId": "_2"},
    )
    for filters in searches:
        assert [row["description"] for row in found(**filters)] == ["a"], filters
    assert len(found(tags="%%")) == 3
    assert refused("getTrustedPeers", {"filter": {"tags": "x" * 300}}) == (9004, "tags")


def test_every_write_is_in_the_feed(world: World) -> None:
    soap("Sip", "addTrustedPeer", {"ip": IP})
    update({"ip": IP})
    soap("Sip", "deleteTrustedPeer", IP)
    assert changes() == [("peer", IP)] * 3


def test_the_date_of_an_import_is_kept(world: World) -> None:
    stored = soap("Sip", "addTrustedPeer", {"ip": IP, "changeDate": "2011-01-02 03:04:05"})
    assert stored["changeDate"] == "2011-01-02 03:04:05"
    assert update(stored)["changeDate"] > "2020"
