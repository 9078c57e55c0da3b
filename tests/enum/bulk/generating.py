"""Generated numbers in tests: what is ordered, and what is on the platform afterwards."""

from __future__ import annotations

from typing import Any

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.api import Api
from ngnpanel.enum.bulk.generate import Generate
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Work
from ngnpanel.jobs.models import Job
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates
from tests.jobs.working import actor, done, items, work
from tests.people import DOMAIN, api

# The block of these tests: 31208005200 to 31208005299, of which nothing is there.
ORDER: dict[str, Any] = {
    "range": "3120.e164.arpa",
    "added": "80052",
    "length": 11,
    "count": 3,
    "domain": DOMAIN,
}
NUMBERS = ["31208005200", "31208005201", "31208005202"]


def ordered(estates: Estates, who: str = "reseller", password: str = "", **params: Any) -> Job:
    """A job of that order whose preview is there."""
    kind = kinds.find("generate")
    assert isinstance(kind, Generate)
    person = actor(estates.people, who)
    job = submitting.draft(kind, person, login=person.customer)
    secrets = {"password": password} if password else None
    submitting.prepare(job, {**ORDER, **params}, secrets)
    work()
    job.refresh_from_db()
    return job


def number(digits: str) -> Number | None:
    """A number as the platform has it."""
    try:
        return api().enum.number(NumberId(number=digits))
    except NotFound:
        return None


def account(username: str, domain: str = DOMAIN) -> Account | None:
    """An account as the platform has it."""
    try:
        return api().sip.account(SipId(username=username, domain=domain))
    except NotFound:
        return None


def added() -> list[str]:
    """The numbers of the block that are there."""
    found = api().enum.numbers(Query(filter={"number": "312080052%"}, order="number"))
    return [one.id.number for one in found]


def previewed(job: Job) -> list[tuple[str, str, str]]:
    """Key, outcome and reason of each item."""
    return [(item.key, item.outcome, item.reason) for item in items(job)]


def remarks(job: Job) -> dict[str, str]:
    """What the preview says: sentences with their tone."""

    kind = kinds.find(job.kind)
    assert kind is not None
    asked = Work(job=job, actor=job.actor, api=Api.of(job.actor))
    return {str(remark.text): remark.tone for remark in kind.remarks(asked)}


def allow(customer: int, **properties: str) -> None:
    """Give a customer other rights or credits."""
    api().customers.set_properties(
        customer,
        [CustomerProperty(name=n, value=v, permission="admin") for n, v in properties.items()],
    )


def add_number(digits: str, mapto: str) -> None:
    """A number that is there already."""
    leads = (Mapping(type="sip", mapto=mapto),)
    api().enum.add_number(Number(id=NumberId(number=digits), mappings=leads))


def undone(job: Job, estates: Estates) -> Job:
    """The job that took ``job`` back."""
    undoing = submitting.undo(job, actor(estates.people))
    work()
    undoing.refresh_from_db()
    return done(undoing)
