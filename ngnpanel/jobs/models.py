"""Jobs, their items, and who works on them: all that a job is, is here; the broker only wakes up.

A message to a worker carries nothing. Whatever dies, what has to be done is what these rows say.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ngnpanel import logs
from ngnpanel.actor import Actor, Role


class State(models.TextChoices):
    """The life of a job."""

    # Its settings are being chosen, or its items looked up.
    DRAFT = "draft", _("Being prepared")
    # What it would do is there to be read; nothing has been changed.
    PREVIEWED = "previewed", _("Waits for your word")
    QUEUED = "queued", _("Waits for a worker")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")


class Outcome(models.TextChoices):
    """What became of an item."""

    PENDING = "pending", _("Not yet")
    DONE = "done", _("Done")
    # Something went wrong; trying again may help.
    FAILED = "failed", _("Failed")
    # A rule or a right stands against it.
    REFUSED = "refused", _("Refused")
    # There was nothing to do.
    SKIPPED = "skipped", _("Nothing to do")


class Pause(models.TextChoices):
    """Why a job is paused."""

    NONE = "", ""
    PERSON = "person", _("Somebody paused it.")
    PLATFORM = "platform", _("The platform does not answer. It goes on by itself.")
    VERSION = "version", _("It was made by another version of the panel.")


# A job whose items may be worked on.
LIVE: Final = (State.QUEUED, State.RUNNING)
# A job that nothing happens to any more.
ENDED: Final = (State.CANCELLED, State.DONE)


class Job(models.Model):
    """A kind of act, who wants it, its parameters, and on what.

    ``params`` are the settings without secrets; those are in ``sealed`` until the job ends.
    ``source`` says which records are meant: ``resource``, and ``keys`` or the ``query`` of a list.
    ``cursor`` is how far preparing came, None when all items are there. ``parent`` is the job that
    this one undoes or repeats.
    """

    platform = models.CharField(max_length=64, default="default")
    kind = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    role = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=160)
    login = models.PositiveBigIntegerField(default=0)
    customer = models.PositiveBigIntegerField(default=0)
    reseller = models.PositiveBigIntegerField(default=0)
    # Of the request that began it, for the log.
    request_id = models.CharField(max_length=64, default=logs.began_by, db_default="", blank=True)
    # Of staff that acted for somebody: who, in which support session, with which rights.
    staff = models.PositiveBigIntegerField(default=0, db_default=0)
    support = models.CharField(max_length=36, default="", db_default="", blank=True)
    rights = models.JSONField(null=True)
    language = models.CharField(max_length=8, default="en")
    params = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    source = models.JSONField(default=dict)
    cursor = models.JSONField(null=True)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    pause = models.CharField(max_length=10, choices=Pause, default=Pause.NONE, blank=True)
    # What a person should know of the job as a whole.
    remark = models.CharField(max_length=500, default="", blank=True)
    created = models.DateTimeField(auto_now_add=True)
    # When somebody gave the word, when the first item was begun, and when the last one was over.
    queued = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    # When what is left to do at the end of a cancelled job was done (``Kind.ended``).
    closed = models.DateTimeField(null=True)
    # When a worker last took some of its items: whoever waited longest is next.
    served = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "platform"], name="job_state"),
            models.Index(fields=["platform", "reseller", "-created"], name="job_reseller"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def actor(self) -> Actor:
        """Who gave the word, as a session would hold them; the platform is asked anew at work."""
        return Actor(
            role=Role(self.role),
            name=self.actor_name,
            customer=self.customer,
            reseller=self.reseller,
            platform=self.platform,
            rights=None if self.rights is None else frozenset(self.rights),
            staff=self.staff,
            support=self.support,
        )

    @property
    def tenant(self) -> tuple[str, int]:
        """With whom the workers are shared fairly; the administrator is one as well."""
        return self.platform, self.reseller

    @property
    def is_live(self) -> bool:
        """Whether its items may be worked on."""
        return self.state in LIVE

    @property
    def is_ended(self) -> bool:
        """Whether nothing happens to it any more."""
        return self.state in ENDED

    @property
    def is_preparing(self) -> bool:
        """Whether a worker looks up its items."""
        return self.state == State.DRAFT and self.cursor is not None

    def counts(self) -> dict[str, int]:
        """How many items there are by outcome; all outcomes are in it."""
        found = dict(self.items.values_list("outcome").annotate(number=models.Count("pk")))
        return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


class JobItem(models.Model):
    """One record of a job.

    ``key`` names the record for the kind, ``title`` for people. Items of a later ``phase`` wait
    until those of all earlier ones are over: what they need is there then. ``given`` is what came
    with it, such as the line of a file. ``before`` and ``after`` are the facts that are replaced
    and that replace them; secrets are in neither (``sealed`` has them). ``attempts`` counts those
    who took it: more than one means that an earlier one may have written and died before saying so.
    ``unanswered`` counts the calls about it that the platform never answered while it did others.
    """

    job = models.ForeignKey(Job, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    phase = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=330)
    title = models.CharField(max_length=330, default="")
    given = models.JSONField(default=dict)
    sealed = models.BinaryField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(max_length=500, default="", blank=True)
    attempts = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0, db_default=0)
    lease = models.CharField(max_length=32, default="", blank=True)
    not_before = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "key"], name="job_item_key"),
        ]
        indexes = [
            models.Index(fields=["job", "position"], name="job_item_position"),
            models.Index(
                fields=["job", "outcome", "phase", "lease", "attempts", "position"],
                name="job_item_turn",
            ),
            models.Index(fields=["lease"], name="job_item_lease"),
        ]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def was_begun(self) -> bool:
        """Whether somebody may have written it already."""
        return self.attempts > 1


class Chunk(models.Model):
    """Some items of a job in the hands of one worker, until a moment.

    Each is a place at work: how many there are at once is limited for a platform.
    """

    token = models.CharField(max_length=32, unique=True)
    job = models.ForeignKey(Job, models.CASCADE, related_name="chunks")
    platform = models.CharField(max_length=64)
    reseller = models.PositiveBigIntegerField()
    owner = models.CharField(max_length=160)
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="chunk_until")]

    def __str__(self) -> str:
        return self.token


class Gate(models.Model):
    """What limits the work on one platform; its row is locked while somebody takes items.

    ``free_at`` is when the calls that were handed out will have been made at the platform's rate.
    Closed until ``closed_until`` after the platform did not answer; ``failures`` in a row make that
    longer. ``opened`` is when it last answered.
    """

    platform = models.CharField(max_length=64, unique=True)
    free_at = models.DateTimeField(null=True)
    closed_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    opened = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.platform


class JobFile(models.Model):
    """A file that a job made, sealed, for its creator alone, once, and not for long."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)
    sealed = models.BinaryField(null=True)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    taken = models.DateTimeField(null=True)

    KEPT: Final = timedelta(days=7)

    def __str__(self) -> str:
        return self.name

    @property
    def is_there(self) -> bool:
        """Whether it can still be fetched."""
        return self.sealed is not None and self.taken is None and self.expires > timezone.now()


