"""ENUM ranges.

Ranges lie within each other only inside one chain of owners: platform, reseller, customer. So
whoever may use a range may use what lies within it, and each number has one place: the longest
range that it begins with (G45).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import Length
from django.utils.timezone import now

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import names
from ngnpanel.dns.domain.serials import imported_serial, next_serial
from ngnpanel.enum.domain import ranges
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.provisioning import models, rights, storing, tenancy, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.credits import charge
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.provisioning.operations.zone_rows import nearest_zone
from ngnpanel.soap.paging import Page, Query

LISTING: Final[Listing[models.EnumRange]] = Listing(
    texts={"prefix": "prefix", "tld": "tld", "info": "info"},
    numbers={"customer": "customer", "reseller": "reseller"},
    orders={"changeDate": "changed", "prefix": "prefix", "tld": "tld"},
    default="-changed",
)


def add_range(call: Call, record: Range) -> Range:
    """A new range; numbers of the range around it that begin with its prefix move into it."""
    caller = call.caller
    rights.require_active(caller)
    row = models.EnumRange(
        prefix=ranges.digits(record.id.prefix, "prefix"), tld=ranges.tld(record.id.tld), serial=0
    )
    if ranges.is_country(row.prefix) and not caller.is_administrator:
        raise Fault(9002, "Only the administrator adds the range of a country", "prefix")
    row.customer_id, row.reseller_id = tenancy.of_new(caller, record, "an ENUM range")
    _fill(call, row, record)
    _require_own_zone(caller, row)
    _lock_root(row.tld)
    # One sentence for whatever is in the way: it must not tell whose that is.
    taken = Fault(3001, f"{row.prefix} is taken, or overlaps a range of somebody else", "prefix")
    outer = _around(row)
    is_usable = outer is None or rights.of_tenant(_same(outer), caller).exists()
    if not is_usable or not _is_in_chain(row, outer) or _named(row).exists():
        raise taken
    moving = models.EnumNumber.objects.filter(range=outer, number__startswith=row.prefix)
    _require_fit(row, moving)
    charge(caller, row, "enum_range_credit", models.EnumRange.objects.all())
    row.changed = rights.date_of_new(caller, record.change_date)
    storing.insert(row, taken)
    call.changed("enum_range", row)
    if outer:
        _move(call, moving, row)
        touch(call, outer)
    return _stored(row)


def update_range(call: Call, record: Range) -> Range:
    """Replace a range; its numbers follow it to another customer."""
    row = _locked(call, record.id)
    tenant, nameservers = (row.customer_id, row.reseller_id), row.nameservers
    wanted = tenancy.of_changed(call.caller, record, row, "an ENUM range")
    row.customer_id, row.reseller_id = wanted
    _fill(call, row, record)
    _require_fit(row, row.numbers.all())
    outer = _around(row)
    if wanted != tenant and not _is_in_chain(row, outer):
        raise Fault(
            9004,
            "A range around this one, or within it, belongs to somebody else: ranges lie within"
            " each other when the outer one is the platform's, or the reseller's of the inner one.",
            "customer",
        )
    row.changed = now()
    row.save()
    call.changed("enum_range", row)
    if outer and row.nameservers != nameservers:
        touch(call, outer)  # its zone names the servers of the zones within
    return _stored(row)


def delete_range(call: Call, range_id: RangeId) -> None:
    """Delete a range without numbers."""
    row = _locked(call, range_id)
    if row.numbers.exists():
        raise Fault(3004, f"The ENUM range {row} still has numbers")
    call.changed("enum_range", row)
    outer = _around(row)
    if outer:
        touch(call, outer)
    row.delete()


def get_ranges(call: Call, query: Query) -> Page[Range]:
    """The ranges within the caller's scope."""
    page = LISTING.page(rights.of_tenant(models.EnumRange.objects.all(), call.caller), query)
    used = _used([row.pk for row in page])
    return page.map(lambda row: _record(row, used.get(row.pk, 0)))


def touch(call: Call, row: models.EnumRange) -> None:
    """Count up the serial of a locked range because its zone changed (G50)."""
    row.serial = next_serial(row.serial, now().date())
    row.save(update_fields=["serial"])
    call.changed("enum_range", row)


def _range_for(call: Call, range_id: RangeId) -> models.EnumRange:
    """A range of the caller's; raises Fault 3000 when it is missing or foreign."""
    missing = Fault(3000, f"There is no ENUM range {range_id}", "prefix")
    try:
        prefix, tld = ranges.digits(range_id.prefix, "prefix"), ranges.tld(range_id.tld)
    except RuleError:
        raise missing from None
    rows = models.EnumRange.objects.filter(prefix=prefix, tld=tld)
    row = rights.of_tenant(rows, call.caller).first()
    if row is None:
        raise missing
    return row


