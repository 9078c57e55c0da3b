"""Calls out of the accounting tables ``acc`` and ``missed_calls`` of Kamailio's acc module.

Each INVITE that was answered or refused is a row, each BYE another one, tied together by Call-ID
and tags. Who called whom is in columns that the operator adds (``db_extra`` of the module):

- caller: ``src_user``, ``src_domain``
- callee: ``dst_ouser`` and ``dst_odomain`` as dialled (To), else ``dst_user`` and ``dst_domain``
- more, where they exist: ``from_header``, ``duration``, ``price``, ``rate``, ``proxy_ip``,
  ``application_types``
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ngnpanel.accounts.domain.calls import Call, CallSummary, quoted
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning.sources import moments, tables
from ngnpanel.provisioning.sources.tables import Parameter, Table

CALLS: Final = "acc"
MISSED: Final = "missed_calls"
NEEDED: Final = ("id", "method", "from_tag", "to_tag", "callid", "sip_code", "time")
COLUMNS: Final = (
    *("id", "callid", "from_tag", "to_tag", "sip_code", "time", "src_user", "src_domain"),
    *("dst_ouser", "dst_odomain", "dst_user", "dst_domain", "from_header"),
    *("duration", "price", "rate", "proxy_ip", "application_types"),
)
TIMES: Final = ("time",)
CALLER: Final = (("src_user", "src_domain"),)
# The address that was dialled tells who is called even after the proxy has put a device in place.
CALLEE: Final = (("dst_ouser", "dst_odomain"), ("dst_user", "dst_domain"))
# A table without an index on its caller or callee is searched no further back than this.
LAST_ROWS: Final = 200_000
# The caller is only asked for a password: the same call comes again.
CHALLENGES: Final = ("401", "407")
# Accounting of the proxy tells of INVITE sessions only.
APPLICATION: Final = "audio"


@dataclass(frozen=True, slots=True)
class _Search:
    """Rows of one table that are calls of some addresses within a time, in Unix seconds.

    ``answers`` is the table in which a missed call is no missed one.
    """

    table: Table
    user: str
    domain: str
    addresses: tuple[SipId, ...]
    first: int
    last: int
    is_placed: bool
    answers: Table | None

    def where(self, address: SipId) -> tuple[str, list[Parameter]]:
        """The condition for the calls of one address; the table is ``a``."""
        begun, times = moments.between(self.table, "time", "a", self.first, self.last)
        conditions = [
            f"a.{self.user} = %s AND a.{self.domain} = %s",
            begun,
            "a.method = 'INVITE'",
            f"a.sip_code NOT IN ({tables.marks(CHALLENGES)})",
            f"NOT EXISTS ({self._same_call()})",
        ]
        if self.answers:
            conditions.append(f"NOT EXISTS ({self._answer(self.answers)})")
        parameters = [address.username, address.domain, *times, *CHALLENGES]
        if self.answers:
            parameters += [address.username, address.domain]
        if self.user not in self.table.indexed:
            name = tables.quote(self.table.name)
            conditions.append(f"a.id > (SELECT COALESCE(MAX(id), 0) FROM {name}) - {LAST_ROWS}")  # noqa: S608 - names of tables
        return " AND ".join(conditions), parameters

    def _same_call(self) -> str:
        """The row that already is, or will be, the call of row ``a``.

        An answered INVITE within a call (a hold, a new codec) repeats the tags of the first one, a
        refused one that is sent again (other gateway, other codecs) has the same Call-ID and tag.
        COALESCE keeps the database from looking through all calls of the address for each of them.
        """
        return (
            f"SELECT 1 FROM {tables.quote(self.table.name)} s WHERE s.callid = a.callid"  # noqa: S608 - names of columns
            f" AND COALESCE(s.{self.user}, '') = a.{self.user}"
            f" AND COALESCE(s.{self.domain}, '') = a.{self.domain}"
            " AND s.method = 'INVITE' AND s.from_tag = a.from_tag AND (a.sip_code LIKE '2__'"
            " AND s.sip_code LIKE '2__' AND s.to_tag = a.to_tag AND s.id < a.id"
            " OR a.sip_code NOT LIKE '2__' AND s.id > a.id)"
        )

    def _answer(self, table: Table) -> str:
        """The row of a missed call that the table of calls has as well."""
        return (
            f"SELECT 1 FROM {tables.quote(table.name)} e WHERE e.callid = a.callid"  # noqa: S608 - names of columns
            f" AND e.from_tag = a.from_tag AND e.method = 'INVITE'"
            f" AND COALESCE(e.{self.user}, '') = %s AND COALESCE(e.{self.domain}, '') = %s"
        )


class AccountingTables:
    """Calls in the tables of Kamailio's acc module."""

    def placed(
        self, addresses: Sequence[SipId], first: int, last: int, limit: int
    ) -> tuple[Call, ...]:
        """Calls of which one of the addresses is the caller; two queries."""
        return _newest(_searches(CALLER, addresses, first, last, is_placed=True), limit)

    def received(
        self, addresses: Sequence[SipId], first: int, last: int, limit: int
    ) -> tuple[Call, ...]:
        """Calls of which one of the addresses is the callee, missed ones too; three queries."""
        return _newest(_searches(CALLEE, addresses, first, last, is_placed=False), limit)

    def placed_summary(self, addresses: Sequence[SipId], first: int, last: int) -> CallSummary:
        """The sums of what ``placed`` tells without a limit; one query."""
        return _summary(_searches(CALLER, addresses, first, last, is_placed=True))

    def received_summary(self, addresses: Sequence[SipId], first: int, last: int) -> CallSummary:
        """The sums of what ``received`` tells without a limit; two queries."""
        return _summary(_searches(CALLEE, addresses, first, last, is_placed=False))


