"""Voicemail accounts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicemailOptions:
    """``delete`` True mails a message and deletes it, False keeps it on the server as well."""

    delete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The mailbox of a SIP account; ``password`` is the PIN, digits only.

    The server gives ``mailbox``, the number, when it is empty.
    """

    sip_id: SipId
    mailbox: str = ""
    password: str = field(default="", repr=False)
    name: str = ""
    email: str = ""
    info: str = ""
    options: VoicemailOptions | None = None

    @property
    def keeps_messages(self) -> bool:
        """Whether messages stay on the server after they were mailed."""
        return self.options is not None and self.options.delete is False


def pin(text: str, field: str = "password") -> str:
    """A PIN of 4 to 16 digits; raises RuleError."""
    code = text.strip()
    if not re.fullmatch(r"[0-9]{4,16}", code):
        raise RuleError("Enter a PIN of 4 to 16 digits.", field)
    return code
