"""manage.py vouchers: make, list and block the vouchers of resellers; no operation does.

manage.py vouchers make --reseller 12 --count 100 --value 25 --until 2027-12-31 --batch spring
manage.py vouchers list --reseller 12
manage.py vouchers block --batch spring
manage.py vouchers unblock 1001 1002
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from ngnpanel.accounts.domain import balance, rules
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.provisioning import feed, texts, vouchers
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller, Kind
from ngnpanel.provisioning.models import Customer, Voucher

MOST: Final = 10_000
NAME: Final = "manage.py"


class Command(BaseCommand):
    """Secret numbers are printed once: nobody can read them again."""

    help = "Make, list and block vouchers."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        make = acts.add_parser("make", help="print new vouchers and their secret numbers as CSV")
        make.add_argument("--reseller", type=int, required=True, help="customer id of a reseller")
        make.add_argument("--count", type=int, required=True)
        make.add_argument("--value", required=True, help="what each is worth, for example 12.50")
        make.add_argument(
            "--until", type=date.fromisoformat, required=True, help="last day in UTC, YYYY-MM-DD"
        )
        make.add_argument("--batch", default="", help="a name for all of them")
        listed = acts.add_parser("list", help="print vouchers as CSV, without secret numbers")
        listed.add_argument("--reseller", type=int)
        listed.add_argument("--batch")
        for name, text in (("block", "refuse them"), ("unblock", "accept them again")):
            act = acts.add_parser(name, help=text)
            act.add_argument("ids", type=int, nargs="*")
            act.add_argument("--batch")

    def handle(self, *, act: str, **options: Any) -> None:
        if act == "make":
            self._make(**options)
        elif act == "list":
            self._list(options["reseller"], options["batch"])
        else:
            self._block(options["ids"], options["batch"], is_blocked=act == "block")

    def _make(self, **options: Any) -> None:
        owner = Customer.objects.filter(pk=options["reseller"]).first()
        if owner is None or not owner.is_reseller:
            raise CommandError(f"There is no reseller {options['reseller']}.")
        if not 1 <= options["count"] <= MOST:
            raise CommandError(f"Make 1 to {MOST} vouchers at once.")
        ends = datetime.combine(options["until"] + timedelta(days=1), time(), UTC)
        if ends <= now():
            raise CommandError("The last day is over.")
        try:
            value = balance.change(Decimal(options["value"]))
            batch = rules.plain_text(options["batch"].strip(), texts.limit(Voucher, "batch"))
        except InvalidOperation:
            raise CommandError("Write the value as a number, for example 12.50.") from None
        except RuleError as error:
            raise CommandError(error.text) from None
        if value < 0:
            raise CommandError("A voucher is worth more than 0.")
        with transaction.atomic():
            made = vouchers.make(owner, options["count"], value, ends, batch)
            self._tell("vouchers.make", [each.voucher for each in made])
        rows = csv.writer(self.stdout, lineterminator="\n")
        rows.writerow(("id", "number", "value", "until"))
        for each in made:
            rows.writerow((each.voucher.pk, each.number, value, options["until"]))

    def _list(self, reseller: int | None, batch: str | None) -> None:
        found = Voucher.objects.order_by("pk")
        if reseller is not None:
            found = found.filter(reseller=reseller)
        if batch is not None:
            found = found.filter(batch=batch)
        rows = csv.writer(self.stdout, lineterminator="\n")
        rows.writerow(("id", "reseller", "batch", "value", "until", "state", "used for"))
        moment = now()
        for row in found.iterator():
            last = (row.ends - timedelta(days=1)).date()
            told = (row.value, last, row.state(moment), row.used_for)
            rows.writerow((row.pk, row.reseller_id, row.batch, *told))

    def _block(self, ids: list[int], batch: str | None, *, is_blocked: bool) -> None:
        if not ids and batch is None:
            raise CommandError("Name vouchers by their ids or by --batch.")
        with transaction.atomic():
            found = self._named(ids, batch).select_for_update().filter(is_blocked=not is_blocked)
            rows = list(found)
            Voucher.objects.filter(pk__in=[row.pk for row in rows]).update(is_blocked=is_blocked)
            self._tell(f"vouchers.{'block' if is_blocked else 'unblock'}", rows)
        self.stdout.write(f"{len(rows)} {'blocked' if is_blocked else 'unblocked'}")

    def _named(self, ids: list[int], batch: str | None) -> QuerySet[Voucher]:
        found = Voucher.objects.order_by("pk")
        if batch is not None:
            found = found.filter(batch=batch)
        if not ids:
            return found
        found = found.filter(pk__in=[number for number in ids if 0 < number <= rules.MAX_INT])
        missing = set(ids) - set(found.values_list("pk", flat=True))
        if missing:
            raise CommandError(f"There is no such voucher: {', '.join(map(str, sorted(missing)))}")
        return found

    def _tell(self, operation: str, rows: list[Voucher]) -> None:
        """Writes the change feed, which followers of the server read."""
        call = Call(caller=Caller(kind=Kind.ADMINISTRATOR, name=NAME))
        for row in rows:
            call.changed("voucher", row)
        feed.write(call, operation)
