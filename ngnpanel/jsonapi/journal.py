"""The journal of an account: what one of a person's programs writes, the others read.

Lines are never changed. A program that sends a line again, because it did not get our answer, gets
the number that the line has. An account keeps its newest lines; older ones go.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.jsonapi.models import JournalEntry
from ngnpanel.jsonapi.parameters import NO_TEXT
from ngnpanel.web.faults import Refused

MOST_READ: Final = 5000
MOST_WRITTEN: Final = 5000
MOST_KEPT: Final = 20_000
# Characters of all lines of an account together.
MOST_HELD: Final = 32 * 1024 * 1024
LONGEST: Final = 64 * 1024
# An answer of this size ends before its limit of lines; the next one goes on.
LONGEST_ANSWER: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that a program sends; ``number`` is its own, as it sent it."""

    number: str | int
    action: str
    data: str

    @property
    def digest(self) -> str:
        """The same for the same line."""
        return hashlib.sha256(json.dumps([self.action, self.data]).encode()).hexdigest()


def of(subject: Subject) -> QuerySet[JournalEntry]:
    """The journal of this very account."""
    return JournalEntry.objects.filter(**_key(subject))


def read(
    subject: Subject, *, after_id: int, after: int, except_uuid: str, limit: int
) -> list[JournalEntry]:
    """The oldest lines first; those of the second ``after`` are among them."""
    rows = of(subject).filter(pk__gt=after_id).order_by("pk")
    if after:
        rows = rows.filter(created__gte=datetime.fromtimestamp(after, UTC))
    if except_uuid:
        rows = rows.exclude(uuid=except_uuid)
    found: list[JournalEntry] = []
    size = 0
    for row in rows[:limit].iterator(500):
        size += len(row.data)
        if found and size > LONGEST_ANSWER:
            break
        found.append(row)
    return found


def lines(given: Sequence[Any]) -> list[Line]:
    """The lines as they were sent; raises Refused."""
    if len(given) > MOST_WRITTEN:
        raise Refused(_("Send at most %(number)s entries at once.") % {"number": MOST_WRITTEN})
    return [_line(item) for item in given]


def _line(item: Any) -> Line:
    number = item.get("id") if isinstance(item, dict) else None
    if isinstance(number, bool) or not isinstance(number, str | int):
        raise Refused(_("Give each entry an id of at most 64 characters."))
    data, action = item.get("data", ""), item.get("action") or ""
    if not isinstance(data, str):
        data = json.dumps(data)
    if not isinstance(action, str) or len(action) > 32 or not 0 < len(str(number)) <= 64:
        raise Refused(_("Give each entry an id of at most 64 characters."))
    if any(NO_TEXT.search(text) for text in (str(number), action, data)):
        raise Refused(_("Leave out control characters in %(name)s.") % {"name": "data"})
    if len(data) > LONGEST:
        raise Refused(_("An entry holds at most %(number)s characters.") % {"number": LONGEST})
    return Line(number=number, action=action, data=data)


def write(subject: Subject, uuid: str, given: Sequence[Line], ip_address: str) -> list[int]:
    """The numbers of these lines in their order; what is there already is not written again."""
    key = _key(subject)
    with transaction.atomic():
        JournalEntry.objects.bulk_create(
            [
                JournalEntry(
                    **key,
                    uuid=uuid,
                    client_id=str(line.number),
                    action=line.action,
                    data=line.data,
                    digest=line.digest,
                    ip_address=ip_address or None,
                )
                for line in given
            ],
            ignore_conflicts=True,
        )
        numbers = _numbers(subject, uuid, given)
        _drop_oldest(subject)
    return [numbers[str(line.number), line.digest] for line in given]


def delete(subject: Subject, numbers: Iterable[int]) -> int:
    """Take these lines out; others of the same account stay. Tells how many there were."""
    gone, _kinds = of(subject).filter(pk__in=list(numbers)).delete()
    return gone


def _numbers(subject: Subject, uuid: str, given: Sequence[Line]) -> dict[tuple[str, str], int]:
    names = {str(line.number) for line in given}
    rows = of(subject).filter(uuid=uuid, client_id__in=names)
    return {
        (name, digest): pk for pk, name, digest in rows.values_list("pk", "client_id", "digest")
    }


def _drop_oldest(subject: Subject) -> None:
    """Keep the newest lines, as many and as long together as an account may have."""
    rows = of(subject).annotate(size=Length("data"))
    held = of(subject).aggregate(lines=Count("pk"), characters=Sum(Length("data")))
    if held["lines"] <= MOST_KEPT and (held["characters"] or 0) <= MOST_HELD:
        return
    size = 0
    for place, (number, length) in enumerate(rows.order_by("-pk").values_list("pk", "size")):
        size += length
        if place >= MOST_KEPT or (place and size > MOST_HELD):
            of(subject).filter(pk__lte=number).delete()
            return


def _key(subject: Subject) -> dict[str, str]:
    born = subject.account.create_date
    return {
        "platform": subject.actor.platform,
        "account": subject.address,
        "born": born.isoformat() if born else "",
    }
