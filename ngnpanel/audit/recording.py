"""Recording writes as they pass: who acts is told once for a request, a job or a task.

Each ``Api`` remembers what it read, because whoever writes a record has read it before: so old
values cost no call of their own.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.db import DatabaseError
from django.utils import timezone

from ngnpanel import logs
from ngnpanel.actor import Actor
from ngnpanel.audit import chain, facts, masking
from ngnpanel.audit.acts import ACTS, LISTS, SINGLE, Act, Struct, address
from ngnpanel.audit.models import Entry
from ngnpanel.soap.errors import RemoteError

log = logging.getLogger(__name__)
# How the operations begin that are the panel's alone; no port of the contract is called so.
NOTED: Final = "Panel."
# Records that an Api remembers; pages and jobs read at most so many before they write.
REMEMBERED: Final = 100
# What the platform gives a number.
NUMBERED: Final = frozenset({"customer", "carrier", "gateway", "rule", "record", "fancy-record"})
# What belongs to an account and has no tenancy of its own.
OF_ACCOUNT: Final = frozenset({"account", "balance", "mailbox", "presence"})

# The columns of an entry, and what stands in those that nobody gives a value.
NAMES: Final = tuple(
    field.attname
    for field in Entry._meta.concrete_fields  # noqa: SLF001 - Django's documented interface
)
DEFAULTS: Final[Mapping[str, Any]] = {
    "number": None,
    "is_old_known": True,
    "result": "",
    "version": Entry.NOW,
    "digest": "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who acts, from where and why; ``source`` is panel, job, program, schedule or system.

    In a support session ``staff`` is the name of who sits there and ``ticket`` the case; ``actor``
    is then the person on whose behalf, and ``reason`` what support gave as one.
    """

    source: str = "system"
    actor: Actor | None = None
    login: int = 0
    address: str = ""
    reason: str = ""
    staff: str = ""
    ticket: str = ""


NOBODY: Final = Scene()
_scene: ContextVar[Scene | None] = ContextVar("audit_scene", default=None)
_gathered: ContextVar[list[Entry] | None] = ContextVar("audit_gathered", default=None)


@contextmanager
def scene(now: Scene) -> Iterator[None]:
    """All writes of the block are of this scene."""
    token = _scene.set(now)
    try:
        yield
    finally:
        _scene.reset(token)


def present() -> Scene:
    """The scene of now."""
    return _scene.get() or NOBODY


def turn_to(actor: Actor, source: str, login: int | None = None, *, reason: str = "") -> None:
    """From here to the end of the scene, somebody else acts: who was found out meanwhile.

    ``login`` is the customer that signs in, where it is another one than that of the session.
    """
    now = present()
    if actor != now.actor:
        now = replace(now, reason="", staff="", ticket="")
    who = now.login if login is None else login
    _scene.set(replace(now, actor=actor, source=source, login=who, reason=reason or now.reason))


@contextmanager
def because(reason: str) -> Iterator[None]:
    """All writes of the block have this reason."""
    with scene(replace(present(), reason=reason)):
        yield


@contextmanager
def gathered() -> Iterator[list[Entry]]:
    """Keep the entries of the block for its caller, who stores them with what they belong to."""
    entries: list[Entry] = []
    token = _gathered.set(entries)
    try:
        yield entries
    finally:
        _gathered.reset(token)


