"""Watches which tables of the server a call writes, and what it notes in the change feed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.apps import apps
from django.db import connection

from ngnpanel.provisioning import feed
from ngnpanel.provisioning.models import Change, ChangeCounter

WRITE: Final = re.compile(r'\s*(INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?')
FEED: Final = frozenset({Change._meta.db_table, ChangeCounter._meta.db_table})
# A counter of the server, which is no part of the domain's record.
INTERNAL: Final = re.compile(r'UPDATE "provisioning_domain" SET "last_number" = \S+ WHERE')
# The kind of the record that a table belongs to; a row of any kind will do for the others.
KINDS: Final = {
    "provisioning_customer": "customer",
    "provisioning_customerproperty": "customer",
    "provisioning_domain": "domain",
    "provisioning_account": "account",
    "provisioning_accountgroup": "account",
    "provisioning_accountproperty": "account",
    "provisioning_diversionset": "account",
    "provisioning_acceptrule": "account",
    "provisioning_temporaryrule": "account",
    "provisioning_rejectmember": "account",
    "provisioning_barringprefix": "account",
    "provisioning_phonebookentry": "account",
    "provisioning_alias": "alias",
    "provisioning_mailbox": "mailbox",
    "provisioning_balance": "balance",
    "provisioning_creditentry": "balance",
    "provisioning_voucher": "voucher",
    "provisioning_ratingprofiles": "rating",
    "provisioning_presenceinformation": "presence",
    "provisioning_presencerule": "presence",
    "provisioning_presencewatcher": "presence",
    "provisioning_enumrange": "enum_range",
    "provisioning_enumnumber": "enum_number",
    "provisioning_enummapping": "enum_number",
    "provisioning_zone": "zone",
    "provisioning_dnsrecord": "record",
    "provisioning_fancyrecord": "fancy_record",
    "provisioning_carrier": "carrier",
    "provisioning_gateway": "gateway",
    "provisioning_gatewayrule": "gateway_rule",
    "provisioning_route": "route",
    "provisioning_trustedpeer": "peer",
    "provisioning_emergencytarget": "emergency",
}


@dataclass
class Writes:
    """The tables with rows that were written, and the kinds of the feed's new rows."""

    tables: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)

    def missing(self) -> set[str]:
        """What was written without a word in the feed: kinds, or tables of no particular kind."""
        wanted = {KINDS.get(table, "") for table in self.tables} - {""}
        if self.tables and not self.kinds:
            return self.tables
        return wanted - self.kinds


@contextmanager
def watched() -> Iterator[Writes]:
    """The writes of this block; costs no query."""
    writes = Writes()
    tables = {model._meta.db_table for model in apps.get_app_config("provisioning").get_models()}

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = WRITE.match(sql)
        if found is None or found[2] not in tables:
            return result
        if found[2] == Change._meta.db_table:
            writes.kinds |= feed.KINDS.keys() & set(_texts(params))
            return result
        # An UPDATE or DELETE that met no row wrote nothing.
        is_write = found[1].startswith("INSERT") or context["cursor"].rowcount != 0
        if is_write and found[2] not in FEED and not INTERNAL.match(sql):
            writes.tables.add(found[2])
        return result

    with connection.execute_wrapper(watch):
        yield writes


def _texts(parameters: Any) -> Iterator[str]:
    """The texts among the parameters of a statement; PostgreSQL gets a list for each column."""
    for each in parameters:
        if isinstance(each, str):
            yield each
        elif isinstance(each, list):
            yield from _texts(each)


def require_feed(port: str, operation: str, writes: Writes) -> None:
    """A call that succeeded noted all that it wrote; a read wrote nothing."""
    if operation.startswith("get"):
        assert not writes.tables, f"{port}.{operation} reads, yet wrote {writes.tables}"
    missing = writes.missing()
    assert not missing, f"{port}.{operation} wrote {writes.tables}, the feed lacks {missing}"
