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
from typing import Final

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
# Seconds after which the platform is asked whether the person still is who it was.
LOOK_AFTER: Final = 300


def begin(
    request: HttpRequest,
    person: Person,
    name: str = "",
    proved: tuple[str, ...] = (proof.PASSWORD,),
) -> None:
    """A new session under a new key; nothing of the session before survives.

    ``name`` is what the person signed in with, ``proved`` what it was let in for.
    """
    acting.leave(request)
    visits.end(request)
    request.session.flush()
    rotate_token(request)
    _store(request, person)
    proof.note(request, *proved)
    visits.begin(request, whose(request, person.actor), name)
    recording.turn_to(person.actor, "panel", person.login)
    recording.note("session", "sign-in", person.actor.account or person.actor.name)
    if person.actor.staff:
        signing.note(person.actor.staff)


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
    if not visits.is_open(request, whose(request, actor)):
        end(request)
        return None
    if actor.staff:
        return _staff(request, actor)
    if 0 <= time.time() - request.session[SEEN] < LOOK_AFTER:
        return actor
    return _looked_after(request, actor)


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
    person = identity.current(actor, 0)
    if person is None or not constant_time_compare(request.session[SEAL], _seal(person)):
        end(request)
        return None
    if not 0 <= time.time() - request.session[SEEN] < LOOK_AFTER:
        request.session[SEEN] = time.time()
        visits.see(request)
    return acting.current(request, person.actor)


def _looked_after(request: HttpRequest, actor: Actor) -> Actor | None:
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
    return person.actor


def _store(request: HttpRequest, person: Person) -> None:
    request.session[ACTOR] = person.actor.to_session()
    request.session[LOGIN] = person.login
    request.session[SEAL] = _seal(person)
    request.session[SEEN] = time.time()
    request.session[LANGUAGE] = person.language


def _seal(person: Person) -> str:
    return salted_hmac("ngnpanel.users.sessions", person.verifier, algorithm="sha256").hexdigest()