def _locked(call: Call, range_id: RangeId) -> models.EnumRange:
    """The same, locked together with its root."""
    row = _range_for(call, range_id)
    _lock_root(row.tld)
    locked = rights.of_tenant(_same(row), call.caller).select_for_update().first()
    if locked is None:
        raise Fault(3000, f"There is no ENUM range {range_id}", "prefix")
    return locked


def _lock_root(tld: str) -> None:
    """Let the changes of ranges below one root wait for each other."""
    models.EnumRoot.objects.get_or_create(name=tld)
    models.EnumRoot.objects.select_for_update().get(name=tld)


def _named(row: models.EnumRange) -> QuerySet[models.EnumRange]:
    return models.EnumRange.objects.filter(tld=row.tld, prefix=row.prefix)


def _same(row: models.EnumRange) -> QuerySet[models.EnumRange]:
    return models.EnumRange.objects.filter(pk=row.pk)


def _around(row: models.EnumRange) -> models.EnumRange | None:
    """The next range around ``row``, locked: nobody adds numbers to it meanwhile."""
    shorter = ranges.beginnings(row.prefix)[:-1]
    rows = models.EnumRange.objects.filter(tld=row.tld, prefix__in=shorter)
    return rows.select_for_update().order_by("-prefix").first()


def _is_in_chain(row: models.EnumRange, outer: models.EnumRange | None) -> bool:
    """Whether the ranges around and within ``row`` are of its chain of owners."""
    inside = models.EnumRange.objects.filter(tld=row.tld, prefix__startswith=row.prefix)
    tenants = inside.exclude(pk=row.pk).order_by().values_list("customer", "reseller").distinct()
    return (outer is None or ranges.is_below(row, outer)) and all(
        ranges.is_below(models.EnumRange(customer_id=customer, reseller_id=reseller), row)
        for customer, reseller in tenants
    )


def _require_own_zone(caller: Caller, row: models.EnumRange) -> None:
    """Raises Fault 9002 when the zone of a new range would take names away from somebody's zone.

    The same chain of owners as among ranges: the platform's zones are for the ranges of all.
    """
    if caller.is_administrator:
        return
    name = ranges.zone_name(row.prefix, row.tld)
    above = nearest_zone([name, *names.parents(name)])
    if above and not ranges.is_below(row, above):
        raise Fault(9002, f"{row.tld} lies inside a DNS zone of another customer", "tld")


def _require_fit(row: models.EnumRange, numbers: QuerySet[models.EnumNumber]) -> None:
    """Raises Fault 9004 when the range's bounds leave out ``numbers`` that it is to hold."""
    found = numbers.aggregate(
        count=Count("pk"), least=Min(Length("number")), most=Max(Length("number"))
    )
    if not found["count"]:
        return
    if found["least"] < row.min_digits:
        raise Fault(9004, f"There are numbers of {found['least']} digits already.", "minDigits")
    if found["most"] > row.max_digits:
        raise Fault(9004, f"There are numbers of {found['most']} digits already.", "maxDigits")
    if row.size and found["count"] > row.size:
        raise Fault(9004, f"There are {found['count']} numbers already.", "size")


def _move(call: Call, numbers: QuerySet[models.EnumNumber], row: models.EnumRange) -> None:
    """Give ``numbers`` to a new range, and with it to its customer."""
    names = [str(number) for number in numbers.only("number", "tld")]
    numbers.update(range=row)
    for name in names:
        call.changed("enum_number", name)


def _fill(call: Call, row: models.EnumRange, record: Range) -> None:
    digits = ranges.lengths(row.prefix, record.min_digits, record.max_digits)
    row.min_digits, row.max_digits = digits
    row.ttl = ranges.ttl(record.ttl)
    row.size = texts.amount(record.size, "size") or 0
    row.nameservers = list(ranges.nameservers(record.nameservers))
    row.info = texts.lines(record, models.EnumRange, ("info",))["info"]
    following = next_serial(row.serial, now().date())
    if call.caller.is_administrator:
        following = imported_serial(following, record.serial)  # (G51)
    row.serial = following


def _stored(row: models.EnumRange) -> Range:
    return _record(row, _used([row.pk]).get(row.pk, 0))


def _used(numbers: Collection[int]) -> dict[int, int]:
    """How many numbers the ranges of some row ids have, in one query."""
    rows = models.EnumNumber.objects.filter(range__in=numbers).order_by()
    return dict(rows.values_list("range").annotate(Count("pk")))


def _record(row: models.EnumRange, used: int) -> Range:
    return Range(
        id=RangeId(prefix=row.prefix, tld=row.tld),
        ttl=row.ttl,
        min_digits=row.min_digits,
        max_digits=row.max_digits,
        size=row.size,
        nameservers=tuple(row.nameservers),
        used=used,
        serial=row.serial,
        customer=row.customer_id or 0,
        reseller=row.reseller_id or 0,
        change_date=row.changed,
        info=row.info,
    )
