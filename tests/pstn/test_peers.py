"""Trusted peers in the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.resources.peers import PeerResource
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.filling import errors, fill
from tests.people import api

TOKEN = "token-nobody-reads"
TEAMS = "sbc.acme.example"


@pytest.fixture
def peer(estates: Estates) -> TrustedPeer:
    """A Teams tenant of the reseller in which nothing is empty."""
    return api().pstn.add_peer(
        TrustedPeer(
            ip=TEAMS,
            protocol="tls",
            description="Teams “of” <b>Acme</b> 🐙\nsecond line",
            tags="teams, عربي",
            reseller=estates.people.reseller,
            customer=estates.people.customer,
            owner=estates.people.customer,
            billing_id="B-1",
            call_limit=12,
            blocked=1,
            prepaid=True,
            enum_lookup=False,
            transit=True,
            msteams=True,
            tenant="acme.example",
            carrier_name="Carrier of acme.example",
            originator="acme.example",
            strip=2,
            prefix="0031",
            auth_token=TOKEN,
        )
    )


def test_the_administrator_adds_a_peer(estates: Estates, administrator: Client) -> None:
    number = str(estates.people.reseller)
    page = administrator.get("/sip/peers/add/").context["form"]
    assert page["call_limit"].value() == 30
    fill(administrator, "/sip/peers/add/", ip="[2001:DB8::9]", reseller=number)
    found = api().pstn.peer("2001:db8::9")
    assert (found.reseller, found.call_limit) == (estates.people.reseller, 30)
    assert (found.enum_lookup, found.transit, found.blocked) == (True, False, 0)
    assert administrator.get("/sip/peers/2001:db8::9/").status_code == 200


@pytest.mark.usefixtures("estates")
@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"ip": ""}, "ip", "Enter the IP address"),
        ({"ip": "pbx.example.com"}, "ip", "Enter an IP address"),
        ({"ip": "0.0.0.0"}, "ip", "one machine"),
        ({"ip": "192.0.2.10"}, "ip", "already"),
    ],
)
def test_a_refusal_stands_on_its_field(
    administrator: Client, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(administrator, "/sip/peers/add/", **{"ip": "192.0.2.9"} | typed)
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


ADMINISTRATORS: list[tuple[str, Any, dict[str, Any]]] = [
    ("description", "New", {"description": "New"}),
    ("tags", "x", {"tags": "x", "tag": "x"}),
    ("billing_id", "B-2", {"billing_id": "B-2"}),
    ("call_limit", "", {"call_limit": 0}),
    ("blocked", None, {"blocked": 0}),
    ("prepaid", None, {"prepaid": False}),
    ("enum_lookup", "on", {"enum_lookup": True}),
    ("transit", None, {"transit": False}),
    ("tenant", "globex.example", {"tenant": "globex.example"}),
    ("carrier_name", "", {"carrier_name": ""}),
    ("originator", "Alice@acme.example", {"originator": "alice@acme.example"}),
    ("strip", "", {"strip": 0}),
    ("auth_token", "another", {"auth_token": "another"}),
    ("remove_auth_token", "on", {"auth_token": None}),
]


@pytest.mark.parametrize(("field", "typed", "changes"), ADMINISTRATORS)
def test_an_edit_of_one_field_keeps_all_others(
    peer: TrustedPeer, administrator: Client, field: str, typed: Any, changes: dict[str, Any]
) -> None:
    before = api().pstn.peer(peer.ip)
    answer = fill(administrator, f"/sip/peers/{TEAMS}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().pstn.peer(peer.ip)
    assert after == replace(before, change_date=after.change_date, **changes)
    assert after.auth_token == changes.get("auth_token", TOKEN) or field == "remove_auth_token"


@pytest.mark.parametrize(
    ("field", "typed", "changes"),
    [
        ("strip", "3", {"strip": 3}),
        ("prefix", "+49", {"prefix": "+49"}),
        ("auth_token", "another", {"auth_token": "another"}),
    ],
)
def test_a_reseller_adapts_numbers_and_keeps_the_rest(
    peer: TrustedPeer, reseller: Client, field: str, typed: str, changes: dict[str, Any]
) -> None:
    before = api().pstn.peer(peer.ip)
    answer = fill(reseller, f"/sip/peers/{TEAMS}/edit/", **{field: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    after = api().pstn.peer(peer.ip)
    assert after == replace(before, change_date=after.change_date, **changes)


def test_what_a_reseller_may_not_change_is_text(peer: TrustedPeer, reseller: Client) -> None:
    url = f"/sip/peers/{TEAMS}/edit/"
    form = reseller.get(url).context["form"]
    open_fields = {name for name, field in form.fields.items() if not field.disabled}
    assert open_fields == {"strip", "prefix", "auth_token", "remove_auth_token"}
    page = reseller.get(url).content.decode()
    assert 'name="call_limit"' not in page
    reseller.post(url, {"call_limit": "999", "blocked": "", "strip": "2", "prefix": "0031"})
    assert api().pstn.peer(peer.ip).call_limit == 12
    for address in ("add/", f"{TEAMS}/delete/"):
        assert reseller.get(f"/sip/peers/{address}").status_code == 403
        assert reseller.post(f"/sip/peers/{address}").status_code == 403


def test_a_token_is_never_shown(peer: TrustedPeer, administrator: Client, reseller: Client) -> None:
    for browser in (administrator, reseller):
        for url in ("", f"{TEAMS}/", f"{TEAMS}/edit/", "list/export/csv/"):
            answer: Any = browser.get(f"/sip/peers/{url}")
            assert TOKEN not in b"".join(answer).decode()
    assert peer.auth_token == TOKEN


@pytest.mark.usefixtures("peer")
def test_a_host_name_needs_a_tenant(administrator: Client) -> None:
    answer = fill(administrator, f"/sip/peers/{TEAMS}/edit/", msteams=None)
    assert answer.status_code == 422
    assert "Enter an IP address" in errors(answer)["msteams"][0]


def test_a_peer_goes(estates: Estates, administrator: Client) -> None:
    url = f"/sip/peers/{estates.own.peer}/delete/"
    assert "no longer accepted" in administrator.get(url).content.decode()
    assert administrator.post(url).status_code == 302
    with pytest.raises(NotFound):
        api().pstn.peer(estates.own.peer)


@pytest.mark.usefixtures("peer")
@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("", 3),
        ("q=pbx+of", 2),
        ("q=second", 1),
        ("ip=192.0.2", 1),
        ("tags=عربي", 1),
        ("tags=%25", 3),
        ("billing_id=B-1", 1),
        ("tenant=acme", 1),
        ("state=blocked", 1),
        ("kind=teams", 1),
        ("kind=plain", 2),
        ("reseller=99999", 0),
    ],
)
def test_peers_are_found(administrator: Client, query: str, total: int) -> None:
    assert administrator.get(f"/sip/peers/?{query}").context["listing"].total == total


def test_peers_of_one_reseller_are_found(peer: TrustedPeer, administrator: Client) -> None:
    found = administrator.get(f"/sip/peers/?reseller={peer.reseller}").context["listing"]
    assert {row.key for row in found.rows} == {TEAMS, "192.0.2.10"}


@pytest.mark.usefixtures("estates")
def test_a_teams_tenant_is_added_as_one(administrator: Client) -> None:
    typed = {"ip": "sbc.globex.example", "msteams": "on", "tenant": "globex.example"}
    assert fill(administrator, "/sip/peers/add/", **typed).status_code == 302
    found = api().pstn.peer("sbc.globex.example")
    assert (found.msteams, found.tenant) == (True, "globex.example")


def test_teams_is_switched_on_and_off(estates: Estates, administrator: Client) -> None:
    url = f"/sip/peers/{estates.own.peer}/edit/"
    before = api().pstn.peer(estates.own.peer)
    for typed, stored in (("on", True), (None, False)):
        assert fill(administrator, url, msteams=typed).status_code == 302
        after = api().pstn.peer(estates.own.peer)
        assert bool(after.msteams) is stored
        same = replace(after, change_date=before.change_date, msteams=before.msteams)
        assert same == before


@pytest.mark.usefixtures("peer")
def test_who_edits_a_peer_reads_names_and_titles(
    estates: Estates, administrator: Client, reseller: Client
) -> None:
    url, owner = f"/sip/peers/{TEAMS}/", estates.people.reseller
    page = administrator.get(f"{url}edit/").content.decode()
    assert '<span class="form-group-title">Teams tenant' in page
    assert f'<span class="read-only-value">{owner}</span>' not in page
    page = reseller.get(f"{url}edit/").content.decode()
    assert '<span class="form-label">Reseller</span>' not in page
    assert page.count('<span class="form-group-title">') == 4
    # The carrier may be the platform's, which a reseller does not see.
    assert "/pstn/carriers/?q=" in administrator.get(url).content.decode()
    assert "/pstn/carriers/?q=" not in reseller.get(url).content.decode()


def test_a_reseller_acts_in_no_other_name_whatever_the_filter_says(estates: Estates) -> None:
    people = estates.people
    own = api(people.reseller)
    asked = Query(filter={"reseller": people.stranger})
    found = {peer.ip for peer in PeerResource().page(own, asked)}
    assert estates.foreign.peer not in found
    assert found == {peer.ip for peer in PeerResource().page(own, Query())}
