"""``manage.py createstaff NAME``: the first members of the staff, or one more."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.contrib.auth import hashers
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ngnpanel.accounts.domain import strength
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.staff import signing
from ngnpanel.staff.forms import MemberForm
from ngnpanel.staff.models import StaffMember, StaffRole
from ngnpanel.staff.ruling import Manager


class Command(BaseCommand):
    """Adds a staff account; its password is asked for, or made up and printed once."""

    help = "Add a staff account. Without --generate the password is asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who it is."""
        parser.add_argument("login", help="what the person signs in with, without @")
        parser.add_argument("--name", default="", help="what people call the person")
        parser.add_argument("--mail", default="")
        parser.add_argument("--role", default="Read only", help="the name of a role")
        parser.add_argument("--resellers", default="", help="numbers with commas; empty: all")
        parser.add_argument("--generate", action="store_true", help="make a password up")

    def handle(self, **options: Any) -> None:
        """Check as the page does, and store."""
        role = StaffRole.objects.filter(name__iexact=options["role"]).first()
        if role is None:
            known = ", ".join(StaffRole.objects.values_list("name", flat=True))
            raise CommandError(f"There is no such role. There are: {known}.")
        typed = {
            "login": options["login"],
            "name": options["name"] or options["login"],
            "mail": options["mail"],
            "role": str(role.pk),
            "resellers": options["resellers"],
        }
        form = MemberForm(typed, manager=Manager(rights=None))
        if not form.is_valid():
            problems = [f"{field.label}: {text}" for field, text in form.problems()]
            raise CommandError("\n".join(problems))
        member = StaffMember()
        form.apply(member)
        if options["generate"]:
            password = signing.generated(member)
            member.save()
            self.stdout.write(f"{member.login} signs in with the password: {password}")
            return
        member.password = hashers.make_password(_asked(member))
        member.save()
        self.stdout.write(f"{member.login} can sign in.")


def _asked(member: StaffMember) -> str:
    """A password from the terminal, twice, or one line of what is piped in."""
    if sys.stdin.isatty():
        typed = getpass.getpass("Password: ")
        if typed != getpass.getpass("Password again: "):
            raise CommandError("These are not the same.")
    else:
        typed = sys.stdin.readline().rstrip("\n")
    try:
        return strength.check(typed, member.login, *member.name.split())
    except RuleError as error:
        raise CommandError(str(error)) from None
