"""All kinds of all apps, and the URLs beside theirs."""

from __future__ import annotations

from typing import Any

from tests.web.kinds import (
    Kind,
    accounts,
    brand,
    desk,
    dns,
    dns_tools,
    enum,
    factors,
    jobs,
    jsonapi,
    notices,
    pstn,
)

KINDS: tuple[Kind, ...] = (*accounts.KINDS, *dns.KINDS, *enum.KINDS, *pstn.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
# URL name -> arguments (a Kind stands for the key of its own record, a function for what it gives),
# and the answers to a GET of administrator, reseller, customer, subscriber, stranger, nobody.
EXTRA_ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    **accounts.ROWS,
    **brand.ROWS,
    **dns.ROWS,
    **dns_tools.ROWS,
    **enum.ROWS,
    **factors.ROWS,
    **jobs.ROWS,
    **jsonapi.ROWS,
    **notices.ROWS,
    **pstn.ROWS,
    **desk.ROWS,
}
