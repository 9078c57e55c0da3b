"""Accept rules: for a while, and the rows of the week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import week
from ngnpanel.calls import records as engine
from ngnpanel.calls.schedule import spans
from tests.accounts.subscriber.helping import page, rules, say, words
from tests.calls import strategies
from tests.people import ALICE, People, api, calls

URL = f"/subscriber/{ALICE}/accept/"
WORK = WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",))
NIGHT = WeeklyRule(days=127, start="22:00", stop="07:00", groups=("nobody",))


def store(*persistent: WeeklyRule, temporary: TemporaryRule | None = None) -> None:
    api().sip.set_accept_rules(ALICE, AcceptRules(persistent=persistent, temporary=temporary))


def row(place: int, rule: WeeklyRule, **changes: Any) -> dict[str, Any]:
    who = rule.groups[0] if rule.groups[0] in ("everybody", "nobody") else "only"
    shown = {
        "days": [1 << day for day in range(7) if (rule.days or 0) & 1 << day],
        "start": rule.start,
        "stop": rule.stop,
        "who": who,
        "people": [] if who != "only" else list(rule.groups),
    }
    return {f"rule-{place}-{name}": value for name, value in {**shown, **changes}.items()}


def form(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"rule": [next(iter(one)).split("-")[1] for one in rows], **more}
    for one in rows:
        data |= one
    return data


def test_the_page_needs_two_calls_and_says_the_rules(subscriber: Client) -> None:
    store(WORK, NIGHT)
    with calls(2):
        answer = subscriber.get(URL)
    text = page(answer)
    assert "Monday to Friday from 09:00 to 17:00: everybody may call." in text
    assert "Every day from 22:00 to 07:00 the next day: nobody may call." in text
    assert "At times without a rule everybody may call." in text
    body = answer.content.decode()
    assert body.count('class="week-bar"') == 7
    assert body.count("week-rule is-nobody") == 14
    assert "style=" not in body


def test_overlaps_are_told(subscriber: Client) -> None:
    store(WORK, WeeklyRule(days=8, start="16:00", stop="20:00", groups=("nobody",)))
    expected = "Rules 1 and 2 overlap, first on Thursday 16:00 to 17:00: then nobody may call."
    assert expected in page(subscriber.get(URL))


def test_without_rules_the_page_says_what_to_do(subscriber: Client) -> None:
    text = page(subscriber.get(URL))
    assert "There is no weekly rule, so everybody may call at any time." in text
    assert "put them into a group of your contacts first" in text
    assert "Only these groups" not in text


def test_a_row_changes_and_the_others_stay_equal(subscriber: Client) -> None:
    odd = WeeklyRule(days=3, start="01:30", stop="02:00", groups=("vip", "x-club"))
    store(odd, WORK, temporary=TemporaryRule(groups=("nobody",), duration=90))
    with calls(3):
        told = say(subscriber, URL, form(row(0, odd), row(1, WORK, stop="18:00")))
    assert told[0].startswith("Your weekly rules are saved.")
    kept = rules(ALICE)
    assert kept.persistent[0] == odd
    assert kept.persistent[1] == WeeklyRule(
        days=31, start="09:00", stop="18:00", groups=("everybody",)
    )
    assert kept.temporary == TemporaryRule(groups=("nobody",), duration=90)


def test_nothing_changed_writes_nothing(subscriber: Client) -> None:
    store(WORK)
    with calls(2):
        assert say(subscriber, URL, form(row(0, WORK))) == ["Nothing was changed."]


def test_a_row_more_and_a_row_less_work_without_scripts(subscriber: Client) -> None:
    store(WORK, NIGHT)
    more = subscriber.post(URL, form(row(0, WORK, start="08:00"), row(1, NIGHT), change="add"))
    body = more.content.decode()
    assert "Not saved yet." in page(more)
    assert len(more.context["week_form"].rows) == 3
    assert 'value="08:00"' in body
    less = subscriber.post(URL, form(row(0, WORK), row(1, NIGHT), change="remove-0"))
    body = less.content.decode()
    assert len(less.context["week_form"].rows) == 1
    assert 'value="22:00"' in body
    assert rules(ALICE).persistent == (WORK, NIGHT)
    told = say(subscriber, URL, form(row(1, NIGHT), row(2, WORK, start="10:00", stop="12:00")))
    assert "Every day from 22:00" in told[0]
    assert [rule.start for rule in rules(ALICE).persistent] == ["22:00", "10:00"]


def test_nobody_at_other_times_fills_the_week(subscriber: Client) -> None:
    store(WORK)
    assert "Nobody at other times" in page(subscriber.get(URL))
    answer = subscriber.post(URL, form(row(0, WORK, start="10:00"), change="fill"))
    assert "Not saved yet." in page(answer)
    assert "Nobody at other times" not in page(answer)
    rows = answer.context["week_form"].rows[1:]
    drawn = [WeeklyRule(**shape(one.initial)) for one in rows]
    assert drawn == [
        WeeklyRule(days=31, start="00:00", stop="10:00", groups=("nobody",)),
        WeeklyRule(days=31, start="17:00", stop="23:59", groups=("nobody",)),
        WeeklyRule(days=96, start="00:00", stop="23:59", groups=("nobody",)),
    ]
    late = row(0, WORK, start="10:00")
    told = say(subscriber, URL, form(late, *(row(n, one) for n, one in enumerate(drawn, 1))))
    assert told == ["Your 4 weekly rules are saved."]
    assert rules(ALICE).persistent[1:] == tuple(drawn)


def shape(initial: dict[str, Any]) -> dict[str, Any]:
    """The members of a rule for nobody from the values of its row."""
    assert initial["who"] == "nobody"
    times = {name: initial[name] for name in ("start", "stop")}
    return {"days": sum(initial["days"]), **times, "groups": ("nobody",)}


@settings(max_examples=200, deadline=None)
@given(st.lists(strategies.weekly_rules, max_size=5))
def test_the_gaps_of_a_week_are_what_no_rule_covers(weekly: list[engine.WeeklyRule]) -> None:
    closed = [
        engine.WeeklyRule(days=days, start=start, stop=stop, groups=frozenset({"nobody"}))
        for days, start, stop in week.gaps(weekly)
    ]
    for weekday in range(7):
        for minute in range(0, 24 * 60, 7):
            covered = [covers(rules, weekday, minute) for rules in (weekly, closed)]
            assert covered.count(True) == 1
    assert week.gaps([*weekly, *closed]) == []


def covers(weekly: Iterable[engine.WeeklyRule], weekday: int, minute: int) -> bool:
    """Whether one of the rules speaks of this minute."""
    return any(
        span.weekday == weekday and span.start <= minute < span.stop
        for rule in weekly
        for span in spans(rule)
    )


def test_ready_made_weeks_and_one_day_for_all_weekdays(subscriber: Client) -> None:
    store(WORK)

    def shaped(act: str, *rows: dict[str, Any]) -> list[WeeklyRule]:
        answer = subscriber.post(URL, form(*rows, change=act))
        assert "Not saved yet." in page(answer)
        return [one.typed for one in answer.context["week_form"].rows]

    office = shaped("office", row(0, WORK))
    assert office[0] == WORK
    assert {rule.groups for rule in office[1:]} == {("nobody",)}
    assert [rule.days for rule in shaped("quiet")] == [31, 31, 96]
    assert shaped("always", row(0, WORK)) == []
    monday = WeeklyRule(days=1 | 32, start="08:00", stop="12:00", groups=("everybody",))
    friday = WeeklyRule(days=16, start="13:00", stop="14:00", groups=("everybody",))
    assert [rule.days for rule in shaped("monday", row(0, monday), row(1, friday))] == [63]
    told = say(subscriber, URL, form(*(row(n, rule) for n, rule in enumerate(office))))
    assert told == ["Your 4 weekly rules are saved."]
    assert rules(ALICE).persistent == tuple(office)


def test_a_preview_saves_nothing(subscriber: Client) -> None:
    closed = WeeklyRule(days=127, start="00:00", stop="23:59", groups=("nobody",))
    with calls(5):
        answer = subscriber.post(URL, form(row(0, closed), preview="1"))
    assert "callers hear that you are not available" in page(answer)
    assert [one.typed for one in answer.context["week_form"].rows] == [closed]
    assert rules(ALICE).persistent == ()


def test_overlapping_rules_are_tidied_after_a_look(subscriber: Client) -> None:
    lunch = WeeklyRule(days=31, start="12:00", stop="13:00", groups=("nobody",))
    store(WORK, lunch)
    seen = page(subscriber.get(URL))
    assert "These rules can be said with fewer, or without overlaps" in seen
    assert "Monday to Friday from 09:00 to 12:00: everybody may call." in seen
    odd = row(2, WORK, start="x")
    answer = subscriber.post(URL, form(row(0, WORK), row(1, lunch), odd, change="tidy"))
    made = [one.typed for one in answer.context["week_form"].rows]
    assert [(rule.start, rule.stop) for rule in made] == [
        ("12:00", "13:00"),
        ("x", "17:00"),
        ("09:00", "12:00"),
        ("13:00", "17:00"),
    ]
    good = [row(1, made[0]), row(4, made[2]), row(5, made[3])]
    say(subscriber, URL, form(*good))
    assert rules(ALICE).persistent == (lunch, made[2], made[3])
    assert "can be said with fewer" not in page(subscriber.get(URL))


@pytest.mark.parametrize("times", [("", ""), ("00:00", "00:00"), ("00:00", "23:59")])
def test_no_times_are_the_whole_day(subscriber: Client, times: tuple[str, str]) -> None:
    told = say(subscriber, URL, form(row(0, WORK, start=times[0], stop=times[1])))
    assert told[0].endswith("Monday to Friday, the whole day: everybody may call.")
    assert rules(ALICE).persistent[0].stop == "23:59"


def test_the_same_rule_is_not_added_twice(subscriber: Client) -> None:
    store(NIGHT, NIGHT)
    say(subscriber, URL, form(row(0, NIGHT), row(1, NIGHT), row(2, NIGHT), row(3, WORK)))
    assert rules(ALICE).persistent == (NIGHT, NIGHT, WORK)


def test_all_rules_may_go(subscriber: Client) -> None:
    store(WORK)
    told = say(subscriber, URL, {})
    assert told == ["All weekly rules are gone, so everybody may call at any time."]
    assert rules(ALICE).persistent == ()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days": []}, "Choose at least one day of the week."),
        ({"start": ""}, "Enter when the rule begins"),
        ({"stop": ""}, "Enter when the rule ends"),
        ({"stop": "25:00"}, "Enter a time of day between 00:00 and 23:59."),
        ({"stop": "09:00"}, "Begin and end are the same."),
        ({"who": "only"}, "Choose at least one group"),
        ({"who": "strangers"}, "Select a valid choice"),
        ({"days": ["x"]}, "Select a valid choice"),
    ],
)
def test_a_bad_row_comes_back_with_a_sentence(
    subscriber: Client, changes: dict[str, Any], sentence: str
) -> None:
    api().sip.add_contact(ALICE, Contact(uri="mum@home.example", group="family"))
    store(NIGHT)
    answer = subscriber.post(URL, form(row(0, NIGHT), row(1, WORK, **changes)))
    assert answer.status_code == 422
    assert "Rule 2" in words(answer)
    assert sentence in words(answer)
    assert rules(ALICE).persistent == (NIGHT,)


def test_only_groups_with_contacts_are_offered(subscriber: Client) -> None:
    api().sip.add_contact(ALICE, Contact(uri="mum@home.example", group="family"))
    store(WORK)
    body = subscriber.get(URL).content.decode()
    assert 'value="family"' in body
    assert 'value="coworkers"' not in body
    say(subscriber, URL, form(row(0, WORK, who="only", people=["family"])))
    assert rules(ALICE).persistent[0].groups == ("family",)


def test_peace_for_an_hour_is_what_a_rule_for_a_while_offers_first(subscriber: Client) -> None:
    body = subscriber.get(URL).content.decode()
    assert '<option value="nobody" selected>' in body
    assert '<option value="60" selected>' in body


def test_a_rule_for_a_while_starts_and_ends(subscriber: Client) -> None:
    store(WORK)
    with calls(3):
        told = say(subscriber, URL + "temporary/", {"who": "nobody", "minutes": "45"})
    assert told == ["For 45 minutes: nobody may call."]
    assert rules(ALICE) == AcceptRules(
        persistent=(WORK,), temporary=TemporaryRule(groups=("nobody",), duration=45)
    )
    assert "Now nobody may call until" in page(subscriber.get(URL))
    told = say(subscriber, URL + "temporary/", {"cancel": "1"})
    assert told == ["The temporary rule has ended. Your weekly rules apply again."]
    assert rules(ALICE) == AcceptRules(persistent=(WORK,))


@pytest.mark.parametrize("data", [{}, {"who": "only", "minutes": "5"}, {"who": "nobody"}])
def test_a_bad_rule_for_a_while_changes_nothing(subscriber: Client, data: dict[str, str]) -> None:
    assert subscriber.post(URL + "temporary/", data).status_code == 422
    assert rules(ALICE) == AcceptRules()


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    browser = people.browser("subscriber")
    rows = form(row(0, WORK, start="08:17"), row(7, NIGHT, who="only", people=["vip"]))
    for more in ({}, {"change": "add"}):
        answer = browser.post(URL, {**rows, **more})
        assert answer.status_code == 503
        body = answer.content.decode()
        assert 'value="08:17"' in body
        assert "The platform does not answer, so nothing was saved." in words(answer)
        assert '<option value="only" selected>' in body


@pytest.mark.parametrize("rule", [["x"], ["-1"], ["9" * 9], ["٣"], [str(n) for n in range(200)]])
def test_hostile_rows_are_harmless(subscriber: Client, rule: list[str]) -> None:
    store(WORK)
    answer = subscriber.post(URL, {"rule": rule, "change": "remove-x"})
    assert answer.status_code == 200
    assert subscriber.post(URL, {"rule": rule}).status_code in (302, 422)
