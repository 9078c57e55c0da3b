"""Jobs in words: what one is called and how it stands, what becomes of its items and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ngnpanel.actor import Actor
from ngnpanel.audit import masking
from ngnpanel.jobs import kinds
from ngnpanel.jobs.kinds import Kind
from ngnpanel.jobs.models import Job, JobItem, Outcome, Pause, State
from ngnpanel.jobs.records import RecordKind
from ngnpanel.jobs.undoing import Undo
from ngnpanel.web import changes
from ngnpanel.web.changes import Change
from ngnpanel.web.parts import Status

# Facts that the title of an item says already.
NAMES: Final = frozenset({"id"})
# Facts of one item that a line of the table shows; the file of results has none of them.
MOST_FACTS: Final = 6
STATUSES: Final[Mapping[str, Status]] = {
    State.DRAFT: Status(_("Being prepared"), "blue", "hourglass"),
    State.PREVIEWED: Status(_("Waits for your word"), "amber", "eye"),
    State.QUEUED: Status(_("Waits for a worker"), "blue", "hourglass"),
    State.RUNNING: Status(_("Running"), "blue", "player-play"),
    State.PAUSED: Status(_("Paused"), "amber", "player-pause"),
    State.CANCELLED: Status(_("Cancelled"), "grey", "player-stop"),
    State.DONE: Status(_("Done"), "green", "circle-check"),
}
OUTCOMES: Final[Mapping[str, Status]] = {
    Outcome.PENDING: Status(_("Not yet"), "grey", "clock"),
    Outcome.DONE: Status(_("Done"), "green", "circle-check"),
    Outcome.FAILED: Status(_("Failed"), "red", "circle-x"),
    Outcome.REFUSED: Status(_("Refused"), "amber", "ban"),
    Outcome.SKIPPED: Status(_("Nothing to do"), "grey", "circle-minus"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An item as a line of a table: what it is, where it is, what changes, what became of it.

    ``goes``: nothing is left of it afterwards.
    """

    item: JobItem
    href: str
    changes: list[Change]
    left_out: int
    status: Status
    goes: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """Which records a job is about, in words; ``filters`` (label, value) are those of its list."""

    text: str
    filters: list[tuple[str, str]]


def meant(job: Job, actor: Actor) -> Meant | None:
    """The records that somebody chose on a list; None for jobs that came in another way."""
    kind = kinds.find(job.kind)
    if not isinstance(kind, RecordKind) or "resource" not in job.source:
        return None
    labels = kind.records.labels
    keys = job.source.get("keys")
    if keys is not None:
        text = ngettext("%(count)s ticked: %(one)s", "%(count)s ticked: %(many)s", len(keys))
        words = {"count": len(keys), "one": labels.one, "many": labels.many}
        return Meant(text % words, [])
    form = kind.records.search_form_class(QueryDict(job.source.get("list", "")), actor=actor)
    filters = [(label, value) for _name, label, value in form.active()]
    text = _now("All that match: %(many)s") if filters else _now("All: %(many)s")
    return Meant(text % {"many": labels.many}, filters)


def title(job: Job) -> str:
    """What the job does."""
    kind = kinds.find(job.kind)
    if kind is None:
        return _now("An act that this version of the panel does not know")
    if job.state == State.DRAFT and not job.is_preparing:
        return str(kind.label)
    return str(kind.sentence(job.params))


def status(job: Job, counts: Mapping[str, int] | None = None) -> Status:
    """How the job stands; with ``counts`` one that is over says when something went wrong."""
    if job.state == State.PAUSED and job.pause == Pause.PLATFORM:
        return Status(_now("Waits for the platform"), "amber", "cloud-off")
    if job.state == State.DRAFT and not job.is_preparing:
        return Status(_now("Settings are open"), "amber", "pencil")
    if job.state == State.DONE and counts is not None and counts[Outcome.FAILED]:
        return Status(_now("Done, with failures"), "red", "circle-x")
    return STATUSES[job.state]


def outcome(item: JobItem, job: Job) -> Status:
    """What became of an item; before the word is given those to be done are no delay."""
    if item.outcome == Outcome.PENDING and job.state in (State.DRAFT, State.PREVIEWED):
        return Status(_now("Will be done"), "blue", "check")
    if item.outcome == Outcome.PENDING and job.is_ended:
        return Status(_now("Not done"), "grey", "circle-minus")
    return OUTCOMES[item.outcome]


def lines(job: Job, items: Sequence[JobItem]) -> list[Line]:
    """The items as lines; one query more where they undo those of another job."""
    kind = speaker(job)
    names = _originals(job, items)
    found = []
    for item in items:
        differences, left_out = changes_of(kind, item)
        is_undone = item.key in names
        place = JobItem(job=job.parent, key=names[item.key]) if is_undone else item
        href = "" if kind is None else kind.page_of(place)
        status = outcome(item, job)
        found.append(Line(item, href, differences, left_out, status, goes(job, item)))
    return found


