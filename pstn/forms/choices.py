"""Carriers and gateways to choose from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from ngnpanel.accounts.forms.choices import offer_numbered

Numbered = tuple[tuple[int, str], ...]


def offer_carriers(form: forms.Form, name: str, carriers: Numbered | None) -> None:
    """Make the number field of a carrier a list of names, where there are few enough."""
    _offer(form, name, carriers, _("Choose a carrier"), _("Carrier %(number)s"))


def offer_gateways(form: forms.Form, name: str, gateways: Numbered | None) -> None:
    """Make the number field of a gateway a list of names, where there are few enough."""
    _offer(form, name, gateways, _("Choose a gateway"), _("Gateway %(number)s"))


def _offer(form: forms.Form, name: str, rows: Numbered | None, none: str, unknown: str) -> None:
    offer_numbered(form, name, rows, none, unknown)
    prefilled: Any = form.initial.get(name)
    if rows and len(rows) == 1 and not prefilled:
        form.initial[name] = rows[0][0]
