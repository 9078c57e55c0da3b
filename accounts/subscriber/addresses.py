"""Addresses and numbers of other people as a subscriber types, stores and reads them."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.rules import RuleError, marked
from ngnpanel.web.templatetags.panel import phone

# What the platform wants for a telephone number: its callers come from any gateway.
NUMBER_PATTERN: Final = re.compile(r"(?:%|00)([1-9][0-9]{4,14})@%")
# Numbers that begin alike.
PREFIX_PATTERN: Final = re.compile(r"00([1-9][0-9]{1,13})%@%")
HIDDEN: Final = "anonymous@anonymous.invalid"
PATTERN: Final = re.compile(
    r"[a-z0-9._\-+*#%&=~!$(),;?/]{0,64}@[a-z0-9.\-%]{1,253}|[a-z0-9._\-+*#%]{1,64}"
)
SENTENCE: Final = marked(
    "Enter a telephone number such as +31 20 800 5161, or an address such as bob@example.com."
)


def pattern(text: str, domain: str, field: str = "") -> str:
    """The caller pattern that a person means; raises RuleError.

    A number with + or 00 becomes ``%number@%``, digits alone an account of the own domain, a domain
    with @ in front everybody in it; what holds ``%`` stays as it was typed.
    """
    typed = rules.without_scheme(text).lower()
    digits = re.sub(r"[\s./()\-]", "", typed)
    if re.fullmatch(r"(\+|00)[1-9][0-9]{4,14}", digits):
        return f"%{digits.removeprefix('+').removeprefix('00')}@%"
    if re.fullmatch(r"0[0-9]{3,14}", digits):
        raise RuleError("Begin the number with + and the country code, for example +31.", field)
    if re.fullmatch(r"[1-9][0-9]*", digits):
        return f"{digits}@{domain}"
    if typed.startswith("@"):
        typed = "%" + typed
    if not typed or typed.strip("%@") == "" or not PATTERN.fullmatch(typed):
        raise RuleError(SENTENCE, field)
    if "%" in typed:
        return typed
    if "@" not in typed:
        return f"{rules.username(typed, field)}@{domain}"
    user, _at, host = typed.rpartition("@")
    return f"{rules.username(user, field)}@{rules.domain_name(host, field)}"


def shown(stored: str) -> str:
    """A stored pattern as a person reads it: numbers with + and spaces."""
    found = NUMBER_PATTERN.fullmatch(stored)
    if found:
        return phone("+" + found[1])
    prefix = PREFIX_PATTERN.fullmatch(stored)
    if prefix:
        return _("Numbers that begin with +%(digits)s") % {"digits": prefix[1]}
    address = rules.without_scheme(stored)
    if address == HIDDEN:
        return _("Callers who hide their number")
    everybody = re.fullmatch(r"%@([^%]+)", address)
    return _("Everybody at %(domain)s") % {"domain": everybody[1]} if everybody else address


def dialled(stored: str) -> str:
    """What a phone calls for a stored pattern, empty when the pattern means several people."""
    found = NUMBER_PATTERN.fullmatch(stored)
    if found:
        return f"tel:+{found[1]}"
    return "" if "%" in stored else f"sip:{rules.without_scheme(stored)}"
