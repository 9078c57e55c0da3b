"""What limited rights reach: every address says what it needs, and what deletes is dangerous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver

from ngnpanel.actor import Actor, Role
from ngnpanel.jobs import kinds
from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.staff import rights
from ngnpanel.web import reach
from ngnpanel.web.permissions import PERMISSIONS, may
from tests.web.test_permissions import NOT_OF_THE_PANEL


def matches(patterns: Any = None, path: str = "") -> Iterator[ResolverMatch]:
    """Every address of the panel that asks for a person, as if somebody came there."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        route = path + str(found.pattern)
        if route.startswith(NOT_OF_THE_PANEL):
            continue
        if isinstance(found, URLResolver):
            yield from matches(found.url_patterns, route)
        elif isinstance(found, URLPattern) and not getattr(found.callback, "is_public", False):
            yield ResolverMatch(found.callback, (), {}, found.name)


def acting(*granted: str, role: Role = Role.RESELLER) -> Actor:
    return Actor(
        role=role, name="R", customer=3, reseller=3, rights=frozenset(granted), staff=1, support="x"
    )


def test_every_address_says_what_it_needs() -> None:
    assert sorted({m.url_name or "" for m in matches() if reach.needs(m) is None}) == []


def test_no_row_is_of_an_address_that_is_not_there() -> None:
    names = {match.url_name for match in matches()}
    assert sorted((reach.REACH.keys() | reach.DESK.keys()) - names) == []
    assert sorted(reach.PROGRAM.keys() - set(ACTIONS)) == []


def test_what_is_needed_are_permissions() -> None:
    for match in matches():
        found = reach.needs(match)
        assert found is not None
        assert {found.read or "", found.write or ""} - {""} <= PERMISSIONS.keys(), match.url_name


def test_every_address_that_deletes_asks_for_a_second_factor() -> None:
    deleting = [
        match
        for match in matches()
        if {"delete", "reset", "refund", "off"} & set((match.url_name or "").split("-"))
    ]
    assert len(deleting) > 20
    safe = [m.url_name for m in deleting if not _is_stopped(reach.needs(m))]
    assert safe == []


def _is_stopped(found: reach.Needs | None) -> bool:
    """Whether a post there is dangerous, or for nobody at all."""
    return found is not None and (found.is_dangerous or found.write is None)


def test_passwords_balances_and_tenants_are_dangerous() -> None:
    for name in ("password.edit", "balance.edit", "tenant.edit", "customer.delete"):
        assert reach.is_dangerous(name)
    for name in (
        *("subscriber-settings-phone-password", "subscriber-settings-panel-password"),
        *("subscriber-credit-change", "subscriber-credit-refund"),
    ):
        assert reach.REACH[name].is_dangerous


def test_jobs_on_passwords_and_balances_need_their_right_of_staff_alone() -> None:
    assert kinds.table().keys() >= reach.OF_JOBS.keys()
    for kind, permission in reach.OF_JOBS.items():
        assert not reach.may_begin(acting("account.edit"), kind)
        assert reach.may_begin(acting("account.edit", permission), kind)
        assert reach.may_begin(Actor(role=Role.RESELLER, name="R", customer=3), kind)


def test_the_form_of_a_role_offers_every_right_once() -> None:
    offered = [right for _title, rows in rights.GROUPS for right, _words in rows]
    assert len(offered) == len(set(offered))
    assert set(offered) == PERMISSIONS.keys() - rights.NEVER


def test_nobody_gets_more_than_the_one_acted_for_has() -> None:
    for role in (Role.RESELLER, Role.CUSTOMER, Role.SUBSCRIBER, Role.ADMINISTRATOR):
        granted = rights.of_role(PERMISSIONS, role)
        assert granted <= {name for name, roles in PERMISSIONS.items() if role in roles}
    assert "customer.delete" not in rights.of_role(PERMISSIONS, Role.CUSTOMER)


@pytest.mark.parametrize("role", [Role.RESELLER, Role.SUBSCRIBER, Role.ADMINISTRATOR])
def test_secrets_are_read_by_people_and_by_staff_with_the_right(role: Role) -> None:
    assert reach.reads_secrets(Actor(role=role, name="P", customer=3))
    assert not reach.reads_secrets(acting("settings.view", role=role))
    assert reach.reads_secrets(acting("secret.read", role=role))
    assert not reach.reads_secrets(None)


def test_staff_without_a_limit_of_rights_reaches_nothing() -> None:
    lost = Actor(role=Role.ADMINISTRATOR, name="Sam", rights=None, staff=1, support="x")
    assert not any(reach.may_reach(lost, match, writes=False) for match in matches())


def test_staff_for_nobody_has_no_right_over_records() -> None:
    everything = frozenset(PERMISSIONS)
    nobody = Actor(role=Role.SUPPORT, name="Sam", rights=everything, staff=1)
    granted = {name for name in PERMISSIONS if may(nobody, name)}
    assert granted == {
        *("support.open", "support.platform", "staff.manage", "schedule.run"),
        *("outbox.view", "audit.view", "job.view"),
    }
