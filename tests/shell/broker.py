"""A real broker that the tasks of a test go through, so that what it holds can be read."""

from __future__ import annotations

import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import Celery, Task, current_app
from celery.exceptions import AlwaysEagerIgnored

from ngnpanel.launch import broker
from tests.shell.planting import Seen


@contextmanager
def real(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[redis.Redis]:
    """The embedded one; every task is sent to it, and done here at once all the same."""
    program = broker.binary()
    assert program is not None
    broker.prepare(folder)
    process = subprocess.Popen(broker.command(program, folder))
    try:
        socket = broker.socket_path(folder)
        until = time.monotonic() + 10
        while not broker.answers(socket):
            assert time.monotonic() < until
            time.sleep(0.02)
        with current_app.connection(broker.embedded_url(folder)) as connection:
            send, do_here = Celery.send_task, Task.apply_async

            def sent(
                app: Celery, name: str, args: Any = None, kwargs: Any = None, **options: Any
            ) -> Any:
                with warnings.catch_warnings():
                    # Tasks of tests are done at once, which this one is as well.
                    warnings.simplefilter("ignore", AlwaysEagerIgnored)
                    return send(app, name, args, kwargs, **{**options, "connection": connection})

            def both(task: Any, args: Any = None, kwargs: Any = None, **options: Any) -> Any:
                sent(current_app, task.name, args, kwargs)
                return do_here(task, args, kwargs, **options)

            patch.setattr(Celery, "send_task", sent)
            patch.setattr(Task, "apply_async", both)
            yield redis.Redis(unix_socket_path=str(socket), db=0)
    finally:
        process.terminate()
        process.wait(10)


def held(store: redis.Redis) -> Iterator[Seen]:
    """All that it holds, and its file."""
    keys: Any = store.keys("*")
    for key in keys:
        yield Seen("broker", key)
        kind = store.type(key)
        values: Any
        if kind == b"list":
            values = store.lrange(key, 0, -1)
        elif kind == b"hash":
            values = list(store.hgetall(key).values())
        elif kind == b"set":
            values = list(store.smembers(key))
        elif kind == b"zset":
            values = store.zrange(key, 0, -1)
        else:
            values = [store.get(key)]
        for value in values:
            yield Seen("broker", value)
