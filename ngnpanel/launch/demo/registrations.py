"""Registered devices, written into the server's location table as a SIP proxy would.

No operation of the contract creates a registration, and the panel knows no table of the server:
so this is plain SQL, with the columns that a registrar writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import connection, transaction

from ngnpanel.accounts.domain.sip import SipId

USER_AGENTS: Final = (
    "Yealink SIP-T46U 108.86.0.118",
    "Yealink SIP-T54W 96.86.0.75",
    "Yealink W70B 146.85.0.37",
    "snomD785/10.1.184.15",
    "snomD717/10.1.175.16",
    "LinphoneAndroid/5.2.5 (Pixel 8) LinphoneSDK/5.3.47",
    "LinphoneiOS/5.2.4 (iPhone 15) LinphoneSDK/5.3.47",
    "Linphone-Desktop/5.2.6 (Debian GNU/Linux 12) LinphoneCore/5.3.72",
    "Z 5.6.9 v2.10.20.9",
    "Zoiper v2.10.20.4 (Android)",
    "PolycomVVX-VVX_450-UA/6.4.6.2453",
    "PolycomSoundStationIP-SSIP_7000-UA/4.0.15.1009",
    "Grandstream GXP2170 1.0.11.84",
    "Grandstream HT802 1.0.51.1",
)
# The three of the account to show around with: on the desk, in the pocket, at home.
SHOWCASE_AGENTS: Final = (
    "Yealink SIP-T54W 96.86.0.75",
    "LinphoneAndroid/5.2.5 (Pixel 8) LinphoneSDK/5.3.47",
    "Linphone-Desktop/5.2.6 (Debian GNU/Linux 12) LinphoneCore/5.3.72",
)
Value = str | int | float | None
PROXY: Final = "192.0.2.5"
COLUMNS: Final = (
    *("ruid", "username", "domain", "contact", "received", "expires", "q", "callid", "cseq"),
    *("last_modified", "user_agent", "socket", "methods", "instance"),
)
# INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, REFER, MESSAGE and UPDATE, as a registrar counts them.
METHODS: Final = 5951


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One contact; ``received`` is where the proxy saw it, empty without NAT in between."""

    sip_id: SipId
    ruid: str
    contact: str
    received: str
    socket: str
    user_agent: str
    minutes: int
    age: int


def registrations_of(random: Random, sip_id: SipId, number: int) -> tuple[Registration, ...]:
    """None to three devices of one account."""
    count = random.choice((0, 0, 1, 1, 1, 1, 1, 2, 2, 3))
    return tuple(_registration(random, sip_id, number, place) for place in range(count))


def showcase(random: Random, sip_id: SipId) -> tuple[Registration, ...]:
    """Three devices that differ, of the account to show around with."""
    return tuple(
        replace(_registration(random, sip_id, 0, place), user_agent=agent)
        for place, agent in enumerate(SHOWCASE_AGENTS)
    )


def write(registrations: Iterable[Registration], now: datetime) -> int:
    """Write the contacts anew, as devices do when they register again; how many there are."""
    rows = [_row(registration, now) for registration in registrations]
    names = ", ".join(connection.ops.quote_name(name) for name in COLUMNS)
    marks = ", ".join(["%s"] * len(COLUMNS))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany("DELETE FROM location WHERE ruid = %s", [row[:1] for row in rows])
        cursor.executemany(
            f"INSERT INTO location ({names}) VALUES ({marks})",  # noqa: S608  # our own columns
            rows,
        )
    return len(rows)


def _registration(random: Random, sip_id: SipId, number: int, place: int) -> Registration:
    """The first device of an account is likely its desk phone, the others wander about."""
    transport = random.choice(("udp", "udp", "udp", "tls", "tls", "tcp"))
    scheme = "" if transport == "udp" else f";transport={transport}"
    port = random.randrange(20000, 60000) if place else (5061 if transport == "tls" else 5060)
    public = f"203.0.113.{random.randrange(1, 250)}"
    if random.random() < 0.6:
        private = f"192.168.{random.randrange(0, 20)}.{random.randrange(10, 250)}"
        contact = f"sip:{sip_id.username}@{private}:{port}{scheme}"
        received = f"sip:{public}:{random.randrange(1024, 65000)}{scheme}"
    elif random.random() < 0.15:
        contact = f"sip:{sip_id.username}@[2001:db8:{number:x}::{place + 1}]:{port}{scheme}"
        received = ""
    else:
        contact, received = f"sip:{sip_id.username}@{public}:{port}{scheme}", ""
    return Registration(
        sip_id=sip_id,
        ruid=f"uloc-demo-{number:x}-{place}",
        contact=contact,
        received=received,
        socket=f"{transport}:{PROXY}:{5061 if transport == 'tls' else 5060}",
        user_agent=random.choice(USER_AGENTS),
        minutes=random.randrange(8 * 60, 36 * 60),
        age=random.randrange(1, 3000),
    )


def _row(registration: Registration, now: datetime) -> tuple[Value, ...]:
    adapt = connection.ops.adapt_datetimefield_value
    return (
        registration.ruid,
        registration.sip_id.username,
        registration.sip_id.domain,
        registration.contact,
        registration.received or None,
        adapt(now + timedelta(minutes=registration.minutes)),
        1.0,
        f"{registration.ruid}@{registration.sip_id.domain}",
        registration.age,
        adapt(now - timedelta(seconds=registration.age)),
        registration.user_agent,
        registration.socket,
        METHODS,
        None,
    )
