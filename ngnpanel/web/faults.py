"""A remote error as a sentence for people; what the platform itself wrote is never shown raw."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.soap.errors import Invalid, NotFound, RemoteError, Unavailable

SENTENCES: Final[Mapping[int, str | Promise]] = {
    1001: lazy("This SIP domain exists already. Choose another name."),
    1002: lazy("The SIP domain still has accounts or aliases. Delete or move those first."),
    1011: lazy("A SIP account with this address exists already. Choose another name."),
    1021: lazy("This address is already used by an account or an alias. Choose another one."),
    1041: lazy("This contact is in the list already."),
    2001: lazy("This account has a mailbox already."),
    2002: lazy("This mailbox number is taken. Choose another one."),
    5001: lazy("This username is taken. Choose another one."),
    5002: lazy("Records still belong to this customer. Delete them or give them away first."),
    5003: lazy("This reseller is not active, so nothing can be added. Ask the administrator."),
    9003: lazy("The number that you may create is used up. Ask for more, or delete one."),
}


def sentence(error: RemoteError) -> str:
    """What happened and what to do, in the words of the panel."""
    if error.code in SENTENCES:
        return str(SENTENCES[error.code])
    if isinstance(error, Unavailable):
        return _(
            "The platform does not answer, so the change may not be saved. Try again in a moment."
        )
    if isinstance(error, NotFound):
        return _("Something that this refers to does not exist any more. Check what you entered.")
    if isinstance(error, Invalid) and error.field:
        return _("The platform does not accept this value. Check it and save again.")
    return _("The platform did not accept this. Check what you entered and save again.")
