"""The site of these pages."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest

from ngnpanel.provisioning import models
from ngnpanel.provisioning.administration.emergency import EmergencyTargets
from ngnpanel.provisioning.administration.sign_in import SignInForm
from ngnpanel.provisioning.administration.vouchers import Vouchers

# The password is in the configuration, and records have no page of their own elsewhere.
LEFT_OUT: Final = frozenset({"password_change", "password_change_done", "view_on_site"})


class PlatformSite(AdminSite):
    """Everybody who is signed in here is the administrator."""

    site_header = "Platform"
    site_title = "Platform"
    index_title = "What no SOAP operation edits"
    site_url = None if settings.SERVES_PLATFORM_ONLY else "/"
    enable_nav_sidebar = False
    login_form = SignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the session is the administrator's."""
        return bool(request.user.is_active and request.user.is_superuser)

    def get_urls(self) -> list[Any]:
        """Those of Django without what makes no sense here."""
        return [each for each in super().get_urls() if getattr(each, "name", "") not in LEFT_OUT]


site: Final = PlatformSite(name="platform")
site.register(models.EmergencyTarget, EmergencyTargets)
site.register(models.Voucher, Vouchers)
