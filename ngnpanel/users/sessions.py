"""The session of a signed-in person: begun at sign-in, looked after, ended.

A session holds the actor and a seal, which is a keyed digest of what the password was checked with;
never a password. Every few minutes the platform is asked again: a person that is gone or whose
password changed is signed out, a person whose role changed gets the new one. Between two looks the
platform itself limits each call, so a page costs no extra call. Each request looks for the row of
the session (``visits``), so that "sign out everywhere" holds at once. Staff is looked up with each
request, since that costs no call; in a support session (``staff/acting.py``) the actor is another
one, and the session keeps the member.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare, salted_hmac

from ngnpanel.actor import Actor
from ngnpanel.audit import recording
from ngnpanel.soap.errors import RemoteError
from ngnpanel.staff import acting, signing
from ngnpanel.users import identity, proof, visits
from ngnpanel.users.identity import Person

ACTOR: Final = "actor"
LOGIN: Final = "login"
SEAL: Final = "seal"
SEEN: Final = "seen"
# The language of the person, as users/languages.py reads it.
LANGUAGE: Final = "language"
# When the session began, and when it was used last: two minutes exactly enough.
BEGAN: Final = "began"
USED: Final = "used"
NOTED_EVERY: Final = 120
# Somebody whose password was right and who has not taken the second step yet.
HELD: Final = "held"
# Seconds for the second step.
HOLD: Final = 300
# Seconds after which the platform is asked whether the person still is who it was.
LOOK_AFTER: Final = 300


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody between the password and the second step: nobody yet, for any page but that one.

    ``wanted`` is where the person wanted to go, ``name`` what was typed as name.
    """

    actor: Actor
    login: int
    seal: str
    language: str
    name: str
    wanted: str
    since: float
    # Wrong codes so far.
    failures: int = 0

    @property
    def whose(self) -> str:
        """Under what the person is kept."""
        return visits.whose(self.actor, self.login)


def begin(
    request: HttpRequest,
    person: Person,
    name: str = "",
    proved: tuple[str, ...] = (proof.PASSWORD,),
) -> None:
    """A new session under a new key; nothing of the session before survives.

    ``name`` is what the person signed in with, ``proved`` what it was let in for.
    """
    _begin(request, _holding(person, name), proved)


def hold(request: HttpRequest, person: Person, name: str, wanted: str) -> Held:
    """A new session that is nobody's yet, until the second step is taken."""
    acting.leave(request)
    visits.end(request)
    request.session.flush()
    rotate_token(request)
    held = _holding(person, name, wanted)
    _keep(request, held)
    request.session[LANGUAGE] = person.language
    return held


def held(request: HttpRequest) -> Held | None:
    """Who is at the second step in this session; None for nobody, and when it took too long."""
    stored = request.session.get(HELD)
    if stored is None:
        return None
    found = Held(**{**stored, "actor": Actor.from_session(stored["actor"])})
    if not 0 <= time.time() - found.since < HOLD:
        request.session.flush()
        return None
    return found


def fail_held(request: HttpRequest, held: Held, most: int) -> bool:
    """Count a wrong code; True when there were so many that the password is asked for again."""
    if held.failures + 1 >= most:
        request.session.flush()
        return True
    _keep(request, replace(held, failures=held.failures + 1))
    return False


def begin_held(request: HttpRequest, held: Held, proved: tuple[str, ...]) -> None:
    """The second step is taken: a new session under a new key."""
    _begin(request, held, proved)


def end(request: HttpRequest) -> None:
    """Forget the person; the old key opens nothing any more."""
    acting.leave(request)
    visits.end(request)
    request.session.flush()
    rotate_token(request)


def current(request: HttpRequest) -> Actor | None:
    """Who acts in this session, None for nobody."""
    stored = request.session.get(ACTOR)
    if stored is None:
        return None
    try:
        actor = Actor.from_session(stored)
    except (KeyError, TypeError, ValueError):
        end(request)  # written by another version of the panel
        return None
    if not visits.is_open(request, whose(request, actor)) or has_run_out(request, actor):
        end(request)
        return None
    if actor.staff:
        return _staff(request, actor)
    if 0 <= time.time() - request.session[SEEN] < LOOK_AFTER:
        return actor
    return _looked_after(request, actor)


