"""GET /metrics: who is told, what is counted, and that nobody outside can make the labels many."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from ngnpanel import metrics
from ngnpanel.jobs import tasks
from ngnpanel.jobs.models import Job, JobItem
from ngnpanel.jobs.models import State as JobState
from ngnpanel.launch import exposing
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.soap import guarding
from ngnpanel.soap.breaker import Rules, State
from ngnpanel.soap.errors import Unavailable
from tests.people import ALICE, People

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "localhost"}
TOKEN = "a-token-for-scrapes-0123"


@pytest.fixture
def seen(client: Client, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a scrape on this machine tells: samples by name and labels."""

    def scrape() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
        monkeypatch.setattr(exposing, "_queue_length", lambda: 3)
        answer = client.get("/metrics", **HERE)  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain; version=0.0.4")
        return {
            (sample.name, frozenset(sample.labels.items()) - {("service", "alone")}): sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
        }

    return scrape


def value(samples: Any, name: str, **labels: str) -> float:
    return float(samples.get((name, frozenset(labels.items())), 0.0))


@pytest.mark.parametrize(
    "odd",
    [
        {"HTTP_HOST": "testserver"},
        {**HERE, "REMOTE_ADDR": "192.0.2.1"},
        {**HERE, "REMOTE_ADDR": ""},
        {**HERE, "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {**HERE, "HTTP_X_FORWARDED_PROTO": "https"},
        {**HERE, "HTTP_FORWARDED": "for=127.0.0.1"},
        {**HERE, "HTTP_VIA": "1.1 proxy"},
    ],
)
def test_a_stranger_finds_nothing_there(client: Client, odd: dict[str, str]) -> None:
    assert client.get("/metrics", **odd).status_code == 404  # type: ignore[arg-type]


def test_a_sign_in_to_the_panel_opens_nothing(administrator: Client) -> None:
    assert administrator.get("/metrics").status_code == 404


def test_with_a_token_only_who_has_it_is_told(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = TOKEN
    monkeypatch.setattr(exposing, "_queue_length", lambda: None)
    for given in ("", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer", "Bearer ü"):
        refused = client.get("/metrics", HTTP_AUTHORIZATION=given, **HERE)  # type: ignore[arg-type]
        assert (refused.status_code, refused["WWW-Authenticate"][:6]) == (401, "Bearer")
        assert b"ngnpanel_" not in refused.content
    told = client.get("/metrics", HTTP_AUTHORIZATION=f"Bearer {TOKEN}", REMOTE_ADDR="192.0.2.1")
    assert told.status_code == 200
    assert TOKEN.encode() not in told.content
    assert client.post("/metrics").status_code == 405


def test_requests_are_counted_by_the_name_of_their_address(seen: Any, people: People) -> None:
    before = seen()
    people.browser("reseller").get(reverse("account-detail", args=[str(ALICE)]))
    after = seen()
    labels = {"method": "GET", "url": "account-detail", "status": "200"}
    assert value(after, "ngnpanel_requests_total", **labels) == 1 + value(
        before, "ngnpanel_requests_total", **labels
    )
    assert value(after, "ngnpanel_request_seconds_count", method="GET", url="account-detail") >= 1


def test_the_calls_of_a_page_are_counted_on_both_sides(seen: Any, people: People) -> None:
    before = seen()
    people.browser("reseller").get("/sip/accounts/")
    after = seen()
    labels = {"port": "Sip", "operation": "getAccounts", "result": "ok"}
    for name in ("ngnpanel_soap_calls_total", "ngnpanel_soap_served_total"):
        assert value(after, name, **labels) == 1 + value(before, name, **labels)
    seconds = {"port": "Sip", "operation": "getAccounts"}
    assert value(after, "ngnpanel_soap_call_seconds_count", **seconds) >= 1


def test_odd_requests_share_one_label(client: Client, seen: Any) -> None:
    client.get("/nothing/at/all")
    handle(b"nothing")
    shapes = set(seen())
    for number in range(40):
        client.get(f"/nothing/{number}/x{number}")
        client.generic(f"VERB{number}", f"/login/?{number}")
        client.get(f"/phone-setup/{number}")
        call = f"<x:op{number} xmlns:x='urn:AGProjects:NGNPro:Sip'/>"
        envelope = "http://schemas.xmlsoap.org/soap/envelope/"
        handle(f"<e:Envelope xmlns:e='{envelope}'><e:Body>{call}</e:Body></e:Envelope>".encode())
        metrics.soap_called("Sip", "getAccount", str(100_000 + number), 0.1)
    grown = {(name, labels) for name, labels in set(seen()) - shapes if "bucket" not in name}
    told = {dict(labels).get("url") for _name, labels in grown} - {None}
    assert told <= {"login", "phone-setup"}
    assert len(grown) < 20
    assert not [labels for _name, labels in grown if re.search(r"\d{1,2}x|op\d|VERB", str(labels))]


def test_attempts_to_sign_in_are_counted_by_their_end(seen: Any, people: People) -> None:
    before = seen()
    Client().post("/login/", {"name": "alice@example.com", "password": "wrong"})
    after = seen()
    for result, number in (("failed", 1), ("ok", 0)):
        added = value(after, "ngnpanel_sign_ins_total", result=result) - value(
            before, "ngnpanel_sign_ins_total", result=result
        )
        assert added == number


def test_jobs_and_what_waits_are_those_of_the_database(seen: Any) -> None:
    job = Job.objects.create(kind="account.move", role="reseller", state=JobState.RUNNING)
    JobItem.objects.bulk_create(
        JobItem(job=job, position=number, key=str(number)) for number in range(4)
    )
    cache.set(tasks.WORKER_KEY, 0.0)
    samples = seen()
    assert value(samples, "ngnpanel_jobs", state="running") == 1
    assert value(samples, "ngnpanel_jobs", state="done") == 0
    assert value(samples, "ngnpanel_job_items_waiting") == 4
    assert value(samples, "ngnpanel_queue_length") == 3
    assert value(samples, "ngnpanel_up", part="database") == 1
    assert value(samples, "ngnpanel_up", part="worker") == 1
    assert value(samples, "ngnpanel_up", part="beat") == 0
    assert value(samples, "ngnpanel_heartbeat_age_seconds", part="worker") > 1000


def test_the_state_is_read_once_in_a_while(seen: Any, django_assert_num_queries: Any) -> None:
    seen()
    with django_assert_num_queries(1):  # whether the database answers
        seen()


def test_a_worker_and_beat_give_a_sign_each() -> None:
    assert (tasks.worker_age(), tasks.beat_age()) == (None, None)
    tasks.worker_lives()
    assert tasks.worker_age() is not None
    assert tasks.beat_age() is None
    tasks.heartbeat()
    assert tasks.beat_age() is not None


def test_a_scrape_tells_that_database_and_broker_are_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: Any, **_options: Any) -> Any:
        raise DatabaseError

    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise redis.ConnectionError

    monkeypatch.setattr(Job.objects, "values_list", fail)
    monkeypatch.setattr(redis.Redis, "llen", refuse)
    answer = client.get("/metrics", **HERE).content.decode()  # type: ignore[arg-type]
    assert 'ngnpanel_up{part="database"} 0.0' in answer
    assert 'ngnpanel_up{part="redis"} 0.0' in answer


def test_a_platform_that_is_not_asked_is_told(seen: Any) -> None:
    guard = guarding.Guard("breaker-test", 2, Rules(failures=1, first=60.0))
    with pytest.raises(Unavailable), guard.call(1.0):
        raise Unavailable("It does not answer.")
    with pytest.raises(Unavailable), guard.call(1.0):
        pytest.fail("it is asked")
    samples = seen()
    assert value(samples, "ngnpanel_breaker_open", platform="breaker-test") == 1
    for event in ("open", "refused"):
        labels = {"platform": "breaker-test", "event": event}
        assert value(samples, "ngnpanel_breaker_events_total", **labels) == 1
    guard._changed(State.CLOSED, 0.0)
    assert value(seen(), "ngnpanel_breaker_open", platform="breaker-test") == 0


COUNTING = """
import os, sys
from ngnpanel import metrics
if os.environ.get("BEGIN"):
    metrics.begin()
children = []
for number in range(3):
    child = os.fork()
    if not child:
        for _ in range(10):
            metrics.sign_in("ok")
            metrics.breaker_changed("default", "open")
            metrics.request_answered("GET", "home", 200, 0.02)
        os._exit(0)
    children.append(child)
for child in children:
    os.waitpid(child, 0)
if os.environ.get("FOLD"):
    for child in children:
        metrics.fold(child)
import json
print(json.dumps([[s.name, s.labels, s.value] for m in metrics.collected() for s in m.samples]))
print(json.dumps(sorted(os.listdir(metrics.ROOT / metrics.SERVICE))))
"""


def counting(data: Path, **variables: str) -> tuple[dict[str, float], list[str]]:
    """What a service of three processes counted, and the files of its folder."""
    environment = {**os.environ, "NGNPANEL_DATA": str(data), **variables}
    ran = subprocess.run(
        [sys.executable, "-c", COUNTING], env=environment, check=True, capture_output=True
    )
    samples, files = (json.loads(line) for line in ran.stdout.splitlines())
    found = {
        f"{labels['service']} {name}": number
        for name, labels, number in samples
        if name in ("ngnpanel_sign_ins_total", "ngnpanel_request_seconds_count")
    }
    return found, files


def test_all_processes_and_services_are_told_together(tmp_path: Path) -> None:
    first, files = counting(tmp_path, METRICS_SERVICE="web")
    assert first == {"web ngnpanel_sign_ins_total": 30, "web ngnpanel_request_seconds_count": 30}
    assert len([name for name in files if name.endswith(".db")]) == 9
    folder = tmp_path / "metrics" / "web"
    assert folder.stat().st_mode & 0o077 == 0
    # Those that ended leave one file of each kind, and nothing is lost or counted twice.
    second, files = counting(tmp_path, METRICS_SERVICE="worker", FOLD="1")
    assert files == ["counter_gone.db", "histogram_gone.db", "lock"]
    assert second == {**first, **{f"worker{name[3:]}": number for name, number in first.items()}}
    third, _files = counting(tmp_path, METRICS_SERVICE="worker", BEGIN="1")
    assert third == second


def test_a_service_has_a_plain_name(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        counting(tmp_path, METRICS_SERVICE="../web")
