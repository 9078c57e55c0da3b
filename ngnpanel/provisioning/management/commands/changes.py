"""manage.py changes: the change feed as lines of JSON."""

from __future__ import annotations

import json
import time
from argparse import RawDescriptionHelpFormatter
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from ngnpanel.provisioning import feed
from ngnpanel.provisioning.models.changes import Change

EPILOG: Final = """\
Examples:
  manage.py changes                       all that is kept
  manage.py changes --after 4711          what came after the change 4711
  manage.py changes --after 4711 --follow waits for more until it is stopped
  manage.py changes --last                the number of the newest change

The exit code is 3 when changes after the given one were pruned: read all records anew.
"""
TOO_LATE: Final = 3
SECONDS: Final = 1.0
MAX_NUMBER: Final = 2**63 - 1


class Command(BaseCommand):
    """One line for each change, the oldest first."""

    help = "Print the changes that the server committed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to begin and when to stop."""
        parser.epilog = EPILOG
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.add_argument("--after", type=int, metavar="N", help="begin after this number")
        parser.add_argument("--limit", type=int, metavar="N", help="print at most so many")
        parser.add_argument("--follow", action="store_true", help="wait for more")
        parser.add_argument("--last", action="store_true", help="print the newest number")

    def handle(
        self,
        *_args: Any,
        after: int | None,
        limit: int | None,
        follow: bool,
        last: bool,
        **_options: Any,
    ) -> None:
        """Prints; raises CommandError when the feed does not hold what is asked for."""
        if last:
            self.stdout.write(str(feed.last()))
            return
        if after is not None and not 0 <= after <= MAX_NUMBER:
            raise CommandError("--after is the number of a change.")
        if limit is not None and limit < 1:
            raise CommandError("--limit is 1 or more.")
        try:
            self._print(feed.oldest() if after is None else after, limit, follow=follow)
        except feed.TooLate as error:
            raise CommandError(str(error), returncode=TOO_LATE) from None
        except KeyboardInterrupt:
            return

    def _print(self, position: int, limit: int | None, *, follow: bool) -> None:
        left = limit
        while left is None or left > 0:
            most = feed.SLICE if left is None else min(left, feed.SLICE)
            rows = feed.after(position, most)
            for row in rows:
                self.stdout.write(line(row))
            self.stdout.flush()
            if rows:
                position = rows[-1].sequence
                left = None if left is None else left - len(rows)
            elif not follow:
                return
            else:
                # Not to hold a connection while nothing happens.
                close_old_connections()
                time.sleep(SECONDS)


def line(row: Change) -> str:
    """A change as JSON; the time is UTC."""
    return json.dumps(
        {
            "sequence": row.sequence,
            "kind": row.kind,
            "key": row.key,
            "operation": row.operation,
            "caller": row.caller,
            "customer": row.customer,
            "request": row.request_id,
            "at": row.at.isoformat(),
        },
        ensure_ascii=False,
    )
