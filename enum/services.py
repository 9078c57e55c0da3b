"""Look-ups for the screens of ENUM ranges and numbers."""

from __future__ import annotations

from typing import Final

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.api import Api
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query

# More ranges than this are not offered as a list.
MOST_RANGES: Final = 200
# So many of the latest numbers tell where numbers of each type lead.
LATEST: Final = 50
# Ranges that may lie around one number: those that begin with its first digit.
MOST_AROUND: Final = 500


def range_id(key: str) -> RangeId:
    """The range in a URL, prefix and root with a dot between; NotFound when it cannot be one."""
    digits, _dot, root = key.partition(".")
    try:
        return RangeId(prefix=ranges.digits(digits, "prefix"), tld=ranges.tld(root))
    except RuleError as error:
        raise NotFound(error.text, code=3000) from None


def number_id(key: str) -> NumberId:
    """The number in a URL; NotFound when it cannot be one."""
    digits, _dot, root = key.partition(".")
    try:
        return NumberId(number=ranges.digits(digits, "number"), tld=ranges.tld(root))
    except RuleError as error:
        raise NotFound(error.text, code=3002) from None


def range_choices(api: Api) -> tuple[Range, ...] | None:
    """The ranges that the person may add to, None when there are too many to choose from."""
    found = api.enum.ranges(Query(order="prefix", count=MOST_RANGES))
    return found.rows if found.total <= MOST_RANGES else None


def latest_domains(api: Api) -> dict[str, str]:
    """The domain that the latest number of each type leads to."""
    newest = Query(order="changeDate", descending=True, count=LATEST)
    domains: dict[str, str] = {}
    for number in api.enum.numbers(newest):
        for mapping in number.mappings:
            _user, _at, domain = mapping.mapto.partition("@")
            if domain:
                domains.setdefault(mapping.type, domain)
    return domains


def range_of(api: Api, number: Number) -> Range | None:
    """The range that a stored number lies in, None when the person may not see it."""
    tenant = {"customer": number.customer, "reseller": number.reseller}
    return _around(api, number.id, tenant)


def range_for(api: Api, number: NumberId) -> Range | None:
    """The range that a number would lie in, None when none is found."""
    return _around(api, number, {})


def _around(api: Api, number: NumberId, tenant: dict[str, int]) -> Range | None:
    near = {"prefix": f"{number.number[:1]}%", "tld": number.tld}
    query = Query(filter=near | tenant, order="prefix", count=MOST_AROUND)
    return ranges.around(number.number, number.tld, api.enum.ranges(query))
