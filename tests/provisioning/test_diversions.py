"""Call diversions over SOAP."""

from __future__ import annotations

import pytest

from ngnpanel.provisioning.models import DiversionSet
from tests.provisioning.asking import ask, ask_raw, php
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, CUSTOMER, NOBODY, OWNER, STRANGER, settle

pytestmark = pytest.mark.django_db
CONDITIONS = ("FUNC", "FNOL", "FUNV", "FNOA", "FBUS", "RUNC", "RNOL", "RUNV", "RNOA", "RBUS")


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def set_diversions(diversions: object, acting: int = CUSTOMER) -> None:
    ask("setCallDiversions", sipId=ALICE, diversions=diversions, acting=acting)


def stored() -> dict[str, str]:
    found = ask("getCallDiversions", sipId=ALICE, acting=CUSTOMER)
    assert set(found) == set(CONDITIONS)
    return {name: target for name, target in found.items() if target}


def test_without_diversions_every_condition_is_there_and_empty() -> None:
    assert stored() == {}


def test_a_set_replaces_all_conditions() -> None:
    set_diversions({"FUNC": "sip:bob@north.example", "RNOA": "sip:eve@else.example"})
    set_diversions({"FBUS": "<voice-mailbox>", "FNOA": "sip:0031201234567@north.example"})
    assert stored() == {"FBUS": "<voice-mailbox>", "FNOA": "sip:0031201234567@north.example"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("bob@north.example", "sip:bob@north.example"),
        ("SIP:bob@north.example", "sip:bob@north.example"),
        ("sips:bob@north.example", "sips:bob@north.example"),
        ("voice-mailbox", "<voice-mailbox>"),
        ("sip:1000001@voicemail.example;transport=tls", None),
    ],
)
def test_targets_are_stored_with_their_scheme(sent: str, kept: str | None) -> None:
    set_diversions({"FUNV": sent})
    assert stored() == {"FUNV": kept or sent}


@pytest.mark.parametrize(
    "empty",
    [
        "<diversions/>",
        php("diversions", {}),
        "<diversions><nocondition xsi:type='xsd:string'>empty</nocondition></diversions>",
        "<diversions xsi:nil='true'/>",
        "<diversions><FUNC/><FBUS xsi:type='xsd:string'></FBUS></diversions>",
        "",
    ],
)
def test_every_form_of_an_empty_set_clears_all(empty: str) -> None:
    set_diversions({"FUNC": "sip:bob@north.example"})
    ask_raw("setCallDiversions", php("sipId", ALICE) + empty, acting=CUSTOMER)
    assert stored() == {}
    assert not DiversionSet.objects.exists()


@pytest.mark.parametrize("target", ["bob", "0031201234567", "sip:", "a b@north.example", "<x>@y"])
def test_a_target_that_is_no_address_is_refused_by_its_condition(target: str) -> None:
    set_diversions({"FBUS": "<voice-mailbox>"})
    with pytest.raises(SoapFault) as refused:
        set_diversions({"FUNC": "sip:bob@north.example", "FNOL": target})
    assert (refused.value.code, refused.value.field) == (9004, "FNOL")
    assert stored() == {"FBUS": "<voice-mailbox>"}


def test_the_scheme_counts_for_the_length_of_a_target() -> None:
    longest = "b" * 60 + "@" + "n" * 190
    set_diversions({"FUNC": longest})
    assert stored() == {"FUNC": f"sip:{longest}"}
    with pytest.raises(SoapFault) as refused:
        set_diversions({"FUNC": longest + "n"})
    assert (refused.value.code, refused.value.field) == (9004, "FUNC")


def test_a_redirect_cannot_lead_to_the_mailbox() -> None:
    with pytest.raises(SoapFault) as refused:
        set_diversions({"RBUS": "<voice-mailbox>"})
    assert (refused.value.code, refused.value.field) == (9004, "RBUS")


def test_whoever_only_owns_the_account_may_look_but_not_change() -> None:
    set_diversions({"FUNC": "sip:bob@north.example"})
    assert ask("getCallDiversions", sipId=ALICE, acting=OWNER)["FUNC"] == "sip:bob@north.example"
    with pytest.raises(SoapFault) as refused:
        set_diversions({}, acting=OWNER)
    assert refused.value.code == 9002


def test_a_stranger_is_told_that_there_is_no_such_account() -> None:
    for call in (
        lambda: set_diversions({"FUNC": "sip:eve@south.example"}, acting=STRANGER),
        lambda: ask("getCallDiversions", sipId=ALICE, acting=STRANGER),
        lambda: ask("getCallDiversions", sipId=NOBODY),
    ):
        with pytest.raises(SoapFault) as refused:
            call()
        assert refused.value.code == 1010
    assert stored() == {}
