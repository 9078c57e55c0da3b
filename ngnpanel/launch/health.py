"""GET /healthz: one word about each part, and 200 only if all of them work.

/healthz/live says that this process answers, and asks nobody: who fails it is started again.
/healthz/ready says that it can serve pages, for whoever spreads requests over several of them:
the database answers and has all tables of this version. A worker or a platform that is away takes
no web server out of service, since all of them would go at once.
"""

from __future__ import annotations

from typing import ClassVar

import redis
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ngnpanel.api import Api
from ngnpanel.jobs.tasks import seconds_since_heartbeat
from ngnpanel.middleware import public
from ngnpanel.soap import errand
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.paging import Query
from ngnpanel.soap.platform import Platform

OK = "ok"
DOWN = "down"
SILENT = "silent"  # a worker that has not given a sign for a while, or not yet
BEHIND = "behind"  # a database without the migrations of this version
UNKNOWN = "unknown"  # nobody can tell, because the broker does not answer

PLATFORM_KEY = "platform-state"
PLATFORM_SECONDS = 2  # a crowd of probes becomes one SOAP call in this time
PATIENCE_SECONDS = 0.7  # what asks for our health waits a second, whatever the platform does


@public
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """The state of the panel; without a name or an address, because anybody may ask."""
    states = {"web": OK, **_broker_and_worker()}
    states["platform"] = _remembered_platform() if states["broker"] == OK else _platform()
    return _answer(states)


@public
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Always 200: the process answers."""
    return JsonResponse({"status": OK})


@public
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """200 when pages can be served."""
    return _answer({"database": _database()})


@never_cache
@require_safe
def platform_healthz(_request: HttpRequest) -> JsonResponse:
    """The state of a server that runs alone: it has no broker and no worker."""
    return _answer({"web": OK, "platform": _platform()})


def _answer(states: dict[str, str]) -> JsonResponse:
    healthy = all(state == OK for state in states.values())
    return JsonResponse(
        {"status": OK if healthy else DOWN, **states}, status=200 if healthy else 503
    )


def _database() -> str:
    """Whether the database answers, and every migration of this version is applied.

    Once that was so it stays so: a later version adds migrations, it takes none away.
    """
    try:
        if _Migrated.known:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            return OK
        loader = MigrationExecutor(connection).loader
        if set(loader.graph.nodes) - set(loader.applied_migrations):
            return BEHIND
    except DatabaseError:
        return DOWN
    _Migrated.known = True
    return OK


class _Migrated:
    """What this process found out about the database."""

    known: ClassVar[bool] = False


def _broker_and_worker() -> dict[str, str]:
    """Broker and cache are one server, so reading the heartbeat asks both at once."""
    try:
        age = seconds_since_heartbeat()
    except redis.RedisError:
        return {"broker": DOWN, "worker": UNKNOWN}
    return {"broker": OK, "worker": SILENT if age is None else OK}


def _remembered_platform() -> str:
    state: str | None = cache.get(PLATFORM_KEY)
    if state is None:
        state = _platform()
        cache.set(PLATFORM_KEY, state, PLATFORM_SECONDS)
    return state


def _platform() -> str:
    """Whether the platform answers a small question that needs its database and our login."""
    try:
        with errand.begun(most=PATIENCE_SECONDS):
            Api(Platform.named("default")).customers.customers(Query(count=1))
    except RemoteError:
        return DOWN
    return OK
