"""The callee's side by example: each step, its codes and the records it names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ngnpanel.calls.callee import evaluate
from ngnpanel.calls.patterns import matches
from ngnpanel.calls.records import (
    Call,
    Callee,
    Contact,
    Phones,
    Registration,
    TemporaryRule,
    WeeklyRule,
)
from ngnpanel.calls.schedule import overlaps
from ngnpanel.calls.verdict import Outcome, Verdict

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# A Monday, 10:00 in Amsterdam.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ALICE = Callee(
    address="alice@example.com",
    timezone=AMSTERDAM,
    registrations=(Registration(contact="sip:alice@192.0.2.7:5060", name="Desk phone"),),
)
BOB = Call(caller="bob@example.org")


def ask(callee: Callee, call: Call = BOB, phones: Phones = Phones.RING) -> Verdict:
    return evaluate(callee, call, moment=MONDAY, phones=phones)


def rule(who: str, start: str = "00:00", stop: str = "23:59", days: int = 127) -> WeeklyRule:
    return WeeklyRule(days=days, start=start, stop=stop, groups=frozenset(who.split()))


def test_a_plain_account_rings_on_all_its_phones() -> None:
    verdict = ask(ALICE)
    assert (verdict.outcome, verdict.sip_code) == (Outcome.RING, 180)
    assert verdict.target == ("sip:alice@192.0.2.7:5060",)
    assert verdict.reason.values["names"] == ("Desk phone",)


@pytest.mark.parametrize(
    ("change", "caller", "code", "kind", "key"),
    [
        ({"groups": {"blocked"}}, "bob@example.org", 403, "group", "blocked"),
        (
            {"groups": {"anonymous-reject"}},
            "Anonymous@anonymous.invalid",
            433,
            "group",
            "anonymous-reject",
        ),
        ({"rejected": ("%31208005161@%",)}, "+31208005161@gw.example", 603, "reject-member",
         "%31208005161@%"),
        ({"registrations": ()}, "bob@example.org", 480, "", ""),
    ],
)  # fmt: skip
def test_a_refusal_names_its_code_and_its_record(
    change: dict[str, object], caller: str, code: int, kind: str, key: str
) -> None:
    verdict = ask(replace(ALICE, **change), Call(caller=caller))  # type: ignore[arg-type]
    assert (verdict.outcome, verdict.sip_code) == (Outcome.REFUSE, code)
    assert (verdict.step.kind, verdict.step.key) == (kind, key)


@pytest.mark.parametrize(
    ("phones", "condition", "code"),
    [
        (Phones.BUSY, "FBUS", 486),
        (Phones.SILENT, "FNOA", 480),
        (Phones.UNREACHABLE, "FNOA", 408),
    ],
)
def test_a_failed_call_goes_to_the_mailbox_or_ends(
    phones: Phones, condition: str, code: int
) -> None:
    assert ask(ALICE, phones=phones).sip_code == code
    boxed = replace(ALICE, diversions={condition: "<voice-mailbox>"}, mailbox="1000000")
    verdict = ask(boxed, phones=phones)
    assert (verdict.outcome, verdict.target) == (Outcome.VOICEMAIL, ("1000000",))
    assert verdict.step.key == condition


def test_a_diversion_to_a_missing_mailbox_counts_as_not_set_and_says_so() -> None:
    callee = replace(ALICE, diversions={"FUNC": "<voice-mailbox>", "RUNC": "sip:bob@b.example"})
    verdict = ask(callee)
    assert (verdict.outcome, verdict.sip_code) == (Outcome.REDIRECT, 302)
    assert [step.message.key for step in verdict.trail][-2:] == [
        "divert.no-mailbox",
        "divert.redirect",
    ]


def test_a_forward_wins_over_the_redirect_of_its_condition() -> None:
    callee = replace(ALICE, diversions={"FUNC": "sip:a@a.example", "RUNC": "sip:b@b.example"})
    assert ask(callee).target == ("sip:a@a.example",)


def test_callers_who_are_not_accepted_take_the_way_of_unavailable() -> None:
    family = replace(ALICE, weekly=(rule("family"),), diversions={"FUNV": "sip:office@b.example"})
    assert ask(family).target == ("sip:office@b.example",)
    known = replace(family, contacts=(Contact(pattern="bob@%", group="family"),))
    assert ask(known).outcome is Outcome.RING
    assert ask(family, Call(groups=frozenset({"family"}))).outcome is Outcome.RING


def test_a_running_temporary_rule_overrides_the_week_until_its_very_end() -> None:
    nobody = TemporaryRule(groups=frozenset({"nobody"}), until=MONDAY + timedelta(minutes=5))
    quiet = replace(ALICE, weekly=(rule("everybody"),), temporary=nobody)
    assert ask(quiet).sip_code == 480
    after = evaluate(quiet, BOB, moment=MONDAY + timedelta(minutes=5))
    assert after.outcome is Outcome.RING


def test_nobody_wins_over_other_rules_and_other_rules_add_up() -> None:
    both = replace(ALICE, weekly=(rule("everybody"), rule("nobody", "09:00", "11:00")))
    assert ask(both).sip_code == 480
    either = replace(ALICE, weekly=(rule("family"), rule("vip")))
    assert ask(either, Call(groups=frozenset({"vip"}))).outcome is Outcome.RING
    assert [(o.first, o.second) for o in overlaps(both.weekly)] == [(0, 1)] * 7


@pytest.mark.parametrize(
    ("utc", "is_quiet"),
    [
        # Sunday night rule 22:00-07:00 in Amsterdam; clocks go forward on 29 March 2026.
        ("2026-03-29 20:30", True),  # Sunday 22:30 summer time
        ("2026-03-29 19:59", False),  # Sunday 21:59
        ("2026-03-30 04:59", True),  # Monday 06:59, still Sunday's rule
        ("2026-03-30 05:00", False),  # Monday 07:00
        ("2026-03-29 02:30", False),  # Sunday 04:30 belongs to Saturday's night
    ],
)
def test_a_rule_over_midnight_belongs_to_the_day_it_starts(utc: str, is_quiet: bool) -> None:
    sunday = replace(ALICE, weekly=(rule("nobody", "22:00", "07:00", days=64),))
    moment = datetime.strptime(utc, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    verdict = evaluate(sunday, BOB, moment=moment)
    assert (verdict.sip_code == 480) is is_quiet


@pytest.mark.parametrize(
    ("utc", "is_quiet"),
    [
        ("2026-10-25 00:30", True),  # 02:30 summer time, the first time
        ("2026-10-25 01:30", True),  # 02:30 winter time, the second time
        ("2026-10-25 02:00", False),  # 03:00
        ("2026-03-29 01:00", False),  # 03:00: the hour from 02:00 was skipped
    ],
)
def test_an_hour_that_passes_twice_counts_twice(utc: str, is_quiet: bool) -> None:
    early = replace(ALICE, weekly=(rule("nobody", "02:00", "03:00"),))
    moment = datetime.strptime(utc, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    assert (evaluate(early, BOB, moment=moment).sip_code == 480) is is_quiet


def test_a_circle_of_forwards_and_a_chain_that_is_too_long_end() -> None:
    assert (
        ask(ALICE, Call(caller="b@b.example", diverted_by=("sip:Alice@example.com",))).sip_code
        == 482
    )
    chain = tuple(f"u{place}@example.com" for place in range(6))
    assert ask(ALICE, Call(caller="b@b.example", diverted_by=chain)).sip_code == 483
    assert ask(ALICE, Call(caller="b@b.example", diverted_by=chain[:5])).outcome is Outcome.RING


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        evaluate(ALICE, BOB, moment=datetime(2026, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("pattern", "caller", "fits"),
    [
        ("bob@example.com", "sip:Bob@Example.com", True),
        ("%@example.com", "bob@example.com", True),
        ("example.com", "bob@example.com", True),
        ("bob", "bob@example.com", True),
        ("%31208005161@%", "+31208005161@gw", True),
        ("+31%@gw", "0031208005161@gw", True),
        ("bo_@example.com", "bob@example.com", False),
        ("%%%%%%%%%%%%%%%%%%%%x@%", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa@b", False),
        ("", "bob@example.com", False),
    ],
)
def test_patterns(pattern: str, caller: str, fits: bool) -> None:
    assert matches(pattern, caller) is fits