def goes(job: Job, item: JobItem) -> bool:
    """Whether nothing is left of the record afterwards."""
    kind, after = kinds.find(job.kind), item.after or {}
    is_dangerous = kind is not None and kind.is_dangerous
    return is_dangerous and bool(after) and not any(map(words, after.values()))


def speaker(job: Job) -> Kind | None:
    """The kind that knows words for the facts of the items: that of what is undone."""
    kind = kinds.find(job.kind)
    if isinstance(kind, Undo) and job.parent is not None:
        return kinds.find(job.parent.kind)
    return kind


def changes_of(kind: Kind | None, item: JobItem) -> tuple[list[Change], int]:
    """What changes in an item, and how many more values than fit a line; secrets are masked."""
    before, after = item.before or {}, item.after or {}
    found = []
    for name in dict.fromkeys([*before, *after]):
        if name in NAMES:
            continue
        old, new = words(before.get(name)), words(after.get(name))
        if old == new:
            continue
        if is_secret(name):
            old, new = (masking.HIDDEN if text else "" for text in (old, new))
        found.append(Change(label(kind, name), old, new))
    return found[:MOST_FACTS], max(len(found) - MOST_FACTS, 0)


def label(kind: Kind | None, fact: str) -> str:
    """What people call a fact; the name that the platform has for it where nobody has words."""
    known = "" if kind is None else str(kind.words_for(fact))
    if known:
        return known
    bare = fact.partition(".")[2] or fact
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in bare)
    return capfirst(spaced.replace("_", " ").replace("-", " ").strip())


def words(value: Any) -> str:
    """A fact as text; facts are JSON."""
    if isinstance(value, list):
        return ", ".join(words(one) for one in value)
    if isinstance(value, dict):
        return " ".join(words(one) for one in value.values() if one not in (None, ""))
    return changes.words(value)


def is_secret(fact: str) -> bool:
    """Whether the value of a fact is for nobody's eyes; kinds keep secrets out of facts anyway."""
    head, dot, tail = fact.partition(".")
    if head == "properties" and dot:
        return changes.is_secret_property(tail)
    return masking.is_secret(head)


def summary(counts: Mapping[str, int]) -> str:
    """What became of a job that is over, in a sentence or two."""
    done = counts[Outcome.DONE]
    text = ngettext("%(count)s record is done.", "%(count)s records are done.", done)
    sentences = [text % {"count": done} if done else _now("Nothing was changed.")]
    if left := counts[Outcome.PENDING]:
        text = ngettext("%(count)s was left as it was.", "%(count)s were left as they were.", left)
        sentences.append(text % {"count": left})
    if failed := counts[Outcome.FAILED]:
        text = ngettext("%(count)s failed.", "%(count)s failed.", failed)
        sentences.append(text % {"count": failed})
    if refused := counts[Outcome.REFUSED]:
        text = ngettext("%(count)s was refused.", "%(count)s were refused.", refused)
        sentences.append(text % {"count": refused})
    if skipped := counts[Outcome.SKIPPED]:
        text = ngettext(
            "For %(count)s there was nothing to do.",
            "For %(count)s there was nothing to do.",
            skipped,
        )
        sentences.append(text % {"count": skipped})
    return " ".join(sentences)


def preview(counts: Mapping[str, int]) -> str:
    """What a job would do, in a sentence."""
    count = counts[Outcome.PENDING]
    if not count:
        return _now("Nothing would change.")
    text = ngettext(
        "%(count)s record would change. Nothing has been changed yet.",
        "%(count)s records would change. Nothing has been changed yet.",
        count,
    )
    return text % {"count": count}


def duration(seconds: float) -> str:
    """How long something takes, roughly."""
    if seconds < 90:
        count = max(round(seconds), 1)
        text = ngettext("%(count)s second", "%(count)s seconds", count)
    elif seconds < 5400:
        count = round(seconds / 60)
        text = ngettext("%(count)s minute", "%(count)s minutes", count)
    else:
        count = round(seconds / 3600)
        text = ngettext("%(count)s hour", "%(count)s hours", count)
    return text % {"count": count}


def time_left(seconds: float) -> str:
    """How long something takes still, roughly."""
    return _now("about %(time)s left") % {"time": duration(seconds)}


def pace(rate: float) -> str:
    """How fast it goes; empty while that is not known."""
    if not rate:
        return ""
    if rate >= 1:
        return _now("%(count)s a second") % {"count": round(rate)}
    return _now("%(count)s a minute") % {"count": max(round(rate * 60), 1)}


def _originals(job: Job, items: Iterable[JobItem]) -> dict[str, str]:
    """The keys of the records of a job that undoes: its own keys are numbers of items."""
    if not isinstance(kinds.find(job.kind), Undo):
        return {}
    numbers = [int(item.key) for item in items]
    found = JobItem.objects.filter(pk__in=numbers).values_list("pk", "key")
    return {str(number): key for number, key in found}
