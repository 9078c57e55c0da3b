"""The Django app of the provisioning server."""

from __future__ import annotations

from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    """Holds the server's tables; the panel never imports them."""

    name = "ngnpanel.provisioning"
    label = "provisioning"
    verbose_name = "Provisioning server"
    default_auto_field = "django.db.models.BigAutoField"
