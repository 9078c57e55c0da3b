"""Sums in the currency of an account, as its pages write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from ngnpanel.accounts import services
from ngnpanel.accounts.domain import balance
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.brand import contacts

NAME: Final = re.compile(r"[A-Za-z]{3}|[€$£¥]")
SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


def currency(subject: Subject) -> str:
    """The sign or the three letters of what the account pays in; no call of the page."""
    return sign(services.told_by_reseller(subject.api, subject.account, "currency"))


def sign(told: str) -> str:
    """The sign or the letters of a currency; that of the installation where none makes sense."""
    name = told.strip() if NAME.fullmatch(told.strip()) else settings.CURRENCY
    return SIGNS.get(name.upper(), name.upper())


def in_currency(platform: str, reseller: int, value: float) -> str:
    """A sum in the currency of a reseller, for where there is no page."""
    told = contacts.told(platform, reseller).get("currency", "")
    return _("%(currency)s %(sum)s") % {"currency": sign(told), "sum": number(value)}


def amount(subject: Subject, value: float | Decimal) -> str:
    """A sum with its currency: two places, four where it has that many."""
    return _("%(currency)s %(sum)s") % {"currency": currency(subject), "sum": number(value)}


def number(value: float | Decimal) -> str:
    """A sum without currency, with the separators of the person's language."""
    exact = round(Decimal(str(value)), balance.PLACES)
    places = balance.decimals(exact)
    return formats.number_format(exact, decimal_pos=places, use_l10n=True, force_grouping=True)


def signed(value: float | Decimal) -> str:
    """A sum with + or a minus sign in front; nothing has none."""
    exact = Decimal(str(value))
    sign = "" if not exact else "+" if exact > 0 else "\N{MINUS SIGN}"
    return f"{sign}{number(abs(exact))}"
