"""ENUM numbers: each lies in the longest range that it begins with, and inherits from it."""

from __future__ import annotations

from typing import Final

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.utils.timezone import now

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.enum.domain import mappings, ranges
from ngnpanel.enum.domain.mappings import MAX_MAPPINGS, Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.provisioning import models, rights, storing, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.caller import Caller
from ngnpanel.provisioning.credits import charge
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing, check_pattern
from ngnpanel.provisioning.operations.enum_ranges import touch
from ngnpanel.soap.paging import Page, Query

LISTING: Final[Listing[models.EnumNumber]] = Listing(
    texts={"number": "number", "tld": "tld"},
    numbers={"owner": "owner", "customer": "range__customer", "reseller": "range__reseller"},
    orders={"changeDate": "changed", "number": "number", "tld": "tld"},
    default="-changed",
)


def add_number(call: Call, record: Number) -> Number:
    """A new number in the longest of the ranges that it begins with."""
    caller = call.caller
    rights.require_active(caller)
    row = models.EnumNumber(
        number=ranges.digits(record.id.number, "number"), tld=ranges.tld(record.id.tld)
    )
    written = _mappings(record)
    if not written:
        raise Fault(9004, "Send at least one mapping: what does the number lead to?", "mappings")
    row.range = _place(call, row)
    exists = Fault(3003, f"The ENUM number {row} exists already", "number")
    numbers = models.EnumNumber.objects.all()
    if numbers.filter(tld=row.tld, number=row.number).exists():
        raise exists
    if row.range.size and row.range.numbers.count() >= row.range.size:
        raise Fault(3006, f"The ENUM range {row.range} is full: it has {row.range.size} numbers")
    charge(caller, row.range, "enum_number_credit", numbers, "range__")
    _fill(call, row, record)
    row.changed = rights.date_of_new(caller, record.change_date)
    storing.insert(row, exists)
    _write_mappings(row, mappings.with_ids(written, ()), ())
    _note(call, row)
    return _record(row)


def update_number(call: Call, record: Number) -> Number:
    """Replace a number and its mappings; without mappings it is deleted (G48).

    The answer is what is stored now: of a deleted number, one without mappings.
    """
    row = _number_for(call, record.id, write=True)
    written = _mappings(record)
    _fill(call, row, record)
    row.changed = now()
    if not written:
        gone = _record(row, leads_to=())
        _note(call, row)
        row.delete()
        return gone
    stored = tuple(_mapping(item) for item in row.mappings.all())
    _write_mappings(row, mappings.with_ids(written, stored), stored)
    row.save()
    _note(call, row)
    return _record(row)


def delete_number(call: Call, number_id: NumberId) -> None:
    """Delete a number with its mappings."""
    row = _number_for(call, number_id, write=True)
    _note(call, row)
    row.delete()


def get_number(call: Call, number_id: NumberId) -> Number:
    """One number with its mappings."""
    return _record(_number_for(call, number_id, write=False))


def get_numbers(call: Call, query: Query) -> Page[Number]:
    """The numbers within the caller's scope.

    The filters ``type`` and ``mapto`` look for one mapping that matches both; ``mapto`` matches
    with and without the scheme (G49).
    """
    rows = _visible(call.caller)
    kind, target = query.filter.get("type"), query.filter.get("mapto")
    found = models.EnumMapping.objects.filter(number=OuterRef("pk"))
    if kind:
        check_pattern(kind, "type")
        found = found.filter(type__like=kind)
    if target:
        check_pattern(target, "mapto")
        found = found.filter(Q(mapto__like=target) | Q(address__like=target))
    if kind or target:
        rows = rows.filter(Exists(found))
    first: tuple[Case, ...] = ()
    if target and "_" in target:
        exact = found.filter(Q(mapto__iexact=target) | Q(address__iexact=target))
        first = (Case(When(Exists(exact), then=Value(0)), default=Value(1)),)
    ordered = models.EnumMapping.objects.order_by("pk")
    rows = rows.prefetch_related(Prefetch("mappings", queryset=ordered))
    return LISTING.page(rows, query, first=first).map(_record)


def _visible(caller: Caller) -> QuerySet[models.EnumNumber]:
    rows = models.EnumNumber.objects.select_related("range")
    return rights.visible(rows, caller, "range__")


