"""What each member of an export is on a platform: how its records are found and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ngnpanel.estates.sheets.belongings import (
    DetailsSheet,
    MailboxSheet,
    RatingSheet,
)
from ngnpanel.estates.sheets.network import (
    CarrierSheet,
    GatewaySheet,
    PeerSheet,
    RouteSheet,
    RuleSheet,
)
from ngnpanel.estates.sheets.places import (
    FancySheet,
    NumberSheet,
    RangeSheet,
    RecordSheet,
    ZoneSheet,
)
from ngnpanel.estates.sheets.sheet import Sheet
from ngnpanel.estates.sheets.sip import AccountSheet, AliasSheet, CustomerSheet, DomainSheet

_ALL: Final[tuple[Sheet[Any], ...]] = (
    CustomerSheet(),
    DomainSheet(),
    RangeSheet(),
    ZoneSheet(),
    CarrierSheet(),
    PeerSheet(),
    AccountSheet(),
    NumberSheet(),
    RecordSheet(),
    FancySheet(),
    GatewaySheet(),
    AliasSheet(),
    RuleSheet(),
    RouteSheet(),
    MailboxSheet(),
    RatingSheet(),
    DetailsSheet(),
)
SHEETS: Final[Mapping[str, Sheet[Any]]] = {sheet.member: sheet for sheet in _ALL}
# What also others than the administrator take in: it has no secrets, and the platform's own rules.
EVERYBODYS: Final = frozenset({"dns_zones", "dns_records", "dns_fancy_records"})
