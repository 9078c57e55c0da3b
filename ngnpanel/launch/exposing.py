"""GET /metrics for Prometheus: what all processes counted, and how things stand now.

It is not behind the panel's sign-in. With METRICS_TOKEN a scrape brings the token; without it only
this machine itself may ask, and no proxy in between: to all others there is nothing here.
"""

from __future__ import annotations

import hmac
import ipaddress
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, cast

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import CollectorRegistry
from redis.backoff import NoBackoff
from redis.retry import Retry

from ngnpanel import metrics
from ngnpanel.jobs import tasks
from ngnpanel.jobs.models import LIVE, Job, JobItem, Outcome, State
from ngnpanel.launch import broker
from ngnpanel.middleware import public
from ngnpanel.notices.models import HANDING, TAKEN, WAITING, Letter
from ngnpanel.soap.metering import Call

# A proxy adds one of these: the address is then that of the proxy, not of who asks.
OF_PROXIES: Final = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")
OWN_NAMES: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
# Counting what waits may read many rows: a crowd of scrapes does it once in this time.
STANDING_SECONDS: Final = 5
REDIS_SECONDS: Final = 2
QUEUE: Final = "celery"


@public
@never_cache
@require_safe
def expose(request: HttpRequest) -> HttpResponse:
    """All metrics as text; 404 for who may not ask, 401 without the token that is wanted."""
    if settings.METRICS_TOKEN:
        if not _has_token(request):
            refusal = HttpResponse("A token is needed.\n", "text/plain", status=401)
            refusal["WWW-Authenticate"] = 'Bearer realm="metrics"'
            return refusal
    elif not _is_from_here(request):
        raise Http404
    text = generate_latest(cast(CollectorRegistry, _All()))
    return HttpResponse(text, CONTENT_TYPE_PLAIN_0_0_4)


def count_call(call: Call) -> None:
    """Count a SOAP call of this process."""
    metrics.soap_called(call.port, call.operation, call.outcome, call.milliseconds / 1000)


def _has_token(request: HttpRequest) -> bool:
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    wanted = str(settings.METRICS_TOKEN).encode()
    return hmac.compare_digest(given.strip().encode(), wanted) and scheme.lower() == "bearer"


def _is_from_here(request: HttpRequest) -> bool:
    if any(name in request.headers for name in OF_PROXIES):
        return False
    host = request.get_host()
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    try:
        address = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    return address.is_loopback and name in OWN_NAMES


class _All:
    """What the library writes out: it asks for nothing but ``collect``."""

    def collect(self) -> Iterator[Metric]:
        """Counters of all processes, then the state of the moment."""
        yield from metrics.collected()
        yield from _state()


def _state() -> Iterator[Metric]:
    up = GaugeMetricFamily(
        "ngnpanel_up", "Whether a part answers, or gave a sign lately.", labels=("part",)
    )
    standing = _standing()
    up.add_metric(("database",), float(standing is not None))
    queue = _queue_length()
    up.add_metric(("redis",), float(queue is not None))
    if queue is not None:
        yield GaugeMetricFamily("ngnpanel_queue_length", "Messages that wait for a worker.", queue)
        ages = GaugeMetricFamily(
            "ngnpanel_heartbeat_age_seconds", "Since the last sign of life.", labels=("part",)
        )
        for part, age in (("worker", tasks.worker_age()), ("beat", tasks.beat_age())):
            up.add_metric((part,), float(age is not None))
            if age is not None:
                ages.add_metric((part,), age)
        yield ages
    yield up
    if standing is not None:
        yield from _waiting(standing)


def _waiting(standing: dict[str, int]) -> Iterator[Metric]:
    jobs = GaugeMetricFamily("ngnpanel_jobs", "Jobs by state.", labels=("state",))
    for state in State:
        jobs.add_metric((state.value,), standing[state.value])
    yield jobs
    yield GaugeMetricFamily(
        "ngnpanel_job_items_waiting", "Items of jobs at work that are not over.", standing["items"]
    )
    yield GaugeMetricFamily(
        "ngnpanel_mails_waiting", "Mails that are still to be sent.", standing["mails"]
    )


def _standing() -> dict[str, int] | None:
    """What is in the database, at most some seconds old; None when it does not answer."""
    key = "metrics-standing"
    known: tuple[float, dict[str, int]] | None = None
    with suppress(redis.RedisError):
        known = cache.get(key)
    try:
        if known is not None and time.time() - known[0] < STANDING_SECONDS:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return known[1]
        found = dict.fromkeys((state.value for state in State), 0)
        found |= dict(Job.objects.values_list("state").annotate(number=Count("pk")))
        found["items"] = JobItem.objects.filter(
            job__state__in=LIVE, outcome=Outcome.PENDING
        ).count()
        found["mails"] = Letter.objects.filter(state__in=(WAITING, TAKEN, HANDING)).count()
    except DatabaseError:
        return None
    with suppress(redis.RedisError):
        cache.set(key, (time.time(), found), STANDING_SECONDS)
    return found


def _queue_length() -> int | None:
    """How many messages wait; None when the broker does not answer."""
    url = broker.queue_url(settings.BROKER_URL)
    client = redis.Redis.from_url(
        url,
        socket_timeout=REDIS_SECONDS,
        socket_connect_timeout=REDIS_SECONDS,
        # A scrape does not wait for a broker that is away: the next one asks again.
        retry=Retry(NoBackoff(), 0),
    )
    try:
        return client.llen(QUEUE)
    except redis.RedisError:
        return None
    finally:
        client.close()
