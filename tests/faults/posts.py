"""A representative post of every form that writes, and of every action of the JSON API."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.provisioning import models, vouchers
from tests.accounts.subscriber import test_nothing_is_lost as subscribers
from tests.belongings import Estates
from tests.forms_of import forms_of
from tests.people import ALICE, PASSWORD, api
from tests.web.kinds import Kind
from tests.web.kinds.every import KINDS
from tests.web.test_screens import form_data

TABLES: Final = ("provisioning_", "plans_")
# The feed notes a second writing of the same as well: what counts is what the records are.
LEFT_OUT: Final = frozenset({"provisioning_change", "provisioning_changecounter"})
SECRET: Final = re.compile(r"password|sealed|secret|ha1|hash|digest|token|nonce|pin")
# When something happened, and what is sealed.
PASSING: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9:.]+(\+00:00)?|[A-Za-z0-9+/]{60,}={0,2}"
)
# Actions of the JSON API that write, and what programs send with them.
ACTIONS: Final[dict[str, dict[str, Any]]] = {
    "add_alias": {"username": "info"},
    "set_privacy_on": {},
    "set_privacy_off": {},
    "set_call_forwarding": {"FNOA": "+31 20 800 5161"},
    "set_dnd_on": {"duration": "30"},
    "set_dnd_off": {},
    "add_balance": {"id": "12", "number": "3456789012345678"},
}
# These change nothing on the platform: what they keep is the panel's.
OF_THE_PANEL: Final = frozenset(
    {"put_journal_entries", "delete_journal_entries", "get_crt", "get_p12"}
)


@dataclass(frozen=True, kw_only=True)
class Post:
    """What ``person`` posts to the address that ``url`` gives.

    ``data`` gives the fields as the browser has them then; ``typed`` are those of them that must
    come back where nothing was saved.
    """

    name: str
    person: str
    url: Callable[[Estates], str]
    data: Callable[[Client, str, Estates], Mapping[str, Any]]
    typed: Mapping[str, Any] = field(default_factory=dict)


def of_kind(kind: Kind) -> list[Post]:
    """Adding, editing and deleting a record."""

    def key(estates: Estates) -> str:
        return kind.own(estates)

    def added(browser: Client, url: str, estates: Estates) -> Mapping[str, Any]:
        page: Any = browser.get(url)
        return form_data(page.context["form"]) | dict(kind.add(estates))

    def edited(browser: Client, url: str, _estates: Estates) -> Mapping[str, Any]:
        page: Any = browser.get(url)
        form = page.context["form"]
        name, value = kind.edit
        return form_data(form) | {name: value, "opened": form.opening}

    def deleted(browser: Client, url: str, _estates: Estates) -> Mapping[str, Any]:
        page: Any = browser.get(url)
        asked = [form for form in forms_of(page) if form.action in ("", url)]
        return asked[-1].data if asked else {}

    name, value = kind.edit
    return [
        Post(
            name=f"{kind.name}-add",
            person=kind.adder,
            url=lambda _estates: reverse(f"{kind.name}-add"),
            data=added,
        ),
        Post(
            name=f"{kind.name}-edit",
            person="reseller",
            url=lambda estates: reverse(f"{kind.name}-edit", args=[key(estates)]),
            data=edited,
            typed={name: value},
        ),
        Post(
            name=f"{kind.name}-delete",
            person=kind.adder,
            url=lambda estates: reverse(f"{kind.name}-delete", args=[key(estates)]),
            data=deleted,
        ),
    ]


def of_subscriber(name: str) -> Post:
    """A page of an account's settings, with what changes something there."""
    row = subscribers.ROWS[name]

    def data(browser: Client, url: str, _estates: Estates) -> Mapping[str, Any]:
        return {**row.data, **CHANGING[name](browser, url)} if name in CHANGING else row.data

    def url(estates: Estates) -> str:
        return row.url(name) + (
            f"?entry={an_entry()}" if name == "subscriber-credit-refund" else ""
        )

    return Post(
        name=name,
        person=row.person,
        url=url,
        data=data,
        typed={} if row.waits or name in CHANGING else row.typed,
    )


def an_entry() -> str:
    """The key of the booking that goes back."""
    entries = api().sip.credit_history(ALICE, 9).entries
    return next(entry.key for entry in entries if entry.description == "Card 1")


def drawn_once(browser: Client, url: str) -> dict[str, Any]:
    """The mark of a drawing that is sent once."""
    page: Any = browser.get(url)
    return {"once": page.context["once"]}


def a_voucher(browser: Client, url: str) -> dict[str, Any]:
    """One that was not used yet."""
    seller = models.Customer.objects.get(username="reseller")
    made = vouchers.make(seller, 1, Decimal(10), now() + timedelta(days=9))[0]
    typed = {"voucher": str(made.voucher.pk), "number": made.number}
    return {**typed, **drawn_once(browser, url)}


def some_days(_browser: Client, _url: str) -> dict[str, Any]:
    """A plan that begins in a week."""
    begin = now() + timedelta(days=7)
    end = begin + timedelta(days=2)
    return {"start": f"{begin:%Y-%m-%dT10:00}", "stop": f"{end:%Y-%m-%dT10:00}"}


def a_mailbox(_browser: Client, _url: str) -> dict[str, Any]:
    """One that can be switched off."""
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="471147"))
    return {}


def a_file(browser: Client, url: str) -> dict[str, Any]:
    """The import that the preview of a file offers."""
    text = subscribers.ROWS["subscriber-contacts-import"].typed
    page: Any = browser.post(url, text)
    form = next(form for form in forms_of(page) if "errand" in form.data)
    return {**form.data, "go": "1", "text": ""}


# Pages whose row in the other table changes nothing by itself.
CHANGING: Final[dict[str, Callable[[Client, str], dict[str, Any]]]] = {
    "subscriber-accept-plan": some_days,
    "subscriber-voicemail": lambda _browser, _url: {"opens": "1"},
    "subscriber-barring": lambda _browser, _url: {"prefixes": "+31 900\r\n+44 9"},
    "subscriber-forwarding": lambda _browser, _url: {"fnol": "none"},
    "subscriber-voicemail-off": a_mailbox,
    "subscriber-devices-setup": lambda _browser, _url: {"current_password": PASSWORD},
    "subscriber-barring-allow": lambda _browser, _url: {"prefix": "+31900"},
    "subscriber-contacts-import": a_file,
    "subscriber-credit": a_voucher,
    "subscriber-credit-change": drawn_once,
    "subscriber-credit-refund": drawn_once,
}
# What is kept by the panel alone, and one that has nothing to cancel.
WITHOUT_WRITING: Final = frozenset(
    {
        *("subscriber-accept-plan", "subscriber-accept-plan-cancel"),
        *("subscriber-settings-delete", "subscriber-security-sign-out"),
        *("subscriber-identity-mail", "subscriber-devices-setup"),
    }
)


def of_action(name: str) -> Post:
    """An action of the JSON API, asked from a page of the panel."""
    return Post(
        name=f"json {name}",
        person="subscriber",
        url=lambda _estates: f"/api/subscriber/{ALICE}/{name}/",
        data=lambda _browser, _url, _estates: ACTIONS[name],
    )


POSTS: Final = {
    post.name: post
    for post in (
        *(post for kind in KINDS for post in of_kind(kind)),
        *(of_subscriber(name) for name in subscribers.ROWS),
        *(of_action(name) for name in ACTIONS),
    )
}


def state() -> dict[str, list[tuple[Any, ...]]]:
    """All records of the platform, and the plans of the panel, without secrets and times."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table.startswith(TABLES) and table not in LEFT_OUT:
                cursor.execute(f'SELECT * FROM "{table}"')
                names = [column[0] for column in cursor.description]
                rows = [
                    tuple(lasting(*cell) for cell in zip(names, row, strict=True))
                    for row in cursor.fetchall()
                ]
                found[table] = sorted(rows, key=repr)
    return found


def lasting(name: str, value: Any) -> Any:
    """The value, of secrets whether there is one; nothing of what only tells when."""
    if SECRET.search(name):
        return bool(value)
    is_key = name == "id" or (name.endswith("_id") and isinstance(value, int))
    if is_key and connection.vendor == "postgresql":
        return ""  # a sequence counts what was rolled back
    return "" if PASSING.fullmatch(str(value)) else value


def difference(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Which rows are in one of them alone."""
    parts = []
    for table in one:
        gone = [row for row in one[table] if row not in other[table]]
        come = [row for row in other[table] if row not in one[table]]
        if gone or come or len(one[table]) != len(other[table]):
            parts.append(f"{table}: -{gone} +{come}")
    return "; ".join(parts)[:600]


def lost(answer: Any, post: Post) -> list[str]:
    """What was typed and is not in any form of the answer."""
    there = {pair for form in forms_of(answer) for pair in form.values}
    text = html.unescape(answer.content.decode())
    typed = [
        (name, one)
        for name, value in post.typed.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    # A form may draw it in another way, such as a time with its seconds.
    return [f"{pair[0]}={pair[1]}" for pair in typed if pair not in there and pair[1] not in text]
