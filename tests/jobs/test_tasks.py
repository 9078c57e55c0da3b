"""The heartbeat of the worker and the tidying of sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone

from ngnpanel.celery import app
from ngnpanel.jobs import tasks


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def test_there_is_no_heartbeat_before_the_first_beat() -> None:
    assert tasks.seconds_since_heartbeat() is None


@pytest.mark.django_db
def test_a_starting_worker_beats_at_once() -> None:
    tasks.beat_at_start()
    age = tasks.seconds_since_heartbeat()
    assert age is not None
    assert age < 5


@pytest.mark.django_db
def test_only_sessions_that_have_run_out_are_cleared() -> None:
    now = timezone.now()
    Session.objects.create(session_key="old", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(hours=1))
    tasks.clear_sessions.delay()
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_beat_sends_only_tasks_that_exist_and_they_expire() -> None:
    schedule: dict[str, dict[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    app.loader.import_default_modules()  # as a worker does when it starts
    for entry in schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"]