class RunOutcome(models.TextChoices):
    """How the last run of an entry of the schedule went."""

    NONE = "", ""
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class ScheduledRun(models.Model):
    """The last run of an entry of beat's schedule, by its name.

    ``asked`` is when somebody asked for one. ``fault`` is the kind of the error of a run that
    failed, without its words; ``failures`` counts those in a row.
    """

    name = models.CharField(max_length=64, unique=True)
    asked = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=8, choices=RunOutcome, default=RunOutcome.NONE, blank=True
    )
    fault = models.CharField(max_length=100, default="", blank=True)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


def limits(actor: Actor) -> dict[str, Any]:
    """What a job keeps of a support session, by the names of its columns."""
    rights = None if actor.rights is None else sorted(actor.rights)
    return {"support": actor.support, "rights": rights}


def of_actor(job: Any, actor: Actor) -> bool:
    """Whether ``actor`` made the job (and not merely may see it).

    Staff and the one that it acts for are two.
    """
    mine = (job.role, job.actor_name, job.customer, job.platform, job.staff)
    return bool(mine == (actor.role.value, actor.name, actor.customer, actor.platform, actor.staff))


def may_take(job: Job, actor: Actor) -> bool:
    """Whether the files of a job are for this person: who made it, or for whom support did."""
    if of_actor(job, actor):
        return True
    whose = (job.role, job.customer, job.platform)
    return (
        bool(job.support)
        and not actor.staff
        and whose == (actor.role.value, actor.customer, actor.platform)
    )


def kept(actor: Actor) -> dict[str, Any]:
    """What a row keeps of who made it, by the names of its columns, beside login and reseller."""
    return {
        "platform": actor.platform,
        "role": actor.role.value,
        "actor_name": actor.name[:160],
        "customer": actor.customer,
        "staff": actor.staff,
    }
