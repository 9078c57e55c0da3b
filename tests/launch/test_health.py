"""GET /healthz: which part is told to be down, and with which status."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from ngnpanel.jobs import tasks
from ngnpanel.launch import health
from ngnpanel.soap.errors import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


def states(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_all_is_well_after_a_heartbeat(client: Client) -> None:
    tasks.heartbeat.delay()
    status, answer = states(client)
    assert status == 200
    assert answer == dict.fromkeys(["status", "web", "broker", "worker", "platform"], "ok")


def test_a_worker_without_a_heartbeat_is_silent(client: Client) -> None:
    status, answer = states(client)
    assert status == 503
    assert answer["worker"] == "silent"
    assert answer["status"] == "down"


def test_a_broker_that_is_away_hides_the_worker(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise redis.ConnectionError

    monkeypatch.setattr(health, "seconds_since_heartbeat", fail)
    status, answer = states(client)
    assert status == 503
    assert (answer["broker"], answer["worker"]) == ("down", "unknown")
    assert answer["platform"] == "ok"


def test_a_platform_that_does_not_answer_is_down(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any) -> None:
        raise Unavailable("It does not answer.")

    monkeypatch.setattr("ngnpanel.accounts.client.CustomerClient.customers", fail)
    status, answer = states(client)
    assert status == 503
    assert answer["platform"] == "down"


def test_many_probes_are_one_soap_call(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("once")
        return "ok"

    monkeypatch.setattr(health, "_platform", ask)
    for _ in range(3):
        states(client)
    assert len(asked) == 1


def test_nothing_is_kept_by_caches_or_taken_by_post(client: Client) -> None:
    assert "no-store" in client.get("/healthz")["Cache-Control"]
    assert client.post("/healthz").status_code == 405


def test_a_process_lives_without_anybody_else(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        answer = client.get("/healthz/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_a_process_is_ready_when_its_tables_are_there(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(health._Migrated, "known", False)
    key = ("jobs", "0001_jobs")
    row = MigrationRecorder(connection).migration_qs.filter(app=key[0], name=key[1])
    row.update(name="not yet")
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "behind")
    MigrationRecorder(connection).migration_qs.filter(name="not yet").update(name=key[1])
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok"})
    # From then on it asks one question, and neither worker nor platform.
    with django_assert_num_queries(1):
        client.get("/healthz/ready")


def test_a_process_without_its_database_is_not_ready(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise DatabaseError

    monkeypatch.setattr(health._Migrated, "known", True)
    monkeypatch.setattr("ngnpanel.launch.health.connection.cursor", fail)
    answer = client.get("/healthz/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "down")