@dataclass(slots=True)
class Memory:
    """What one Api read, newest last."""

    known: OrderedDict[tuple[str, str], Struct] = field(default_factory=OrderedDict)

    def keep(self, operation: str, arguments: Sequence[Any], answer: Any) -> None:
        """Remember the structs of an answer, if they are ever written."""
        if operation in SINGLE:
            name, key_of = SINGLE[operation]
            self._put((name, key_of(arguments)), _struct(name, answer))
        elif operation in LISTS and isinstance(answer, Mapping):
            member, name, called = LISTS[operation]
            rows = answer.get(member) or ()
            if len(rows) <= REMEMBERED:
                for row in rows:
                    self._put((name, called(row)), row)

    def recall(self, name: str, key: str) -> Struct | None:
        """What was read of a record, None when it was not."""
        return self.known.get((name, key))

    def _put(self, key: tuple[str, str], struct: Struct) -> None:
        self.known.pop(key, None)
        self.known[key] = struct
        while len(self.known) > REMEMBERED:
            self.known.popitem(last=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One call that writes, and what is known of it before it is made."""

    operation: str
    arguments: Sequence[Any]
    platform: str
    impersonate: int
    memory: Memory

    def entry(self, result: str, answer: Any = None) -> Entry:
        """What is recorded of it."""
        act = ACTS[self.operation]
        key = act.key(self.arguments) or "-"
        if act.kind in NUMBERED and isinstance(answer, Mapping) and answer.get("id"):
            # A new record has its number from the platform.
            key = str(answer["id"])
        old = self._old(act, key)
        customer, reseller, account = self._whose(act, key, old, answer)
        changes, is_old_known = self._changes(act, old, answer)
        return _entry(
            platform=self.platform,
            on_behalf=self.impersonate,
            operation=self.operation,
            kind=act.kind,
            key=key[:330],
            customer=customer,
            reseller=reseller,
            account=account[:330],
            changes=changes,
            is_old_known=is_old_known,
            result=result,
        )

    @property
    def is_known(self) -> bool:
        """Whether it was read before, so that the answer says nothing new of whose it is."""
        act = ACTS[self.operation]
        return self._old(act, act.key(self.arguments) or "-") is not None

    def _old(self, act: Act, key: str) -> Struct | None:
        return self.memory.recall(act.read, key) if act.read else None

    def _changes(
        self, act: Act, old: Struct | None, answer: Any
    ) -> tuple[dict[str, list[Any]], bool]:
        new = act.new(self.arguments)
        if old is not None and new is not None and act.replaces:
            old, new = facts.apart(old, new)
        before = facts.flat(old) if old is not None else {}
        if new is None:
            return facts.difference(before, {}), old is not None
        after = facts.flat(new)
        if not act.replaces:
            return facts.difference({}, after), True
        changes = facts.difference(before, after)
        for name in facts.secrets_changed(old or {}, new):
            if name not in changes and name != "password":
                changes[name] = [masking.HIDDEN, masking.HIDDEN]
        # An empty password leaves the stored one alone.
        if old is not None and "password" not in after:
            changes.pop("password", None)
        elif old is not None and old.get("password") != new.get("password"):
            changes["password"] = [masking.HIDDEN, masking.HIDDEN]
        if act.kind == "balance" and isinstance(answer, Mapping):
            changes["balance"] = [answer.get("old_balance"), answer.get("new_balance")]
        return changes, old is not None or not act.read

    def _whose(self, act: Act, key: str, old: Struct | None, answer: Any) -> tuple[int, int, str]:
        """Customer, reseller and account that the record belongs to, as far as it is known."""
        account = key if act.kind in OF_ACCOUNT and "@" in key else ""
        told: list[Struct] = [old or {}]
        if account:
            told.append(self.memory.recall("account", account) or {})
        if isinstance(answer, Mapping):
            told.append(answer)
        new = act.new(self.arguments)
        if isinstance(new, Mapping):
            told.append(new)
        if act.kind == "alias":
            target = (new or old or {}).get("target")
            account = address(target) if target else ""
        actor = present().actor
        customer = next((int(s["customer"]) for s in told if s.get("customer")), 0)
        reseller = next((int(s["reseller"]) for s in told if s.get("reseller")), 0)
        if act.kind == "customer" and key.isdecimal():
            customer = int(key)
        if actor is not None:
            customer, reseller = customer or actor.customer, reseller or actor.reseller
        return customer or self.impersonate, reseller, account


def record(write: Write, result: str, answer: Any = None) -> None:
    """Store what was done; a chain that cannot be written is no reason to undo it."""
    store([write.entry(result, answer)])


def confirm(
    platform: str, *, what: str, kind: str, key: str, changes: dict[str, list[Any]]
) -> None:
    """Store that an earlier attempt came through, whose own entry died with who made it."""
    actor = present().actor
    entry = _entry(
        platform=platform,
        on_behalf=0 if actor is None else actor.customer,
        operation=what,
        kind=kind,
        key=key[:330],
        customer=0 if actor is None else actor.customer,
        reseller=0 if actor is None else actor.reseller,
        account=key[:330] if kind in OF_ACCOUNT and "@" in key else "",
        changes=changes,
    )
    entry.reason = f"{entry.reason}, found done after an interruption"[:300]
    store([entry])


def note(
    kind: str,
    act: str,
    key: str,
    changes: Mapping[str, Sequence[Any]] | None = None,
    *,
    customer: int = 0,
    reseller: int = 0,
    account: str = "",
    result: str = "",
    platform: str = "",
) -> None:
    """Store an act that writes nothing to the platform: a sign-in, a brand, a role, a download.

    ``kind`` and ``act`` are a row of ``notes.NOTES`` (a test looks for it); ``key`` names what was
    acted on, as people know it. ``changes`` is name -> (old, new) in plain JSON values; what is
    equal is left out, and what ``masking`` knows by name for a secret is masked. ``customer``,
    ``reseller`` and ``account`` say whose it is, and so who reads the entry: what is left out is as
    of the actor. ``result`` is empty for what came about, else a word: "refused". ``platform`` is
    the actor's unless told.
    """
    actor = present().actor
    if actor is not None:
        customer, reseller = customer or actor.customer, reseller or actor.reseller
        account = account or actor.account
    entry = _entry(
        platform=platform or ("default" if actor is None else actor.platform),
        on_behalf=0 if actor is None else actor.customer,
        operation=f"{NOTED}{act}",
        kind=kind,
        key=(key or "-")[:330],
        customer=customer,
        reseller=reseller,
        account=account[:330],
        changes=facts.noted(changes or {}),
        result=result,
    )
    store([entry])


def _entry(**what: Any) -> Entry:
    """An entry of now: who acts and from where, beside what was done."""
    now = present()
    actor = now.actor
    known = {
        **DEFAULTS,
        **what,
        "at": timezone.now(),
        "source": now.source,
        "role": "" if actor is None else actor.role.value,
        "actor": "" if actor is None else (actor.account or actor.name)[:330],
        "login": now.login,
        "reason": now.reason[:300],
        "address": now.address[:64],
        "request_id": logs.request_id.get()[:64],
        "staff": (now.staff or _member(actor))[:150],
        "ticket": now.ticket[:64],
    }
    # In the order of the columns Django takes values several times as fast.
    values: list[Any] = [known[name] for name in NAMES]
    return Entry(*values)  # type: ignore[misc] # each in its place


def _member(actor: Actor | None) -> str:
    """Who of the staff acts, never nobody: without a name the number of the account has to do."""
    if actor is None or not actor.staff:
        return ""
    return actor.name if actor.is_support else f"#{actor.staff}"


def store(entries: Sequence[Entry]) -> None:
    """Append entries, or leave them to whoever gathers them."""
    waiting = _gathered.get()
    if waiting is not None:
        waiting.extend(entries)
        return
    try:
        chain.append(entries)
    except DatabaseError as error:
        names = ", ".join(f"{entry.operation} {entry.key}" for entry in entries)
        log.error("the audit misses %s: %s", names, type(error).__name__)  # noqa: TRY400


def result_of(error: RemoteError) -> str:
    """How an entry calls a write that failed."""
    return str(error.code) if error.code else "unavailable"


def _struct(name: str, answer: Any) -> Struct:
    """The answer of a read as it would be written."""
    if name == "rules" and isinstance(answer, Mapping):
        return {"rules": answer.get("rules")}
    if isinstance(answer, Mapping) and name != "diversions":
        return answer
    return {name: answer}
