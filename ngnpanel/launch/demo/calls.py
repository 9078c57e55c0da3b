"""Calls of the account to show around with, as its SIP proxy would have accounted them.

No operation of the contract creates a call: so this is plain SQL, into tables in the form that
Kamailio's acc and siptrace modules give them. An operator who has a proxy has those tables, and in
the proxy's own database or with other columns they are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from django.db import connection, connections, transaction

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.launch.demo import dialogues
from ngnpanel.launch.demo.dialogues import Dialogue

SEED: Final = 6050
DAYS: Final = 40
# All that this module writes begins like this, and only that is ever written anew.
MARK: Final = "demo-"
ACCOUNTED: Final = {
    "method": "VARCHAR(16) NOT NULL DEFAULT ''",
    "from_tag": "VARCHAR(128) NOT NULL DEFAULT ''",
    "to_tag": "VARCHAR(128) NOT NULL DEFAULT ''",
    "callid": "VARCHAR(255) NOT NULL DEFAULT ''",
    "sip_code": "VARCHAR(3) NOT NULL DEFAULT ''",
    "sip_reason": "VARCHAR(128) NOT NULL DEFAULT ''",
    "time": "TIMESTAMP NOT NULL",
    "src_user": "VARCHAR(64) NOT NULL DEFAULT ''",
    "src_domain": "VARCHAR(128) NOT NULL DEFAULT ''",
    "src_ip": "VARCHAR(64) NOT NULL DEFAULT ''",
    "dst_ouser": "VARCHAR(64) NOT NULL DEFAULT ''",
    "dst_odomain": "VARCHAR(128) NOT NULL DEFAULT ''",
    "dst_user": "VARCHAR(64) NOT NULL DEFAULT ''",
    "dst_domain": "VARCHAR(128) NOT NULL DEFAULT ''",
    "price": "NUMERIC(12, 4)",
    "duration": "INTEGER",
    "rate": "VARCHAR(64)",
    "from_header": "VARCHAR(255)",
    "proxy_ip": "VARCHAR(64)",
    "application_types": "VARCHAR(64)",
}
TRACED: Final = {
    "time_stamp": "TIMESTAMP NOT NULL",
    "time_us": "INTEGER NOT NULL DEFAULT 0",
    "callid": "VARCHAR(255) NOT NULL DEFAULT ''",
    "traced_user": "VARCHAR(255) NOT NULL DEFAULT ''",
    "msg": "TEXT NOT NULL",
    "method": "VARCHAR(50) NOT NULL DEFAULT ''",
    "status": "VARCHAR(255) NOT NULL DEFAULT ''",
    "fromip": "VARCHAR(64) NOT NULL DEFAULT ''",
    "toip": "VARCHAR(64) NOT NULL DEFAULT ''",
    "fromtag": "VARCHAR(128) NOT NULL DEFAULT ''",
    "totag": "VARCHAR(128) NOT NULL DEFAULT ''",
    "direction": "VARCHAR(4) NOT NULL DEFAULT ''",
}
TABLES: Final = {"acc": ACCOUNTED, "missed_calls": ACCOUNTED, "sip_trace": TRACED}
INDEXES: Final = {
    "acc": {
        "demo_acc_callid": "callid",
        "demo_acc_caller": "src_user, src_domain, time",
        "demo_acc_callee": "dst_ouser, dst_odomain, time",
    },
    "missed_calls": {
        "demo_missed_callid": "callid",
        "demo_missed_callee": "dst_ouser, dst_odomain, time",
    },
    "sip_trace": {"demo_trace_callid": "callid"},
}
Value = str | int | float | None
Row = dict[str, Value]
# The number of the mailbox, as the reseller of the plan tells it.
MAILBOX: Final = "*70"
HIDDEN: Final = SipId(username="anonymous", domain="anonymous.invalid")
REASONS: Final = {
    200: "OK",
    404: "Not Found",
    408: "Request Timeout",
    435: "Credentials missing",
    480: "Temporarily Unavailable",
    486: "Busy Here",
    487: "Request Terminated",
    503: "Service Unavailable",
    603: "Decline",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody at the other end; ``price`` is that of a minute to them, 0 within the platform."""

    id: SipId
    name: str = ""
    price: float = 0.0
    rate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneCall:
    """One call; ``minutes`` ago it began, ``seconds`` None means that it goes on."""

    key: str
    party: Party
    minutes: int
    is_placed: bool
    code: int = 200
    seconds: int | None = 0
    media: str = "audio"
    dialled: SipId | None = None
    dialogue: Dialogue | None = None


