"""Prints the key of a session in which the administrator of a platform is signed in.

A program of its own, for a panel that runs: ``python -m tests.faults.session second``.
"""

from __future__ import annotations

import sys
import time

import django

if __name__ == "__main__":
    django.setup()

    from django.contrib.sessions.backends.db import SessionStore

    from ngnpanel.actor import Actor, Role
    from ngnpanel.users import sessions

    store = SessionStore()
    actor = Actor(role=Role.ADMINISTRATOR, name="admin", platform=sys.argv[1])
    store[sessions.ACTOR] = actor.to_session()
    store[sessions.LOGIN] = 0
    store[sessions.SEAL] = ""
    store[sessions.SEEN] = time.time()
    store.save()
    sys.stdout.write(store.session_key or "")
