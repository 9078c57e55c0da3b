"""Stores an invented platform in minutes, where calls would take hours: in bulk, yet complete.

Digests, sealed passwords, groups, properties and the change feed are as calls would leave them.
Everything is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils.timezone import now

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CREDITS
from ngnpanel.provisioning import feed, models, storing, vault
from ngnpanel.provisioning.bulk import invention
from ngnpanel.provisioning.options import options

T = TypeVar("T")
Say = Callable[[str], None]

RESELLERS: Final = ("northern", "southern")
CUSTOMERS: Final = 100
CREDIT: Final = "10000000"
CHUNK: Final = 50_000
OPERATION: Final = "load_accounts"
ACCOUNT: Final = (
    *("id", "domain_id", "username", "password_sealed", "ha1", "ha1b", "first_name", "last_name"),
    *("email", "acl", "timezone", "rpid", "quota", "quickdial_prefix", "call_limit", "prepaid"),
    *("region", "timeout", "changed", "created"),
)
CHANGE: Final = ("sequence", "kind", "key", "operation", "caller", "customer", "request_id", "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much to load; ``append`` lets it be more than nothing that is there already."""

    domains: int
    accounts: int
    append: bool = False


class NotEmpty(Exception):
    """There are accounts or domains already, and nobody said that more may come."""


def load(size: Size, say: Say = lambda _line: None) -> None:
    """Two resellers, up to 100 customers of theirs, and the domains and accounts of ``size``.

    Raises NotEmpty. The password of each is told to nobody, but the administrator may read it.
    """
    is_empty = not models.Domain.objects.exists() and not models.Customer.objects.exists()
    if not is_empty and not size.append:
        raise NotEmpty
    moment = now()
    with transaction.atomic(), _patience(), _bare_tables(is_empty):
        customers = _customers(min(CUSTOMERS, size.domains), moment)
        domains = _domains(size.domains, customers, moment)
        say(f"{len(customers)} customers of two resellers, {len(domains)} domains.")
        loaded = 0
        # An earlier load used the numbers before; they make user parts unique.
        first = models.Account.objects.count()
        people = invention.people(size.accounts, len(domains), first=first)
        for chunk in _chunks(people, CHUNK):
            _accounts(chunk, domains, moment)
            loaded += len(chunk)
            say(f"{loaded} of {size.accounts} accounts.")
        say("Indexes and references.")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            # What the planner knows about the tables, and which pages all may see.
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("RESET statement_timeout")
    else:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _customers(wanted: int, moment: datetime) -> list[models.Customer]:
    """The customers of two resellers; those of an earlier load are used again."""
    names = [invention.customer_name(number) for number in range(wanted)]
    there = models.Customer.objects.in_bulk([*RESELLERS, *names], field_name="username")
    resellers = [there.get(name) or _new_reseller(name, moment) for name in RESELLERS]
    rows = []
    for number, name in enumerate(names):
        row = there.get(name) or _new_customer(name, moment)
        row.reseller_id = row.reseller_id or resellers[number % 2].pk
        rows.append(row)
    models.Customer.objects.bulk_create(row for row in rows if not row.pk)
    added = [row for row in (*resellers, *rows) if row.username not in there]
    models.CustomerProperty.objects.bulk_create(
        (
            models.CustomerProperty(customer=row, name=name, value=value, permission="admin")
            for row in added
            for name, value in ({"pstn_access": "1"} | dict.fromkeys(CREDITS, CREDIT)).items()
        ),
        batch_size=1000,
    )
    _tell([("customer", str(row.pk)) for row in added], moment)
    return rows


def _new_reseller(name: str, moment: datetime) -> models.Customer:
    row = _new_customer(name, moment)
    row.reseller_active = True
    # It belongs to itself; the reference is checked when the transaction ends.
    row.reseller_id = 0
    row.save(force_insert=True)
    row.reseller_id = row.pk
    row.save(update_fields=["reseller"])
    return row


def _new_customer(name: str, moment: datetime) -> models.Customer:
    password = passwords.random_password()
    return models.Customer(
        username=name,
        password_hash=make_password(password),
        password_sealed=vault.seal(password, f"customer:{name}:password"),
        organization=f"{name.title()} Telecom",
        first_name="Alex",
        last_name=name.title(),
        email=f"office@{name}.example",
        timezone=options()["DEFAULT_TIMEZONE"],
        changed=moment,
    )


