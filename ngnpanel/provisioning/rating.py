"""Rating profiles of what is deleted go with it."""

from __future__ import annotations

from ngnpanel.accounts.domain.rating import Entity, Kind
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.models import RatingProfiles


def forget(call: Call, kind: Kind, key: object) -> None:
    """Delete the profiles of an account (by address), a domain (by name) or a gateway (by id).

    Whoever deletes one of these calls it, in the same transaction.
    """
    entity = str(Entity(kind, str(key)))
    deleted, _by_table = RatingProfiles.objects.filter(entity=entity).delete()
    if deleted:
        call.changed("rating", entity)
