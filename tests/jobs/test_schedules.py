"""The page of schedules: every entry in words, how it went, and a run now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu.exceptions import OperationalError

from ngnpanel.celery import app
from ngnpanel.jobs import recording, schedules
from ngnpanel.jobs.models import RunOutcome, ScheduledRun
from ngnpanel.jobs.schedule import beat
from tests.people import People, calls

SESSIONS = "ngnpanel.jobs.tasks.clear_sessions"
HEARTBEAT = "ngnpanel.jobs.tasks.heartbeat"


@pytest.fixture(autouse=True)
def _fresh_process() -> Iterator[None]:
    recording._noted.clear()
    yield
    recording._noted.clear()


def task(name: str, *, is_eager: bool = False) -> Any:
    """A task as the signals of a worker hand it over."""
    return SimpleNamespace(name=name, request=SimpleNamespace(is_eager=is_eager))


def run(name: str, fault: BaseException | None = None) -> None:
    """A worker does a task, as it tells of it."""
    recording.begun(sender=task(name), task_id="1")
    if fault is not None:
        recording.failed(sender=task(name), task_id="1", exception=fault)
    recording.ended(sender=task(name), task_id="1", state="FAILURE" if fault else "SUCCESS")


def page(browser: Client) -> str:
    with calls(0):
        return " ".join(browser.get(reverse("schedule-list")).content.decode().split())


@pytest.mark.parametrize("is_local", [True, False])
def test_every_entry_has_words_and_a_task_of_its_own(is_local: bool) -> None:
    schedule = beat(is_local=is_local)
    assert sorted(schedule.keys() - schedules.WORDS.keys()) == []
    tasks = [entry["task"] for entry in schedule.values()]
    assert len(set(tasks)) == len(tasks)


def test_no_words_are_left_of_entries_that_are_gone() -> None:
    assert sorted(schedules.WORDS.keys() - beat(is_local=True).keys()) == []


@pytest.mark.django_db
def test_a_run_is_noted_while_it_goes_on_and_when_it_is_over() -> None:
    recording.begun(sender=task(SESSIONS), task_id="7")
    assert ScheduledRun.objects.get().outcome == RunOutcome.RUNNING
    recording.ended(sender=task(SESSIONS), task_id="7", state="SUCCESS")
    over = ScheduledRun.objects.get()
    assert (over.name, over.outcome, over.failures) == ("clear-sessions", "done", 0)
    assert over.started is not None
    assert over.finished is not None
    assert over.finished >= over.started


@pytest.mark.django_db
def test_faults_are_counted_and_told_without_their_words() -> None:
    for _time in range(2):
        run(SESSIONS, ValueError("a row with a secret"))
    failed = ScheduledRun.objects.get()
    assert (failed.outcome, failed.fault, failed.failures) == ("failed", "ValueError", 2)
    said = schedules.described("clear-sessions", schedule(SESSIONS), failed)
    assert said.status is schedules.FAILED
    assert said.sentence == (
        "A fault of the panel: ValueError. The log says more. 2 times in a row."
    )
    run(SESSIONS)
    assert ScheduledRun.objects.get().failures == 0


def schedule(name: str) -> Any:
    found = recording.entry_of(name)
    assert found is not None
    return found[1]


@pytest.mark.django_db
def test_what_beats_every_few_seconds_is_noted_once_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with CaptureQueriesContext(connection) as seen:
        run(HEARTBEAT)
        wrote = len(seen)
        for _time in range(10):
            run(HEARTBEAT)
        assert len(seen) == wrote
    run(HEARTBEAT, TimeoutError())
    assert ScheduledRun.objects.get().outcome == "failed"
    run(HEARTBEAT)
    assert ScheduledRun.objects.get().outcome == "done"
    monkeypatch.setattr(recording, "SELDOM", timedelta(0))
    monkeypatch.setattr(recording, "is_frequent", lambda _entry: True)
    ScheduledRun.objects.update(outcome="")
    run(HEARTBEAT)
    assert ScheduledRun.objects.get().outcome == "done"


@pytest.mark.django_db
def test_other_tasks_and_calls_within_a_process_are_not_noted() -> None:
    run("ngnpanel.jobs.tasks.work")
    recording.begun(sender=task(SESSIONS, is_eager=True), task_id="1")
    recording.ended(sender=task(SESSIONS), task_id="never begun here", state="SUCCESS")
    recording.ended(sender=None)
    assert not ScheduledRun.objects.exists()


@pytest.mark.django_db
def test_a_worker_tells_of_its_runs() -> None:
    """By the signals that Celery itself sends around a task."""
    app.loader.import_default_modules()
    done = app.tasks[SESSIONS]
    from celery.app.trace import build_tracer

    trace = build_tracer(done.name, done, eager=False, app=app)
    trace("an-id", [], {}, {"is_eager": False, "id": "an-id"})
    assert ScheduledRun.objects.get(name="clear-sessions").outcome == "done"


@pytest.mark.parametrize(
    ("every", "words"),
    [
        (5.0, "every 5 seconds"),
        (60.0, "every minute"),
        (300.0, "every 5 minutes"),
        (3600.0, "every hour"),
        (7200.0, "every 2 hours"),
        (crontab(hour=3, minute=5), "every day at 03:05 UTC"),
        (crontab(hour=4, minute=0, day_of_month=1), "on day 1 of the month at 04:00 UTC"),
        (crontab(hour=4, minute=0, day_of_week=1), "on some days at 04:00 UTC"),
        (crontab(minute="*/7"), "by the calendar"),
    ],
)
def test_how_often_is_said_in_words(every: Any, words: str) -> None:
    assert schedules.often(every) == words


def test_the_next_run_is_known_from_the_last_one_or_the_calendar() -> None:
    now = datetime.now(UTC)
    assert schedules.next_run({"schedule": 60.0}, now) == now + timedelta(seconds=60)
    assert schedules.next_run({"schedule": 60.0}, None) is None
    daily = {"schedule": crontab(hour=3, minute=0)}
    due = schedules.next_run(daily, now)
    assert due is not None
    assert timedelta(0) < due - now <= timedelta(days=1)
    assert (due + timedelta(seconds=1)).hour == 3
    missed = schedules.next_run(daily, now - timedelta(days=3))
    assert missed is not None
    assert missed < now


@pytest.mark.django_db
def test_a_run_that_nobody_took_up_is_overdue() -> None:
    ago = timezone.now() - timedelta(hours=5)
    late = ScheduledRun(name="clear-sessions", started=ago, finished=ago, outcome="done")
    said = schedules.described("clear-sessions", schedule(SESSIONS), late)
    assert said.status is schedules.OVERDUE
    assert "No worker has taken it up." in said.sentence


def test_the_administrator_sees_all_entries_and_how_they_went(administrator: Client) -> None:
    run(SESSIONS, ConnectionError("redis://a secret"))
    seen = page(administrator)
    assert all(str(label) in seen for label, _text in schedules.WORDS.values())
    assert "The broker did not answer." in seen
    assert "secret" not in seen
    assert "No worker has given a sign" in seen


def test_a_run_is_asked_for_and_watched(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.conf, "task_always_eager", False)
    address = reverse("schedule-run", args=["clear-sessions"])
    with calls(0):
        assert administrator.post(address)["Location"] == reverse("schedule-list")
    with app.connection_for_read() as broker:
        message = broker.SimpleQueue("celery").get(timeout=1)
        message.ack()
    assert message.headers["task"] == SESSIONS
    part = administrator.get(reverse("schedule-list"), {"part": "clear-sessions"})
    assert b"Asked for" in part.content
    assert b"hx-trigger" in part.content
    run(SESSIONS)
    part = administrator.get(reverse("schedule-list"), {"part": "clear-sessions"})
    assert b"Done" in part.content
    assert b"hx-trigger" not in part.content


def test_a_broker_that_is_away_is_told(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_options: object) -> None:
        raise OperationalError

    monkeypatch.setattr(app, "send_task", away)
    answer = administrator.post(reverse("schedule-run", args=["clear-sessions"]), follow=True)
    assert "The broker does not answer, so no worker can be asked now." in answer.content.decode()
    assert not ScheduledRun.objects.exists()


def test_nobody_else_runs_anything_and_nonsense_is_missing(
    people: People, administrator: Client
) -> None:
    for person in ("reseller", "customer", "subscriber", "stranger"):
        browser = people.browser(person)
        assert browser.post(reverse("schedule-run", args=["heartbeat"])).status_code == 403
        assert browser.get(reverse("schedule-list")).status_code == 403
    assert administrator.post("/schedules/nonsense/run/").status_code == 404
    assert administrator.get("/schedules/?part=nonsense").status_code == 404
    assert settings.CELERY_BEAT_SCHEDULE
