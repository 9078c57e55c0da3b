"""What a kind of job must say, and the table of all kinds.

A kind answers three questions about one item: what would happen (``drafts``, when the job is
prepared, and ``look``, right before it happens), how it is made to happen (``Plan.write``), and
whether an earlier attempt, of which nobody knows how it ended, came through (``landed``).

Kinds are stateless and know no request; what they need is in ``Work``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.utils.translation import ngettext

from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.jobs import sealing
from ngnpanel.web.parts import Text

if TYPE_CHECKING:
    from ngnpanel.jobs.forms import SettingsForm
    from ngnpanel.jobs.models import Job, JobItem

# Facts are what is known of a record: flat, JSON, without secrets; None is "there is no such fact".
Facts = dict[str, Any]


class Refuse(Exception):
    """This item must not be done; ``text`` is the sentence that says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Skip(Refuse):
    """There is nothing to do; ``text`` says why."""


class Fail(Refuse):
    """It cannot be done now; trying again later may help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will happen to one item.

    ``before`` are the facts that get lost and ``after`` those that replace them. ``write`` does it
    and may return facts that were only known then (an id that the platform gave). ``kept`` are
    secrets that undoing needs; they are stored sealed.
    """

    before: Facts
    after: Facts
    write: Callable[[], Facts | None]
    kept: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An item as preparing finds it; ``refused`` or ``skipped`` say why it will not be done.

    Whatever needs records that the same job adds has a later ``phase`` than those.
    """

    key: str
    title: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)
    secrets: Mapping[str, Any] = field(default_factory=dict, repr=False)
    before: Facts | None = None
    after: Facts | None = None
    refused: str = ""
    skipped: str = ""
    phase: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some drafts, and where the next ones begin; ``cursor`` None: these were the last.

    ``revised`` are items of earlier steps of which more is known now. They are stored as they are,
    and once: a step that is done again changes them again.
    """

    drafts: Iterable[Draft] = ()
    cursor: Any = None
    revised: Iterable[JobItem] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a preview says beside its numbers; ``tone`` is green, amber or red.

    A red one stands against the whole job: it cannot be begun.
    """

    text: Text
    tone: str = "amber"


@dataclass(frozen=True)
class Work:
    """What a kind works with: the job, who gave the word, and the platform with their rights.

    One is made for each handful of items; ``memory`` keeps what a kind looks up once for all of
    them, such as the rights of the actor.
    """

    job: Job
    actor: Actor
    api: Api
    memory: dict[str, Any] = field(default_factory=dict)

    @property
    def params(self) -> dict[str, Any]:
        """The settings of the job without secrets."""
        found: dict[str, Any] = self.job.params
        return found

    @cached_property
    def secrets(self) -> dict[str, Any]:
        """The settings that are secrets."""
        return sealing.unseal_values(self.job.sealed, f"job {self.job.pk}")

    def secrets_of(self, item: JobItem) -> dict[str, Any]:
        """The secrets that came with an item, or that undoing it needs."""
        return sealing.unseal_values(item.sealed, f"items of job {item.job_id}")

    def once(self, name: str, ask: Callable[[], Any]) -> Any:
        """What ``ask`` answers, asked once for this handful of items."""
        if name not in self.memory:
            self.memory[name] = ask()
        return self.memory[name]


class Kind:
    """One kind of job.

    ``resource`` is the name of the kind of record that it is offered for on lists, empty for none.
    ``permission`` is asked of the actor when the job is made and again whenever it is worked on.
    ``form_class`` asks for its settings (see ``jobs/forms.py``); None: there are none.
    ``calls`` is how many SOAP calls an item costs, for the rate of the platform.
    ``is_repeatable``: writing an item twice has the effect of writing it once; where it is not so,
    what became of each item is stored before the next is begun. ``version`` grows when stored items
    or settings of before cannot be worked on any more.
    """

    name: ClassVar[str]
    resource: ClassVar[str] = ""
    label: ClassVar[Text]
    icon: ClassVar[str] = "list-check"
    permission: ClassVar[str]
    form_class: ClassVar[type[SettingsForm] | None] = None
    version: ClassVar[int] = 1
    calls: ClassVar[int] = 2
    is_repeatable: ClassVar[bool] = True
    is_undoable: ClassVar[bool] = True
    # A sentence for the preview of an act that cannot be taken back, or not wholly.
    warning: ClassVar[Text] = ""
    # A sentence for the preview of taking it back: what stays away.
    undo_warning: ClassVar[Text] = ""
    # Whether somebody reads a preview first; what changes nothing begins by itself.
    asks_word: ClassVar[bool] = True
    # Whether its buttons are red and stand apart from the others.
    is_dangerous: ClassVar[bool] = False
    # The title under which a list with many acts offers this one.
    group: ClassVar[Text] = ""
    # Words for facts that nobody else has words for, by the name of the fact.
    labels: ClassVar[Mapping[str, Text]] = {}

    def sentence(self, params: Mapping[str, Any]) -> Text:  # noqa: ARG002 - a hook
        """What the job does, with its settings, for its page and the list of jobs."""
        return self.label

    def button(self, params: Mapping[str, Any], count: int) -> Text:  # noqa: ARG002 - a hook
        """What the button says that begins it for ``count`` records."""
        words = {"what": self.label, "count": count}
        return ngettext("%(what)s: %(count)s record", "%(what)s: %(count)s records", count) % words

    def words_for(self, fact: str) -> Text:
        """What a fact of its items is called, empty where nobody knows."""
        return self.labels.get(fact, "")

    def page_of(self, item: JobItem) -> str:  # noqa: ARG002 - a hook
        """The address of the page about an item, empty where there is none."""
        return ""

    def settings_url(self, job: Job) -> str:  # noqa: ARG002 - a hook
        """Where the settings of a kind with pages of its own are changed, empty for nowhere."""
        return ""

    def choices(self, api: Api, actor: Actor) -> Mapping[str, Any]:  # noqa: ARG002 - a hook
        """What the form of the settings offers; two calls at most."""
        return {}

    def needed(self, job: Job) -> str:  # noqa: ARG002 - a hook
        """The permission that the person who gave the word needs while it runs."""
        return self.permission

    def drafts(self, work: Work, cursor: Any) -> Batch:
        """The next items, beginning at ``cursor`` ({} at first); a few calls at most."""
        raise NotImplementedError

    def ahead(self, work: Work, items: Sequence[JobItem]) -> None:
        """Read the next few items at once where that saves calls; ``look`` follows right after."""

    def look(self, work: Work, item: JobItem) -> Plan:
        """What will happen to the item, from what the platform says now.

        Raises Refuse, Skip or Fail, or any RemoteError of the call.
        """
        raise NotImplementedError

    def landed(self, work: Work, item: JobItem) -> bool:
        """Whether an earlier attempt at ``item.before`` -> ``item.after`` came through.

        Facts that the platform chose and that are found out here may be put into ``item.after``.
        Raises Fail when that cannot be told: then the item is left alone.
        """
        raise NotImplementedError

    def undo(self, work: Work, item: JobItem) -> Plan:
        """What takes the done ``item`` back; Refuse when the record changed since."""
        raise NotImplementedError

    def taken_back(self, work: Work, item: JobItem) -> bool:
        """Whether an earlier attempt at undoing came through; see ``landed``.

        ``item`` is that of the undoing job: its ``before`` and ``after`` are the other way round.
        """
        return self.landed(work, item)

    def remarks(self, work: Work) -> list[Remark]:  # noqa: ARG002 - a hook
        """What the preview says besides, such as the credits needed; a few calls at most."""
        return []

    def ended(self, work: Work) -> None:
        """What is to be done when the last item is over, or a cancelled job came to rest.

        May run twice.
        """


@cache
def table() -> Mapping[str, Kind]:
    """All kinds by name, from the dotted tuples in ``JOB_KINDS``."""
    found: dict[str, Kind] = {}
    for dotted in settings.JOB_KINDS:
        module, _dot, name = dotted.rpartition(".")
        for kind in getattr(importlib.import_module(module), name):
            if kind.name in found:
                raise ValueError(f"two kinds of job are called {kind.name}")
            found[kind.name] = kind
    return found


def find(name: str) -> Kind | None:
    """The kind of that name, None when this version of the panel has none."""
    return table().get(name)


def offered_for(resource: str) -> list[Kind]:
    """The kinds that a list of these records offers, in the order of the tables."""
    return [kind for kind in table().values() if kind.resource == resource]
