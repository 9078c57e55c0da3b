"""What is kept of a token: never the token itself."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

JSON = "json"
SOAP = "soap"


class Token(models.Model):
    """A token of somebody, alive until it ends or somebody revokes it.

    ``digest`` is SHA-256 of the whole token, which has 256 bits that ``shown`` does not tell; so no
    slow hash is needed. ``whose`` is the person (see ``users.visits.whose``): ``login`` is the
    customer that signs in, 0 for the administrator, who is known by ``owner``. ``role``,
    ``customer`` and ``reseller`` are what the platform said of the person at ``looked``. ``scopes``
    and ``doors`` are names of ``scopes``; ``networks`` are CIDR texts, none for everywhere.
    ``successor`` is the token that a rotation put in this one's place.
    """

    # Why somebody's token is dead before its end.
    OWNER = "owner"
    ABOVE = "above"
    RESET = "reset"
    GONE = "gone"

    digest = models.CharField(max_length=64, unique=True)
    shown = models.CharField(max_length=16)
    name = models.CharField(max_length=60)
    platform = models.CharField(max_length=40)
    whose = models.CharField(max_length=330, db_index=True)
    login = models.BigIntegerField(default=0)
    owner = models.CharField(max_length=330)
    role = models.CharField(max_length=16)
    customer = models.BigIntegerField(default=0)
    reseller = models.BigIntegerField(default=0)
    looked = models.DateTimeField(default=timezone.now)
    scopes = models.JSONField(default=list)
    doors = models.JSONField(default=list)
    networks = models.JSONField(default=list)
    made = models.DateTimeField(default=timezone.now)
    made_from = models.CharField(max_length=45, blank=True)
    ends = models.DateTimeField(db_index=True)
    told = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=45, blank=True)
    revoked = models.DateTimeField(null=True)
    reason = models.CharField(max_length=10, blank=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        indexes = [models.Index(fields=["platform", "reseller"], name="tokens_reseller")]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown}…)"

    @property
    def is_alive(self) -> bool:
        """Whether it opens anything now."""
        return self.revoked is None and self.ends > timezone.now()
