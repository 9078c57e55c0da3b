"""Which rating profiles price the calls of an account, a domain or a gateway."""

from __future__ import annotations

from django.db import models
from django.utils.timezone import now

from ngnpanel.accounts.domain.rating import MAX_ENTITY
from ngnpanel.provisioning.models.customers import SHORT


class RatingProfiles(models.Model):
    """The profiles of one entity, such as ``subscriber://alice@example.com``.

    ``account`` is set for subscribers alone: domains and gateways may also be those of others.
    """

    entity = models.CharField(max_length=MAX_ENTITY, unique=True)
    account = models.OneToOneField(
        "provisioning.Account",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="rating_profiles",
    )
    profile_weekday = models.CharField(max_length=SHORT, blank=True, default="")
    profile_weekday_alt = models.CharField(max_length=SHORT, blank=True, default="")
    profile_weekend = models.CharField(max_length=SHORT, blank=True, default="")
    profile_weekend_alt = models.CharField(max_length=SHORT, blank=True, default="")
    timezone = models.CharField(max_length=SHORT, blank=True, default="")
    increment = models.PositiveIntegerField(null=True, blank=True)
    min_duration = models.PositiveIntegerField(null=True, blank=True)
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("entity",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(entity=""), name="rating_entity_named"),
        )

    def __str__(self) -> str:
        return self.entity