def write(showcase: SipId, colleague: SipId, now: datetime) -> int:
    """Write the calls anew where the tables are ours or not there yet; how many there are."""
    if "proxy" in connections or not _are_ours():
        return 0
    calls = tuple(of(showcase, colleague))
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"DELETE FROM {table} WHERE callid LIKE %s", [f"{MARK}%"])  # noqa: S608  # a constant
        for call in calls:
            for table, row in _rows(call, showcase, now):
                _insert(table, row)
    return len(calls)


def of(showcase: SipId, colleague: SipId) -> Iterator[OneCall]:
    """The calls, the same each time: some that show something, and everyday ones."""
    known = _parties(showcase.domain, colleague)
    grandmother, noor = known["grandmother"], known["noor"]
    pharmacy, daan = known["pharmacy"], known["daan"]
    itself, mailbox = Party(id=showcase), Party(id=SipId(username=MAILBOX, domain=showcase.domain))
    special = (
        OneCall(key="now", party=noor, minutes=4, is_placed=True, seconds=None),
        OneCall(
            key="traced",
            party=grandmother,
            minutes=55,
            is_placed=True,
            seconds=252,
            dialogue=Dialogue.ANSWERED,
        ),
        OneCall(
            key="unanswered",
            party=daan,
            minutes=190,
            is_placed=False,
            code=487,
            dialogue=Dialogue.UNANSWERED,
        ),
        OneCall(key="busy", party=pharmacy, minutes=205, is_placed=True, code=486),
        OneCall(
            key="video", party=daan, minutes=1490, is_placed=True, seconds=1873, media="audio,video"
        ),
        OneCall(key="nobody", party=known["abroad"], minutes=1600, is_placed=True, code=408),
        OneCall(key="given-up", party=known["femke"], minutes=2950, is_placed=True, code=487),
        OneCall(key="wrong", party=known["wrong"], minutes=3100, is_placed=True, code=404),
        OneCall(key="hidden", party=Party(id=HIDDEN), minutes=3210, is_placed=False, code=480),
        OneCall(
            key="reception",
            party=known["stranger"],
            minutes=1555,
            is_placed=False,
            seconds=64,
            dialled=SipId(username="reception", domain=showcase.domain),
        ),
        OneCall(key="refused", party=known["unnamed"], minutes=4500, is_placed=False, code=603),
        # The history leaves these two out: a call that was asked for a password, and listening.
        OneCall(key="challenged", party=noor, minutes=1491, is_placed=True, code=435),
        OneCall(key="mailbox", party=itself, minutes=1700, is_placed=True, seconds=48),
        OneCall(key="listened", party=mailbox, minutes=3300, is_placed=True, seconds=31),
    )
    yield from special
    yield from _everyday(list(known.values()))


def _everyday(parties: list[Party]) -> Iterator[OneCall]:
    """More calls in the day time of the days before, fewer of them at the weekend's pace."""
    random = Random(SEED)  # noqa: S311  # the same calls each time, no secrets
    number = 0
    for day in range(1, DAYS):
        for _ in range(random.choice((0, 1, 1, 1, 2, 2, 3))):
            number += 1
            party = random.choice(parties)
            is_placed = random.random() < 0.5
            code = random.choice((200, 200, 200, 200, 486, 487, 480) if is_placed else (200, 487))
            yield OneCall(
                key=f"{number:03d}",
                party=party,
                minutes=day * 24 * 60 + random.randrange(-300, 240),
                is_placed=is_placed,
                code=code,
                seconds=round(random.lognormvariate(5, 1)) + 4 if code == 200 else 0,
            )


def _parties(domain: str, colleague: SipId) -> dict[str, Party]:
    """Those of the contacts (see plan), and some that nobody has noted."""
    elsewhere = "leuchtfeuer.example"

    def number(digits: str, price: float, rate: str, name: str = "") -> Party:
        id = SipId(username=digits, domain=domain)
        return Party(id=id, price=price, rate=rate, name=name)

    return {
        "grandmother": number("0031850071234", 0.0189, "Netherlands"),
        "pharmacy": number("0031850078020", 0.0189, "Netherlands", "Apotheek De Linde"),
        "abroad": number("00442079460958", 0.0351, "United Kingdom"),
        "stranger": number("0031850075555", 0.0189, "Netherlands"),
        "wrong": number("0031850070000", 0.0189, "Netherlands"),
        "colleague": Party(id=colleague),
        "noor": Party(id=SipId(username="noor.visser", domain=elsewhere), name="Noor"),
        "daan": Party(id=SipId(username="daan.bakker", domain=elsewhere), name="Daan Bakker"),
        "bram": Party(id=SipId(username="bram.smit", domain=elsewhere), name="Bram Smit"),
        "femke": Party(id=SipId(username="femke.mulder", domain=domain), name="F. Mulder"),
        "unnamed": Party(id=SipId(username="planning", domain="kaapnoord.example")),
    }