def _domains(
    wanted: int, customers: Sequence[models.Customer], moment: datetime
) -> list[models.Domain]:
    there = models.Domain.objects.count()
    rows = [
        models.Domain(
            name=invention.domain_name(there + number),
            customer=customers[number % len(customers)],
            reseller_id=customers[number % len(customers)].reseller_id,
            changed=moment - timedelta(hours=number % 10_000),
        )
        for number in range(wanted)
    ]
    models.Domain.objects.bulk_create(rows, batch_size=1000)
    _tell([("domain", row.name) for row in rows], moment)
    return rows


def _accounts(
    people: Sequence[invention.Person], domains: Sequence[models.Domain], moment: datetime
) -> None:
    """One chunk with all that belongs to it."""
    first = _reserve(models.Account, len(people))
    numbered = list(enumerate(people, start=first))
    _store(
        models.Account, ACCOUNT, (_account(n, p, domains[p.domain], moment) for n, p in numbered)
    )
    _store(
        models.AccountGroup,
        ("account_id", "name"),
        ((number, name) for number, person in numbered for name in person.groups),
    )
    _store(
        models.AccountProperty,
        ("account_id", "name", "value"),
        ((number, "language", person.language) for number, person in numbered),
    )
    names = [domain.name for domain in domains]
    _tell([("account", f"{p.username}@{names[p.domain]}") for p in people], moment)


def _account(
    number: int, person: invention.Person, domain: models.Domain, moment: datetime
) -> tuple[Any, ...]:
    password = passwords.random_password()
    ha1, _colon, ha1b = passwords.digest_pair(person.username, domain.name, password).partition(":")
    place = f"account:{person.username}@{domain.name}:password"
    sealed = vault.seal(password, place) if options()["STORE_CLEAR_TEXT_PASSWORDS"] else ""
    return (
        *(number, domain.pk, person.username, sealed, ha1, ha1b),
        *(person.first_name, person.last_name, f"{person.username}@mail.{domain.name}", "[]"),
        *(options()["DEFAULT_TIMEZONE"], "", person.quota, "", person.call_limit, person.prepaid),
        *("", None, moment - timedelta(days=person.days), moment - timedelta(days=person.age)),
    )


def _tell(changes: Sequence[tuple[str, str]], moment: datetime) -> None:
    """Write the change feed."""
    caller = options()["ADMIN_USERNAME"]
    first = feed.take(len(changes))
    _store(
        models.Change,
        CHANGE,
        (
            (first + number, kind, key, OPERATION, caller, 0, "", moment)
            for number, (kind, key) in enumerate(changes)
        ),
    )


def _reserve(model: type[Model], wanted: int) -> int:
    """The first of ``wanted`` ids that nobody else is given."""
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0  # noqa: SLF001 - Django's own documented interface
    if connection.vendor == "postgresql":
        table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - the same
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            last = max(last, cursor.fetchone()[0])
    storing.skip_chosen_id(model(pk=last + wanted))
    return last + 1


def _store(model: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)  # noqa: SLF001 - Django's own documented interface
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        # As Django writes times there.
        adapt = connection.ops.adapt_datetimefield_value
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 - names of our own
            [
                [adapt(value) if isinstance(value, datetime) else value for value in row]
                for row in rows
            ],
        )


@contextmanager
def _patience() -> Iterator[None]:
    """Lift the limits of a call: a load takes minutes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL maintenance_work_mem = '256MB'"
            )
    yield


@contextmanager
def _bare_tables(is_empty: bool) -> Iterator[None]:  # noqa: FBT001 - one thing to know
    """Without the indexes that are no constraints, which are made again in one go at the end.

    Only in an empty database: it keeps everybody else from the tables meanwhile.
    """
    if connection.vendor != "postgresql" or not is_empty:
        yield
        return
    tables = (models.Account, models.AccountGroup, models.AccountProperty, models.Change)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid::regclass::text = ANY(%s) AND NOT indisunique",
            [[model._meta.db_table for model in tables]],  # noqa: SLF001 - Django's own documented interface
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        # Waiting checks of references would keep the tables from being altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _name, definition in indexes:
            cursor.execute(definition)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk
