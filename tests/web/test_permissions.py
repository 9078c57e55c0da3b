"""Who may open what: one row for each URL of the panel; a URL without a row fails.

``tests/matrix/`` asks each URL of everybody, about everybody's records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.belongings import Estates
from tests.people import ALICE, SALES
from tests.web.kinds import Kind
from tests.web.kinds.every import EXTRA_ROWS, KINDS

# The answers to a GET, in the order of PEOPLE. 302 sends nobody to sign-in.
PEOPLE = ("administrator", "reseller", "customer", "subscriber", "stranger", "nobody")
ACCOUNT = [str(ALICE)]
ALIAS = [str(SALES)]
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "healthz": ([], (503, 503, 503, 503, 503, 503)),
    "healthz-live": ([], (200,) * 6),
    "healthz-ready": ([], (200,) * 6),
    # For Prometheus alone: no sign-in opens it (tests/launch/test_metrics.py).
    "metrics": ([], (404,) * 6),
    "robots": ([], (200,) * 6),
    # Missing until the operator names a contact.
    "security-text": ([], (404,) * 6),
    "login": ([], (302, 302, 302, 302, 302, 200)),
    "login-certificate": ([], (405,) * 6),
    "language": ([], (405, 405, 405, 405, 405, 405)),
    "logout": ([], (405, 405, 405, 405, 405, 405)),
    # All of them proved their password just now.
    "confirm": ([], (302,) * 6),
    "own-security": ([], (200, 200, 200, 302, 200, 302)),
    "own-security-sign-out": ([], (405, 405, 405, 405, 405, 302)),
    "token-list": ([], (200, 200, 200, 403, 200, 302)),
    "token-make": ([], (200, 200, 200, 403, 200, 302)),
    # Nobody has a token of this number.
    "token-rotate": ([99], (404, 404, 404, 403, 404, 302)),
    "token-revoke": ([99], (404, 404, 404, 403, 404, 302)),
    "password-forgotten": ([], (200,) * 6),
    "password-reset": ([], (410,) * 6),
    "password-link": (["no-token"], (302,) * 6),
    # Whoever has the token has the settings; nobody has this one.
    "phone-setup": (["no-token"], (404,) * 6),
    "home": ([], (200, 200, 200, 302, 200, 302)),
    "home-part": (["attention"], (200, 200, 200, 403, 200, 302)),
    "search": ([], (200, 200, 200, 403, 200, 302)),
    **{
        f"subscriber-{page}": (ACCOUNT, (200, 200, 200, 200, 404, 302))
        for page in (
            "overview",
            "overview-missed",
            "what-if",
            "identity",
            "devices",
            "devices-setup",
            "forwarding",
            "accept",
            "accept-hours",
            "security-activity",
            "accept-plan",
            "accept-temporary",
            "contacts",
            "contacts-add",
            "contacts-export",
            "contacts-import",
            "contacts-edit",
            "history",
            "history-csv",
            "history-statistics",
            "history-statistics-csv",
            "rejected",
            "voicemail",
            "voicemail-off",
            "settings",
            "security",
            "settings-phone-password",
            "settings-panel-password",
        )
    },
    "subscriber-identity-alias-delete": ([*ACCOUNT, *ALIAS], (200, 200, 200, 200, 404, 302)),
    # The subscriber's own; staff delete accounts on their own page.
    "subscriber-settings-delete": (ACCOUNT, (403, 403, 403, 200, 403, 302)),
    "subscriber-settings-delete-link": ([*ACCOUNT, "token"], (403, 403, 403, 302, 403, 302)),
    # Pages that this account does not have.
    **{
        f"subscriber-{page}": (ACCOUNT, (404, 404, 404, 404, 404, 302))
        for page in ("barring", "credit", "credit-csv", "credit-change", "credit-refund")
    },
    # Without a call there is no trace.
    **{
        f"subscriber-history-{page}": (ACCOUNT, (404, 404, 404, 404, 404, 302))
        for page in ("trace", "trace-text")
    },
    # Without the contact's address there is nothing to delete.
    "subscriber-contacts-delete": (ACCOUNT, (404, 404, 404, 404, 404, 302)),
    **{
        f"subscriber-{act}": (ACCOUNT, (405, 405, 405, 405, 405, 302))
        for act in (
            "overview-do-not-disturb",
            "identity-mail",
            "security-sign-out",
            "accept-plan-cancel",
            "rejected-again",
            "rejected-anonymous",
            "settings-lift-quota",
            "barring-allow",
        )
    },
}


def kind_rows(kind: Kind) -> dict[str, tuple[list[Any], tuple[int, ...]]]:
    """The rows of a kind of record: staff or sellers open it, a stranger finds nothing."""
    customer = 403 if kind.is_for_sellers else 200
    adds = customer if kind.customer_adds else 403
    deletes = customer if kind.customer_deletes else 403
    reseller, stranger = (200, 404) if kind.adder == "reseller" else (403, 403)
    posts = 403 if kind.is_for_sellers else 405
    listed = (200, 200, customer, 403, 200, 302)
    one = (200, 200, customer, 403, 404, 302)
    post_only = (405, 405, posts, 403, 405, 302)
    added = (200, reseller, adds, 403, reseller, 302)
    return {
        f"{kind.name}-list": ([], listed),
        f"{kind.name}-add": ([], added),
        f"{kind.name}-table-import": ([], added),
        f"{kind.name}-table-template": ([], added),
        # A file that is not theirs, or not there: they are led to choose one.
        f"{kind.name}-table-columns": ([99], tuple(302 if c == 200 else c for c in added)),
        f"{kind.name}-credit": ([], listed),
        f"{kind.name}-columns": ([], post_only),
        f"{kind.name}-export": (["csv"], listed),
        f"{kind.name}-selection": ([], post_only),
        f"{kind.name}-detail": ([kind], one),
        f"{kind.name}-edit": ([kind], one),
        f"{kind.name}-delete": ([kind], (200, reseller, deletes, 403, stranger, 302)),
        f"{kind.name}-action": ([kind, "any"], post_only),
    }


ROWS |= EXTRA_ROWS
# Only members of the staff act for others; the administrator manages them.
NOT_STAFF = (403, 403, 403, 403, 403, 302)
MANAGED = (200, 403, 403, 403, 403, 302)
ROWS |= {
    "support": ([], NOT_STAFF),
    "support-open": (["account", str(ALICE)], NOT_STAFF),
    "support-extend": ([], (405, 405, 405, 405, 405, 302)),
    "support-end": ([], (405, 405, 405, 405, 405, 302)),
    "own-password": ([], NOT_STAFF),
    "own-consent": ([], (405, 405, 405, 405, 405, 302)),
    "staff-list": ([], MANAGED),
    "staff-add": ([], MANAGED),
    # There is no such member, and no such role.
    "staff-edit": ([99], (404, 403, 403, 403, 403, 302)),
    "staff-password": ([99], (405, 405, 405, 405, 405, 302)),
    "staff-active": ([99], (405, 405, 405, 405, 405, 302)),
    "staff-role-list": ([], MANAGED),
    "staff-role-add": ([], MANAGED),
    "staff-role-edit": ([99], (404, 403, 403, 403, 403, 302)),
    "staff-role-delete": ([99], (404, 403, 403, 403, 403, 302)),
}
for each in KINDS:
    ROWS |= kind_rows(each)

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


def keys(estates: Estates, arguments: list[Any]) -> list[Any]:
    """The arguments of a URL; a kind stands for the key of its own record."""
    found = [a.own(estates) if isinstance(a, Kind) else a for a in arguments]
    return [a(estates) if callable(a) else a for a in found]


def test_every_url_has_a_row() -> None:
    assert sorted(set(names()) - ROWS.keys()) == []
    assert sorted(ROWS.keys() - set(names())) == []


def groups(names: Iterable[str]) -> list[tuple[str, list[str]]]:
    """URL names by their first word: the people are made once for all pages of a kind."""
    return [(word, list(found)) for word, found in groupby(sorted(names), key=first_word)]


def first_word(name: str) -> str:
    """The kind of record, or the part of the panel, that a URL belongs to."""
    kinds = (kind.name for kind in KINDS if name.startswith(f"{kind.name}-"))
    return next(kinds, name.partition("-")[0])


def by_kind(names: Iterable[str]) -> pytest.MarkDecorator:
    """One test for the URLs of each kind."""
    found = groups(names)
    return pytest.mark.parametrize("names", [n for _w, n in found], ids=[w for w, _n in found])
