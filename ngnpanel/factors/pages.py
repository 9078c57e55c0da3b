"""Pages that several views of the second step draw."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ngnpanel.factors import duties, keeping, passkeys
from ngnpanel.users.sessions import Held
from ngnpanel.web.resending import Kept


class CodeForm(forms.Form):
    """A code of an app, or a recovery code; the field is named like what is never kept."""

    token = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
        error_messages={"required": _("Enter the code.")},
    )


def draw_second(
    request: HttpRequest,
    held: Held,
    kept: Kept | None = None,
    form: CodeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the second step."""
    context = {
        "form": form or CodeForm(),
        "name": held.name or held.actor.name,
        "kept": kept,
        "trust_days": settings.TRUST_DAYS if duties.may_trust(held.actor) else 0,
        **ways(request, held.whose),
    }
    return render(request, "factors/second.html", context, status=status)


def ways(request: HttpRequest, whose: str) -> dict[str, Any]:
    """How the person may take the second step on this page."""
    factors = keeping.of(whose)
    can_sign = bool(passkeys.here(request, whose)) if factors.passkeys else False
    return {
        "factors": factors,
        "passkey_options": json.dumps(passkeys.ask_to_sign(request, whose)) if can_sign else "",
        "has_elsewhere": bool(factors.passkeys) and not can_sign,
    }
