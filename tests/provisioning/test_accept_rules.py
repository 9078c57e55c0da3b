"""Accept rules over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from tests.provisioning.asking import ask, ask_raw, php
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, BOB, CUSTOMER, STRANGER, settle

pytestmark = pytest.mark.django_db
WEEK = {"days": 31, "start": "09:00", "stop": "17:30", "groups": ["everybody"]}
NIGHT = {"days": 127, "start": "22:00", "stop": "06:00", "groups": ["vip", "family"]}
NOON = "2026-11-23 12:00:00+00:00"


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def set_rules(rules: Any, acting: int = CUSTOMER) -> None:
    ask("setAcceptRules", sipId=ALICE, rules=rules, acting=acting)


def get_rules() -> Any:
    return ask("getAcceptRules", sipId=ALICE, acting=CUSTOMER)["rules"]


def refusal(rules: Any) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        set_rules(rules)
    return refused.value.code, refused.value.field


def test_a_new_account_has_no_rules() -> None:
    assert get_rules() == {"persistent": [], "temporary": None}


def test_a_set_replaces_the_permanent_rules_in_order() -> None:
    set_rules({"persistent": [WEEK, NIGHT]})
    assert get_rules()["persistent"] == [WEEK, NIGHT]
    set_rules({"persistent": [NIGHT]})
    assert get_rules()["persistent"] == [NIGHT]


@pytest.mark.parametrize("empty", ["", "<rules/>", "<rules xsi:nil='true'/>", php("rules", {})])
def test_every_form_of_an_empty_set_clears_all(empty: str) -> None:
    set_rules({"persistent": [WEEK], "temporary": {"groups": ["nobody"], "duration": 10}})
    ask_raw("setAcceptRules", php("sipId", ALICE) + empty, acting=CUSTOMER)
    assert get_rules() == {"persistent": [], "temporary": None}


def test_rules_sent_back_without_days_keep_them() -> None:
    set_rules({"persistent": [WEEK, NIGHT]})
    without = [{**WEEK, "start": "10:00"}, NIGHT]
    without = [{name: rule[name] for name in rule if name != "days"} for rule in without]
    set_rules({"persistent": without, "groups": ["nobody"]})
    assert get_rules()["persistent"] == [{**WEEK, "start": "10:00"}, NIGHT]


def test_a_new_rule_without_days_is_refused() -> None:
    set_rules({"persistent": [WEEK]})
    new = {name: NIGHT[name] for name in NIGHT if name != "days"}
    assert refusal({"persistent": [WEEK, new]}) == (9004, "days")
    assert get_rules()["persistent"] == [WEEK]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 128}, "days"),
        ({"start": "00:00", "stop": "00:00"}, "stop"),
        ({"start": "24:00"}, "start"),
        ({"stop": "half past"}, "stop"),
        ({"stop": ""}, "stop"),
        ({"groups": []}, "groups"),
        ({"groups": ["everybody", "vip"]}, "groups"),
        ({"groups": ["x" * 65]}, "groups"),
        ({"groups": [f"group{n}" for n in range(51)]}, "groups"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(change: dict[str, Any], field: str) -> None:
    assert refusal({"persistent": [{**WEEK, **change}]}) == (9004, field)


def test_there_are_at_most_a_hundred_rules() -> None:
    assert refusal({"persistent": [WEEK] * 101}) == (9004, "persistent")


def test_a_temporary_rule_counts_down_and_disappears() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        set_rules({"temporary": {"groups": ["vip"], "duration": 30}})
        assert get_rules()["temporary"] == {"groups": ["vip"], "duration": 30}
        clock.shift(29 * 60 + 30)
        assert get_rules()["temporary"]["duration"] == 1
        clock.shift(30)
        assert get_rules()["temporary"] is None


def test_do_not_disturb_without_minutes_lasts_until_it_is_switched_off() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        set_rules({"persistent": [WEEK], "temporary": {"groups": ["nobody"], "duration": 0}})
        clock.shift(400 * 86400)
        assert get_rules()["temporary"] == {"groups": ["nobody"], "duration": 0}
        set_rules({"persistent": [WEEK], "temporary": {"groups": ["everybody"], "duration": 0}})
        assert get_rules() == {"persistent": [WEEK], "temporary": None}


def test_the_same_groups_without_minutes_keep_the_end() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        set_rules({"temporary": {"groups": ["vip", "family"], "duration": 60}})
        clock.shift(600)
        set_rules({"temporary": {"groups": ["family", "vip"], "duration": None}})
        assert get_rules()["temporary"]["duration"] == 50
        set_rules({"temporary": {"groups": ["vip"]}})
        assert get_rules()["temporary"] == {"groups": ["vip"], "duration": 0}


def test_an_expired_rule_with_the_same_groups_starts_without_end() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        set_rules({"temporary": {"groups": ["nobody"], "duration": 1}})
        clock.shift(61)
        set_rules({"temporary": {"groups": ["nobody"], "duration": 0}})
        assert get_rules()["temporary"] == {"groups": ["nobody"], "duration": 0}


def test_everybody_for_some_minutes_is_a_rule() -> None:
    set_rules({"temporary": {"groups": ["everybody"], "duration": 5}})
    assert get_rules()["temporary"]["groups"] == ["everybody"]


@pytest.mark.parametrize("temporary", [None, {}, {"groups": [], "duration": 5}, {"groups": [""]}])
def test_a_temporary_rule_without_groups_is_cleared(temporary: Any) -> None:
    set_rules({"temporary": {"groups": ["nobody"], "duration": 5}})
    set_rules({"temporary": temporary})
    assert get_rules()["temporary"] is None


@pytest.mark.parametrize("minutes", [-1, 527041])
def test_minutes_have_bounds(minutes: int) -> None:
    temporary = {"groups": ["nobody"], "duration": minutes}
    assert refusal({"temporary": temporary}) == (9004, "duration")


def test_the_groups_to_choose_from_are_those_with_contacts() -> None:
    for sip_id, uri, group in (
        (ALICE, "a@x.example", "family"),
        (ALICE, "b@x.example", "vip"),
        (ALICE, "c@x.example", ""),
        (ALICE, "d@x.example", "choir"),
        (BOB, "e@x.example", "friends"),
    ):
        ask("addPhonebookEntry", sipId=sip_id, entry={"uri": uri, "group": group})
    found = ask("getAcceptRules", sipId=ALICE)
    assert found["nonEmptyGroups"] == ["everybody", "nobody", "vip", "family", "choir"]


def test_a_stranger_is_told_that_there_is_no_such_account() -> None:
    with pytest.raises(SoapFault) as refused:
        set_rules({"persistent": [WEEK]}, acting=STRANGER)
    assert refused.value.code == 1010
    with pytest.raises(SoapFault) as refused:
        ask("getAcceptRules", sipId=ALICE, acting=STRANGER)
    assert refused.value.code == 1010
