"""Who may make whom what: nobody gives what they do not have, and somebody is left to manage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ngnpanel.actor import Actor
from ngnpanel.staff import signing
from ngnpanel.staff.models import StaffMember, StaffRole
from ngnpanel.web.faults import Refused

MANAGE: Final = "staff.manage"


@dataclass(frozen=True, slots=True)
class Manager:
    """Who manages staff; ``rights`` None and no ``resellers``: the platform's administrator."""

    rights: frozenset[str] | None
    resellers: frozenset[int] = frozenset()
    number: int = 0

    def gives(self, rights: Iterable[str]) -> bool:
        """Whether it has all of these itself."""
        return self.rights is None or self.rights.issuperset(rights)

    def covers(self, resellers: Iterable[int]) -> bool:
        """Whether a limit to these is within its own; no limit is beyond any."""
        wanted = frozenset(resellers)
        return not self.resellers or (bool(wanted) and wanted <= self.resellers)

    def rules(self, member: StaffMember) -> bool:
        """Whether it may change the member, who has and sees no more than itself."""
        return self.gives(member.role.rights) and self.covers(member.resellers)

    def members(self) -> list[StaffMember]:
        """All whose limit is within its own."""
        return [
            one for one in StaffMember.objects.select_related("role") if self.covers(one.resellers)
        ]

    def roles(self) -> list[StaffRole]:
        """The roles that it can give."""
        return [role for role in StaffRole.objects.all() if self.gives(role.rights)]


def manager(actor: Actor) -> Manager:
    """Who the actor is among those who manage; raises Refused when it is not one any more."""
    if not actor.staff:
        return Manager(rights=actor.rights)
    member = signing.member(actor.staff)
    if member is None:
        raise Refused(_("You may not do this."))
    return Manager(signing.granted(member), frozenset(member.resellers), member.pk)


@contextmanager
def somebody_is_left() -> Iterator[None]:
    """Take the block back and raise Refused if it leaves nobody who manages staff.

    Members and roles are few; while their rows are locked nobody else changes them.
    """
    with transaction.atomic():
        before = managers()
        yield
        if before and not managers():
            raise Refused(
                _("Then nobody of the staff could manage it. Give somebody else the right first.")
            )


def managers() -> list[int]:
    """The numbers of the active members who manage staff."""
    roles = [role.pk for role in StaffRole.objects.select_for_update() if MANAGE in role.rights]
    rows = StaffMember.objects.select_for_update().filter(is_active=True, role__in=roles)
    return list(rows.values_list("pk", flat=True))
