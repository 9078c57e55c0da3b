"""PSTN routing, and the trusted peers."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.timezone import now

from ngnpanel.accounts.domain.rules import MAX_INT
from ngnpanel.provisioning.models.customers import LONG, SHORT, Customer
from ngnpanel.provisioning.models.sip import HOST
from ngnpanel.pstn.domain.peers import PROTOCOLS
from ngnpanel.pstn.domain.routing import MAX_DIGITS, MAX_NAME, MAX_PORT, TRANSPORTS

# user@domain
ADDRESS = SHORT + 1 + HOST


class Carrier(models.Model):
    """A telephone company; without reseller it is the platform's."""

    reseller = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="carriers"
    )
    name = models.CharField(max_length=MAX_NAME)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            # Two of them, because a missing reseller is unlike any other missing one.
            models.UniqueConstraint(fields=("reseller", "name"), name="carrier_once"),
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(reseller__isnull=True),
                name="carrier_of_platform_once",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="carrier_named"),
        )

    def __str__(self) -> str:
        return self.name


class Gateway(models.Model):
    """A machine of a carrier."""

    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="gateways")
    # A copy of the carrier's, which makes the name unique; scopes look at the carrier itself.
    reseller = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="gateways"
    )
    name = models.CharField(max_length=MAX_NAME)
    ip = models.CharField(max_length=HOST)
    port = models.PositiveIntegerField()
    transport = models.CharField(max_length=SHORT)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("reseller", "name"), name="gateway_once"),
            models.UniqueConstraint(
                fields=("name",),
                condition=Q(reseller__isnull=True),
                name="gateway_of_platform_once",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(ip=""), name="gateway_named"),
            models.CheckConstraint(
                condition=Q(port__gte=1, port__lte=MAX_PORT), name="gateway_port_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(transport__in=TRANSPORTS), name="gateway_transport_known"
            ),
        )

    def __str__(self) -> str:
        return self.name


class GatewayRule(models.Model):
    """What a gateway does with numbers of a prefix."""

    gateway = models.ForeignKey(Gateway, on_delete=models.CASCADE, related_name="rules")
    prefix = models.CharField(max_length=MAX_DIGITS, blank=True)
    strip = models.PositiveSmallIntegerField(default=0)
    prepend = models.CharField(max_length=MAX_DIGITS, blank=True)
    min_length = models.PositiveSmallIntegerField(default=0)
    max_length = models.PositiveSmallIntegerField(default=0)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("gateway", "prefix", "min_length", "max_length"), name="gateway_rule_once"
            ),
            models.CheckConstraint(
                condition=Q(strip__lte=MAX_DIGITS), name="gateway_rule_strip_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(min_length__lte=MAX_DIGITS, max_length__lte=MAX_DIGITS)
                & (Q(max_length=0) | Q(max_length__gte=F("min_length"))),
                name="gateway_rule_lengths_in_bounds",
            ),
        )
        indexes = (models.Index(fields=("prefix",), name="gateway_rule_prefix"),)

    def __str__(self) -> str:
        return str(self.pk)


class Route(models.Model):
    """Which carrier takes numbers of a prefix."""

    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="routes")
    prefix = models.CharField(max_length=MAX_DIGITS, blank=True)
    originator = models.CharField(max_length=ADDRESS, blank=True)
    priority = models.PositiveIntegerField(default=0)
    changed = models.DateTimeField(default=now)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("carrier", "prefix", "originator"), name="route_once"),
            models.CheckConstraint(
                condition=Q(priority__lte=MAX_INT), name="route_priority_in_bounds"
            ),
        )
        indexes = (
            models.Index(fields=("prefix", "priority"), name="route_prefix"),
            models.Index(fields=("priority",), name="route_priority"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class TrustedPeer(models.Model):
    """A machine that is trusted because of its address."""

    ip = models.CharField(max_length=HOST, unique=True)
    protocol = models.CharField(max_length=SHORT, default=PROTOCOLS[0])
    description = models.CharField(max_length=LONG, blank=True)
    tags = models.CharField(max_length=LONG, blank=True)
    reseller = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="reseller_peers"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="peers"
    )
    owner = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="owned_peers"
    )
    billing_id = models.CharField(max_length=SHORT, blank=True)
    call_limit = models.PositiveIntegerField(default=0)
    blocked = models.BooleanField(default=False)
    prepaid = models.BooleanField(default=False)
    enum_lookup = models.BooleanField(default=True)
    transit = models.BooleanField(default=False)
    msteams = models.BooleanField(default=False)
    tenant = models.CharField(max_length=LONG, blank=True)
    carrier_name = models.CharField(max_length=MAX_NAME, blank=True)
    originator = models.CharField(max_length=ADDRESS, blank=True)
    strip = models.PositiveSmallIntegerField(default=0)
    prefix = models.CharField(max_length=MAX_DIGITS, blank=True)
    auth_token_sealed = models.TextField(blank=True)
    changed = models.DateTimeField(default=now, db_index=True)

    class Meta:
        ordering = ("ip",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ip=Lower("ip")) & ~Q(ip=""), name="peer_ip_is_lower_case"
            ),
            models.CheckConstraint(condition=Q(protocol__in=PROTOCOLS), name="peer_protocol_known"),
            models.CheckConstraint(condition=Q(strip__lte=MAX_DIGITS), name="peer_strip_in_bounds"),
            models.CheckConstraint(
                condition=Q(call_limit__lte=MAX_INT), name="peer_call_limit_in_bounds"
            ),
        )
        indexes = (models.Index(fields=("description",), name="peer_description"),)

    def __str__(self) -> str:
        return self.ip

    @property
    def holder(self) -> TrustedPeer:
        """The row that customer and reseller are written on."""
        return self
