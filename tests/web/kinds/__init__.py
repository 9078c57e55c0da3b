"""The contract of every kind of record: one row each, from which the tests of all screens are made.

A new kind of record gets a row in the module of its app; the list of URLs fails without it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.belongings import Estates

# Who calls: administrator, reseller, customer; -1 stands for 403.
Calls = tuple[int, int, int]
SCREENS = ("list", "add", "detail", "edit", "delete")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record.

    ``own`` and ``foreign`` give the key of a record of the reseller's customer, and of the
    stranger's; nothing has the key ``gone``. ``words`` are on the page of the own record,
    ``secret`` words only on pages of the foreign one. ``calls`` are the SOAP calls of a screen
    (list at most 2, detail at most 3). ``add`` is what the reseller posts to add one more,
    ``edit`` a field and its new value. ``is_for_sellers`` keeps customers out; ``customer_adds``
    and ``customer_deletes`` say whether a customer may do so. ``adder`` is who may add and delete
    at the least.
    """

    name: str
    own: Callable[[Estates], str]
    gone: str
    foreign: Callable[[Estates], str]
    words: str
    secret: str
    calls: Mapping[str, Calls]
    add: Callable[[Estates], Mapping[str, Any]] = field(default=lambda _estates: {})
    edit: tuple[str, str] = ("", "")
    is_for_sellers: bool = False
    customer_adds: bool = True
    customer_deletes: bool = True
    adder: str = "reseller"
