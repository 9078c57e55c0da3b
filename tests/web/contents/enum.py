"""ENUM ranges and numbers."""

from __future__ import annotations

from dataclasses import replace

from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import NumberId
from ngnpanel.enum.domain.ranges import RangeId
from tests.people import api
from tests.web.contents import Contents, Side

RANGE = {
    "prefix": None,
    "tld": "e164.arpa",
    "min_digits": 11,
    "max_digits": 11,
    "size": None,
    "ttl": 3600,
    "nameservers": None,
    "info": None,
}
NUMBER = {
    "range": None,
    "number": None,
    "tld": None,
    "owner": None,
    "info": None,
    "type": "sip",
    "mapto": None,
    "priority": 5,
    "ttl": 3600,
}
ROWS = "type_1 mapto_1 priority_1 ttl_1 type mapto priority ttl"
ROOTS = {"own": "e164.arpa", "foreign": "nrenum.net"}


def move(side: Side) -> None:
    """Range and number of the stranger lie below another root, and lead elsewhere."""
    key = NumberId(number=f"{side.prefix}8005161")
    number = replace(api().enum.number(key), owner=side.customer)
    if side.word == "foreign":
        root = ROOTS[side.word]
        span = api().enum.range(RangeId(prefix=side.prefix))
        api().enum.delete_number(key)
        api().enum.delete_range(span.id)
        api().enum.add_range(replace(span, id=replace(span.id, tld=root)))
        moved = (Mapping(type="tel", mapto="tel:+49301234567"),)
        number = replace(number, id=replace(key, tld=root), mappings=moved)
        api().enum.add_number(number)
    api().enum.update_number(number)


KINDS = (
    Contents(
        name="range",
        key=lambda side: f"{side.prefix}.{ROOTS[side.word]}",
        columns="prefix info used size min_digits max_digits tld ttl serial customer reseller"
        " change_date",
        sorts={"prefix": lambda r: r.id.prefix, "tld": lambda r: r.id.tld},
        filters={
            "q": lambda side: f"+{side.prefix}",
            "customer": lambda side: side.customer,
            "info": lambda side: side.domain,
            "prefix": lambda side: side.prefix,
            "tld": lambda side: ROOTS[side.word],
            "reseller": lambda side: side.reseller,
        },
        differ=move,
        add={
            "administrator": {**RANGE, "reseller": None, "customer": None},
            "reseller": {**RANGE, "customer": None},
            "customer": RANGE,
        },
        edit={
            "administrator": "reseller customer min_digits max_digits size ttl nameservers info",
            "reseller": "customer min_digits max_digits size ttl nameservers info",
            "customer": "min_digits max_digits size ttl nameservers info",
        },
        text={
            "administrator": "prefix tld dns_name serial",
            "reseller": "prefix tld dns_name serial",
            "customer": "prefix tld dns_name serial",
        },
    ),
    Contents(
        name="number",
        key=lambda side: f"{side.prefix}8005161.{ROOTS[side.word]}",
        columns="number type mapto ttl mapping info tld customer reseller owner change_date",
        sorts={"number": lambda n: n.id.number, "tld": lambda n: n.id.tld},
        filters={
            "q": lambda side: f"+{side.prefix}",
            "range": lambda side: f"{side.prefix}.{ROOTS[side.word]}",
            "type": lambda side: {"own": "sip", "foreign": "tel"}[side.word],
            "mapto": lambda side: {"own": "alice", "foreign": "+4930"}[side.word],
            "number": lambda side: side.prefix,
            "tld": lambda side: ROOTS[side.word],
            "owner": lambda side: side.customer,
            "customer": lambda side: side.customer,
            "reseller": lambda side: side.reseller,
        },
        differ=move,
        add={
            "administrator": NUMBER,
            "reseller": {**NUMBER, "range": "3120.e164.arpa", "owner": "own"},
            "customer": {**NUMBER, "range": "3120.e164.arpa", "owner": "own"},
        },
        edit={
            "administrator": f"owner info {ROWS}",
            "reseller": f"owner info {ROWS}",
            "customer": f"owner info {ROWS}",
        },
        text={"administrator": "", "reseller": "", "customer": ""},
    ),
)
