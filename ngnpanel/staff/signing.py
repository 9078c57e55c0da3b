"""Names and passwords of staff, which are the panel's own."""

from __future__ import annotations

import re
from typing import Final

from django.contrib.auth import hashers
from django.utils import timezone

from ngnpanel.accounts.domain import passwords
from ngnpanel.actor import Actor, Role
from ngnpanel.staff.models import StaffMember

LOGIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
# Letters of a generated password: 100 bits, so that nobody has to make it longer.
GENERATED: Final = 18
# What knows no resellers is not for whoever is limited to some.
FOR_ALL: Final = frozenset({"support.platform", "outbox.view", "schedule.run"})


def authenticate(login: str, password: str) -> StaffMember | None:
    """The active member with this name and password; None takes as long whether it exists."""
    found = _active(login=login.strip().lower())
    if found is None:
        hashers.make_password(password)
        return None
    return found if hashers.check_password(password, found.password) else None


def member(number: int) -> StaffMember | None:
    """The active member of that number with its role; one query."""
    return _active(pk=number)


def actor_of(found: StaffMember, platform: str) -> Actor:
    """Who acts while the member acts for nobody."""
    return Actor(
        role=Role.SUPPORT,
        name=found.name,
        platform=platform,
        rights=granted(found),
        staff=found.pk,
    )


def granted(found: StaffMember) -> frozenset[str]:
    """The rights of the role, without those that reach beyond the member's limit."""
    return found.rights - FOR_ALL if found.resellers else found.rights


def note(number: int) -> None:
    """The member signed in now."""
    StaffMember.objects.filter(pk=number).update(last_sign_in=timezone.now())


def generated(found: StaffMember) -> str:
    """A new password for a member, who has to change it; it is told once and kept as a hash."""
    password = passwords.random_password(GENERATED)
    found.password, found.must_change = hashers.make_password(password), True
    return password


def _active(**wanted: object) -> StaffMember | None:
    rows = StaffMember.objects.select_related("role")
    return rows.filter(is_active=True, **wanted).first()
