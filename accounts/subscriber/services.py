"""Acts of more than one call: what was done is said even when a later call fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ngnpanel.accounts import services
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Conflict, Invalid, NotFound, RemoteError, Unavailable

# A sentence about a step (empty: nothing worth telling) and the call that does it.
Step = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save came to: sentences about what was done, and the error that stopped it, if any."""

    done: tuple[str, ...] = ()
    error: RemoteError | None = None


def run(steps: Iterable[Step]) -> Saved:
    """Do the steps in order.

    An error in the first of them is raised, because then nothing was done and the form can come
    back; a later one is told together with what was done before it.
    """
    done: list[str] = []
    is_first = True
    for words, act in steps:
        try:
            act()
        except (Conflict, Invalid, NotFound, Unavailable) as error:
            if is_first:
                raise
            return Saved(tuple(done), error)
        is_first = False
        if words:
            done.append(words)
    return Saved(tuple(done))


def write_account(subject: Subject, account: Account) -> None:
    """Replace the account's record; the password stays unless ``account`` brings another one."""
    if account.password == subject.account.password:
        account = replace(account, password="")
    subject.api.sip.update_account(account)


def join(subject: Subject, group: str) -> None:
    """Put the account into a group; being in it already is as good."""
    services.join(subject.api, subject.id, group)


def leave(subject: Subject, group: str) -> None:
    """Take the account out of a group; not being in it is as good."""
    services.leave(subject.api, subject.id, group)