def has_run_out(request: HttpRequest, actor: Actor) -> bool:
    """Whether nobody used the session for too long, or it is too old; notes that it is used."""
    now = time.time()
    began = request.session.setdefault(BEGAN, now)
    used = request.session.setdefault(USED, now)
    idle, most = limits(actor)
    if now - used >= idle or now - began >= most:
        return True
    if now - used >= NOTED_EVERY:
        request.session[USED] = now
    return False


def limits(actor: Actor) -> tuple[int, int]:
    """For how many seconds a session lasts unused, and at all."""
    if actor.is_administrator or actor.staff:
        return settings.STAFF_SESSION_IDLE, settings.STAFF_SESSION_MOST
    return settings.SESSION_IDLE, settings.SESSION_MOST


def whose(request: HttpRequest, actor: Actor) -> str:
    """Under what the sign-ins and sessions of the person at work are kept."""
    return visits.whose(actor, request.session[LOGIN])


def number(request: HttpRequest) -> str:
    """The number of this session among those of the person."""
    return str(request.session.get(visits.NUMBER, ""))


def renew(request: HttpRequest) -> None:
    """Keep the person signed in after it changed its own password or name; costs one call."""
    actor = Actor.from_session(request.session[ACTOR])
    person = identity.current(actor, request.session[LOGIN])
    if person is not None:
        request.session.cycle_key()
        _store(request, person)


def _staff(request: HttpRequest, actor: Actor) -> Actor | None:
    """The member with the rights that it has now, or the one that it acts for."""
    from ngnpanel.factors import duties  # which begin sessions

    person = identity.current(actor, 0)
    if person is None or not constant_time_compare(request.session[SEAL], _seal(person)):
        end(request)
        return None
    if not 0 <= time.time() - request.session[SEEN] < LOOK_AFTER:
        request.session[SEEN] = time.time()
        visits.see(request)
        duties.look(request, person.actor, whose(request, person.actor))
    return acting.current(request, person.actor)


def _looked_after(request: HttpRequest, actor: Actor) -> Actor | None:
    from ngnpanel.factors import duties  # which begin sessions

    try:
        person = identity.current(actor, request.session[LOGIN])
    except RemoteError:
        return actor  # whether it is gone is not known; the page itself will say what is wrong
    if person is None:
        end(request)
        return None
    seal = request.session[SEAL]
    # Customers' passwords may be unreadable; a subscriber without verifier could not sign in.
    is_known = bool(person.verifier) or actor.is_subscriber
    if is_known and not constant_time_compare(seal, _seal(person)):
        end(request)
        return None
    _store(request, person)
    request.session[SEAL] = seal
    visits.see(request)
    duties.look(request, person.actor, whose(request, person.actor))
    return person.actor


def _begin(request: HttpRequest, held: Held, proved: tuple[str, ...]) -> None:
    acting.leave(request)
    visits.end(request)
    request.session.flush()
    rotate_token(request)
    _write(request, held)
    request.session[BEGAN] = request.session[USED] = time.time()
    proof.note(request, *proved)
    visits.begin(request, held.whose, held.name)
    recording.turn_to(held.actor, "panel", held.login)
    recording.note("session", "sign-in", held.actor.account or held.actor.name)
    if held.actor.staff:
        signing.note(held.actor.staff)


def _holding(person: Person, name: str, wanted: str = "") -> Held:
    return Held(
        actor=person.actor,
        login=person.login,
        seal=_seal(person),
        language=person.language,
        name=name,
        wanted=wanted,
        since=time.time(),
    )


def _keep(request: HttpRequest, held: Held) -> None:
    stored: dict[str, Any] = {**asdict(held), "actor": held.actor.to_session()}
    request.session[HELD] = stored


def _store(request: HttpRequest, person: Person) -> None:
    _write(request, _holding(person, ""))


def _write(request: HttpRequest, held: Held) -> None:
    request.session[ACTOR] = held.actor.to_session()
    request.session[LOGIN] = held.login
    request.session[SEAL] = held.seal
    request.session[SEEN] = held.since
    request.session[LANGUAGE] = held.language


def _seal(person: Person) -> str:
    return salted_hmac("ngnpanel.users.sessions", person.verifier, algorithm="sha256").hexdigest()
