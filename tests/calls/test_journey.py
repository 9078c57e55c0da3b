"""A call from caller to end by example: each rule, its code and the record that it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from ngnpanel.calls.journey import follow
from ngnpanel.calls.numbers import dialled as digits
from ngnpanel.calls.numbers import normalised
from ngnpanel.calls.records import Phones
from ngnpanel.calls.verdict import Outcome, Verdict
from ngnpanel.calls.world import (
    AliasTo,
    Attempt,
    Network,
    NotRead,
    Numbering,
    Route,
    World,
)
from tests.calls.worlds import (
    ALICE,
    BOB,
    GATEWAYS,
    NETWORK,
    PEER,
    Everywhere,
    Places,
    account,
    world,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ask(dialled: str, here: World | None = None, **changes: Any) -> Verdict:
    attempt = Attempt(caller="alice@acme.example", dialled=dialled, is_authenticated=True)
    return follow(replace(attempt, **changes), here or world(), moment=NOW)


def alice(**changes: Any) -> World:
    return world(account("alice@acme.example", **changes))


def foreign(dialled: str, here: World | None = None) -> Verdict:
    return ask(dialled, here, caller="eve@else.example", is_authenticated=False)


@pytest.mark.parametrize("dialled", ["bob@acme.example", "sip:Bob@Acme.example", "bob"])
def test_a_neighbour_rings(dialled: str) -> None:
    verdict = ask(dialled)
    assert (verdict.outcome, verdict.target) == (Outcome.RING, ("sip:bob@acme.example:5060",))


def test_an_alias_leads_to_its_account_and_is_named() -> None:
    verdict = ask("sales@acme.example")
    assert verdict.outcome is Outcome.RING
    assert ("alias", "sales@acme.example") in {(step.kind, step.key) for step in verdict.trail}
    assert foreign("away@acme.example").target == ("sip:bob@else.example",)


def test_aliases_in_a_circle_end() -> None:
    here = world()
    places = Places({**here.places, "a@acme.example": AliasTo(target="a@acme.example")})
    assert ask("a@acme.example", replace(here, places=places)).sip_code == 482


@pytest.mark.parametrize(
    ("dialled", "code"),
    [("nobody@acme.example", 404), ("hello world", 404), ("00", 484), ("0031", 484)],
)
def test_what_leads_nowhere_is_refused(dialled: str, code: int) -> None:
    assert ask(dialled).sip_code == code


@pytest.mark.parametrize(
    ("dialled", "number"),
    [
        ("+31 (20) 800-5162", "0031208005162"),
        ("tel:+31208005162;phone-context=x", "0031208005162"),
        ("020 8005162", "0031208005162"),
        ("208005162", "0031208005162"),
        ("0049123", "0049123"),
        ("001", ""),
        ("000123456", ""),
        ("+" + "1" * 16, ""),
        ("+" + "1" * 15, "00" + "1" * 15),
    ],
)
def test_a_number_gets_one_form(dialled: str, number: str) -> None:

    assert normalised(digits(dialled), ALICE).number == number


def test_a_short_number_is_completed_for_a_numeric_account_alone() -> None:
    numeric = account("31208005170@acme.example", quick_dial="3120800")
    neighbour = account("31208005171@acme.example")
    here = world(numeric, neighbour)
    verdict = ask("5171", here, caller="31208005170@acme.example")
    assert verdict.target == ("sip:31208005171@acme.example:5060",)
    assert ask("5161", here, caller="31208005170@acme.example").target == (
        "sip:bob@acme.example:5060",
    )
    assert normalised("5171", account("alice@acme.example", quick_dial="3120800")).number == (
        "00315171"
    )
    assert normalised("5171", replace(numeric, country="")).number == "0031208005171"


def test_enum_prefers_sip_and_the_longest_range_that_covers() -> None:
    verdict = ask("+31208005161")
    assert verdict.target == ("sip:bob@acme.example:5060",)
    step = next(step for step in verdict.trail if step.name == "enum")
    assert (step.kind, step.key) == ("number", "31208005161.e164.arpa")
    missing = next(step for step in ask("+31208005162").trail if step.name == "enum")
    assert (missing.kind, missing.key) == ("range", "3120800.e164.arpa")
    short = next(step for step in ask("+312080051").trail if step.name == "enum")
    assert short.message.key == "enum.no-range"


@pytest.mark.parametrize(
    ("changes", "code", "kind", "key"),
    [
        ({"groups": frozenset()}, 403, "account", "alice@acme.example"),
        ({"groups": frozenset({"free-pstn", "quota"})}, 403, "group", "quota"),
        ({"groups": frozenset({"free-pstn", "blocked"})}, 403, "group", "blocked"),
        ({"is_prepaid": True, "balance": 0.0}, 402, "balance", "alice@acme.example"),
        ({"is_prepaid": True, "balance": -0.01}, 402, "balance", "alice@acme.example"),
        ({"barred": ("+3", "+3120", "+49")}, 403, "barring", "+3120"),
        ({"limit": 2, "calls": 2}, 486, "limit", "alice@acme.example"),
    ],
)
def test_a_missing_right_ends_the_call(
    changes: dict[str, Any], code: int, kind: str, key: str
) -> None:
    verdict = ask("+31208005162", alice(**changes))
    assert (verdict.outcome, verdict.sip_code) == (Outcome.REFUSE, code)
    assert (verdict.step.kind, verdict.step.key) == (kind, key)


@pytest.mark.parametrize(
    "changes",
    [
        {"is_prepaid": True, "balance": 0.01},
        {"is_prepaid": True, "balance": None},
        {"is_prepaid": False, "balance": 0.0},
        {"barred": ("+49", "+312080051621")},
        {"limit": 2, "calls": 1},
        {"limit": 0, "calls": 99},
        {"limit": 1, "calls": None},
    ],
)
def test_rights_that_suffice_pass(changes: dict[str, Any]) -> None:
    assert ask("+31208005162", alice(**changes)).outcome is Outcome.ROUTE


def test_the_route_its_gateway_and_its_rule_make_the_request() -> None:
    verdict = ask("+31208005162")
    assert verdict.target == ("sip:+31208005162@gw.example.net:5060;transport=udp",)
    assert verdict.alternatives == (
        "sip:0031208005162@192.0.2.1:5060;transport=udp",
        "sip:0031208005162@[2001:db8::2]:5061;transport=tls",
    )
    named = [(step.kind, step.key) for step in verdict.trail]
    assert [pair for pair in named if pair[0] in ("route", "rule")] == [
        ("route", "2"),
        ("route", "3"),
        ("rule", "2"),
    ]
    assert verdict.step.key == "3"


def test_a_rule_is_bound_by_the_length_of_the_number() -> None:
    # Twelve digits are too few for the rule of 003120, so the shorter prefix applies.
    assert ask("003120800516").target == ("sip:020800516@gw.example.net:5060;transport=udp",)


def test_the_originators_own_route_comes_before_a_general_one() -> None:
    own = Route(id=9, carrier=1, prefix="0031", originator="acme.example", priority=9)
    other = Route(id=8, carrier=1, prefix="003120", originator="globex.example")
    here = world(networks=Everywhere(replace(NETWORK, routes=(*NETWORK.routes, other, own))))
    verdict = ask("+31208005162", here)
    assert next(step.key for step in verdict.trail if step.kind == "route") == "9"
    assert "8" not in {step.key for step in verdict.trail if step.kind == "route"}


def test_routes_of_other_resellers_are_not_used() -> None:
    theirs = Network(routes=(Route(id=1, carrier=1, reseller=7),), gateways=GATEWAYS)
    assert ask("+4912345", world(networks=Everywhere(theirs))).sip_code == 404
    mine = world(replace(ALICE, reseller=7), networks=Everywhere(theirs))
    assert ask("+4912345", mine).outcome is Outcome.ROUTE


def test_no_route_no_gateway_and_routes_out_of_sight() -> None:
    nothing = world(networks=Everywhere(Network()))
    assert ask("+4912345", nothing).sip_code == 404
    empty = Network(routes=NETWORK.routes)
    assert ask("+4912345", world(networks=Everywhere(empty))).sip_code == 503
    for hidden in (None, Network(is_whole=False)):
        verdict = ask("+4912345", world(networks=Everywhere(hidden)))
        assert (verdict.outcome, verdict.target) == (Outcome.ROUTE, ())
        assert verdict.reason.key == "route.hidden"


def test_the_caller_id_is_asserted_and_may_be_hidden() -> None:
    assert ask("+4912345").headers == (("P-Asserted-Identity", "<sip:0031208005100@acme.example>"),)
    hidden = alice(groups=frozenset({"free-pstn", "anonymous"}), caller_id="00311")
    assert ask("+4912345", hidden).headers[-1] == ("Privacy", "id")
    assert ask("+4912345", alice()).headers == ()


@pytest.mark.parametrize("dialled", ["112", "sip:112@acme.example", "tel:112"])
def test_calls_for_help_come_first(dialled: str) -> None:
    barred = alice(groups=frozenset({"blocked"}), networks=("10.0.0.0/8",), region="north")
    verdict = ask(dialled, barred, source="192.0.2.99")
    assert (verdict.outcome, verdict.target) == (Outcome.EMERGENCY, ("sip:n@help.example",))
    assert (verdict.step.kind, verdict.step.key) == ("emergency", "112@acme.example")
    assert ask(dialled, alice(region="south")).target == ("sip:all@help.example",)


def test_emergency_targets_that_are_not_known() -> None:
    assert ask("112", world(emergency=())).sip_code == 404
    unread = ask("112", world(emergency=None))
    assert (unread.outcome, unread.target) == (Outcome.EMERGENCY, ())
    # 144 is a number like any other, unless somebody says where it leads.
    assert ask("144", world(emergency=None)).outcome is Outcome.ROUTE


@pytest.mark.parametrize(
    "dialled", ["112", "sip:112@acme.example", "+31208005162", "sip:0031208005162@acme.example"]
)
def test_a_foreign_caller_reaches_neither_help_nor_the_telephone_network(dialled: str) -> None:
    assert foreign(dialled).outcome is Outcome.REFUSE
    # Not even with a local address that it did not prove.
    assert ask(dialled, is_authenticated=False).outcome is Outcome.REFUSE


def test_a_foreign_caller_reaches_accounts_and_numbers_of_ours() -> None:
    assert foreign("bob@acme.example").outcome is Outcome.RING
    assert foreign("sip:+31208005161@acme.example").outcome is Outcome.RING
    assert foreign("x@else.example").sip_code == 403


def test_a_forward_to_a_number_is_on_the_account_that_forwards() -> None:
    out = {"FUNC": "+4912345"}
    verdict = foreign("bob@acme.example", world(account("bob@acme.example", diversions=out)))
    assert verdict.outcome is Outcome.ROUTE
    rights = [step.account for step in verdict.trail if step.name == "pstn"]
    assert rights == ["bob@acme.example"]
    poor = account("bob@acme.example", diversions=out, groups=frozenset())
    assert foreign("bob@acme.example", world(poor)).sip_code == 403
    help_out = account("bob@acme.example", diversions={"FUNC": "112"})
    assert foreign("bob@acme.example", world(help_out)).sip_code == 403


def test_forwards_in_a_circle_and_too_many_of_them_end() -> None:
    here = world(
        account("bob@acme.example", diversions={"FUNC": "sip:carol@acme.example"}),
        account("carol@acme.example", diversions={"FUNC": "sip:bob@acme.example"}),
    )
    assert ask("bob@acme.example", here).sip_code == 482
    names = [f"u{place}@acme.example" for place in range(8)]
    chain = [
        account(name, diversions={"FUNC": f"sip:{onward}"}) for name, onward in pairwise(names)
    ]
    assert ask(names[0], world(*chain)).sip_code == 483
    assert ask(names[2], world(*chain, account(names[7]))).outcome is Outcome.RING


def test_a_busy_phone_forwards_and_the_next_one_rings() -> None:
    here = world(account("bob@acme.example", diversions={"FBUS": "sip:alice@acme.example"}))
    attempt = Attempt(caller="eve@else.example", dialled="bob@acme.example")
    verdict = follow(attempt, here, moment=NOW, phones=Phones.BUSY)
    assert (verdict.outcome, verdict.target) == (Outcome.RING, ("sip:alice@acme.example:5060",))


@pytest.mark.parametrize(
    ("source", "code"),
    [("10.1.2.3", 180), ("192.0.2.99", 403), ("", 180), ("not an address", 403)],
)
def test_an_account_is_only_used_from_its_networks(source: str, code: int) -> None:
    assert ask("bob", alice(networks=("10.0.0.0/8",)), source=source).sip_code == code


def peer(dialled: str, here: World | None = None, **changes: Any) -> Verdict:
    options = {"caller": "x@pbx.example", "source": PEER.ip, "is_authenticated": False}
    return ask(dialled, here, **(options | changes))


def test_a_peer_is_known_by_address_and_protocol() -> None:
    assert peer("+4912345").outcome is Outcome.ROUTE
    assert peer("+4912345", protocol="udp").outcome is Outcome.ROUTE
    assert peer("+4912345", protocol="tls").sip_code == 403
    assert peer("x@else.example").sip_code == 403
    transit = world(peers=(replace(PEER, is_transit=True),))
    assert peer("x@else.example", transit).outcome is Outcome.OUT


@pytest.mark.parametrize(
    ("changes", "dialled", "result"),
    [
        ({"is_blocked": True}, "bob@acme.example", 403),
        ({"limit": 1, "calls": 1}, "bob@acme.example", 486),
        ({"limit": 1, "calls": 0}, "bob@acme.example", 180),
        ({"strip": 1, "prefix": "0031"}, "0208005161", 180),
        ({"looks_up_enum": False}, "+31208005161", 100),
        ({"carrier": "Second"}, "+31208005162", 100),
        ({"carrier": "Third"}, "+31208005162", 404),
    ],
)
def test_what_a_peer_may(changes: dict[str, Any], dialled: str, result: int) -> None:
    assert peer(dialled, world(peers=(replace(PEER, **changes),))).sip_code == result


def test_a_call_from_the_telephone_network_does_not_go_back_there() -> None:
    options: dict[str, Any] = {"caller": "0031611@pstn", "is_authenticated": False}
    by_address = ask("+31208005162", source="192.0.2.1", **options)
    assert (by_address.sip_code, by_address.trail[0].key) == (404, "1")
    known = ask("+31208005161", is_from_network=True, **options)
    assert known.outcome is Outcome.RING


def test_a_record_that_was_not_read_is_asked_for() -> None:
    attempt = Attempt(caller="alice@acme.example", dialled="+4912345", is_authenticated=True)
    here = World(places=Places({"alice@acme.example": ALICE, "bob@acme.example": BOB}))
    with pytest.raises(NotRead) as first:
        follow(attempt, here, moment=NOW)
    assert (first.value.kind, first.value.key) == ("enum", "004912345")
    read = replace(here, numberings={"004912345": Numbering()})
    with pytest.raises(NotRead) as second:
        follow(attempt, read, moment=NOW)
    assert (second.value.kind, second.value.key) == ("network", "004912345")


def test_a_moment_without_a_zone_is_refused() -> None:
    attempt = Attempt(caller="a@b.example", dialled="112")
    with pytest.raises(ValueError, match="time zone"):
        follow(attempt, world(), moment=datetime(2026, 1, 1))  # noqa: DTZ001