def _searches(
    pairs: Iterable[tuple[str, str]],
    addresses: Sequence[SipId],
    first: int,
    last: int,
    *,
    is_placed: bool,
) -> list[_Search]:
    """What to look for: the calls, and for a callee the missed ones that are no calls."""
    searches: list[_Search] = []
    known = tuple(pairs)
    for name in (CALLS,) if is_placed else (CALLS, MISSED):
        table = tables.find(name)
        pair = next((pair for pair in known if table and table.has(*NEEDED, *pair)), None)
        if table is None or pair is None or not addresses or first > last:
            continue
        calls = searches[0].table if searches else None
        searches.append(
            _Search(
                table,
                *pair,
                addresses=tuple(addresses),
                first=first,
                last=last,
                is_placed=is_placed,
                answers=calls if calls and calls.has(*pair) else None,
            )
        )
    return searches


def _newest(searches: Iterable[_Search], limit: int) -> tuple[Call, ...]:
    calls: list[tuple[int, int, Call]] = []
    for search in searches:
        found = _rows(search, limit)
        ends = _ends(search.table, found)
        for row in found:
            call = _call(row, search)
            calls.append((call.start_time or 0, row["id"], _ended(call, row, ends)))
    calls.sort(key=lambda each: each[:2], reverse=True)
    return tuple(call for _start, _id, call in calls[:limit])


def _rows(search: _Search, limit: int) -> list[dict[str, Any]]:
    """The newest rows; each address has a query of its own within one, so an index can order it."""
    columns = tables.columns(search.table, COLUMNS, "a", TIMES)
    parts: list[str] = []
    parameters: list[Parameter] = []
    for number, address in enumerate(search.addresses):
        where, values = search.where(address)
        order = f"a.{tables.quote('time')} DESC, a.id DESC"
        parts.append(
            f"SELECT * FROM (SELECT {columns} FROM {tables.quote(search.table.name)} a"  # noqa: S608 - names of columns
            f" WHERE {where} ORDER BY {order} LIMIT {limit:d}) p{number}"
        )
        parameters += values
    found = tables.rows(" UNION ALL ".join(parts), parameters)
    return [dict(zip(COLUMNS, row, strict=True)) for row in found]


def _summary(searches: Iterable[_Search]) -> CallSummary:
    total = CallSummary()
    for search in searches:
        parts: list[str] = []
        parameters: list[Parameter] = []
        for address in search.addresses:
            where, values = search.where(address)
            parts.append(
                f"SELECT COUNT(*), SUM({_price(search)}), SUM({_seconds(search.table)})"  # noqa: S608 - names of columns
                f" FROM {tables.quote(search.table.name)} a WHERE {where}"
            )
            parameters += values
        for calls, price, duration in tables.rows(" UNION ALL ".join(parts), parameters):
            total = CallSummary(
                calls=total.calls + int(calls or 0),
                price=total.price + float(price or 0),
                duration=total.duration + max(round(float(duration or 0)), 0),
            )
    return replace(total, price=round(total.price, 4))


