"""The Rating port: profiles by entity (contract 5.17, G79)."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.utils.timezone import now

from ngnpanel.accounts.domain import rating, rules
from ngnpanel.accounts.domain.rating import Entity, Kind, RatingProfiles
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, pstn_rights, rights, texts
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault

LINES: Final = (
    "profile_weekday",
    "profile_weekday_alt",
    "profile_weekend",
    "profile_weekend_alt",
)
NUMBERS: Final = ("increment", "min_duration")


def set_entity_profiles(call: Call, profiles: RatingProfiles) -> None:
    """Replace the profiles of an entity, or give it its first."""
    entity = rating.entity(profiles.entity)
    account = _require(call, entity, write=True)
    values = {
        **texts.lines(profiles, models.RatingProfiles, LINES),
        "timezone": rules.timezone(profiles.timezone, "timezone"),
        "increment": texts.amount(profiles.increment, "increment"),
        "min_duration": texts.amount(profiles.min_duration, "min_duration"),
        "account": account,
        "changed": now(),
    }
    models.RatingProfiles.objects.update_or_create(entity=str(entity), defaults=values)
    call.changed("rating", entity)


def delete_entity_profiles(call: Call, entity: str | None) -> None:
    """Delete the profiles of an entity; raises Fault 4001 when it has none."""
    found = rating.entity(entity or "")
    _require(call, found, write=True)
    deleted, _by_table = models.RatingProfiles.objects.filter(entity=str(found)).delete()
    if not deleted:
        raise _missing(found)
    call.changed("rating", found)


def get_entity_profiles(call: Call, entity: str | None) -> RatingProfiles:
    """The profiles of an entity; raises Fault 4001 when it has none."""
    found = rating.entity(entity or "")
    _require(call, found, write=False)
    row = models.RatingProfiles.objects.filter(entity=str(found)).first()
    if row is None:
        raise _missing(found)
    return RatingProfiles(
        entity=row.entity,
        timezone=row.timezone,
        increment=row.increment,
        min_duration=row.min_duration,
        **{name: getattr(row, name) for name in LINES},
    )


def _require(call: Call, entity: Entity, *, write: bool) -> models.Account | None:
    """The account when the entity is a subscriber.

    Raises Fault 4001 when the entity is foreign, or a subscriber that does not exist, and 9002 when
    the caller may see but not price it.
    """
    rows = _rows(call, entity)
    # Locked, so that what is priced is not deleted meanwhile.
    found = (rows.select_for_update(of=("self",), no_key=True) if write else rows).first()
    may_be_missing = call.caller.is_administrator and entity.kind is not Kind.SUBSCRIBER
    if found is None and not may_be_missing:
        raise _missing(entity)
    account = found if isinstance(found, models.Account) else None
    if write and account:
        rights.require_edit(call.caller, account)
    if write:
        _require_pricing(call)
    return account


def _rows(call: Call, entity: Entity) -> QuerySet[Any]:
    """The account, domain or gateway of an entity, as far as the caller sees it.

    None is the entity ``default``: the administrator, who needs no row, has it alone.
    """
    caller = call.caller
    if entity.kind is Kind.SUBSCRIBER:
        address = SipId.parse(entity.key)
        return rights.accounts(caller).filter(
            username=address.username, domain__name=address.domain
        )
    if entity.kind is Kind.DOMAIN:
        return rights.domains(caller).filter(name=entity.key)
    if entity.kind is Kind.GATEWAY:
        return pstn_rights.gateways(caller).filter(pk=int(entity.key))
    return models.Domain.objects.none()


def _require_pricing(call: Call) -> None:
    """Raises Fault 9002 for a customer, and for a reseller without pstn_changes."""
    caller = call.caller
    if caller.is_administrator:
        return
    if not caller.is_reseller or not rights.has_property(caller.reseller, "pstn_changes"):
        raise Fault(9002, "You may not change what calls cost", "entity")


def _missing(entity: Entity) -> Fault:
    return Fault(4001, f"There are no rating profiles for {entity}", "entity")
