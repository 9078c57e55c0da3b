"""manage.py soap: any operation of a configured platform, from the command line."""

from __future__ import annotations

import base64
import json
import logging
import os
import sys
from argparse import RawDescriptionHelpFormatter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngnpanel.soap import wsdl
from ngnpanel.soap.arguments import ArgumentError, example, parse, signature
from ngnpanel.soap.errors import RemoteError
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port
from ngnpanel.soap.wsdl import Operation

EPILOG = """\
Examples:
  manage.py soap                                   the ports
  manage.py soap Sip                               the operations of a port
  manage.py soap Sip addAlias --describe           what an operation takes and returns
  manage.py soap Sip getAccounts '{"filter": {"username": "a%"}, "range": {"count": 5}}'
  manage.py soap Sip addToGroup alice@example.com free-pstn
  manage.py soap Sip addAccount - < account.json   keeps a password out of the list of processes
"""


class Command(BaseCommand):
    """Prints the result as JSON; a fault goes to stderr as JSON, and the exit code is 1."""

    help = "Call an operation of the platform with its administrator's rights."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.epilog = EPILOG
        parser.formatter_class = RawDescriptionHelpFormatter
        ports = ", ".join(wsdl.load().ports)
        parser.add_argument("port", nargs="?", help=f"one of {ports}")
        parser.add_argument("operation", nargs="?", help="for example getAccounts")
        parser.add_argument(
            "arguments",
            nargs="*",
            help="JSON for each parameter in order; texts as they are; an address as user@domain;"
            " - reads one from stdin, @FILE from a file",
        )
        parser.add_argument("--platform", default="default", help="its name in the settings")
        parser.add_argument(
            "--impersonate", type=int, default=0, metavar="ID", help="act for this customer"
        )
        parser.add_argument(
            "--login",
            default="",
            metavar="NAME",
            help="sign in as a customer; its password comes from NGNPRO_LOGIN_PASSWORD",
        )
        parser.add_argument(
            "--describe", action="store_true", help="print what the operation takes and returns"
        )

    def handle(
        self,
        *,
        port: str | None,
        operation: str | None,
        arguments: list[str],
        describe: bool,
        **options: Any,
    ) -> None:
        # A line about the call would stand among the JSON; -v 2 shows it.
        if options["verbosity"] < 2:
            logging.getLogger("ngnpanel").setLevel(logging.WARNING)
        ports = wsdl.load().ports
        if port is None:
            self.stdout.write("\n".join(ports))
            return
        if port not in ports:
            raise CommandError(f"There is no port {port}; there are {', '.join(ports)}.")
        operations = ports[port].operations
        if operation is None:
            for each in operations.values():
                self.stdout.write(f"{signature(each)}\n    {each.documentation}")
            return
        if operation not in operations:
            raise CommandError(f"{port} has no operation {operation}: see `manage.py soap {port}`.")
        chosen = operations[operation]
        if describe:
            self.describe(chosen)
            return
        try:
            values = parse(chosen, [read(text) for text in arguments])
        except ArgumentError as error:
            raise CommandError(str(error)) from None
        self.call(platform(options["platform"], options["login"]), port, chosen, values, options)

    def describe(self, operation: Operation) -> None:
        """Prints the shape of every parameter and of the result."""
        self.stdout.write(f"{signature(operation)}\n    {operation.documentation}")
        shapes = {name: example(ref) for name, ref in operation.parameters}
        if operation.result:
            shapes["result"] = example(operation.result)
        self.stdout.write(json.dumps(shapes, indent=2))

    def call(
        self,
        to: Platform,
        port: str,
        operation: Operation,
        values: list[Any],
        options: dict[str, Any],
    ) -> None:
        """Calls and prints; ends the process with 1 when the platform refuses."""
        try:
            result = Port(to, port).call(
                operation.name, *values, impersonate=options["impersonate"]
            )
        except RemoteError as error:
            told = {"code": error.code, "text": error.text, "field": error.field}
            self.stderr.write(json.dumps({"fault": told}, ensure_ascii=False))
            sys.exit(1)
        self.stdout.write(json.dumps(result, indent=2, ensure_ascii=False, default=as_text))


def platform(name: str, login: str) -> Platform:
    """The configured platform, with a customer's credentials when ``login`` names one."""
    if name not in settings.PLATFORMS:
        known = ", ".join(settings.PLATFORMS)
        raise CommandError(f"There is no platform {name}; the settings have {known}.")
    found = Platform.named(name)
    if not login:
        return found
    password = os.environ.get("NGNPRO_LOGIN_PASSWORD", "")
    if not password:
        raise CommandError("Put the password of the login into NGNPRO_LOGIN_PASSWORD.")
    return found.signed_in_as(login, password, admin=False)


def read(text: str) -> str:
    """What was typed, what stands in the file @NAME, or what comes from stdin for -."""
    if text == "-":
        return sys.stdin.read()
    if not text.startswith("@"):
        return text
    try:
        return Path(text[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{text[1:]} cannot be read: {error.strerror}.") from None


def as_text(value: object) -> str:
    """JSON has no bytes."""
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value)} is no value of a reply")
    return base64.b64encode(value).decode("ascii")
