"""Where calls to emergency numbers go."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from ngnpanel.provisioning.models.sip import Domain


class EmergencyTarget(models.Model):
    """The target of an emergency number for the accounts of a domain in a region.

    An empty ``region`` serves the accounts whose region has no row of its own.
    """

    number = models.CharField(max_length=64)
    domain = models.ForeignKey(Domain, on_delete=models.CASCADE, related_name="emergency_targets")
    region = models.CharField(max_length=32, blank=True)
    target = models.CharField(max_length=128)
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("domain", "number", "region", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("domain", "number", "region"),
                name="emergency_target_once",
                violation_error_message="This number has a target in this region already.",
            ),
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(target=""),
                name="emergency_target_complete",
            ),
        )
        indexes = (models.Index(fields=("region",), name="emergency_target_region"),)

    def __str__(self) -> str:
        return f"{self.number}@{self.domain.name} {self.region}".rstrip()
