"""Staff of the tests: members with a role, and browsers in which they are signed in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from ngnpanel.staff.models import StaffMember, StaffRole, SupportSession

PASSWORD = "a password of staff 7"
WHY = {"reason": "Voicemail is silent", "ticket": "T-4711"}


def role(*rights: str, name: str = "Of the test") -> StaffRole:
    """A role with these rights."""
    return StaffRole.objects.update_or_create(name=name, defaults={"rights": sorted(rights)})[0]


def member(login: str = "sam", *, role: str | StaffRole = "Helpdesk", **more: Any) -> StaffMember:
    """A member with one of the roles of the migration, or another one."""
    given = StaffRole.objects.get(name=role) if isinstance(role, str) else role
    return StaffMember.objects.create(
        login=login,
        name=more.pop("name", f"{login.title()} Support"),
        password=hashers.make_password(PASSWORD),
        role=given,
        **more,
    )


def signed_in(found: StaffMember) -> Client:
    """A browser in which the member signed in on the page for all."""
    client = Client()
    answer = client.post("/login/", {"name": found.login, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def acts_for(client: Client, kind: str, key: object, **more: str) -> SupportSession:
    """Open a support session for somebody."""
    answer = client.post(reverse("support-open", args=[kind, str(key)]), {**WHY, **more})
    assert answer.status_code == 302, answer.content.decode()
    return SupportSession.objects.latest("began")
