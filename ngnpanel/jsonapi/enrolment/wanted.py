"""What somebody who signs up asks for, and the rules for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from ngnpanel.accounts.domain import rules
from ngnpanel.accounts.domain.common import is_common
from ngnpanel.accounts.subscriber.forms.passwords import SHORTEST_PASSWORD
from ngnpanel.jsonapi.parameters import Parameter, values
from ngnpanel.web.faults import Refused
from ngnpanel.web.languages import LANGUAGES

USERNAME: Final = re.compile(r"[a-z1-9][a-z0-9._-]{2,62}[a-z0-9]", re.ASCII)
PHONE: Final = re.compile(r"\+[1-9][0-9]{5,14}", re.ASCII)
CODES: Final = tuple(code for code, _word in LANGUAGES)
# A password of fewer different letters is a pattern.
DIFFERENT: Final = 4
LONGEST_NAME: Final = 128


def _text(name: str, text: str, most: int, *, is_required: bool = False, **more: Any) -> Parameter:
    schema = {"type": "string", "maxLength": most, **more}
    return Parameter(name=name, schema=schema, text=text, is_required=is_required)


PARAMETERS: Final = (
    _text("email", "Where mail reaches the person.", rules.MAX_EMAIL, is_required=True),
    _text(
        "password",
        "For the phones and for the panel.",
        64,
        is_required=True,
        minLength=SHORTEST_PASSWORD,
        format="password",
    ),
    _text("display_name", "First and last name.", LONGEST_NAME, is_required=True, minLength=1),
    _text(
        "username",
        "The user part of the address: a to z, digits, . _ -; it begins with a letter or 1 to 9.",
        66,
        is_required=True,
        minLength=4,
    ),
    _text("owner", "Not open to strangers: leave it out.", 20),
    _text("tzinfo", "Time zone, for example Europe/Amsterdam; unknown ones do not matter.", 64),
    _text("lang", "Language of the answer and of the account: en, ro, nl, es or de.", 16),
    _text("phoneNumber", "+ and up to 15 digits; becomes the caller-ID.", 40),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A sign-up that follows the rules."""

    username: str
    email: str
    password: str = field(repr=False)
    first_name: str = ""
    last_name: str = ""
    timezone: str = ""
    language: str = ""
    phone: str = ""


def language(given: Mapping[str, Any]) -> str:
    """The language that a request names, if it is one of ours."""
    code = str(given.get("lang", "")).strip().lower()[:2]
    return code if code in CODES else ""


def wanted(given: Mapping[str, Any]) -> Wanted:
    """What is asked for; raises Refused or RuleError."""
    sent = values(given, PARAMETERS)
    if sent.get("owner", "").strip() not in ("", "0"):
        raise Refused(_("An owner cannot be chosen here."))
    username = _username(sent["username"])
    email = rules.email(sent["email"])
    if not email:
        raise Refused(_("Enter your mail address."))
    name = sent["display_name"].strip()
    if not name:
        raise Refused(_("Enter your name."))
    first, _blank, last = name.partition(" ")
    zone = sent.get("tzinfo", "").strip()
    return Wanted(
        username=username,
        email=email,
        password=_password(sent["password"], username),
        first_name=rules.plain_text(first, 64),
        last_name=rules.plain_text(last.strip(), 64),
        timezone=zone if rules.is_timezone(zone) else "",
        language=language(given),
        phone=_phone(sent.get("phoneNumber", "")),
    )


def _username(text: str) -> str:
    name = text.strip().lower()
    if not USERNAME.fullmatch(name):
        raise Refused(
            _(
                "Choose a username of 4 to 64 letters, digits and the characters . _ - that begins"
                " with a letter or 1 to 9 and ends with a letter or digit."
            )
        )
    return rules.username(name)


def _password(text: str, username: str) -> str:
    if len(text) < SHORTEST_PASSWORD:
        raise Refused(_("Use at least 8 characters."))
    if username in text.lower() or len(set(text)) < DIFFERENT or is_common(text):
        raise Refused(_("Choose a password that is harder to guess."))
    return text


def _phone(text: str) -> str:
    number = rules.mobile_number(text, "phoneNumber")
    if number and not PHONE.fullmatch(number):
        raise Refused(_("Enter the number as + and at most 15 digits."))
    return number
