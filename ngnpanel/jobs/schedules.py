"""What beat runs and when, in words: each entry of the schedule has its sentence here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from celery import current_app
from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from kombu.exceptions import OperationalError

from ngnpanel.audit import recording as audit
from ngnpanel.jobs import recording, waking, wording
from ngnpanel.jobs.models import RunOutcome, ScheduledRun
from ngnpanel.web.faults import Refused
from ngnpanel.web.parts import Status, Text

# What it is called, and what it does; by the names of the entries.
WORDS: Final[Mapping[str, tuple[Text, Text]]] = {
    "heartbeat": (
        _("Sign of life"),
        _("Shows that beat sends tasks and a worker does them."),
    ),
    "wake-workers": (
        _("Wake the workers"),
        _("Finds jobs with something to do, whatever became of earlier messages about them."),
    ),
    "forget-jobs": (
        _("Forget old jobs"),
        _("Takes away jobs that are long over, drafts that nobody began, and files that ran out."),
    ),
    "forget-uploads": (
        _("Forget uploads"),
        _("Takes away files that somebody uploaded and did not import."),
    ),
    "clear-sessions": (
        _("Clear sessions"),
        _("Takes away sessions that have run out."),
    ),
    "write-planned-rules": (
        _("Write planned rules"),
        _("Gives accounts the temporary rules that begin today."),
    ),
    "undo-sign-ups": (
        _("Undo sign-ups"),
        _("Takes away what is left of sign-ups that broke off half way."),
    ),
    "cut-audit": (
        _("Cut off the audit"),
        _("Takes away entries of the audit that are older than they are to be kept."),
    ),
    "look-after-tokens": (
        _("Look after API tokens"),
        _("Tells owners of tokens that end soon, and forgets those that ended long ago."),
    ),
    "forget-sign-ins": (
        _("Forget sign-ins"),
        _("Takes away old sign-ins from the lists of the safety pages."),
    ),
    "deliver-mails": (
        _("Deliver mails"),
        _("Sends what waits in the outbox."),
    ),
    "check-quotas": (
        _("Check the quotas"),
        _("Stops accounts that used up the limit of their month, and lets them go on in the next."),
    ),
    "send-sessions": (
        _("Mail the calls of yesterday"),
        _("Sends each account that wants it the missed calls of the day before."),
    ),
    "clear-outbox": (
        _("Clear the outbox"),
        _("Takes away mails that were sent long ago."),
    ),
    "prune-changes": (
        _("Shorten the change feed"),
        _("Takes away old lines of the feed in which the bundled platform tells what changed."),
    ),
}
RUNNING: Final = Status(_("Running"), "blue", "player-play")
ASKED: Final = Status(_("Asked for"), "blue", "hourglass")
DONE: Final = Status(_("Done"), "green", "circle-check")
FAILED: Final = Status(_("Failed"), "red", "circle-x")
NEVER: Final = Status(_("Not yet"), "grey", "clock")
OVERDUE: Final = Status(_("Overdue"), "amber", "alert-triangle")
# Beat and workers may be busy for so long before a run counts as overdue.
GRACE: Final = timedelta(minutes=2)
# Faults of others, in words; all others are faults of ours.
FAULTS: Final[Mapping[str, Text]] = {
    "Unavailable": _("The platform did not answer."),
    "OperationalError": _("The database or the broker did not answer."),
    "ConnectionError": _("The broker did not answer."),
    "TimeoutError": _("Somebody did not answer in time."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of the schedule with how it went; ``due`` is None where that is soon or unknown."""

    name: str
    label: Text
    text: Text
    often: str
    status: Status
    sentence: str
    started: datetime | None
    took: str
    due: datetime | None
    moves: bool


def entries() -> list[Entry]:
    """All entries in their order; one query."""
    runs = {run.name: run for run in ScheduledRun.objects.all()}
    schedule: Mapping[str, Mapping[str, Any]] = settings.CELERY_BEAT_SCHEDULE
    return [described(name, each, runs.get(name)) for name, each in schedule.items()]


