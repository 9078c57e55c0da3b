"""The journal that a person's programs share."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.jsonapi import journal
from ngnpanel.jsonapi.actions.action import (
    DONE,
    FLAG,
    TEXT,
    WHOLE,
    Action,
    Answer,
    Asked,
    done,
    listed,
    record,
)
from ngnpanel.jsonapi.models import JournalEntry
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.web.faults import Refused

# Where a line is kept: clients keep this word with its number.
SOURCE: Final = "journal"


def get_journal_entries(asked: Asked) -> Answer:
    """No call besides the account."""
    values = asked.values
    found = journal.read(
        asked.subject,
        after_id=values.get("after_id", 0),
        after=values.get("after_timestamp", 0),
        except_uuid=values.get("except_uuid", ""),
        limit=values.get("limit", journal.MOST_READ),
    )
    return {"success": True, "rows": len(found), "results": [_shown(row) for row in found]}


def _shown(row: JournalEntry) -> dict[str, Any]:
    return {
        "id": row.pk,
        "source": SOURCE,
        "timestamp": int(row.created.timestamp()),
        "account": row.account,
        "uuid": row.uuid,
        "ip_address": row.ip_address or "",
        "action": row.action,
        "data": row.data,
    }


def put_journal_entries(asked: Asked) -> Answer:
    """No call besides the account."""
    lines = journal.lines(asked.values["data"])
    numbers = journal.write(asked.subject, asked.values["uuid"], lines, asked.ip_address)
    return {
        **done(""),
        "results": [
            {"id": line.number, "journal_id": number, "source": SOURCE}
            for line, number in zip(lines, numbers, strict=True)
        ],
    }


def delete_journal_entries(asked: Asked) -> Answer:
    """A number, or a list of numbers or of entries that hold theirs; what is gone is gone."""
    given = [*asked.values.get("data", [])]
    if len(given) > journal.MOST_READ:
        raise Refused(_("Send at most %(number)s entries at once.") % {"number": journal.MOST_READ})
    if "journal_id" in asked.values:
        given.append(asked.values["journal_id"])
    journal.delete(asked.subject, [_number(item) for item in given])
    return done("")


def _number(item: Any) -> int:
    found = item.get("journal_id", item.get("id")) if isinstance(item, dict) else item
    text = str(found)
    is_whole = text.isascii() and text.isdecimal() and len(text) <= 18
    if isinstance(found, bool) or not is_whole:
        raise Refused(_("Name entries by their journal_id."))
    return int(text)


UUID = Parameter(
    name="uuid",
    schema={"type": "string", "minLength": 1, "maxLength": 64},
    text="The program that writes.",
    is_required=True,
)
ENTRY = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": ["string", "integer"], "minLength": 1, "maxLength": 64},
        "action": {"type": "string", "maxLength": 32},
        "data": {"type": "string", "maxLength": journal.LONGEST},
    },
}
ACTIONS: Final = (
    Action(
        name="get_journal_entries",
        text="Lines of the journal, the oldest first.",
        run=get_journal_entries,
        parameters=(
            Parameter(
                name="after_id",
                schema={"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
                text="Only lines with a greater number.",
            ),
            Parameter(
                name="after_timestamp",
                schema={"type": "integer", "minimum": 0, "maximum": MAX_INT},
                text="Only lines of this Unix second and later ones.",
            ),
            Parameter(
                name="except_uuid",
                schema={"type": "string", "maxLength": 64},
                text="No lines of this program.",
            ),
            Parameter(
                name="limit",
                schema={"type": "integer", "minimum": 1, "maximum": journal.MOST_READ},
                text="At most so many lines.",
            ),
        ),
        answer=record(
            success=FLAG,
            rows=WHOLE,
            results=listed(
                record(
                    id=WHOLE,
                    source=TEXT,
                    timestamp=WHOLE,
                    account=TEXT,
                    uuid=TEXT,
                    ip_address=TEXT,
                    action=TEXT,
                    data=TEXT,
                )
            ),
        ),
    ),
    Action(
        name="put_journal_entries",
        text="Add lines. A line that is sent again gets the number that it has.",
        run=put_journal_entries,
        parameters=(
            UUID,
            Parameter(
                name="data",
                schema={"type": "array", "items": ENTRY, "maxItems": journal.MOST_WRITTEN},
                text="The lines, each with the program's own id.",
                is_required=True,
            ),
        ),
        answer=record(
            success=FLAG,
            error_message=TEXT,
            results=listed(
                record(id={"type": ["string", "integer"]}, journal_id=WHOLE, source=TEXT)
            ),
        ),
        changes=True,
    ),
    Action(
        name="delete_journal_entries",
        text="Take lines out, by their numbers.",
        run=delete_journal_entries,
        parameters=(
            Parameter(
                name="data",
                schema={
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
                    "maxItems": journal.MOST_READ,
                },
                text="The numbers.",
            ),
            Parameter(
                name="journal_id",
                schema={"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
                text="One number.",
            ),
        ),
        answer=DONE,
        changes=True,
    ),
)
