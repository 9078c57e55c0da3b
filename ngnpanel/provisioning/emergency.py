"""The table of emergency targets: asked for each call, and when an account gets a region."""

from __future__ import annotations

from ngnpanel.accounts.domain import emergency
from ngnpanel.provisioning import models
from ngnpanel.provisioning.faults import Fault


def target(number: str, domain: str, region: str) -> str:
    """Where a call to ``number`` goes, from an account of ``domain`` in ``region``.

    Empty when the number is no emergency number there. One query.
    """
    rows = models.EmergencyTarget.objects.select_related("domain").filter(
        number=number, domain__name=domain, region__in=("", region)
    )
    return emergency.choose(map(record, rows), number, region)


def require_region(domain: models.Domain, region: str, stored: str) -> None:
    """Raises Fault 9004 for a region that the table does not know (contract G43).

    An empty table checks nothing, and the ``stored`` region of an account may stay. The row has to
    be one of the account's own domain: with another one an emergency call would lead nowhere.
    """
    if region in ("", stored) or domain.emergency_targets.filter(region=region).exists():
        return
    if models.EmergencyTarget.objects.exists():
        raise Fault(
            9004, f"{domain.name} has no emergency targets for the region {region}", "region"
        )


def record(row: models.EmergencyTarget) -> emergency.EmergencyTarget:
    """A stored target."""
    return emergency.EmergencyTarget(
        number=row.number, domain=row.domain.name, region=row.region, target=row.target
    )
