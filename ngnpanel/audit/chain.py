"""Chaining entries by keyed digests, and looking whether a chain is whole.

The key is made from the panel's SECRET_KEY: who can write into the database alone cannot make
digests. Who takes entries off the end leaves a head that says more; who takes the head back as well
is found out by the copy of the newest one in the data folder. What ``cutting`` takes off on purpose
leaves a sealed checkpoint, where the chain begins from then on.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from ngnpanel.audit.models import Checkpoint, Entry, Head
from ngnpanel.rows import insert

# What entries of later versions say beside those of the first.
SINCE_2: Final = ("staff", "ticket", "version")
COVERED: Final = tuple(
    field.attname
    for field in Entry._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
    if field.attname != "digest"
)
COVERED_AT_FIRST: Final = tuple(name for name in COVERED if name not in SINCE_2)
WINDOW: Final = 1000
# Made once: json.dumps makes one for each text.
ENCODER: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain is not whole, and what is wrong there."""

    number: int
    text: str

    def __str__(self) -> str:
        return f"entry {self.number}: {self.text}"


def append(entries: Iterable[Entry]) -> None:
    """Store entries behind the newest one, in their order; one transaction, and a short lock."""
    waiting = list(entries)
    if not waiting:
        return
    with transaction.atomic():
        Head.objects.get_or_create(pk=Head.ONLY)
        head = Head.objects.select_for_update().get(pk=Head.ONLY)
        for entry in waiting:
            head.number += 1
            entry.number = head.number
            head.digest = entry.digest = digest(entry, head.digest)
        insert(waiting)
        head.seal = seal(head)
        head.save(update_fields=["number", "digest", "seal"])
    # What is rolled back after all must not be remembered.
    transaction.on_commit(partial(_note, head))


def digest(entry: Entry, before: str) -> str:
    """The digest of an entry that follows the one with digest ``before``.

    An old entry has it over what there was then; what came later has to be empty in it, or it is
    covered as well and does not fit.
    """
    is_old = entry.version == Entry.OLD and not (entry.staff or entry.ticket)
    names = COVERED_AT_FIRST if is_old else COVERED
    known = vars(entry)
    covered = {name: known[name] for name in names}
    covered["at"] = _portable(entry.at)
    return _keyed("entry", ENCODER.encode([before, covered]))


def seal(head: Head) -> str:
    """What proves that the panel wrote the head."""
    return _keyed("head", f"{head.number} {head.digest}")


def checkpoint_seal(cut: Checkpoint) -> str:
    """What proves that the panel itself cut off what was before."""
    text = f"{cut.number} {cut.digest} {_portable(cut.before)} {_portable(cut.at)}"
    return _keyed("checkpoint", text)


def checkpoint() -> Checkpoint | None:
    """Where the chain begins, None for its very beginning."""
    return Checkpoint.objects.filter(pk=Checkpoint.ONLY).first()


def verify(until: int | None = None) -> Iterator[Fault]:
    """All that is wrong with the chain; nothing when it is whole.

    Reads it entry by entry, in memory of one window whatever its length. With ``until`` only the
    entries up to that number are looked at, and neither the head nor what is remembered.
    """
    cut = checkpoint()
    newest, last = "", 0
    if cut is not None and hmac.compare_digest(cut.seal, checkpoint_seal(cut)):
        newest, last = cut.digest, cut.number
    elif cut is not None:
        yield Fault(cut.number, "the checkpoint behind which the chain begins was changed")
    first = last + 1
    rows = Entry.objects.order_by("number")
    if until is not None:
        rows = rows.filter(number__lte=until)
    for entry in rows.iterator(chunk_size=WINDOW):
        fault = _fault(entry, last, newest)
        if fault is not None:
            yield fault
        # What follows is checked against what stands here, so that one change is one fault.
        if entry.number > last:
            newest, last = entry.digest, entry.number
    if until is None:
        yield from _heads(last, newest)
        yield from _remembered(first, last)


def _fault(entry: Entry, last: int, before: str) -> Fault | None:
    """What is wrong with an entry that stands behind the one of these; None for nothing."""
    if entry.number <= last:
        return Fault(entry.number, "stands before the place where the chain begins")
    if entry.number > last + 1:
        return Fault(last + 1, f"is missing: the next one there is {entry.number}")
    if not hmac.compare_digest(entry.digest, digest(entry, before)):
        return Fault(entry.number, "was changed, or stands in another's place")
    return None


def _heads(last: int, newest: str) -> Iterator[Fault]:
    """Whether the head says the same as the newest entry."""
    head = Head.objects.filter(pk=Head.ONLY).first()
    number, known = (0, "") if head is None else (head.number, head.digest)
    if head is not None and not hmac.compare_digest(head.seal, seal(head)):
        yield Fault(number, "the head was changed")
    elif (number, known) != (last, newest):
        yield Fault(last, f"is the last one there, and the head says {number}")


def _remembered(first: int, last: int) -> Iterator[Fault]:
    noted = _noted()
    if noted is not None and noted[0] > last:
        yield Fault(last, f"is the last one there, and the data folder remembers {noted[0]}")
    elif noted is not None and noted[0] >= first:
        known = Entry.objects.filter(pk=noted[0]).values_list("digest", flat=True).first()
        if known != noted[1]:
            yield Fault(noted[0], "is not the one that the data folder remembers")


def _anchor() -> Path | None:
    anchor: Path | None = settings.AUDIT_ANCHOR
    return anchor


def _note(head: Head) -> None:
    """Remember the newest entry outside the database; where that cannot be, the head has to do."""
    path = _anchor()
    if path is None:
        return
    try:
        known = _noted()
        if known is None or known[0] < head.number:
            fresh = path.with_suffix(f".{head.number}")
            fresh.write_text(f"{head.number} {head.digest}\n", encoding="ascii")
            fresh.replace(path)
    except OSError:
        return


def _noted() -> tuple[int, str] | None:
    path = _anchor()
    if path is None:
        return None
    try:
        number, _blank, known = path.read_text(encoding="ascii").strip().partition(" ")
        return int(number), known
    except (OSError, ValueError):
        return None


def _portable(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _keyed(purpose: str, text: str) -> str:
    key = _key(purpose, settings.SECRET_KEY)
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


@lru_cache(maxsize=8)
def _key(purpose: str, secret: str) -> bytes:
    return hashlib.sha256(f"ngnpanel audit {purpose} {secret}".encode()).digest()
