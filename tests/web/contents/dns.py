"""DNS zones, records, mail aliases and redirects."""

from __future__ import annotations

from dataclasses import replace

from ngnpanel.dns.domain.records import Record
from tests.people import api
from tests.web.contents import Contents, Side

TIMERS = {"ttl": 3600, "minimum": 3600, "refresh": 14400, "retry": 3600, "expire": 1209600}
ZONE = {"name": None, "nameservers": None, "email": None, "info": None, **TIMERS}
PIECES = {
    "type": None,
    "address": None,
    "target": None,
    "mx_priority": 10,
    "mx_host": None,
    "srv_priority": 10,
    "srv_weight": 10,
    "srv_port": None,
    "srv_target": None,
    "naptr_order": 10,
    "naptr_preference": 100,
    "naptr_flags": "s",
    "naptr_service": None,
    "naptr_regexp": None,
    "naptr_replacement": None,
    "text": None,
    "place": None,
}
RECORD = {"zone": None, "owner": None, "name": None, **PIECES, "ttl": 3600}
FANCY = {"zone": None, "owner": None, "name": None, "value": None}
CHANGES = f"nameservers email info {' '.join(TIMERS)}"
EVERYBODY = ("administrator", "reseller", "customer")


def describe(side: Side) -> None:
    """Each zone has an info of its own."""
    zone = api().dns.zone(side.domain)
    api().dns.update_zone(replace(zone, info=f"Zone of {side.word}"))


def retype(side: Side) -> None:
    """The stranger's record is a text; both have owners."""
    record = replace(api().dns.record(int(side.estate.record)), owner=side.customer)
    if side.word == "foreign":
        record = replace(record, type="TXT", value="foreign text")
    api().dns.update_record(record)
    api().dns.add_record(Record(zone=side.domain, name=side.word, type="MX", value="mail"))


def own_fancy(side: Side) -> None:
    """Both mail aliases and both redirects have owners."""
    for key in (side.estate.mail_alias, side.estate.redirect):
        record = api().dns.fancy_record(int(key))
        api().dns.update_fancy_record(replace(record, owner=side.customer))


def fancy(name: str, key: str) -> Contents:
    return Contents(
        name=name,
        key=lambda side: getattr(side.estate, key),
        columns="name value zone owner customer change_date",
        sellers="",
        sorts={"name": lambda r: r.name},
        filters={
            "q": lambda side: {
                "mail_alias": f"info@{side.domain}",
                "redirect": f"go.{side.domain}",
            }[key],
            "zone": lambda side: side.domain,
            "value": lambda side: side.domain,
            "number": lambda side: getattr(side.estate, key),
            "owner": lambda side: side.customer,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=own_fancy,
        add=dict.fromkeys(EVERYBODY, FANCY),
        edit=dict.fromkeys(EVERYBODY, "owner value"),
        text=dict.fromkeys(EVERYBODY, "zone name"),
    )


KINDS = (
    Contents(
        name="zone",
        key=lambda side: side.estate.zone,
        columns="name records email info serial ttl customer reseller change_date",
        sorts={"name": lambda z: z.name},
        filters={
            "q": lambda side: side.domain,
            "info": lambda side: side.word,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=describe,
        add={
            "administrator": {**ZONE, "reseller": None, "customer": None},
            "reseller": {**ZONE, "customer": None},
            "customer": ZONE,
        },
        edit={
            "administrator": f"reseller customer {CHANGES}",
            "reseller": f"customer {CHANGES}",
            "customer": CHANGES,
        },
        text=dict.fromkeys(EVERYBODY, "name serial"),
    ),
    Contents(
        name="record",
        key=lambda side: side.estate.record,
        columns="name type priority value ttl zone id customer reseller change_date",
        sorts={"name": lambda r: r.name, "type": lambda r: r.type},
        filters={
            "q": lambda side: f"www.{side.domain}",
            "zone": lambda side: side.domain,
            "type": lambda side: {"own": "A", "foreign": "TXT"}[side.word],
            "value": lambda side: {"own": "192.0.2", "foreign": "text"}[side.word],
            "number": lambda side: side.estate.record,
            "owner": lambda side: side.customer,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=retype,
        add=dict.fromkeys(EVERYBODY, RECORD),
        edit=dict.fromkeys(EVERYBODY, f"owner {' '.join(PIECES)} ttl"),
        text=dict.fromkeys(EVERYBODY, "zone name"),
    ),
    fancy("mail-alias", "mail_alias"),
    fancy("redirect", "redirect"),
)
