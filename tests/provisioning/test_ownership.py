"""Every operation, asked by everybody about a record of one customer, and what comes of it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import product
from types import ModuleType
from typing import Any, Final

import pytest
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import connection, transaction

from ngnpanel.provisioning import models
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap.codec import CODEC
from tests.provisioning import matrix
from tests.provisioning.conftest import PASSWORD, World, make_world
from tests.provisioning.matrix.asks import EMPTY, Ask, Outcome
from tests.provisioning.soap import ADMIN, Person, SoapFault, request, result_of

pytestmark = pytest.mark.django_db
Key = tuple[str, str]
# The first modules make what the others may build upon.
FIRST: Final = ("customers", "domains", "accounts", "account_settings")
OTHERS: Final = ("reseller", "customer", "owner", "sibling", "stranger")
LOGIN, IMPERSONATED = "login", "impersonated"
CALLERS: Final = (("administrator", LOGIN), *product(OTHERS, (LOGIN, IMPERSONATED)))
OUTSIDERS: Final = tuple(product(("sibling", "stranger"), (LOGIN, IMPERSONATED)))
# Additions to a record that exists: they need no active reseller.
ADDITIONS: Final = {
    ("Sip", "addToGroup"),
    ("Sip", "addPhonebookEntry"),
    ("Sip", "addBalance"),
    ("Sip", "addBalanceFromVoucher"),
    ("Voicemail", "addAccount"),
}
# These rows come and go with those that they count.
WRITTEN_BY_TRIGGERS: Final = frozenset({"provisioning_domaincount"})
# Its caller is the account of the question, not somebody in the header (contract 1.4).
WITHOUT_HEADER: Final = "Presence"


def areas() -> list[ModuleType]:
    """The modules of the matrix, in the order in which they furnish the world."""
    names = {module.name for module in pkgutil.iter_modules(matrix.__path__)} - {"asks"}
    ordered = [*(name for name in FIRST if name in names), *sorted(names.difference(FIRST))]
    return [importlib.import_module(f"{matrix.__name__}.{name}") for name in ordered]


AREAS: Final = areas()
ASKS: Final[dict[Key, Ask]] = {key: ask for area in AREAS for key, ask in area.ASKS.items()}
WITH_HEADER: Final = [key for key in ASKS if key[0] != WITHOUT_HEADER]


@dataclass(frozen=True)
class Matrix:
    """The furnished world: what is asked, what is stored, and what outsiders are told.

    ``told`` holds two replies for each outsider: the second comes from a platform without
    ``customer`` and its records.
    """

    world: World
    arguments: dict[Key, tuple[Any, ...]]
    stored: dict[str, list[Any]]
    told: dict[tuple[Key, str, str], tuple[bytes, bytes]]

    def person(self, name: str, way: str) -> Person:
        """Somebody with the own login, or the administrator in its place."""
        if name == "administrator":
            return ADMIN
        if way == IMPERSONATED:
            return replace(ADMIN, impersonate=self.world[name])
        return Person(name, PASSWORD, admin=False)

    def ask(self, key: Key, person: Person) -> Outcome:
        """The code of the fault, EMPTY for an empty answer where that matters, else 0."""
        try:
            result = result_of(request(*key, *self.arguments[key], as_=person), *key)
        except SoapFault as fault:
            return fault.code
        return EMPTY if ASKS[key].tells_empty and is_empty(result) else 0


@pytest.fixture(scope="module")
def furnished(django_db_setup: None, django_db_blocker: Any) -> Iterator[Matrix]:
    """One world for all; the mark ``django_db`` rolls each case back to it."""
    with django_db_blocker.unblock(), rolled_back():
        world = with_owner(make_world())
        base = dump_rows()
        own = models.Account.objects.filter(domain__name="customer.example")
        own.update(owner=world["owner"])
        for area in AREAS:
            area.furnish(world)
        arguments = {key: ask.arguments(world) for key, ask in ASKS.items()}
        made = Matrix(world, arguments, dump(), {})
        known = replies(made)
        with rolled_back():
            forget(world, base)
            unknown = replies(made)
        told = {case: (known[case], unknown[case]) for case in known}
        yield replace(made, told=told)


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def with_owner(world: World) -> World:
    """The world with a customer of the reseller who owns records of another customer."""
    owner = models.Customer(
        pk=max(world.ids.values()) + 1,
        username="owner",
        password_hash=make_password(PASSWORD),
        reseller_id=world["reseller"],
    )
    owner.save(force_insert=True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [models.Customer]):
            cursor.execute(statement)
    return World({**world.ids, "owner": owner.pk})


def tables() -> list[Any]:
    return list(apps.get_app_config("provisioning").get_models())


def dump_rows() -> list[list[Any]]:
    return [list(model.objects.all()) for model in tables()]


def dump() -> dict[str, list[Any]]:
    """All rows of all tables of the server."""
    return {
        model._meta.db_table: [
            tuple(bytes(each) if isinstance(each, memoryview) else each for each in row)
            for row in model.objects.order_by("pk").values_list()
        ]
        for model in tables()
    }


def forget(world: World, base: list[list[Any]]) -> None:
    """The platform as it was before it was furnished, and without ``customer``.

    Rows go and come in any order: foreign keys are checked at a commit, which never comes.
    """
    for model in tables():
        model.objects.all()._raw_delete(connection.alias)
    for model, rows in zip(tables(), base, strict=True):
        if model._meta.db_table not in WRITTEN_BY_TRIGGERS:
            model.objects.bulk_create(rows)
    domains = models.Domain.objects.filter(customer=world["customer"])
    for rows_of in (
        models.Account.objects.filter(domain__in=domains),
        domains,
        models.CustomerProperty.objects.filter(customer=world["customer"]),
        models.Customer.objects.filter(pk=world["customer"]),
    ):
        rows_of._raw_delete(connection.alias)


def replies(made: Matrix) -> dict[tuple[Key, str, str], bytes]:
    """What the outsiders are told, byte by byte."""
    told = {}
    for key, (name, way) in product(ASKS, OUTSIDERS):
        body = request(*key, *made.arguments[key], as_=made.person(name, way))
        with rolled_back():
            told[key, name, way] = handle(body, client="192.0.2.1").body
    return told


def is_empty(value: Any) -> bool:
    """Whether a result holds nothing: a list without rows, or a record without values."""
    if isinstance(value, dict):
        return value["total"] == 0 if "total" in value else all(map(is_empty, value.values()))
    if isinstance(value, list):
        return all(map(is_empty, value))
    return value in (None, "")


def creators() -> list[Key]:
    return [key for key in ASKS if key[1].startswith("add") and key not in ADDITIONS]


def test_no_operation_is_forgotten_and_none_asked_twice() -> None:
    rows = [key for area in AREAS for key in area.ASKS]
    assert sorted(rows) == sorted(OPERATIONS)


@pytest.mark.parametrize("caller", CALLERS, ids="-".join)
@pytest.mark.parametrize("key", ASKS, ids=".".join)
def test_everybody_gets_what_is_theirs(
    furnished: Matrix,
    key: Key,
    caller: tuple[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    record_property("cells of SOAP operations", 1)
    expected = getattr(ASKS[key], caller[0])
    assert furnished.ask(key, furnished.person(*caller)) == expected
    if expected != 0 or key[1].startswith("get"):
        # Refused calls and reads change nothing at all, and leave no row in the change feed.
        assert dump() == furnished.stored


@pytest.mark.parametrize("caller", OUTSIDERS, ids="-".join)
@pytest.mark.parametrize("key", ASKS, ids=".".join)
def test_foreign_is_told_like_missing(
    furnished: Matrix,
    key: Key,
    caller: tuple[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    record_property("cells of SOAP operations, foreign beside missing", 1)
    ask = ASKS[key]
    if getattr(ask, caller[0]) != 0 and not ask.is_taken:
        known, unknown = furnished.told[key, *caller]
        assert known == unknown


@pytest.mark.parametrize("key", WITH_HEADER, ids=".".join)
def test_a_wrong_password_opens_nothing(furnished: Matrix, key: Key) -> None:
    for person in (ADMIN, furnished.person("customer", LOGIN)):
        assert furnished.ask(key, replace(person, password="a wrong password")) == 9001
        GUESSES.forget()
    assert dump() == furnished.stored


@pytest.mark.parametrize("key", WITH_HEADER, ids=".".join)
def test_nobody_acts_for_a_customer_who_is_not_theirs(furnished: Matrix, key: Key) -> None:
    assert furnished.ask(key, replace(ADMIN, impersonate=987654)) == 9006
    for name in OTHERS:
        person = replace(furnished.person(name, LOGIN), impersonate=furnished.world["inactive"])
        assert furnished.ask(key, person) == 9002
    assert dump() == furnished.stored


@pytest.mark.parametrize("way", [LOGIN, IMPERSONATED])
@pytest.mark.parametrize("key", creators(), ids=".".join)
def test_an_inactive_reseller_creates_nothing(furnished: Matrix, key: Key, way: str) -> None:
    ask = ASKS[key]
    # Whoever may create nothing of the kind anyway is told that.
    expected = 9002 if ask.stranger == 9002 and ask.reseller == 9002 else 5003
    assert furnished.ask(key, furnished.person("inactive", way)) == expected
    expected = 9002 if ask.customer == 9002 else 5003
    assert furnished.ask(key, furnished.person("inactives", way)) == expected
    assert dump() == furnished.stored


def test_every_row_is_about_an_operation_of_the_contract() -> None:
    for port, operation in ASKS:
        assert CODEC.operation(port, operation).name == operation
