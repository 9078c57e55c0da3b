"""PSTN routes; they are written in lists, each of which is stored whole or not at all (G40)."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from ngnpanel.provisioning import models, pstn_rights, rights, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.filters import Listing
from ngnpanel.pstn.domain import routing
from ngnpanel.pstn.domain.routing import Route
from ngnpanel.soap.paging import Page, Query

Routes = tuple[Route, ...]

MAX_ROUTES: Final = 500
LISTING: Final[Listing[models.Route]] = Listing(
    texts={"prefix": "prefix"},
    numbers={"id": "pk", "carrier_id": "carrier", "reseller": "carrier__reseller"},
    orders={"prefix": "prefix", "priority": "priority"},
    default="prefix",
)


def add_routes(call: Call, routes: Routes) -> list[Route]:
    """New routes, in the order in which they were sent."""
    pstn_rights.require_routing(call.caller)
    carriers = _carriers(call, routes)
    rows = []
    for route in routes:
        row = models.Route()
        _fill(row, route, carriers)
        row.changed = rights.date_of_new(call.caller, route.change_date)
        rows.append(row)
    return _stored(call, rows)


def update_routes(call: Call, routes: Routes) -> list[Route]:
    """Replace routes; the list may also swap what its routes have."""
    numbers = _numbers(routes)
    if len(numbers) < len(routes):
        raise Fault(9004, "A route is in this list twice.", "id")
    _rows(call, numbers, lock=False)
    carriers = _carriers(call, routes)
    found = _rows(call, numbers, lock=True)
    moment = now()
    for route in routes:
        row = found[route.id]
        _fill(row, route, carriers)
        row.changed = moment
    # One UPDATE after the other would refuse two routes that swap their prefixes: the unique
    # constraint looks at each. Nothing refers to a route, so it may go and come back.
    models.Route.objects.filter(pk__in=numbers).delete()
    return _stored(call, [found[number] for number in numbers])


def delete_routes(call: Call, routes: Routes) -> None:
    """Delete routes, of which only the id is looked at."""
    numbers = _numbers(routes)
    _rows(call, numbers, lock=True)
    models.Route.objects.filter(pk__in=numbers).delete()
    for number in numbers:
        call.changed("route", number)


def get_routes(call: Call, query: Query) -> Page[Route]:
    """The routes within the caller's scope."""
    return LISTING.page(pstn_rights.routes(call.caller), query).map(_record)


def _carriers(call: Call, routes: Routes) -> dict[int, models.Carrier]:
    """The carriers of ``routes``, locked; raises Fault 9004 for a route without, 1070."""
    texts.few(routes, MAX_ROUTES, "routes")
    if any(not route.carrier_id for route in routes):
        raise Fault(9004, "The member carrier_id is missing", "carrier_id")
    return pstn_rights.lock_carriers(call.caller, [route.carrier_id for route in routes])


def _numbers(routes: Routes) -> list[int]:
    """The ids of ``routes``, each once."""
    texts.few(routes, MAX_ROUTES, "routes")
    if any(not route.id for route in routes):
        raise Fault(9004, "The member id is missing", "id")
    return list(dict.fromkeys(route.id for route in routes))


def _rows(call: Call, numbers: list[int], *, lock: bool) -> dict[int, models.Route]:
    """The caller's routes of these ids; raises Fault 1100 for the first that is not there."""
    rows = pstn_rights.routes(call.caller).filter(pk__in=numbers)
    if lock:
        rows = rows.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows}
    for number in numbers:
        if number not in found:
            raise Fault(1100, f"There is no route {number}", "id")
    return found


def _fill(row: models.Route, route: Route, carriers: dict[int, models.Carrier]) -> None:
    row.carrier = carriers[route.carrier_id]
    row.prefix = routing.prefix(route.prefix)
    row.originator = routing.originator(route.originator)
    row.priority = routing.priority(route.priority)


def _stored(call: Call, rows: list[models.Route]) -> list[Route]:
    """Insert all rows and note them; raises Fault 1101."""
    try:
        with transaction.atomic():
            models.Route.objects.bulk_create(rows)
    except IntegrityError:
        text = "There is a route with this prefix, originator and carrier already"
        raise Fault(1101, text, "prefix") from None
    for row in rows:
        call.changed("route", row.pk)
    return [_record(row) for row in rows]


def _record(row: models.Route) -> Route:
    return Route(
        id=row.pk,
        carrier_id=row.carrier_id,
        carrier=row.carrier.name,
        prefix=row.prefix,
        originator=row.originator,
        priority=row.priority,
        reseller=row.carrier.reseller_id or 0,
        change_date=row.changed,
    )
