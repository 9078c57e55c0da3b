"""What resellers chose to look like. The panel's own data: nothing of it is on the platform."""

from __future__ import annotations

from typing import Final

from django.db import models

LIGHT: Final = "light"
DARK: Final = "dark"


class Brand(models.Model):
    """The look of one reseller; reseller 0 is the platform's own."""

    platform = models.CharField(max_length=64, default="default")
    reseller = models.PositiveBigIntegerField()
    name = models.CharField(max_length=60, blank=True)
    accent = models.CharField(max_length=7, blank=True)
    support_email = models.CharField(max_length=254, blank=True)
    support_phone = models.CharField(max_length=32, blank=True)
    support_page = models.CharField(max_length=300, blank=True)
    imprint = models.CharField(max_length=300, blank=True)
    privacy = models.CharField(max_length=300, blank=True)
    terms = models.CharField(max_length=300, blank=True)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "reseller"], name="one_brand_a_reseller")
        ]

    def __str__(self) -> str:
        return f"{self.platform}/{self.reseller}"


class Logo(models.Model):
    """A cleaned picture, in the database so that all web machines have it."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="logos")
    variant = models.CharField(max_length=5, choices=[(LIGHT, LIGHT), (DARK, DARK)])
    content = models.BinaryField()
    content_type = models.CharField(max_length=20)
    digest = models.CharField(max_length=32)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "variant"], name="one_logo_a_variant")
        ]

    def __str__(self) -> str:
        return f"{self.brand} {self.variant}"


class Host(models.Model):
    """A host name under which people reach the panel and find the brand."""

    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="hosts")
    name = models.CharField(max_length=253, unique=True)

    def __str__(self) -> str:
        return self.name


class SipDomain(models.Model):
    """A SIP domain whose people find the brand when they sign in."""

    platform = models.CharField(max_length=64, default="default")
    brand = models.ForeignKey(Brand, on_delete=models.CASCADE, related_name="sip_domains")
    name = models.CharField(max_length=253)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["platform", "name"], name="one_brand_a_sip_domain")
        ]

    def __str__(self) -> str:
        return self.name
