"""Counts of the database are those of its rows after any writes and rollbacks."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.provisioning.models import Account, AccountGroup, Alias, Domain, DomainCount
from tests.provisioning.conftest import World

migration: Any = import_module("ngnpanel.provisioning.migrations.0003_counts_and_searches")
GROUPS = ("blocked", "quota", "free-pstn")


def truth() -> Counter[tuple[int, str]]:
    """The counts as the rows themselves tell."""
    counted: Counter[tuple[int, str]] = Counter()
    for domain, prepaid in Account.objects.values_list("domain", "prepaid"):
        counted[domain, "accounts"] += 1
        counted[domain, "prepaid"] += prepaid
    for domain, name in AccountGroup.objects.values_list("account__domain", "name"):
        counted[domain, f"group {name}"] += 1
    for domain in Alias.objects.values_list("domain", flat=True):
        counted[domain, "aliases"] += 1
    return +counted


def kept() -> Counter[tuple[int, str]]:
    """The counts as the triggers kept them."""
    rows = DomainCount.objects.values_list("domain", "what", "number")
    assert all(number >= 0 for _domain, _what, number in rows)
    return +Counter({(domain, what): number for domain, what, number in rows})


class Undo(Exception):
    """Rolls a step back."""


numbers = st.integers(0, 5)
steps = st.one_of(
    st.tuples(st.just("add"), st.lists(st.booleans(), min_size=1, max_size=4), numbers),
    st.tuples(st.just("join"), st.sampled_from(GROUPS), numbers),
    st.tuples(st.just("leave"), st.sampled_from(GROUPS), numbers),
    st.tuples(st.just("rename"), st.sampled_from(GROUPS), numbers),
    st.tuples(st.just("switch"), st.booleans(), numbers),
    st.tuples(st.just("move"), st.just(None), numbers),
    st.tuples(st.just("delete"), st.sampled_from((Account, Alias)), numbers),
    st.tuples(st.just("empty"), st.sampled_from((Account, Alias)), numbers),
    st.tuples(st.just("drop"), st.just(None), numbers),
)


def write(kind: str, what: Any, number: int, serial: int) -> None:
    """One random step on the rows that there are."""
    domain = Domain.objects.order_by("pk")[number % Domain.objects.count()]
    accounts = Account.objects.filter(domain=domain)
    match kind:
        case "add":
            names = [(f"new{serial}x{n}", is_prepaid) for n, is_prepaid in enumerate(what)]
            Account.objects.bulk_create(
                Account(domain=domain, username=name, prepaid=prepaid) for name, prepaid in names
            )
            Alias.objects.bulk_create(
                Alias(domain=domain, username=f"a{name}", target_username="x") for name, _ in names
            )
        case "join":
            outside = accounts.exclude(groups__name=what)
            AccountGroup.objects.bulk_create(
                AccountGroup(account=account, name=what) for account in outside
            )
        case "leave":
            AccountGroup.objects.filter(account__domain=domain, name=what).delete()
        case "rename":
            members = AccountGroup.objects.filter(account__domain=domain, name=what)
            AccountGroup.objects.filter(pk__in=members[:2]).update(name=f"{what}{serial}")
        case "switch":
            accounts.update(prepaid=what)
        case "move":
            other = Domain.objects.exclude(pk=domain.pk).order_by("pk").first()
            taken = Account.objects.filter(domain=other).values_list("username", flat=True)
            accounts.exclude(username__in=list(taken)).update(domain=other)
        case "delete":
            rows = what.objects.filter(domain=domain).order_by("pk")
            what.objects.filter(
                pk__in=list(rows.values_list("pk", flat=True)[: number + 1])
            ).delete()
        case "empty":
            what.objects.filter(domain=domain).delete()
        case "drop":
            accounts.delete()
            domain.aliases.all().delete()
            domain.delete()
            Domain.objects.create(name=f"again{serial}.example")


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(steps, st.booleans()), max_size=12))
def test_counts_are_right_after_any_writes_and_rollbacks(
    world: World, history: list[tuple[tuple[str, Any, int], bool]]
) -> None:
    with transaction.atomic():
        for serial, ((kind, what, number), is_undone) in enumerate(history):
            try:
                with transaction.atomic():
                    write(kind, what, number, serial)
                    assert kept() == truth()
                    if is_undone:
                        raise Undo
            except Undo:
                pass
            assert kept() == truth()
        transaction.set_rollback(True)
    assert kept() == truth()


def test_memberships_count_whichever_goes_first(world: World) -> None:
    """References are checked at the commit, so an account may go before its groups."""
    account = Account.objects.get(domain__name="customer.example")
    for first, second in (("account", "accountgroup"), ("accountgroup", "account")):
        with transaction.atomic():
            account.groups.create(name="blocked")
            columns = {"account": "id", "accountgroup": "account_id"}
            with connection.cursor() as cursor:
                for table in (first, second):
                    sql = f"DELETE FROM provisioning_{table} WHERE {columns[table]} = %s"
                    cursor.execute(sql, [account.pk])
                    assert kept() == truth()
            transaction.set_rollback(True)
        assert kept() == truth()


@pytest.mark.parametrize("first", ["account", "alias", "domain", "domaincount"])
def test_tables_are_emptied_in_any_order(world: World, first: str) -> None:
    """`flush` knows no order, and does not ask whom a row belongs to."""
    account = Account.objects.get(domain__name="customer.example")
    account.groups.create(name="blocked")
    Alias.objects.create(domain=account.domain, username="a", target_username="x")
    tables = ["domaincount", "domain", "accountgroup", "alias", "account"]
    with transaction.atomic():
        with connection.cursor() as cursor:
            for table in sorted(tables, key=lambda table: table != first):
                cursor.execute(f"DELETE FROM provisioning_{table}")
        assert not DomainCount.objects.exists()
        transaction.set_rollback(True)


@pytest.mark.django_db(transaction=True)
def test_a_flush_leaves_no_count(world: World) -> None:
    call_command("flush", interactive=False)
    assert not DomainCount.objects.exists()


def test_a_count_that_is_missing_is_not_made_up(world: World) -> None:
    """An addition writes it, a subtraction does not."""
    DomainCount.objects.all().delete()
    account = Account.objects.get(domain__name="customer.example")
    account.delete()
    assert not DomainCount.objects.exists()


def test_what_was_there_before_is_counted(world: World) -> None:
    Account.objects.update(prepaid=True)
    account = Account.objects.get(domain__name="customer.example")
    account.groups.create(name="blocked")
    Alias.objects.create(domain=account.domain, username="a", target_username="x")
    with connection.cursor() as cursor:
        # Not a schema editor: SQLite's cannot be used within the transaction of a test.
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        migration.drop_triggers(None, editor)
        assert kept() == Counter()
        migration.create_triggers(None, editor)
    assert kept() == truth()
    assert truth()


def test_every_migration_leaves_the_triggers_in_place(db: None) -> None:
    """SQLite forgets the triggers of a table that a migration makes anew."""
    executor = MigrationExecutor(connection)
    assert not executor.migration_plan(executor.loader.graph.leaf_nodes())
    catalog = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalog[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    wanted = {
        f"{table}_count_{event}"
        for table in migration.COUNTED
        for event in ("insert", "delete", "update")
    }
    assert found == wanted | {f"{migration.DOMAIN}_forget"}
