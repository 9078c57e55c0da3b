"""Getting a mailbox and giving it up without touching diversions that lead elsewhere."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.diversions import (
    MAILBOX_CONDITIONS,
    VOICE_MAILBOX,
    Diversions,
    is_mailbox,
)
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import words
from ngnpanel.accounts.subscriber.forms.forwarding import CONDITIONS
from ngnpanel.accounts.subscriber.mailbox_address import leads_to, to_store
from ngnpanel.accounts.subscriber.services import Saved, Step, join, leave, run
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import NotFound

GROUP = "voicemail"


def enable(subject: Subject, mailbox: Mailbox, diversions: Diversions) -> Saved:
    """The mailbox first: until it exists nothing may lead to it."""
    opened: list[Mailbox] = []  # with the number that the platform gives it
    first: Step = (
        _("Voicemail is on."),
        lambda: opened.append(subject.api.voicemail.add_mailbox(mailbox)),
    )
    return run([first, *_around(subject, opened, diversions)])


def complete(subject: Subject, mailbox: Mailbox, diversions: Diversions) -> Saved:
    """The same for a mailbox that is there already: the answer got lost when it was opened."""
    first: Step = (
        _("Voicemail is on."),
        lambda: subject.api.voicemail.update_mailbox(mailbox),
    )
    return run([first, *_around(subject, [mailbox], diversions)])


def _around(subject: Subject, opened: list[Mailbox], diversions: Diversions) -> list[Step]:
    """What follows the mailbox: what leads to it where nothing is set, and the group."""
    wanted, taken = with_mailbox(diversions)
    steps: list[Step] = []
    if taken:
        text = _("These calls go to voicemail now: %(conditions)s.")
        steps.append(
            (
                text % {"conditions": titles(taken)},
                lambda: subject.api.sip.set_diversions(
                    subject.id, to_store(subject, opened[0], wanted, diversions)
                ),
            )
        )
    left = tuple(name for name in MAILBOX_CONDITIONS if name not in taken)
    told = _kept(left, diversions, subject.id.domain)
    return [*steps, (told, lambda: join(subject, GROUP))]


def disable(subject: Subject, mailbox: Mailbox, diversions: Diversions) -> Saved:
    """The mailbox last: until it is gone nothing leads to it any more."""
    wanted, freed = without_mailbox(diversions, mailbox, subject.id.domain)
    steps: list[Step] = []
    if freed:
        text = _("No longer forwarded to voicemail: %(conditions)s.")
        steps.append(
            (
                text % {"conditions": titles(freed)},
                lambda: subject.api.sip.set_diversions(subject.id, wanted),
            )
        )
    steps += [
        ("", lambda: leave(subject, GROUP)),
        (_("Voicemail is off and its messages are gone."), lambda: _delete(subject)),
    ]
    return run(steps)


def with_mailbox(diversions: Diversions) -> tuple[Diversions, tuple[str, ...]]:
    """The diversions with the mailbox where nothing is set, and the conditions it took.

    A redirect beside an empty forward counts as set, since the forward would win over it.
    """
    taken = tuple(
        name
        for name in MAILBOX_CONDITIONS
        if not diversions.target(name) and not diversions.target("R" + name[1:])
    )
    changes = {name.lower(): VOICE_MAILBOX for name in taken}
    return replace(diversions, **changes), taken


def without_mailbox(
    diversions: Diversions, mailbox: Mailbox, domain: str
) -> tuple[Diversions, tuple[str, ...]]:
    """The diversions without those to this mailbox, and the conditions that are free then."""
    names = [kind + name[1:] for name in (c.name for c in CONDITIONS) for kind in "FR"]
    freed = tuple(name for name in names if leads_to(diversions.target(name), mailbox, domain))
    return replace(diversions, **{name.lower(): "" for name in freed}), freed


def pointing(diversions: Diversions, mailbox: Mailbox, domain: str) -> str:
    """The conditions under which calls go to the mailbox, in words; empty for none."""
    return titles(without_mailbox(diversions, mailbox, domain)[1])


def titles(names: tuple[str, ...]) -> str:
    """Conditions in words, each once."""
    ends = {name[1:] for name in names}
    return words.listed([str(c.title).lower() for c in CONDITIONS if c.name[1:] in ends])


def _kept(names: tuple[str, ...], diversions: Diversions, domain: str) -> str:
    """What stays as it was because it leads elsewhere already."""
    elsewhere = [
        (name, diversions.target(name) or diversions.target("R" + name[1:]))
        for name in names
        if not is_mailbox(diversions.target(name))
    ]
    if not elsewhere:
        return ""
    rows = [
        _("%(condition)s to %(place)s")
        % {"condition": titles((name,)), "place": words.place(target, domain)}
        for name, target in elsewhere
    ]
    return _("Left as it was: %(rows)s.") % {"rows": words.listed(rows)}


def _delete(subject: Subject) -> None:
    try:
        subject.api.voicemail.delete_mailbox(subject.id)
    except NotFound:
        return  # somebody else was faster; what was wanted is so
