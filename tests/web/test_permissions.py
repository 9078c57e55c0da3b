"""Who may open what: one row for each URL of the panel; a URL without a row fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.people import ALICE, BOB, DOMAIN, SALES, People

# The answers to a GET, in the order of PEOPLE. 302 sends nobody to sign-in.
PEOPLE = ("administrator", "reseller", "customer", "subscriber", "stranger", "nobody")
ACCOUNT = [str(ALICE)]
ALIAS = [str(SALES)]
CUSTOMER = ["customer"]  # stands for its number
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "healthz": ([], (503, 503, 503, 503, 503, 503)),
    "login": ([], (302, 302, 302, 302, 302, 200)),
    "logout": ([], (405, 405, 405, 405, 405, 405)),
    "home": ([], (200, 200, 200, 302, 200, 302)),
    "customer-list": ([], (200, 200, 200, 403, 200, 302)),
    "customer-add": ([], (200, 200, 403, 403, 200, 302)),
    "customer-detail": (CUSTOMER, (200, 200, 200, 403, 404, 302)),
    "customer-edit": (CUSTOMER, (200, 200, 200, 403, 404, 302)),
    "customer-delete": (CUSTOMER, (200, 200, 403, 403, 404, 302)),
    "customer-action": ([*CUSTOMER, "any"], (405, 405, 405, 403, 405, 302)),
    "domain-list": ([], (200, 200, 200, 403, 200, 302)),
    "domain-add": ([], (200, 200, 200, 403, 200, 302)),
    "domain-detail": ([DOMAIN], (200, 200, 200, 403, 404, 302)),
    "domain-edit": ([DOMAIN], (200, 200, 200, 403, 404, 302)),
    "domain-delete": ([DOMAIN], (200, 200, 200, 403, 404, 302)),
    "domain-action": ([DOMAIN, "any"], (405, 405, 405, 403, 405, 302)),
    "account-list": ([], (200, 200, 200, 403, 200, 302)),
    "account-add": ([], (200, 200, 200, 403, 200, 302)),
    "account-detail": (ACCOUNT, (200, 200, 200, 403, 404, 302)),
    "account-edit": (ACCOUNT, (200, 200, 200, 403, 404, 302)),
    "account-delete": (ACCOUNT, (200, 200, 200, 403, 404, 302)),
    "account-action": ([*ACCOUNT, "any"], (405, 405, 405, 403, 405, 302)),
    "alias-list": ([], (200, 200, 200, 403, 200, 302)),
    "alias-add": ([], (200, 200, 200, 403, 200, 302)),
    "alias-detail": (ALIAS, (200, 200, 200, 403, 404, 302)),
    "alias-edit": (ALIAS, (200, 200, 200, 403, 404, 302)),
    "alias-delete": (ALIAS, (200, 200, 200, 403, 404, 302)),
    "alias-action": ([*ALIAS, "any"], (405, 405, 405, 403, 405, 302)),
    **{
        f"subscriber-{page}": (ACCOUNT, (200, 200, 200, 200, 404, 302))
        for page in (
            "overview",
            "identity",
            "devices",
            "forwarding",
            "accept",
            "accept-temporary",
            "contacts",
            "contacts-add",
            "contacts-edit",
            "rejected",
            "voicemail",
            "voicemail-off",
            "settings",
            "settings-phone-password",
            "settings-panel-password",
        )
    },
    "subscriber-identity-alias-delete": ([*ACCOUNT, *ALIAS], (200, 200, 200, 200, 404, 302)),
    # Without the contact's address there is nothing to delete.
    "subscriber-contacts-delete": (ACCOUNT, (404, 404, 404, 404, 404, 302)),
    **{
        f"subscriber-{act}": (ACCOUNT, (405, 405, 405, 405, 405, 302))
        for act in ("overview-do-not-disturb", "rejected-again", "rejected-anonymous")
    },
}
# The server has an authentication of its own, and tests of its own.
NOT_OF_THE_PANEL = ("ngnpro/", "platform/")


def names(patterns: Any = None, path: str = "") -> Iterator[str]:
    """The names of all URLs of the panel; one without a name shows its route."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        route = path + str(found.pattern)
        if route.startswith(NOT_OF_THE_PANEL):
            continue
        if isinstance(found, URLResolver):
            yield from names(found.url_patterns, route)
        elif isinstance(found, URLPattern):
            yield found.name or route


def test_every_url_has_a_row() -> None:
    assert sorted(set(names()) - ROWS.keys()) == []
    assert sorted(ROWS.keys() - set(names())) == []


@pytest.mark.parametrize("name", ROWS)
def test_who_may_open_what(people: People, name: str) -> None:
    arguments, codes = ROWS[name]
    url = reverse(name, args=[people.customer if a == "customer" else a for a in arguments])
    answers = {person: people.browser(person).get(url) for person in PEOPLE}
    got = {person: answer.status_code for person, answer in answers.items()}
    assert got == dict(zip(PEOPLE, codes, strict=True))
    if name not in ("healthz", "login", "logout"):
        assert answers["nobody"]["Location"].startswith("/login/")


OF_ONE_RECORD = [
    name for name in ROWS if name.endswith(("-edit", "-delete")) or name.startswith("subscriber-")
]


@pytest.mark.parametrize("name", OF_ONE_RECORD)
def test_a_stranger_changes_nothing(people: People, stranger: Client, name: str) -> None:
    arguments, _codes = ROWS[name]
    url = reverse(name, args=[people.customer if a == "customer" else a for a in arguments])
    # Pages that only show something take no post at all.
    assert stranger.post(url, {}).status_code in (404, 405)
    assert stranger.get(url).status_code in (404, 405)


@pytest.mark.parametrize("name", [name for name in ROWS if name.startswith("subscriber-")])
def test_a_subscriber_only_opens_the_own_account(
    people: People, subscriber: Client, name: str
) -> None:
    arguments, _codes = ROWS[name]
    url = reverse(name, args=[str(BOB), *arguments[1:]])
    assert subscriber.get(url).status_code in (404, 405)
    assert subscriber.post(url, {}).status_code in (404, 405)
