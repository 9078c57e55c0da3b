"""manage.py platform: the provisioning server alone, for panels that run elsewhere."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ngnpanel.environment import Environment
from ngnpanel.launch import claims, logins, parts, probe, static_files
from ngnpanel.launch.parent import Parent, tie_to_parent
from ngnpanel.launch.supervisor import Stopped, Supervisor

PORT = 9200
READY_SECONDS = 60.0


class Command(BaseCommand):
    """It shares the data folder with `up`: the same database and the same administrator."""

    help = "Start the provisioning server alone (PORT, default 9200). Stop it with Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tied", action="store_true", help="Stop when the process that started it ends."
        )

    def handle(self, *, tied: bool, **_options: Any) -> None:
        parent = Parent() if tied else None
        if parent:
            tie_to_parent(parent.number)
        if not settings.LOCAL:
            raise CommandError("PLATFORM=remote means that the server runs elsewhere.")
        os.umask(0o077)  # the database holds what only its owner may read
        data: Path = settings.DATA_DIR
        port = Environment(os.environ).integer("PORT", PORT)
        url = settings.LOOPBACK_URL.rpartition(":")[0] + f":{port}"
        try:
            listener = claims.claim_port(settings.HOST, port)
            lock = claims.claim_folder(data, "platform")
        except claims.Taken as taken:
            raise CommandError(str(taken)) from None
        with listener, lock, Supervisor(self.tell, parent) as supervisor:
            try:
                call_command("migrate", interactive=False, verbosity=0)
                connections.close_all()
                if not settings.DEBUG:
                    static_files.collect(settings.STATIC_ROOT)
                supervisor.add(parts.web_child(listener, platform_only=True, base_url=url))
                supervisor.wait_until(lambda: probe.answers(url), seconds=READY_SECONDS)
                self.introduce(url)
                supervisor.watch()
            except Stopped:
                self.tell("Stopping.")

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def introduce(self, url: str) -> None:
        login = logins.administrator()
        self.tell(
            f"\nThe provisioning server is ready.\n  SOAP    {url}/ngnpro/\n"
            f"  WSDL    {url}/ngnpro/wsdl\n"
            f"  Pages   {url}/platform/\n"
            f"  Login   {login.username} {login.password}\n\nStop with Ctrl-C."
        )
