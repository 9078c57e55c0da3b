"""What the account has and uses: balance, usage of the month, history of its credit, vouchers."""

from __future__ import annotations

import csv
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.balance import (
    NUMBER_DIGITS,
    CreditHistoryEntry,
    PrepaidCard,
    voucher_number,
)
from ngnpanel.accounts.domain.calls import CallQuery, CallsQuery, CallSummary
from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.accounts.subscriber import money
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.jsonapi.actions.action import (
    DONE,
    NUMBER,
    TEXT,
    WHOLE,
    Action,
    Answer,
    Asked,
    done,
    listed,
    or_null,
    record,
)
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.soap.errors import Conflict, NotFound
from ngnpanel.users import throttle
from ngnpanel.web.exporting import cell
from ngnpanel.web.faults import Refused

MOST_CHANGES: Final = 200
COLUMNS: Final = ("id", "account", "date", "action", "description", "value", "final balance")


def get_prepaid(asked: Asked) -> Answer:
    """One call for a prepaid account."""
    subject = asked.subject
    has_balance = bool(subject.account.prepaid)
    return {"balance": subject.api.sip.balance(subject.id) if has_balance else None}


def get_monthly_usage(asked: Asked) -> Answer:
    """One call; the platform knows when the month of the account begins."""
    subject = asked.subject
    found = subject.api.sip.call_statistics(subject.id, CallsQuery(placed=CallQuery()))
    placed = found.placed or CallSummary()
    return {"calls": placed.calls, "price": placed.price}


def get_balance_history(asked: Asked) -> Answer:
    """One call; as a file of comma-separated values on request."""
    subject = asked.subject
    changes = subject.api.sip.credit_history(subject.id, MOST_CHANGES).entries
    rows = [_shown(asked, change) for change in changes]
    return _file(subject.address, rows) if asked.values.get("csv") else rows


def _shown(asked: Asked, change: CreditHistoryEntry) -> dict[str, Any]:
    local = change.date.astimezone(zone_of(asked.subject.account))
    return {
        "date": f"{local:%Y-%m-%d %H:%M:%S}",
        "action": change.action,
        "description": change.description,
        "value": change.value,
        "balance": change.balance,
        "session": change.session,
    }


def _file(address: str, rows: list[dict[str, Any]]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="balance-history.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        texts = [cell(row[name]) for name in ("date", "action", "description")]
        writer.writerow([number, address, *texts, row["value"], row["balance"]])
    return response


def add_balance(asked: Asked) -> Answer:
    """One call; whoever guesses numbers of vouchers waits as whoever guesses passwords."""
    subject, values = asked.subject, asked.values
    number = voucher_number(values["number"])
    if not number:
        raise Refused(
            _("The number of a voucher has %(digits)s digits.") % {"digits": NUMBER_DIGITS}
        )
    guesser = f"voucher:{subject.address}"
    throttle.begin(guesser, guesser)
    try:
        change = subject.api.sip.redeem_voucher(
            subject.id, PrepaidCard(id=values["id"], number=number)
        )
    except (Conflict, NotFound):
        raise Refused(_("This voucher is not valid. Check its id and number.")) from None
    throttle.succeed(guesser, guesser)
    return done(
        _("The voucher is redeemed. Your balance was %(old)s and is %(new)s now.")
        % {
            "old": money.amount(subject, change.old_balance),
            "new": money.amount(subject, change.new_balance),
        }
    )


ACTIONS: Final = (
    Action(
        name="get_prepaid",
        text="The balance; null for an account that pays by invoice.",
        run=get_prepaid,
        answer=record(balance=or_null(NUMBER)),
    ),
    Action(
        name="get_monthly_usage",
        text="Calls placed in this month and their price.",
        run=get_monthly_usage,
        answer=record(calls=WHOLE, price=NUMBER),
    ),
    Action(
        name="get_balance_history",
        text="The newest changes of the balance, dates in the time zone of the account.",
        run=get_balance_history,
        parameters=(
            Parameter(name="csv", schema={"type": "boolean"}, text="1: as a file, text/csv."),
        ),
        answer=listed(
            record(
                date=TEXT, action=TEXT, description=TEXT, value=NUMBER, balance=NUMBER, session=TEXT
            )
        ),
    ),
    Action(
        name="add_balance",
        text="Redeem a voucher.",
        run=add_balance,
        parameters=(
            Parameter(
                name="id",
                schema={"type": "integer", "minimum": 0, "maximum": MAX_INT},
                text="The number of the voucher's row.",
                is_required=True,
            ),
            Parameter(
                name="number",
                schema={"type": "string", "minLength": 1, "maxLength": 64},
                text="Its secret number.",
                is_required=True,
            ),
        ),
        answer=DONE,
        changes=True,
    ),
)
