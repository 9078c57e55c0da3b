"""Prints the key of a session in which the administrator of a platform is signed in.

A program of its own, for a panel that runs: ``python -m tests.faults.session second``.
"""

from __future__ import annotations

import sys
import time

import django

if __name__ == "__main__":
    django.setup()

    from ngnpanel.actor import Actor, Role
    from ngnpanel.users import proof, sessions
    from ngnpanel.users.session_store import SessionStore

    store = SessionStore()
    actor = Actor(role=Role.ADMINISTRATOR, name="admin", platform=sys.argv[1])
    store[sessions.ACTOR] = actor.to_session()
    store[sessions.LOGIN] = 0
    store[sessions.SEAL] = ""
    store[sessions.SEEN] = time.time()
    store[proof.PROVED] = {proof.PASSWORD: time.time()}
    store.save()
    sys.stdout.write(store.session_key or "")
