"""What tokens are for: every operation has its permission, and no area gives away the panel."""

from __future__ import annotations

from ngnpanel.actor import Actor, Role
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.tokens import scopes
from ngnpanel.tokens.operations import PERMISSION
from ngnpanel.web.permissions import PERMISSIONS, may


def test_each_of_the_109_operations_says_what_it_needs() -> None:
    assert set(PERMISSION) == {f"{port}.{name}" for port, name in OPERATIONS}
    assert len(PERMISSION) == 109
    for operation, permission in PERMISSION.items():
        is_presence = operation.startswith("Presence.")
        assert (permission == "") is is_presence, operation
        assert is_presence or scopes.needed_for(permission), operation


def test_an_operation_that_reads_needs_no_right_to_change() -> None:
    for operation, permission in PERMISSION.items():
        if permission:
            level = scopes.needed_for(permission).partition(".")[2]
            reads = operation.partition(".")[2].startswith("get")
            assert level == (scopes.READ if reads else scopes.CHANGE), operation


def test_areas_name_permissions_that_exist_each_in_one_place() -> None:
    named = [p for area in scopes.AREAS for p in (*area.read, *area.change)]
    assert set(named) <= set(PERMISSIONS)
    assert len(named) == len(set(named))


def test_no_scope_gives_away_the_panel_itself() -> None:
    everything = scopes.rights(scopes.SCOPES)
    for permission in ("brand.edit", "estate.export", "domain.export", "outbox.view"):
        assert permission not in everything
    for word in ("token", "staff", "role", "factor", "audit", "schedule", "notice", "support"):
        assert not [p for p in everything if p.startswith(word)]


def test_reading_everything_changes_nothing() -> None:
    rights = scopes.rights([scopes.READ_ALL])
    assert rights == scopes.rights(f"{area.name}.read" for area in scopes.AREAS)
    changing = frozenset().union(*(area.change for area in scopes.AREAS))
    assert not rights & changing


def test_whoever_may_change_may_read() -> None:
    for area in scopes.AREAS:
        if area.change:
            assert scopes.rights([f"{area.name}.change"]) == area.read | area.change


def test_a_scope_that_is_not_known_gives_nothing() -> None:
    for scope in ("", "all.change", "accounts", "accounts.", "nothing.read", "accounts.delete"):
        assert scopes.rights([scope]) == frozenset()


def test_scopes_never_give_what_the_role_has_not() -> None:
    for role in (Role.ADMINISTRATOR, Role.RESELLER, Role.CUSTOMER):
        token = Actor(role=role, name="x", rights=scopes.rights(scopes.SCOPES))
        for permission, roles in PERMISSIONS.items():
            assert not may(token, permission) or role in roles


def test_a_customer_is_not_offered_what_sellers_have() -> None:
    offered = scopes.offered(Role.CUSTOMER)
    assert not [scope for scope in offered if scope.startswith(("pstn", "money.read"))]
    assert "accounts.change" in offered
    assert set(scopes.offered(Role.ADMINISTRATOR)) == set(scopes.SCOPES)
