"""The files with the passwords of generated accounts: one table, and letters to print.

They are made when the job is over. From then on the passwords are in the files alone, which are
sealed, for the one who began the job, and given out once. Accounts that are completed by a later
try come in files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from ngnpanel.accounts.credentials import handed, table
from ngnpanel.accounts.credentials.handed import Credential, Sender
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.enum.bulk.halves import ACCOUNT
from ngnpanel.enum.domain.generating import Order
from ngnpanel.jobs import files, sealing
from ngnpanel.jobs.models import Job, JobFile, JobItem, Outcome

# Letters in one file: printers and people stand no more.
PART: Final = 2000
Handed = tuple[Credential, int]


def hand_out(job: Job) -> None:
    """Make the files of what was added since the last ones; done twice it changes nothing."""
    added = _added(job)
    rows = list(_read(job, added))
    if not rows:
        return
    tables = JobFile.objects.filter(job=job, content_type=table.CONTENT_TYPE)
    mark = f"{job.pk}-{tables.count() + 1}" if tables.exists() else str(job.pk)
    senders = {number: handed.sender(job.platform, number) for number in {row[1] for row in rows}}
    _keep_letters(job, mark, rows, senders)
    with transaction.atomic():
        files.keep(job, f"credentials-{mark}.csv", table.table(rows, senders), table.CONTENT_TYPE)
        added.update(sealed=None)


def _added(job: Job) -> QuerySet[JobItem]:
    """The accounts whose passwords are not in a file yet."""
    done = JobItem.objects.filter(job=job, outcome=Outcome.DONE, sealed__isnull=False)
    return done.filter(after__account__isnull=False)


def _read(job: Job, added: QuerySet[JobItem]) -> Iterator[Handed]:
    """Each account with its reseller; one of which nobody knows the password is left out.

    Without owner an account is called by its address, which is no name.
    """
    owner = Order.of(job.params).owner
    for item in added.order_by("position").iterator():
        secrets = sealing.unseal_values(item.sealed, f"items of job {job.pk}")
        if "password" not in secrets:
            continue
        after = item.after or {}
        credential = Credential(
            id=SipId.parse(after[ACCOUNT]),
            password=secrets["password"],
            name=after.get("name", "") if owner else "",
            email=after.get("email", ""),
            numbers=(item.key,),
        )
        yield credential, int(item.given.get("reseller", 0))


def _keep_letters(job: Job, mark: str, rows: Sequence[Handed], senders: dict[int, Sender]) -> None:
    """The letters in parts; a part that is there was kept before something broke."""
    from ngnpanel.accounts.credentials import letters  # reportlab costs a third of a second

    language = Order.of(job.params).language
    several = len(rows) > PART
    for at in range(0, len(rows), PART):
        part = f"-part-{at // PART + 1}" if several else ""
        name = f"letters-{mark}{part}.pdf"
        if not JobFile.objects.filter(job=job, name=name).exists():
            pdf = letters.letters(rows[at : at + PART], senders, language)
            files.keep(job, name, pdf, letters.CONTENT_TYPE)