def _rows(call: OneCall, showcase: SipId, now: datetime) -> Iterator[tuple[str, Row]]:
    """The INVITE, its BYE, and what was sent."""
    start = (now - timedelta(minutes=call.minutes)).replace(microsecond=0)
    callee = call.party.id if call.is_placed else call.dialled or showcase
    caller = showcase if call.is_placed else call.party.id
    call_id = f"{MARK}{call.key}@{showcase.domain}"
    tags = {"from_tag": f"f{call.key}", "to_tag": f"t{call.key}"}
    shared: Row = {"callid": call_id, "sip_code": str(call.code), "time": _stamp(start)}
    name = f'"{call.party.name}" ' if call.party.name and not call.is_placed else ""
    price = round(call.party.price * (call.seconds or 0) / 60, 4) if call.is_placed else 0.0
    is_missed = not call.is_placed and call.code != 200
    yield (
        "missed_calls" if is_missed else "acc",
        {
            **shared,
            **tags,
            "method": "INVITE",
            "sip_reason": REASONS[call.code],
            "src_user": caller.username,
            "src_domain": caller.domain,
            "src_ip": dialogues.PHONE.partition(":")[0],
            "dst_ouser": callee.username,
            "dst_odomain": callee.domain,
            "dst_user": callee.username,
            "dst_domain": callee.domain,
            "price": price or None,
            "duration": None,
            "rate": call.party.rate if price else None,
            "from_header": f"{name}<sip:{caller}>;tag={tags['from_tag']}",
            "proxy_ip": dialogues.PROXY.partition(":")[0],
            "application_types": call.media,
        },
    )
    if call.code == 200 and call.seconds:
        end = _stamp(start + timedelta(seconds=call.seconds))
        yield "acc", {**shared, **tags, "method": "BYE", "sip_reason": "OK", "time": end}
    if call.dialogue is None:
        return
    for each in dialogues.messages(call.dialogue, caller, callee, call_id, **tags):
        moment = start + timedelta(milliseconds=each.at)
        yield (
            "sip_trace",
            {
                "time_stamp": _stamp(moment.replace(microsecond=0)),
                "time_us": moment.microsecond,
                "callid": call_id,
                "traced_user": str(showcase),
                "msg": each.text,
                "method": each.method,
                "status": each.status,
                "fromip": f"udp:{each.source}",
                "toip": f"udp:{each.target}",
                "fromtag": tags["from_tag"],
                "totag": each.to_tag,
                "direction": "in" if each.target == dialogues.PROXY else "out",
            },
        )


def _insert(table: str, row: Row) -> None:
    names = ", ".join(connection.ops.quote_name(name) for name in row)
    marks = ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(row.values()))  # noqa: S608  # our own columns


def _are_ours() -> bool:
    """Whether the tables have all columns; those that are missing are made."""
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        described = {
            table: {column.name for column in _columns(table)}
            for table in TABLES
            if table in existing
        }
        if any(not set(TABLES[table]) <= names for table, names in described.items()):
            return False
        for table in TABLES.keys() - existing:
            cursor.execute(_definition(table, TABLES[table].items()))
            for index, columns in INDEXES[table].items():
                cursor.execute(f"CREATE INDEX {index} ON {table} ({columns})")
    return True


def _columns(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        return list(connection.introspection.get_table_description(cursor, table))


def _definition(table: str, columns: Iterable[tuple[str, str]]) -> str:
    number = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "SERIAL PRIMARY KEY"
    listed = ", ".join(f"{connection.ops.quote_name(name)} {kind}" for name, kind in columns)
    return f"CREATE TABLE {table} (id {number}, {listed})"


def _stamp(moment: datetime) -> Value:
    """A time as the proxy writes it: UTC, without zone."""
    stamp: Value = connection.ops.adapt_datetimefield_value(moment)
    return stamp
