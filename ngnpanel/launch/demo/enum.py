"""ENUM ranges and numbers of the demonstration platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ngnpanel.api import Api
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.mappings import Mapping as Leads
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.launch.demo import plan
from ngnpanel.soap.paging import Query

ALL: Final = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A range, and how many of its numbers lead to accounts of a domain."""

    prefix: str
    tenant: str
    domain: str
    size: int
    numbers: int
    digits: int = 11
    info: str = ""


BLOCKS: Final = (
    Block(
        prefix="318500700",
        tenant=plan.FIRST_CUSTOMER,
        domain="rivierazorg.example",
        size=20,
        numbers=6,
        info="Head office",
    ),
    Block(
        prefix="318500701",
        tenant=plan.FIRST_CUSTOMER,
        domain="thuiszorg.rivierazorg.example",
        size=20,
        numbers=2,
        info="Home care",
    ),
    Block(
        prefix="468465004",
        tenant=plan.SECOND_CUSTOMER,
        domain="kaapnoord.example",
        size=8,
        numbers=4,
        info="Stockholm",
    ),
    Block(
        prefix="493023125",
        tenant=plan.RESELLER,
        domain="leuchtfeuer.example",
        size=30,
        numbers=22,
        digits=12,
        info="Berlin, sold one by one",
    ),
)


def load(api: Api, tenants: Mapping[str, int]) -> int:
    """Add what is missing; how many numbers there are now."""
    known_ranges = {found.id for found in api.enum.ranges(Query(count=ALL))}
    known_numbers = {found.id for found in api.enum.numbers(Query(count=ALL))}
    total = 0
    for block in BLOCKS:
        customer, reseller = tenants[block.tenant], tenants[plan.RESELLER]
        if RangeId(prefix=block.prefix) not in known_ranges:
            api.enum.add_range(_range(block, customer, reseller))
        for number in _numbers(api, block):
            total += 1
            if number.id not in known_numbers:
                api.enum.add_number(number)
    return total


def _range(block: Block, customer: int, reseller: int) -> Range:
    return Range(
        id=RangeId(prefix=block.prefix),
        min_digits=block.digits,
        max_digits=block.digits,
        size=block.size,
        customer=customer,
        reseller=reseller,
        info=block.info,
    )


def _numbers(api: Api, block: Block) -> Iterator[Number]:
    """Numbers that lead to the first accounts of the block's domain, some to more than one."""
    query = Query(filter={"domain": block.domain}, order="username", count=block.numbers)
    width = block.digits - len(block.prefix)
    for place, account in enumerate(api.sip.accounts(query)):
        leads_to = [Leads(type="sip", mapto=f"sip:{account.id}")]
        if place % 4 == 0 and account.email:
            leads_to.append(Leads(type="mailto", mapto=f"mailto:{account.email}", priority=20))
        if place % 8 == 0:
            leads_to.append(
                Leads(type="web:https", mapto=f"https://www.{block.domain}/", priority=30)
            )
        number = f"{block.prefix}{place:0{width}}"
        yield Number(
            id=NumberId(number=ranges.digits(number, "number")),
            mappings=tuple(leads_to),
            info=account.name,
        )
