"""What programs of customers and resellers list: their customers, domains, accounts, numbers, jobs.

Each list is one call to the platform, in the order of the names; a list of jobs is none. Secrets
are in none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account, Domain
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.jobs import progress, submitting, wording
from ngnpanel.jobs.models import Job, Outcome, State
from ngnpanel.jobs.progress import Progress
from ngnpanel.jsonapi.actions.action import FLAG, TEXT, WHOLE, listed, or_null, record
from ngnpanel.jsonapi.parameters import Parameter, Schema
from ngnpanel.soap.paging import Page, Query
from ngnpanel.web.forms import contains

MOST: Final = 500
USUAL: Final = 100
# The greatest number that a key of the database can be.
MOST_NUMBER: Final = 2**63 - 1
NUMBER: Final = re.compile(r"[0-9]{1,19}", re.ASCII)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One request for a window of a list: ``count`` rows at most after the first ``start``."""

    actor: Actor
    api: Api
    values: Mapping[str, Any] = field(repr=False)

    @property
    def start(self) -> int:
        """How many rows come before the first one."""
        return int(self.values.get("start", 0))

    @property
    def count(self) -> int:
        """How many rows are wanted."""
        return int(self.values.get("count", USUAL))

    def query(self, order: str, **filters: str) -> Query:
        """The question to the platform; ``filters`` are wire names -> names of parameters.

        A parameter called ``search`` may stand anywhere in what it looks at.
        """
        found = {
            wire: contains(str(self.values[name])) if name == "search" else self.values[name]
            for wire, name in filters.items()
            if self.values.get(name)
        }
        return Query(filter=found, order=order, start=self.start, count=self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class List:
    """One list: what it takes besides the window, and what a row of it is.

    ``permission`` is what whoever asks has to have, and a token to be for.
    """

    name: str
    text: str
    permission: str
    run: Callable[[Wanted], tuple[Iterable[Row], int]]
    row: Schema
    parameters: tuple[Parameter, ...] = ()

    @property
    def answer(self) -> Schema:
        """What comes back; ``next`` is the start of the window after this one, null at the end."""
        return record(total=WHOLE, start=WHOLE, next=or_null(WHOLE), items=listed(self.row))

    def answered(self, wanted: Wanted) -> Row:
        """The window."""
        rows, total = self.run(wanted)
        items = list(rows)
        after = wanted.start + len(items)
        return {
            "total": total,
            "start": wanted.start,
            "next": after if items and after < total else None,
            "items": items,
        }


def customers(wanted: Wanted) -> tuple[Iterable[Row], int]:
    """One call."""
    found = wanted.api.customers.customers(
        wanted.query("username", username="search", reseller="reseller")
    )
    return map(_customer, found), found.total


def domains(wanted: Wanted) -> tuple[Iterable[Row], int]:
    """One call."""
    found: Page[Domain] = wanted.api.sip.domains(
        wanted.query("domain", domain="search", customer="customer")
    )
    return map(_domain, found), found.total


def accounts(wanted: Wanted) -> tuple[Iterable[Row], int]:
    """One call."""
    found: Page[Account] = wanted.api.sip.accounts(
        wanted.query("username", username="search", domain="domain", customer="customer")
    )
    return map(_account, found), found.total


def numbers(wanted: Wanted) -> tuple[Iterable[Row], int]:
    """One call."""
    found: Page[Number] = wanted.api.enum.numbers(
        wanted.query("number", number="search", customer="customer")
    )
    return map(_number, found), found.total


def jobs(wanted: Wanted) -> tuple[Iterable[Row], int]:
    """No call; the newest first."""
    rows = submitting.of_tenant(wanted.actor)
    state = wanted.values.get("state")
    if state:
        rows = rows.filter(state=state)
    window = rows.select_related("parent").order_by("-pk")
    found = list(window[wanted.start : wanted.start + wanted.count])
    known = progress.of_all(found)
    return [described(job, known[job.pk]) for job in found], rows.count()


def job(actor: Actor, number: str) -> Row | None:
    """One job of the tenancy, None for any other text; no call."""
    if not NUMBER.fullmatch(number) or int(number) > MOST_NUMBER:
        return None
    found = submitting.of_tenant(actor).select_related("parent").filter(pk=int(number)).first()
    return None if found is None else described(found, progress.of(found))


def described(job: Job, at: Progress) -> Row:
    """A job and how far it is."""
    return {
        "number": job.pk,
        "kind": job.kind,
        "title": str(wording.title(job)),
        "state": job.state,
        "pause": job.pause,
        "created": _moment(job.created),
        "started": _moment(job.started),
        "finished": _moment(job.finished),
        "percent": at.percent,
        "items": {outcome.value: at.counts[outcome.value] for outcome in Outcome},
    }


def _customer(one: Customer) -> Row:
    return {
        "id": one.id,
        "reseller": one.reseller,
        "username": one.username,
        "first_name": one.first_name,
        "last_name": one.last_name,
        "organization": one.organization,
        "email": one.email,
        "changed": _moment(one.change_date),
    }


def _domain(one: Domain) -> Row:
    return {
        "domain": one.domain,
        "customer": one.customer,
        "reseller": one.reseller,
        "changed": _moment(one.change_date),
    }


def _account(one: Account) -> Row:
    return {
        "address": str(one.id),
        "first_name": one.first_name,
        "last_name": one.last_name,
        "email": one.email,
        "caller_id": one.rpid,
        "timezone": one.timezone,
        "groups": list(one.groups),
        "prepaid": bool(one.prepaid),
        "quota": one.quota,
        "owner": one.owner,
        "customer": one.customer,
        "reseller": one.reseller,
        "created": _moment(one.create_date),
        "changed": _moment(one.change_date),
    }


def _number(one: Number) -> Row:
    return {
        "number": f"+{one.id.number}",
        "tld": one.id.tld,
        "leads_to": [mapping.mapto for mapping in one.mappings],
        "info": one.info,
        "owner": one.owner,
        "customer": one.customer,
        "reseller": one.reseller,
        "changed": _moment(one.change_date),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


MOMENT: Final = or_null(TEXT)
START: Final = Parameter(
    name="start",
    schema={"type": "integer", "minimum": 0, "maximum": rules.MAX_INT},
    text="How many rows to leave out; next of the window before.",
)
COUNT: Final = Parameter(
    name="count",
    schema={"type": "integer", "minimum": 1, "maximum": MOST},
    text=f"How many rows to answer at most; {USUAL} without it.",
)
CUSTOMER: Final = Parameter(
    name="customer",
    schema={"type": "integer", "minimum": 1, "maximum": rules.MAX_INT},
    text="Only those of this customer.",
)


def _search(text: str) -> Parameter:
    schema = {"type": "string", "minLength": 1, "maxLength": 64}
    return Parameter(name="search", schema=schema, text=text)


TENANT: Final = {"customer": WHOLE, "reseller": WHOLE, "changed": MOMENT}
JOB: Final = record(
    number=WHOLE,
    kind=TEXT,
    title=TEXT,
    state={"type": "string", "enum": [state.value for state in State]},
    pause=TEXT,
    created=MOMENT,
    started=MOMENT,
    finished=MOMENT,
    percent=WHOLE,
    items=record(**{outcome.value: WHOLE for outcome in Outcome}),
)
LISTS: Final[Mapping[str, List]] = {
    one.name: one
    for one in (
        List(
            name="customers",
            text="Customers and resellers, by username.",
            permission="customer.view",
            run=customers,
            parameters=(
                _search("A part of the username."),
                Parameter(name="reseller", schema=CUSTOMER.schema, text="Only those of this one."),
            ),
            row=record(
                id=WHOLE,
                reseller=WHOLE,
                username=TEXT,
                first_name=TEXT,
                last_name=TEXT,
                organization=TEXT,
                email=TEXT,
                changed=MOMENT,
            ),
        ),
        List(
            name="domains",
            text="SIP domains, by name.",
            permission="domain.view",
            run=domains,
            parameters=(_search("A part of the name."), CUSTOMER),
            row=record(domain=TEXT, **TENANT),
        ),
        List(
            name="accounts",
            text="SIP accounts, by user part.",
            permission="account.view",
            run=accounts,
            parameters=(
                _search("A part of the user part."),
                Parameter(
                    name="domain",
                    schema={"type": "string", "minLength": 1, "maxLength": 253},
                    text="Only those of this domain.",
                ),
                CUSTOMER,
            ),
            row=record(
                address=TEXT,
                first_name=TEXT,
                last_name=TEXT,
                email=TEXT,
                caller_id=TEXT,
                timezone=TEXT,
                groups=listed(TEXT),
                prepaid=FLAG,
                quota=or_null(WHOLE),
                owner=WHOLE,
                created=MOMENT,
                **TENANT,
            ),
        ),
        List(
            name="numbers",
            text="ENUM numbers, by number.",
            permission="number.view",
            run=numbers,
            parameters=(_search("A part of the digits, without + in front."), CUSTOMER),
            row=record(
                number=TEXT, tld=TEXT, leads_to=listed(TEXT), info=TEXT, owner=WHOLE, **TENANT
            ),
        ),
        List(
            name="jobs",
            text="Jobs, the newest first.",
            permission="job.view",
            run=jobs,
            parameters=(
                Parameter(
                    name="state",
                    schema={"type": "string", "enum": [state.value for state in State]},
                    text="Only those in this state.",
                ),
            ),
            row=JOB,
        ),
    )
}
