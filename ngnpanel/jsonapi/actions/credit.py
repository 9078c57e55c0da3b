"""What the account has and uses: balance, usage of the month, history of its credit, vouchers."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.balance import CreditHistoryEntry
from ngnpanel.accounts.domain.calls import CallQuery, CallsQuery, CallSummary
from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.accounts.subscriber import ledger
from ngnpanel.accounts.subscriber.forms.credit import VoucherForm
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.views.credit import booked, is_closed
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
from ngnpanel.jsonapi.forms import checked
from ngnpanel.jsonapi.parameters import Parameter
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, Unavailable
from ngnpanel.users import throttle
from ngnpanel.web import exporting
from ngnpanel.web.faults import Refused

MOST_CHANGES: Final = 200


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
    history = subject.api.sip.credit_history(subject.id, MOST_CHANGES)
    if asked.values.get("csv"):
        newest = max(history.total, len(history.entries))
        rows = [(newest - place, change) for place, change in enumerate(history.entries)]
        return exporting.response("credit", "csv", ledger.columns(subject.id), rows)
    return [_shown(asked, change) for change in history.entries]


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


def add_balance(asked: Asked) -> Answer:
    """One call; guesses count together with those on the page of credit."""
    subject, values = asked.subject, asked.values
    if is_closed(subject):
        raise Refused(_("This account does not have that."))
    typed = {"voucher": str(values["id"]), "number": values["number"]}
    form = checked(VoucherForm(typed, actor=subject.actor))
    name = f"voucher {subject.actor.platform} {subject.address}"
    throttle.begin(name, asked.ip_address)
    try:
        change = subject.api.sip.redeem_voucher(subject.id, form.to_domain(None))
    except (Conflict, Invalid, NotFound) as error:
        form.add_remote_error(error)
        raise Refused(" ".join(map(str, form.non_field_errors()))) from None
    except Unavailable:
        throttle.take_back(name, asked.ip_address)  # it says nothing about the voucher
        raise
    throttle.succeed(name, asked.ip_address)
    return done(booked(subject, change))


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
        tab="credit",
        changes=True,
    ),
)
