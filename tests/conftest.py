"""What all tests share: no network, and the people and connections they act with."""

from __future__ import annotations

import importlib
import os
from collections.abc import Generator
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.core.cache import cache
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from django.test import Client
from django.utils import translation
from pytest_django import DjangoDbBlocker, Settings

from ngnpanel.staff.models import StaffRole
from tests.belongings import Estates, furnish
from tests.people import People, populate, take_platform_away
from tests.worlds import STANDING, levels

# pytest-playwright runs an event loop in the test's thread; Django would refuse its database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


# These wait for other processes: begun first, they do not hold up the end of a run.
PATIENT = ("browser", "launch", "interop", "http", "fuzz")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest go to the cores first."""
    items.sort(key=lambda item: item.path.parent.name not in PATIENT)


@receiver(post_migrate)
def roles_are_back(sender: AppConfig, **_more: Any) -> None:
    """Tests that really write empty all tables afterwards, also of what a migration has filled."""
    if sender.name == "ngnpanel.staff" and not StaffRole.objects.exists():
        migration: Any = importlib.import_module("ngnpanel.staff.migrations.0001_staff")
        migration.add_roles(apps, None)


@pytest.fixture(autouse=True)
def no_memory() -> None:
    """Forget what an earlier test left in the cache, such as failures of sign-in."""
    cache.clear()


@pytest.fixture(autouse=True)
def english() -> None:
    """An earlier test may have ended in the language of somebody else."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def mails_leave_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker sees mails within the transaction of the test, which is never committed."""
    monkeypatch.setattr("ngnpanel.notices.posting.on_commit", lambda act: act())


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Generator[None]:
    """What the next test does not begin with goes."""
    yield
    STANDING.keep(() if nextitem is None else levels(nextitem))


@pytest.fixture
def loaded(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """What this test begins with, below the transaction of its own; it stays for the next one."""
    STANDING.build(levels(request.node), django_db_blocker)


@pytest.fixture
def people(loaded: None, db: None) -> People:
    """A platform with a reseller, its customer and accounts, and a stranger with the same."""
    return STANDING.people or populate()


@pytest.fixture
def estates(people: People) -> Estates:
    """The same people, and a record of every other kind for both tenants."""
    return STANDING.estates or furnish(people)


@pytest.fixture
def administrator(people: People) -> Client:
    """The platform administrator's browser."""
    return people.browser("administrator")


@pytest.fixture
def reseller(people: People) -> Client:
    """The reseller's browser."""
    return people.browser("reseller")


@pytest.fixture
def customer(people: People) -> Client:
    """The browser of the reseller's customer."""
    return people.browser("customer")


@pytest.fixture
def subscriber(people: People) -> Client:
    """Alice's browser."""
    return people.browser("subscriber")


@pytest.fixture
def stranger(people: People) -> Client:
    """The browser of a reseller who has nothing to do with the others."""
    return people.browser("stranger")


@pytest.fixture
def platform_is_down(settings: Settings) -> None:
    """From here on the platform answers no call; ask for it after the people."""
    take_platform_away(settings)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many cells of the isolation matrix were asked."""
    found: dict[str, int] = {}
    for report in terminalreporter.getreports("passed"):
        for name, value in getattr(report, "user_properties", ()):
            if name.startswith("cells of ") and report.when == "call":
                found[name] = found.get(name, 0) + int(value)
    if found:
        terminalreporter.section("isolation matrix")
        for name, number in sorted(found.items()):
            terminalreporter.line(f"{number:7,} {name}")
        terminalreporter.line(f"{sum(found.values()):7,} cells in all")
