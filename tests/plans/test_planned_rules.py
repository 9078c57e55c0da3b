"""Temporary rules with a date: kept, written in time, once, and told when that cannot be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber import holidays
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.plans.models import PlannedRule
from ngnpanel.plans.tasks import write_planned_rules
from tests.accounts.subscriber.helping import page, rules, say, words
from tests.people import ALICE, People, api, calls, take_platform_away

PAGE = f"/subscriber/{ALICE}/accept/"
URL = f"{PAGE}plan/"
CHRISTMAS = {"start": "2026-12-24T00:00", "stop": "2026-12-27T08:00", "who": "nobody"}
TOLD = "From December 24, 00:00 until December 27, 08:00 nobody may call."
WORK = WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",))


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """Noon of a day in November, by the clock of London."""
    time_machine.move_to(datetime(2026, 11, 24, 12, 0, tzinfo=UTC), tick=False)
    return time_machine


def state() -> str:
    return PlannedRule.objects.get().state


def test_a_holiday_is_kept_and_begins_in_time(
    clock: Any, people: People, subscriber: Client
) -> None:
    api().sip.set_accept_rules(ALICE, AcceptRules(persistent=(WORK,)))
    with calls(2):
        assert say(subscriber, URL, CHRISTMAS) == [TOLD]
    for shown in (PAGE, f"/subscriber/{ALICE}/"):
        assert TOLD in page(subscriber.get(shown))
    assert PlannedRule.objects.get().start == datetime(2026, 12, 23, 23, 0, tzinfo=UTC)
    clock.move_to(datetime(2026, 12, 23, 22, 59, 30, tzinfo=UTC), tick=False)
    with calls(0):
        write_planned_rules.delay()
    clock.move_to(datetime(2026, 12, 23, 23, 1, tzinfo=UTC), tick=False)
    with calls(2):
        write_planned_rules.delay()
    minutes = (3 * 24 + 8) * 60 - 1
    wanted = TemporaryRule(groups=("nobody",), duration=minutes)
    assert rules(ALICE) == AcceptRules(persistent=(WORK,), temporary=wanted)
    # Once more does nothing, also after the person ended it.
    later = people.browser("subscriber")  # whose session is not a month old
    say(later, PAGE + "temporary/", {"cancel": "1"})
    with calls(0):
        write_planned_rules.delay()
    assert rules(ALICE) == AcceptRules(persistent=(WORK,))
    assert TOLD not in page(later.get(PAGE))
    clock.move_to(datetime(2027, 2, 1, tzinfo=UTC), tick=False)
    write_planned_rules.delay()
    assert not PlannedRule.objects.exists()


def test_what_begins_now_is_a_rule_of_the_platform(clock: Any, subscriber: Client) -> None:
    with calls(3):
        told = say(subscriber, URL, {**CHRISTMAS, "start": "", "stop": "2026-11-25 08:00"})
    assert told == ["Until November 25, 08:00 nobody may call."]
    assert rules(ALICE).temporary == TemporaryRule(groups=("nobody",), duration=19 * 60)
    assert not PlannedRule.objects.exists()


def test_plans_that_overlap_are_refused_until_one_is_cancelled(
    clock: Any, people: People, subscriber: Client
) -> None:
    say(subscriber, URL, CHRISTMAS)
    number = str(PlannedRule.objects.get().pk)
    later = {**CHRISTMAS, "start": "2026-12-27T07:59", "stop": "2026-12-28T07:59"}
    answer = subscriber.post(URL, later)
    assert answer.status_code == 422
    assert f"This overlaps with what is planned already: {TOLD}" in words(answer)
    assert 'value="2026-12-27T07:59"' in answer.content.decode()
    assert people.browser("stranger").post(URL, later).status_code == 404
    assert people.browser("stranger").post(f"{URL}cancel/", {"plan": number}).status_code == 404
    told = say(people.browser("reseller"), f"{URL}cancel/", {"plan": number})
    assert told == [f"Cancelled: {TOLD}"]
    assert say(subscriber, f"{URL}cancel/", {"plan": number}) == ["This is not planned any more."]
    assert say(subscriber, URL, later)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"stop": ""}, "Enter the day and the time of the end."),
        ({"stop": "2026-12-24T00:00"}, "The end has to come after the beginning"),
        ({"start": "", "stop": "2026-11-24T12:00"}, "The end has to come after the beginning"),
        ({"start": "soon"}, "Enter a day and a time, for example"),
        ({"stop": "0001-01-01T00:00"}, "Enter a day and a time, for example"),
        ({"start": "2027-12-24T00:00", "stop": "2027-12-25T00:00"}, "at most a year ahead"),
        ({"stop": "2027-12-27T00:00"}, "for at most a year"),
        ({"who": "only"}, "Select a valid choice"),
    ],
)
def test_a_bad_plan_comes_back_with_a_sentence(
    clock: Any, subscriber: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = subscriber.post(URL, {**CHRISTMAS, **changes})
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not PlannedRule.objects.exists()


def test_a_platform_that_is_away_is_asked_again(
    clock: Any, subscriber: Client, settings: Any
) -> None:
    say(subscriber, URL, CHRISTMAS)
    platforms = settings.PLATFORMS
    take_platform_away(settings)
    clock.move_to(datetime(2026, 12, 24, 0, 0, tzinfo=UTC), tick=False)
    write_planned_rules.delay()
    assert state() == "waiting"
    settings.PLATFORMS = platforms
    clock.shift(timedelta(hours=1))
    write_planned_rules.delay()
    assert state() == "done"
    assert rules(ALICE).temporary == TemporaryRule(groups=("nobody",), duration=78 * 60)


def test_what_could_not_begin_is_told_and_put_away(
    clock: Any, people: People, subscriber: Client
) -> None:
    say(subscriber, URL, CHRISTMAS)
    clock.move_to(datetime(2026, 12, 28, tzinfo=UTC), tick=False)
    write_planned_rules.delay()
    assert state() == "missed"
    later = people.browser("subscriber")
    assert "the platform did not answer until it was over" in page(later.get(PAGE))
    say(later, f"{URL}cancel/", {"plan": str(PlannedRule.objects.get().pk)})
    assert not PlannedRule.objects.exists()


def test_an_account_that_is_gone_is_given_up(clock: Any, subscriber: Client) -> None:
    say(subscriber, URL, CHRISTMAS)
    api().sip.delete_account(ALICE)
    clock.move_to(datetime(2026, 12, 24, tzinfo=UTC), tick=False)
    write_planned_rules.delay()
    assert state() == "gone"
    with calls(0):
        write_planned_rules.delay()


def test_another_worker_leaves_what_one_began(clock: Any, subscriber: Client) -> None:
    say(subscriber, URL, CHRISTMAS)
    clock.move_to(datetime(2026, 12, 24, tzinfo=UTC), tick=False)
    PlannedRule.objects.update(tried=datetime(2026, 12, 23, 23, 59, 30, tzinfo=UTC))
    with calls(0):
        write_planned_rules.delay()
    clock.shift(timedelta(minutes=1))  # the other one died
    write_planned_rules.delay()
    assert state() == "done"


@pytest.mark.parametrize(
    ("local", "is_end", "utc"),
    [
        # Clocks go forward at 02:00 and back at 03:00.
        ("2027-03-28 02:30", False, "2027-03-28 01:30"),
        ("2027-10-31 02:30", False, "2027-10-31 00:30"),
        ("2027-10-31 02:30", True, "2027-10-31 01:30"),
        ("2027-07-01 00:00", True, "2027-06-30 22:00"),
    ],
)
def test_clocks_that_change(local: str, is_end: bool, utc: str) -> None:
    zone = zone_of(Account(id=ALICE, timezone="Europe/Amsterdam"))
    moment = holidays.by_the_clock(datetime.fromisoformat(local), zone, is_end=is_end)
    assert f"{moment:%Y-%m-%d %H:%M}" == utc
