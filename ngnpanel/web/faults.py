"""A remote error as a sentence for people; what the platform itself wrote is never shown raw."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError, Saying
from ngnpanel.soap.errors import Invalid, NotFound, RemoteError, Unavailable

SENTENCES: Final[Mapping[int, str | Promise]] = {
    1001: lazy("This SIP domain exists already. Choose another name."),
    1002: lazy("The SIP domain still has accounts or aliases. Delete or move those first."),
    1011: lazy("A SIP account with this address exists already. Choose another name."),
    1021: lazy("This address is already used by an account or an alias. Choose another one."),
    1041: lazy("This contact is in the list already."),
    1051: lazy("There is a trusted peer with this address already."),
    1070: lazy("There is no such carrier any more. Choose another one."),
    1071: lazy("There is a carrier with this name already. Choose another name."),
    1072: lazy("The carrier still has gateways or routes. Delete or move those first."),
    1080: lazy("There is no such gateway any more. Choose another one."),
    1081: lazy("The reseller has a gateway with this name already. Choose another name."),
    1091: lazy("The gateway has a rule for this prefix and these lengths already."),
    1101: lazy("There is a route with this prefix, originator and carrier already."),
    2001: lazy("This account has a mailbox already."),
    2002: lazy("This mailbox number is taken. Choose another one."),
    3001: lazy(
        "This range exists already, or overlaps one of somebody else. Choose another prefix."
    ),
    3003: lazy("This number exists already."),
    3004: lazy("The range still has numbers. Delete those first."),
    3005: lazy("No range of yours takes a number like this. Check its beginning and its length."),
    3006: lazy("The range is full. Delete a number, or give the range a greater size."),
    3007: lazy("A number leads to five addresses at most."),
    5001: lazy("This username is taken. Choose another one."),
    5002: lazy("Records still belong to this customer. Delete them or give them away first."),
    5003: lazy("This reseller is not active, so nothing can be added. Ask the administrator."),
    7000: lazy("This zone is not there any more. Choose another one."),
    7001: lazy("This zone exists already. Choose another name."),
    7002: lazy("This record is not there any more."),
    7003: lazy("This is there already. Change the name or the value."),
    7004: lazy("A CNAME stands alone: its name can have no other record, and it is no zone."),
    9003: lazy(
        "A credit is used up: yours, or that of the customer who would have this. Give the customer"
        " more, ask for more, or delete one."
    ),
}


class Refused(Exception):
    """An act that could not be done for a reason of the panel's own; ``text`` says it."""

    def __init__(self, text: str | Promise) -> None:
        super().__init__(text)
        self._text = text

    @property
    def text(self) -> str:
        """The sentence in the language of whoever reads it, which is not that of a mail."""
        return str(self._text)


def mending(error: RuleError) -> str:
    """How to mend a value that broke its rule, in the language of the reader."""
    return said(error.saying)


def said(saying: Saying) -> str:
    """A sentence of the rules in the language of the reader."""
    if not saying.values:
        return _(saying.sentence)
    return _(saying.sentence) % {
        name: number_format(value, force_grouping=True) if isinstance(value, Decimal) else value
        for name, value in saying.values.items()
    }


def sentence(error: RemoteError) -> str:
    """What happened and what to do, in the words of the panel."""
    if error.code in SENTENCES:
        return str(SENTENCES[error.code])
    if isinstance(error, Unavailable):
        if not error.may_have_written:
            return _("The platform does not answer, so nothing was saved. Try again in a moment.")
        return _(
            "The platform does not answer, so the change may not be saved. Try again in a moment."
        )
    if isinstance(error, NotFound):
        return _("Something that this refers to does not exist any more. Check what you entered.")
    if isinstance(error, Invalid) and error.field:
        return _("The platform does not accept this value. Check it and save again.")
    return _("The platform did not accept this. Check what you entered and save again.")
