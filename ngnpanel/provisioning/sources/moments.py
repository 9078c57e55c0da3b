"""Times as SIP proxies write them: time stamps without zone (UTC), Unix seconds, Julian days.

Kamailio stores a DATETIME on SQLite as a Julian day, elsewhere as a time stamp; the expiry of a
registration may also be set up as Unix seconds.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from ngnpanel.provisioning.sources import tables
from ngnpanel.provisioning.sources.tables import Parameter, Table

# The Julian day on which the Unix epoch begins, and the days of which a number can be one.
EPOCH: Final = 2440587.5
JULIAN: Final = (1_000_000.0, 10_000_000.0)
DAY: Final = 86400
# The last moment that all databases can tell.
END: Final = 253402300799
Condition = tuple[str, list[Parameter]]


def seconds(value: object) -> int | None:
    """Unix seconds of a column's value; None when it is no time."""
    if isinstance(value, datetime):
        return round((value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp())
    if isinstance(value, int | float):
        return _of_number(float(value))
    if not isinstance(value, str):
        return None
    try:
        return _of_number(float(value))
    except ValueError:
        pass
    try:
        return seconds(datetime.fromisoformat(value))
    except ValueError:
        return None


def between(table: Table, column: str, alias: str, first: int, last: int) -> Condition:
    """The condition that a column is from second ``first`` to second ``last``, both included.

    It never computes with the column, so that an index can serve it.
    """
    name = f"{alias}.{tables.quote(column)}"
    both = f"({name} >= %s AND {name} < %s)"
    first, last = max(first, 0), min(last, END - 1)
    if tables.vendor() == "sqlite":
        # Numbers come before texts and Julian days before Unix seconds (but for the first months
        # of 1970), so these three never take each other's values.
        return f"({both} OR {both} OR {both})", [
            *(_julian(first), _julian(last + 1)),
            *(max(first, int(JULIAN[1])), last + 1),
            *(_stamp(first), _stamp(last + 1)),
        ]
    if table.kinds[column] in tables.WHOLE:
        return both, [first, last + 1]
    adapt = tables.connection().ops.adapt_datetimefield_value
    ends = (datetime.fromtimestamp(at, UTC) for at in (first, last + 1))
    return both, [adapt(end) or end for end in ends]


def difference(later: str, earlier: str) -> str:
    """SQL for the seconds between two expressions that are times."""
    match tables.vendor():
        case "sqlite":
            return f"ROUND((julianday({later}) - julianday({earlier})) * {DAY})"
        case "mysql":
            return f"TIMESTAMPDIFF(SECOND, {earlier}, {later})"
        case _:
            return f"EXTRACT(EPOCH FROM ({later} - {earlier}))"


def _of_number(number: float) -> int | None:
    if not -END < number < END:
        return None
    if JULIAN[0] <= number < JULIAN[1]:
        # The proxy subtracts half a second when it writes.
        return round((number - EPOCH) * DAY + 0.5)
    return round(number)


def _julian(at: int) -> float:
    """Between a second and the one before it, as the proxy writes them."""
    return (at - 0.75) / DAY + EPOCH


def _stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
