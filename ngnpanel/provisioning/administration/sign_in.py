"""Sign-in to these pages: with the name and the password of the platform's administrator.

Django's admin wants rows of its own user table. There is one for the administrator, whose password
column holds a keyed digest instead: a changed password ends the sessions, and none is stored.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.crypto import constant_time_compare

from ngnpanel.provisioning import vault
from ngnpanel.provisioning.caller import admit
from ngnpanel.provisioning.faults import FAULTS, Fault
from ngnpanel.provisioning.options import options
from ngnpanel.soap.wire import Auth

WRONG: Final = "The name or the password is wrong."
# Behind a proxy on a socket nobody has an address; their failures count together.
NOWHERE: Final = "unknown"


class SignInForm(AdminAuthenticationForm):
    """Checks like a SOAP call of the administrator does, and is as slow to those who guess."""

    default_renderer = TemplatesSetting()

    def clean(self) -> dict[str, Any]:
        """Finds ``user_cache``; raises ValidationError."""
        name = self.cleaned_data.get("username") or ""
        password = self.cleaned_data.get("password") or ""
        address = self.request.META.get("REMOTE_ADDR") if self.request else ""
        try:
            caller = admit(Auth(name, password, admin=True), address or NOWHERE)
        except Fault as fault:
            text = WRONG if fault.text == FAULTS[fault.code] else fault.text
            raise ValidationError(text) from None
        self.user_cache = _user(caller.name)
        return self.cleaned_data


class PlatformAdministrator(BaseBackend):
    """Knows who a session belongs to; passwords are the business of the form alone."""

    def get_user(self, user_id: int) -> User | None:
        """The administrator, unless its name or password changed since it signed in."""
        user = User.objects.filter(pk=user_id, username=options()["ADMIN_USERNAME"]).first()
        if user is None or not constant_time_compare(user.password, _seal(user.username)):
            return None
        return user


def _user(name: str) -> User:
    values = {"password": _seal(name), "is_staff": True, "is_superuser": True, "is_active": True}
    user, _is_new = User.objects.update_or_create(username=name, defaults=values)
    return user


def _seal(name: str) -> str:
    """What stands in for a password; its first character says that none fits."""
    return "!" + vault.fingerprint("administration", name, options()["ADMIN_PASSWORD"]).hex()