def _price(search: _Search) -> str:
    return "a.price" if search.is_placed and search.table.counts("price") else "0"


def _seconds(table: Table) -> str:
    """SQL for the duration of row ``a``: what is written there, else the time until its BYE."""
    at = tables.quote("time")
    name = tables.quote(table.name)
    end = (
        f"(SELECT MIN(b.{at}) FROM {name} b WHERE b.callid = a.callid AND b.method = 'BYE'"  # noqa: S608 - names of columns
        f" AND b.{at} >= a.{at} AND ((b.from_tag = a.from_tag AND b.to_tag = a.to_tag)"
        " OR (b.from_tag = a.to_tag AND b.to_tag = a.from_tag)))"
    )
    measured = moments.difference(end, f"a.{at}")
    if table.counts("duration"):
        measured = f"COALESCE(NULLIF(a.duration, 0), {measured})"
    return f"CASE WHEN a.sip_code LIKE '2__' THEN {measured} ELSE 0 END"


def _ends(table: Table, found: Sequence[dict[str, Any]]) -> dict[tuple[str, frozenset[str]], int]:
    """When each call was hung up, by Call-ID and both tags; one query for all."""
    call_ids = sorted({row["callid"] for row in found if _is_answered(row["sip_code"])})
    if not call_ids or table.name != CALLS:
        return {}
    columns = tables.columns(table, ("callid", "from_tag", "to_tag", "time"), "b", TIMES)
    hung_up = tables.rows(
        f"SELECT {columns} FROM {tables.quote(table.name)} b"  # noqa: S608 - names of columns
        f" WHERE b.callid IN ({tables.marks(call_ids)}) AND b.method = 'BYE'",
        call_ids,
    )
    ends: dict[tuple[str, frozenset[str]], int] = {}
    for call_id, from_tag, to_tag, at in hung_up:
        key, end = (call_id, frozenset((from_tag, to_tag))), moments.seconds(at) or 0
        ends[key] = min(end, ends.get(key, end))
    return ends


def _is_answered(code: str) -> bool:
    return str(code).startswith("2")


def _call(row: dict[str, Any], search: _Search) -> Call:
    """The call of an INVITE, as if it had not ended yet."""
    user, domain = row["dst_ouser"] or row["dst_user"], row["dst_odomain"] or row["dst_domain"]
    caller = _address(row["src_user"], row["src_domain"])
    code = str(row["sip_code"])
    return Call(
        session_id=quoted(row["callid"]),
        from_tag=quoted(row["from_tag"]),
        to_tag=quoted(row["to_tag"]),
        from_uri=quoted(caller),
        from_header=quoted(row["from_header"] or (f"<sip:{caller}>" if caller else "")),
        to_uri=quoted(_address(user, domain)),
        start_time=moments.seconds(row["time"]),
        status=int(code) if code.isascii() and code.isdigit() else None,
        price=tables.number(row["price"]) if search.is_placed else None,
        proxy_ip=row["proxy_ip"] or "",
        application_types=(row["application_types"] or APPLICATION,),
        rate=str(row["rate"] or "") if search.is_placed else "",
    )


def _ended(call: Call, row: dict[str, Any], ends: dict[tuple[str, frozenset[str]], int]) -> Call:
    """The same call with its end: a refused one ends when it begins."""
    start = call.start_time or 0
    if not _is_answered(row["sip_code"]):
        return replace(call, stop_time=start)
    written = round(tables.number(row["duration"]) or 0)
    end = ends.get((row["callid"], frozenset((row["from_tag"], row["to_tag"]))), 0)
    duration = written if written > 0 else max(end - start, 0)
    stop = end if end >= start else 0
    return replace(
        call, stop_time=stop or (start + written if written > 0 else 0), duration=duration
    )


def _address(user: str | None, domain: str | None) -> str:
    return f"{user}@{domain}" if user and domain else user or domain or ""