def described(name: str, entry: Mapping[str, Any], run: ScheduledRun | None) -> Entry:
    """One entry in words."""
    label, text = WORDS.get(name, (name, ""))
    run = run or ScheduledRun(name=name)
    due = next_run(entry, run.started)
    status = status_of(run, due)
    return Entry(
        name=name,
        label=label,
        text=text,
        often=often(entry["schedule"]),
        status=status,
        sentence=sentence(run, status),
        started=run.started,
        took=took(run),
        due=None if recording.is_frequent(entry) else due,
        moves=status in (RUNNING, ASKED),
    )


def run_now(name: str) -> None:
    """Ask the workers for a run; raises Refused when nobody can be told, KeyError for no entry."""
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    try:
        current_app.send_task(
            entry["task"],
            args=entry.get("args", ()),
            kwargs=entry.get("kwargs", {}),
            retry_policy=waking.ONCE,
            expires=recording.SELDOM.total_seconds(),
        )
    except OperationalError:
        raise Refused(_("The broker does not answer, so no worker can be asked now.")) from None
    ScheduledRun.objects.update_or_create(name=name, defaults={"asked": timezone.now()})
    audit.note("schedule", "run", name)


def status_of(run: ScheduledRun, due: datetime | None) -> Status:
    """How it stands."""
    now = timezone.now()
    is_asked = run.asked is not None and (run.started is None or run.asked > run.started)
    if run.outcome == RunOutcome.RUNNING:
        return RUNNING
    if is_asked and run.asked is not None and now - run.asked < recording.SELDOM:
        return ASKED
    if due is not None and now - due > GRACE:
        return OVERDUE
    return {RunOutcome.DONE.value: DONE, RunOutcome.FAILED.value: FAILED}.get(run.outcome, NEVER)


def sentence(run: ScheduledRun, status: Status) -> str:
    """What there is to say beside the word, empty for all that went well."""
    if status is ASKED:
        return _now("It runs as soon as a worker is free.")
    if status is OVERDUE:
        return _now("No worker has taken it up. Is one running?")
    if status is not FAILED:
        return ""
    known = FAULTS.get(run.fault)
    text = str(known) if known else _now("A fault of the panel: %(name)s. The log says more.")
    said = text if known else text % {"name": run.fault or "?"}
    if run.failures < 2:
        return said
    times = ngettext("%(count)s time in a row.", "%(count)s times in a row.", run.failures)
    return f"{said} {times % {'count': run.failures}}"


def next_run(entry: Mapping[str, Any], last: datetime | None) -> datetime | None:
    """When it runs next, None where that is not known before beat sent it once."""
    every = entry["schedule"]
    if isinstance(every, crontab):
        now = timezone.now()
        return now + every.remaining_estimate(last or now)
    return None if last is None else last + timedelta(seconds=float(every))


def often(every: float | crontab) -> str:
    """How often it runs, in words."""
    if isinstance(every, crontab):
        return _calendar(every)
    seconds = int(every)
    if seconds % 3600 == 0:
        count = seconds // 3600
        text = ngettext("every hour", "every %(count)s hours", count)
    elif seconds % 60 == 0:
        count = seconds // 60
        text = ngettext("every minute", "every %(count)s minutes", count)
    else:
        count = seconds
        text = ngettext("every second", "every %(count)s seconds", count)
    return text % {"count": count}


def _calendar(every: Any) -> str:
    """The calendars that we use; of others the page says no more than that."""
    if len(every.minute) != 1 or len(every.hour) != 1:
        return _now("by the calendar")
    clock = f"{min(every.hour):02}:{min(every.minute):02}"
    if len(every.day_of_month) == 1:
        words = {"day": min(every.day_of_month), "time": clock}
        return _now("on day %(day)s of the month at %(time)s UTC") % words
    if len(every.day_of_week) == 7 and len(every.month_of_year) == 12:
        return _now("every day at %(time)s UTC") % {"time": clock}
    return _now("on some days at %(time)s UTC") % {"time": clock}


def took(run: ScheduledRun) -> str:
    """How long the last run took, empty where that is not known."""
    if run.started is None or run.finished is None or run.finished < run.started:
        return ""
    seconds = (run.finished - run.started).total_seconds()
    if seconds < 1:
        return _now("%(count)s ms") % {"count": max(round(seconds * 1000), 1)}
    return wording.duration(seconds)
