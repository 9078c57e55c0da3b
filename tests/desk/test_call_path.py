"""Where would this call go: the page through real SOAP, for who may see what."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.calls.verdict import MESSAGES, WAY_MESSAGES
from ngnpanel.desk import call_words
from ngnpanel.pstn.domain.routing import Route
from tests.belongings import Estates
from tests.people import ALICE, BOB, FOREIGN, SALES, api, calls

URL = "/tools/call-path/"


def page(browser: Client, dialled: str, caller: object = ALICE, **more: str) -> str:
    answer = browser.get(URL, {"caller": str(caller), "dialled": dialled, **more})
    assert answer.status_code == 200
    return re.sub(r"<wbr[^>]*>", "", answer.content.decode())


def test_every_message_has_a_sentence() -> None:
    assert set(call_words.SENTENCES) == {*MESSAGES, *WAY_MESSAGES}


def test_the_form_opens_with_the_caller_of_the_link(reseller: Client) -> None:
    answer = reseller.get(URL, {"caller": str(ALICE)})
    assert f'value="{ALICE}"' in answer.content.decode()
    assert "Step by step" not in answer.content.decode()


def test_an_account_links_to_the_tool(reseller: Client) -> None:
    detail = reseller.get(f"/sip/accounts/{ALICE}/").content.decode()
    assert f"{URL}?caller=alice%40acme.example" in detail


def test_a_number_goes_to_its_gateway(administrator: Client, estates: Estates) -> None:
    found = page(administrator, "+31201234567", BOB)
    assert "sip:+201234567@gw.acme.example" not in found
    assert "sip:+31201234567@gw.acme.example:5060;transport=udp" in found
    assert f'href="/pstn/routes/{estates.own.route}/"' in found
    assert f'href="/pstn/gateways/{estates.own.gateway}/"' in found


def test_a_number_of_ours_rings_where_enum_says(reseller: Client, estates: Estates) -> None:
    found = page(reseller, "+31208005161", BOB)
    assert f'href="/numbers/numbers/{estates.own.number}/"' in found
    assert f"{ALICE} is a local account" in found


def test_a_customer_is_told_that_routes_are_out_of_sight(
    customer: Client, estates: Estates
) -> None:
    found = page(customer, "+31201234567", BOB)
    assert "You do not see all routes" in found
    assert "gw.acme.example" not in found


def test_an_alias_and_a_forward_are_followed(reseller: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(func=f"sip:{BOB}"))
    found = page(reseller, str(SALES), "eve@else.example")
    assert f"{SALES} is an alias" in found
    assert f"as a call of {ALICE}" in found
    assert "No phone is registered" in found


@pytest.mark.parametrize("caller", [FOREIGN, SipId(username="nobody", domain="globex.example")])
def test_a_foreign_caller_is_as_a_missing_one(reseller: Client, caller: SipId) -> None:
    found = page(reseller, "+31201234567", caller)
    assert f"{caller} is not one of yours" in found
    assert "never reach the telephone network" in found


def test_a_foreign_callee_is_as_a_missing_one(stranger: Client, estates: Estates) -> None:
    known = page(stranger, str(ALICE), FOREIGN)
    unknown = page(stranger, "nobody@acme.example", FOREIGN)
    steps = [found.partition("Step by step")[2].partition("</ol>")[0] for found in (known, unknown)]
    assert steps[0].replace(str(ALICE), "nobody@acme.example") == steps[1]
    assert "acme.example is not one of the domains within your reach" in known


def test_emergency_targets_are_named_as_unread(reseller: Client) -> None:
    assert "kept on the server itself" in page(reseller, "112")


def test_a_trusted_peer_calls(reseller: Client, estates: Estates) -> None:
    found = page(reseller, str(BOB), estates.own.peer)
    assert f"The trusted peer {estates.own.peer} calls" in found
    assert "is not one of yours" in page(reseller, str(BOB), estates.foreign.peer)


def test_a_caller_from_the_telephone_network(reseller: Client) -> None:
    assert "from the telephone network" in page(reseller, str(BOB), "+31611111111")


@pytest.mark.parametrize(
    "odd", ["\"'<b>x</b>", "\u202eevil", "😀@acme.example", "a b@acme.example", "%", "@", "sip:"]
)
def test_odd_text_is_text(reseller: Client, odd: str) -> None:
    assert "<b>x" not in page(reseller, odd)
    assert "<b>x" not in page(reseller, str(BOB), odd)


def test_a_date_that_is_none_is_said_on_its_field(reseller: Client) -> None:
    assert "Enter a date and time" in page(reseller, str(BOB), when="tomorrow")
    assert "2026-11-23 09:30 CET" in page(reseller, str(BOB), when="2026-11-23T09:30")


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ({"caller": ALICE, "dialled": BOB}, 17),
        ({"caller": ALICE, "dialled": SALES}, 9 + 2),
        ({"caller": ALICE, "dialled": "x@else.example"}, 9 + 3),
        ({"caller": ALICE, "dialled": "+31201234567"}, 9 + 3 + 2 + 4),
    ],
)
def test_the_number_of_calls_does_not_depend_on_rows(
    administrator: Client, estates: Estates, asked: dict[str, Any], number: int
) -> None:
    texts = {name: str(value) for name, value in asked.items()}
    with calls(number):
        page(administrator, **texts)
    route = api().pstn.route(int(estates.own.route))
    for place in range(5):
        more = replace(route, id=0, prefix=f"00{place + 1}")
        assert isinstance(api().pstn.add_route(more), Route)
    with calls(number):
        page(administrator, **texts)


def test_links_say_what_they_open(administrator: Client, estates: Estates) -> None:
    found = page(administrator, "+31201234567", BOB)
    assert f">Route {estates.own.route}</a>" in found
    assert f">Account {BOB}</a>" in found
    assert ">Gateway " in found
    assert "100 Trying" in found


def test_a_condition_is_named_in_words(reseller: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(func=f"sip:{BOB}"))
    found = page(reseller, str(ALICE), BOB)
    assert "“All calls” (UNC) forwards the call" in found
    assert f">Forwarding of {ALICE}</a>" in found


def test_a_caller_from_the_network_links_to_no_gateway(administrator: Client) -> None:
    found = page(administrator, str(BOB), "+31611111111")
    assert "@pstn" not in found
    assert "/pstn/gateways/0" not in found
