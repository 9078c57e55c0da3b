"""Carriers, gateways, gateway rules and routes in the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route
from ngnpanel.pstn.resources import words as pstn_words
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.filling import errors, fill
from tests.people import DOMAIN, api, calls

ODD = "“Q&A” <b>كوم</b> 🐙 'x'"


def test_a_reseller_builds_a_way_out(estates: Estates, reseller: Client) -> None:
    fill(reseller, "/pstn/carriers/add/", name=f" {ODD} ")
    carrier = api().pstn.carriers(Query(filter={"name": ODD})).rows[0]
    assert (carrier.name, carrier.reseller) == (ODD, estates.people.reseller)
    typed = {"name": ODD, "ip": "[2001:DB8::7]", "transport": "tls", "port": "5061"}
    fill(reseller, f"/pstn/gateways/add/?carrier_id={carrier.id}", **typed)
    gateway = api().pstn.gateways(Query(filter={"carrier_id": carrier.id})).rows[0]
    assert gateway.endpoint == "tls:[2001:db8::7]:5061"
    fill(
        reseller,
        f"/pstn/rules/add/?gateway_id={gateway.id}",
        prefix="+31",
        strip="2",
        prepend="+",
        max_length="14",
    )
    rule = api().pstn.gateway_rules(Query(filter={"gateway_id": gateway.id})).rows[0]
    assert (rule.prefix, rule.strip, rule.prepend) == ("0031", 2, "+")
    assert (rule.min_length, rule.max_length) == (0, 14)
    fill(reseller, f"/pstn/routes/add/?carrier_id={carrier.id}", prefix="+31 20", priority="")
    route = api().pstn.routes(Query(filter={"carrier_id": carrier.id})).rows[0]
    assert (route.prefix, route.priority, route.originator) == ("003120", 0, "")
    for url in (f"carriers/{carrier.id}", f"gateways/{gateway.id}", f"routes/{route.id}"):
        page = reseller.get(f"/pstn/{url}/").content.decode()
        assert "<b>كوم" not in page
        assert "كوم" in page


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        ("carriers", {"name": ""}, ("name", "Enter the name")),
        ("carriers", {"name": "Carrier of acme.example"}, ("name", "already")),
        ("gateways", {"ip": "224.0.0.1"}, ("ip", "one machine")),
        ("gateways", {"ip": "not a host"}, ("ip", "host name")),
        ("gateways", {"port": "0"}, ("port", "1 to 65535")),
        ("gateways", {"port": "65536"}, ("port", "1 to 65535")),
        ("gateways", {"transport": "sctp"}, ("transport", "Select a valid choice")),
        ("gateways", {"name": "Gateway of acme.example"}, ("name", "already")),
        ("gateways", {"carrier_id": "999"}, ("carrier_id", "Select a valid choice")),
        ("rules", {"prefix": "31"}, ("prefix", "Begin with 00")),
        ("rules", {"prefix": "0031"}, ("prefix", "already")),
        ("rules", {"strip": "33"}, ("strip", "0 to 32")),
        ("rules", {"prepend": "a"}, ("prepend", "digits only")),
        ("rules", {"min_length": "9", "max_length": "8"}, ("max_length", "less than")),
        ("routes", {"prefix": "0a"}, ("prefix", "Begin with 00")),
        ("routes", {"originator": "<b>"}, ("originator", "domain or an address")),
        ("routes", {"prefix": "0031", "originator": DOMAIN}, ("prefix", "already")),
    ],
)
def test_a_refusal_stands_on_its_field(
    estates: Estates, reseller: Client, kind: str, typed: dict[str, str], refusal: tuple[str, str]
) -> None:
    own, (field, words) = estates.own, refusal
    good: dict[str, dict[str, Any]] = {
        "carriers": {"name": "New"},
        "gateways": {"carrier_id": own.carrier, "name": "New", "ip": "192.0.2.7"},
        "rules": {"gateway_id": own.gateway, "prefix": "0032"},
        "routes": {"carrier_id": own.carrier, "prefix": "0032"},
    }
    answer = fill(reseller, f"/pstn/{kind}/add/", **good[kind] | typed)
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


def test_an_edit_of_one_field_keeps_all_others(estates: Estates, administrator: Client) -> None:
    own, pstn = estates.own, api().pstn
    before: list[Any] = [
        replace(pstn.carrier(int(own.carrier)), name="New"),
        replace(pstn.gateway(int(own.gateway)), name="New"),
        replace(pstn.gateway_rule(int(own.rule)), strip=4, max_length=17),
        replace(pstn.route(int(own.route)), priority=7),
    ]
    pstn.update_gateway_rule(replace(pstn.gateway_rule(int(own.rule)), max_length=17))
    fill(administrator, f"/pstn/carriers/{own.carrier}/edit/", name="New")
    fill(administrator, f"/pstn/gateways/{own.gateway}/edit/", name="New")
    fill(administrator, f"/pstn/rules/{own.rule}/edit/", strip="4")
    fill(administrator, f"/pstn/routes/{own.route}/edit/", priority="7")
    after: list[Any] = [
        pstn.carrier(int(own.carrier)),
        pstn.gateway(int(own.gateway)),
        pstn.gateway_rule(int(own.rule)),
        pstn.route(int(own.route)),
    ]
    names = {Gateway: {"carrier": "New"}, Route: {"carrier": "New"}, Carrier: {}}
    names[GatewayRule] = {"carrier": "New", "gateway": "New"}
    for wanted, found in zip(before, after, strict=True):
        expected = replace(wanted, change_date=found.change_date, **names[type(wanted)])
        assert found == expected


@pytest.mark.usefixtures("estates")
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"prefix": "0031", "strip": "2", "prepend": "+"}, "0031208005161 becomes +31208005161."),
        ({"prefix": "0031", "strip": "", "prepend": ""}, "0031208005161 stays as it is."),
        ({"prefix": "0031", "strip": "32", "prepend": ""}, "Nothing is left"),
        ({"prefix": "0031", "max_length": "3"}, "longer than the maximum"),
        ({"prefix": "31"}, "Prefix: Begin with 00"),
        ({"prefix": "", "strip": "2"}, "becomes"),
    ],
)
def test_a_rule_shows_what_it_does_while_it_is_typed(
    reseller: Client, typed: dict[str, str], words: str
) -> None:
    page = reseller.post("/pstn/rules/add/?check=prefix", {"gateway_id": "", **typed})
    assert words in page.content.decode()
    assert words in reseller.post("/pstn/rules/add/?check=prefix", typed).content.decode()
    assert api().pstn.gateway_rules(Query()).total == 2


@pytest.mark.usefixtures("estates")
def test_all_fields_of_a_rule_share_one_note(reseller: Client) -> None:
    page = reseller.get("/pstn/rules/add/").content.decode()
    assert page.count('class="field-live"') == 1
    assert page.count('hx-target="#id_prepend_live"') == page.count("?check=") == 5
    assert page.count('hx-sync="closest form:replace"') == 5


def test_the_prefix_of_all_countries_has_words() -> None:
    assert pstn_words.prefix("00") == "00 (all countries)"
    assert pstn_words.prefix("0031") == "+31"
    assert pstn_words.prefix("") == "All numbers"


def test_a_carrier_in_use_stays_and_says_why(estates: Estates, reseller: Client) -> None:
    own = estates.own
    url = f"/pstn/carriers/{own.carrier}/delete/"
    page = reseller.get(url).content.decode()
    assert "It still has 1 gateway and 1 route. Delete or move those first." in page
    assert f"/pstn/gateways/?carrier={own.carrier}" in page
    assert "btn-danger" not in page
    assert reseller.post(url).status_code == 422
    page = reseller.get(f"/pstn/gateways/{own.gateway}/delete/").content.decode()
    assert "Its 1 rule" in page
    assert reseller.post(f"/pstn/gateways/{own.gateway}/delete/").status_code == 302
    with pytest.raises(NotFound):
        api().pstn.gateway_rule(int(own.rule))
    assert f"/pstn/routes/?carrier={own.carrier}" in reseller.get(url).content.decode()
    assert reseller.post(f"/pstn/routes/{own.route}/delete/").status_code == 302
    assert reseller.post(url).status_code == 302


@pytest.mark.usefixtures("estates")
@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("carriers/?q=acme", 1),
        ("carriers/?q=globex", 0),
        ("gateways/?q=gateway+of", 1),
        ("rules/?q=%2B31", 1),
        ("rules/?q=0032", 0),
        ("routes/?q=%2B3", 1),
        ("routes/?q=31", 0),
        ("routes/?number=999", 0),
    ],
)
def test_lists_are_searched(reseller: Client, query: str, total: int) -> None:
    assert reseller.get(f"/pstn/{query}").context["listing"].total == total


def test_relations_find_exactly_their_own(estates: Estates, administrator: Client) -> None:
    own = estates.own
    for url in (
        f"gateways/?carrier={own.carrier}",
        f"rules/?carrier={own.carrier}",
        f"rules/?gateway={own.gateway}",
        f"routes/?carrier={own.carrier}",
        f"carriers/?q={own.carrier}",
        f"routes/?reseller={estates.people.reseller}",
    ):
        assert administrator.get(f"/pstn/{url}").context["listing"].total == 1, url


@pytest.mark.parametrize("kind", ["carriers", "gateways", "rules", "routes"])
def test_a_reseller_without_access_reads_why(estates: Estates, reseller: Client, kind: str) -> None:
    off = CustomerProperty(name="pstn_access", value="0", category="sip", permission="admin")
    api().customers.set_properties(estates.people.reseller, [off])
    with calls(2):
        page = reseller.get(f"/pstn/{kind}/")
    assert page.status_code == 200
    assert "has not given you access to the telephone network" in page.content.decode()
    assert f"/pstn/{kind}/add/" not in page.content.decode()
    page = reseller.get(f"/pstn/{kind}/add/")
    assert page.status_code == 403
    assert "has not given you access to the telephone network" in page.content.decode()
    assert '<form class="record-form"' not in page.content.decode()


def test_an_inactive_reseller_reads_why(estates: Estates, reseller: Client) -> None:
    customer = api().customers.customer(estates.people.reseller)
    api().customers.update_customer(replace(customer, reseller_active=False))
    for url in ("/pstn/routes/", "/sip/peers/"):
        assert "is not active" in reseller.get(url).content.decode()


@pytest.mark.usefixtures("estates")
@pytest.mark.parametrize("key", ["0", "-1", "x", "99999999999", "٣"])
def test_an_odd_number_is_a_missing_record(reseller: Client, key: str) -> None:
    for kind in ("carriers", "gateways", "rules", "routes"):
        assert reseller.get(f"/pstn/{kind}/{key}/").status_code == 404


def test_a_carrier_that_went_is_said_on_its_field(
    estates: Estates, reseller: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.pstn.services.MOST_CARRIERS", 0)
    typed = {"carrier_id": estates.foreign.carrier, "prefix": "0032"}
    answer = fill(reseller, "/pstn/routes/add/", **typed)
    assert answer.status_code == 422
    assert "no such carrier" in errors(answer)["carrier_id"][0]