def _number_for(call: Call, number_id: NumberId, *, write: bool) -> models.EnumNumber:
    """A number that the caller sees, locked after its range when it is to be changed."""
    missing = Fault(3002, f"There is no ENUM number {number_id}", "number")
    try:
        number, tld = ranges.digits(number_id.number, "number"), ranges.tld(number_id.tld)
    except RuleError:
        raise missing from None
    rows = _visible(call.caller).filter(number=number, tld=tld)
    row = rows.first()
    while row is not None and write:
        # The order of locks is everywhere the same; meanwhile the number may have moved.
        list(models.EnumRange.objects.select_for_update().filter(pk=row.range_id))
        locked = rows.select_for_update(of=("self",)).first()
        if locked is None or locked.range_id == row.range_id:
            row = locked
            break
        row = locked
    if row is None:
        raise missing
    if write:
        rights.require_edit(call.caller, row)
    return row


def _place(call: Call, row: models.EnumNumber) -> models.EnumRange:
    """The range of a new number, locked; raises Fault 3005 when the caller may not use it."""
    while True:
        found = _longest(row).first()
        same = models.EnumRange.objects.filter(pk=found.pk if found else 0)
        locked = rights.of_tenant(same, call.caller).select_for_update().first()
        # Somebody may have added a longer range, or deleted this one, before the lock was ours.
        if _longest(row).first() == found:
            break
    if locked is None:
        raise Fault(3005, f"{row.number} lies in no ENUM range that you may use", "number")
    if not locked.min_digits <= len(row.number) <= locked.max_digits:
        bounds = f"{locked.min_digits} to {locked.max_digits}"
        raise Fault(3005, f"A number of the range {locked} has {bounds} digits", "number")
    return locked


def _longest(row: models.EnumNumber) -> QuerySet[models.EnumRange]:
    """The ranges that a number begins with, the longest first."""
    prefixes = ranges.beginnings(row.number)
    rows = models.EnumRange.objects.filter(tld=row.tld, prefix__in=prefixes)
    return rows.order_by("-prefix")


def _mappings(record: Number) -> tuple[Mapping, ...]:
    if len(record.mappings) > MAX_MAPPINGS:
        raise Fault(3007, f"A number has at most {MAX_MAPPINGS} mappings", "mappings")
    return mappings.mappings(record.mappings)


def _fill(call: Call, row: models.EnumNumber, record: Number) -> None:
    row.info = texts.lines(record, models.EnumNumber, ("info",))["info"]
    row.owner_id = rights.owner(call.caller, record.owner, row.owner_id)


def _write_mappings(
    row: models.EnumNumber, written: tuple[Mapping, ...], stored: tuple[Mapping, ...]
) -> None:
    """Store ``written`` instead of ``stored``; what is in both stays as it is.

    The others are deleted before any is stored, so that two may change places.
    """
    new = [each for each in written if each not in stored]
    row.mappings.filter(pk__in=[each.id for each in stored if each not in written]).delete()
    models.EnumMapping.objects.bulk_create(
        models.EnumMapping(
            pk=each.id or None,
            number=row,
            type=each.type,
            mapto=each.mapto,
            address=mappings.address(each.mapto),
            priority=each.priority,
            ttl=each.ttl,
        )
        for each in new
    )


def _note(call: Call, row: models.EnumNumber) -> None:
    """Say that a number changed, and with it the zone of its range."""
    call.changed("enum_number", row)
    touch(call, row.range)


def _mapping(item: models.EnumMapping) -> Mapping:
    return Mapping(
        id=item.pk, type=item.type, mapto=item.mapto, priority=item.priority, ttl=item.ttl
    )


def _record(row: models.EnumNumber, leads_to: tuple[Mapping, ...] | None = None) -> Number:
    if leads_to is None:
        leads_to = tuple(_mapping(item) for item in row.mappings.all())
    return Number(
        id=NumberId(number=row.number, tld=row.tld),
        mappings=leads_to,
        info=row.info,
        owner=row.owner_id or 0,
        customer=row.range.customer_id or 0,
        reseller=row.range.reseller_id or 0,
        change_date=row.changed,
    )
