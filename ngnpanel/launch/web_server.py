"""How gunicorn runs: ``gunicorn --config python:ngnpanel.launch.web_server ngnpanel.wsgi``.

The launcher, the units of systemd and the container all start it with this file. Each value may be
overridden on the command line.
"""

from __future__ import annotations

import logging.config
import os
from contextlib import suppress
from typing import Any

from gunicorn.glogging import Logger

from ngnpanel import logs, metrics, turns
from ngnpanel.environment import Environment
from ngnpanel.launch.serving import board

_env = Environment(os.environ)
# Sockets that systemd hands over come first, and so does --bind.
bind = [f"{_env.text('HOST', '127.0.0.1')}:{_env.integer('PORT', 8000)}"]
worker_class = "ngnpanel.launch.serving.StayingWorker"
workers = _env.integer("WEB_PROCESSES", max(1, min(2, os.cpu_count() or 1)))
threads = _env.integer("WEB_THREADS", 8)
# The code is loaded once, before the processes part.
preload_app = True
# Longer than any page takes; the launcher waits two seconds more.
graceful_timeout = 8
loglevel = "warning"
# It would write a socket into the home folder.
control_socket_disable = True


class Log(Logger):  # type: ignore[misc]
    """Gunicorn's own words go the way of all records; requests are logged by the panel."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        level = _env.text("LOG_LEVEL", "INFO")
        logging.config.dictConfig(logs.described(level, _env.text("LOG_FORMAT", "text")))


logger_class = Log


def on_starting(_server: Any) -> None:
    """Before the first process is there: counting starts from zero."""
    metrics.begin()


def pre_fork(server: Any, worker: Any) -> None:
    """A core for each process, where there are no more cores than processes.

    Its threads take turns anyway; on two cores they would spend a sixth of their time on fetching
    what the other one has changed.
    """
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    taken = [each.core for each in server.WORKERS.values()]
    worker.place = board.place()
    is_shared_out = 1 < len(cores) <= server.cfg.workers
    worker.core = min(cores, key=taken.count) if is_shared_out else None


def post_fork(_server: Any, worker: Any) -> None:
    """In the new process: it stays on its core, and works in longer turns."""
    turns.take_longer_ones()
    if worker.core is not None:
        # Where a service may not choose its cores, the machine does.
        with suppress(PermissionError):
            os.sched_setaffinity(0, {worker.core})


def child_exit(_server: Any, worker: Any) -> None:
    """What a process counted stays when it is gone; what it had at work does not."""
    if worker.place is not None:
        board.leave(worker.place)
    metrics.fold(worker.pid)
