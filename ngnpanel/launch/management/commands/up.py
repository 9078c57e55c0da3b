"""manage.py up: starts everything and keeps it running."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ngnpanel.jobs.tasks import HEARTBEAT_KEY
from ngnpanel.launch import broker, claims, logins, parts, probe, static_files
from ngnpanel.launch.parent import Parent, tie_to_parent
from ngnpanel.launch.supervisor import Stopped, Supervisor

BROKER_SECONDS = 30.0
READY_SECONDS = 120.0
PLATFORM_SECONDS = 15.0


class Command(BaseCommand):
    """Order: claim, broker, worker, database, static files, first start, web."""

    help = "Start the panel: web server, worker and broker. Stop it with Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tied", action="store_true", help="Stop when the process that started it ends."
        )

    def handle(self, *, tied: bool, **_options: Any) -> None:
        parent = Parent() if tied else None
        if parent:
            tie_to_parent(parent.number)
        os.umask(0o077)  # the database holds what only its owner may read
        data: Path = settings.DATA_DIR
        try:
            listener = claims.claim_port(settings.HOST, settings.PORT)
            lock = claims.claim_folder(data, "up")
        except claims.Taken as taken:
            raise CommandError(str(taken)) from None
        with listener, lock, Supervisor(self.tell, parent) as supervisor:
            try:
                self.start_broker(supervisor, data)
                cache.delete(HEARTBEAT_KEY)  # of an earlier run
                supervisor.add(parts.worker_child(data))
                self.prepare()
                self.first_start(supervisor, data)
                supervisor.add(parts.web_child(listener))
                state = self.wait_until_ready(supervisor)
                self.introduce(state, logins.move(data, settings.BASE_URL))
                supervisor.watch()
            except Stopped:
                self.tell("Stopping.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def start_broker(self, supervisor: Supervisor, data: Path) -> None:
        if settings.REDIS_URL:
            return
        program = broker.binary()
        if program is None:
            raise CommandError("No Redis-compatible server is installed here: set REDIS_URL.")
        path = broker.socket_path(data)
        # The folder is ours, so a broker that answers belongs to a launcher that was killed
        # a moment ago, and is about to end.
        if not supervisor.wait_until(lambda: not broker.answers(path), seconds=5):
            raise CommandError(f"Another broker answers on {path}: stop it first.")
        try:
            broker.prepare(data)
        except PermissionError as error:
            raise CommandError(str(error)) from None
        supervisor.add(parts.broker_child(program, data))
        if not supervisor.wait_until(lambda: broker.answers(path), seconds=BROKER_SECONDS):
            raise CommandError("The broker does not answer.")

    def prepare(self) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        connections.close_all()
        if not settings.DEBUG and static_files.collect(settings.STATIC_ROOT):
            self.tell("Static files collected.")

    def first_start(self, supervisor: Supervisor, data: Path) -> None:
        if not settings.LOCAL or logins.read(data) is not None:
            return
        if not settings.DEMO:
            logins.write(data, [logins.administrator()])
            return
        self.tell("First start: loading the demonstration platform through SOAP …")
        code = supervisor.run_to_end(parts.command_child("load_demo"))
        if code:
            raise CommandError(f"The demonstration platform could not be loaded (code {code}).")

    def wait_until_ready(self, supervisor: Supervisor) -> str:
        """What to say about the state: a platform elsewhere may be down for long, and is named."""
        first = READY_SECONDS if settings.LOCAL else PLATFORM_SECONDS
        if supervisor.wait_until(probe.is_ready, seconds=first):
            return "ngnpanel is ready."
        if not settings.LOCAL:
            alone = probe.only_platform_is_missing
            if supervisor.wait_until(alone, seconds=READY_SECONDS) and not probe.is_ready():
                url = settings.PLATFORMS["default"]["URL"]
                return f"ngnpanel is running, but the platform at {url} does not answer it."
        return "ngnpanel is running, but not healthy yet: see /healthz. It keeps trying."

    def introduce(self, state: str, people: list[logins.Login]) -> None:
        lines = ["", state, f"  Panel   {settings.BASE_URL}/"]
        if settings.LOCAL:
            lines.append(f"  SOAP    {settings.BASE_URL}/ngnpro/")
            lines.append(f"  WSDL    {settings.BASE_URL}/ngnpro/wsdl")
        lines.append(f"  Data    {settings.DATA_DIR}")
        if people:
            lines += ["", f"  {'Role':<14} {'Username':<30} Password"]
            lines += [f"  {p.role:<14} {p.username:<30} {p.password}" for p in people]
        lines += ["", "Stop with Ctrl-C."]
        self.tell("\n".join(lines))
