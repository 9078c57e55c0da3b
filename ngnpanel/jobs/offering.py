"""What lists offer to do with many of their records at once, and the jobs that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Kind
from ngnpanel.jobs.models import Job
from ngnpanel.web.faults import Refused
from ngnpanel.web.permissions import may

if TYPE_CHECKING:
    from ngnpanel.soap.paging import Query
    from ngnpanel.web.parts import Text
    from ngnpanel.web.resource import Resource
    from ngnpanel.web.selection import Selection

# What the bar under a list posts as ``act``: this with the name of a kind, or CHOSEN beside a field
# ``job`` that has the name.
PREFIX: Final = "job:"
CHOSEN: Final = "job"
# No record has a longer name, and the table of items has no room for one.
LONGEST: Final = 330


@dataclass(frozen=True, slots=True)
class Offer:
    """The acts of a list for one person: in groups with their titles, and the dangerous apart."""

    groups: list[tuple[Text, list[Kind]]]
    dangerous: list[Kind]


def offered(actor: Actor, resource: str) -> Offer:
    """What this person may do with many records of a kind; acts without a group come first."""
    known = [kind for kind in kinds.offered_for(resource) if may(actor, kind.permission)]
    plain = [kind for kind in known if not kind.is_dangerous]
    titles = dict.fromkeys(["", *(str(kind.group) for kind in plain)])
    groups = [(title, [kind for kind in plain if str(kind.group) == title]) for title in titles]
    return Offer(
        groups=[(title, found) for title, found in groups if found],
        dangerous=[kind for kind in known if kind.is_dangerous],
    )


def pressed(act: str, chosen: str) -> str | None:
    """The name of the kind that the bar asks for, empty for none; None for another act."""
    if act == CHOSEN:
        return chosen
    return act.removeprefix(PREFIX) if act.startswith(PREFIX) else None


def find(actor: Actor, resource: str, name: str) -> Kind | None:
    """The kind of that name, when it is offered here to this person."""
    kind = kinds.find(name)
    is_offered = kind is not None and kind.resource == resource and may(actor, kind.permission)
    return kind if is_offered else None


def draft(
    kind: Kind,
    actor: Actor,
    resource: Resource[Any],
    *,
    login: int,
    selection: Selection,
    asked: Query,
    shown: str,
) -> Job:
    """A job for what was ticked, or for all that match; raises Refused.

    ``asked`` is the question of the list and ``shown`` its URL, without the page. All that match
    are read in the order of their keys: a record that somebody changes meanwhile does not jump to
    another window, where nobody would see it.
    """
    source: dict[str, Any] = {"resource": resource.name, "keys": None, "list": shown}
    if selection.is_all:
        keys = (column.order for column in resource.columns if column.link and column.order)
        source["query"] = {"filter": dict(asked.filter), "order": next(keys, asked.order)}
    elif any(len(key) > LONGEST or "\0" in key for key in selection.keys):
        raise Refused(_("These are no records of the list. Tick them again."))
    else:
        source["keys"] = list(selection.keys)
    job = submitting.draft(kind, actor, login=login, source=source)
    if kind.form_class is None:
        submitting.prepare(job, {})
    return job


def place(job: Job) -> str:
    """Where one goes on with a job that was just made."""
    name = "job-detail" if job.is_preparing else "job-settings"
    return reverse(name, args=[job.pk])
