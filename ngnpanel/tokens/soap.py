"""The SOAP door: what the bundled server asks about a password that is a token.

The server knows this module by its dotted name in the settings alone, and the class below by its
shape (``provisioning.grants.Grant``): neither program imports the other.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Final

from ngnpanel.audit.masking import is_secret
from ngnpanel.tokens import keeping, scopes
from ngnpanel.tokens.models import SOAP, Token
from ngnpanel.tokens.operations import PERMISSION, SECRETIVE

# The platform that the bundled server is.
OWN: Final = "default"


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a token lets its program do over SOAP.

    ``login`` is the customer whose password it stands for; 0 and ``administrator``, the name that
    the administrator signs in with, for the administrator's own token.
    """

    login: int
    administrator: str
    name: str
    rights: frozenset[str]

    def lacks(self, operation: str) -> str:
        """The scope without which this operation is refused, empty when the token has it.

        ``operation`` is port and name, such as ``Sip.getAccount``.
        """
        permission = PERMISSION.get(operation, "")
        if permission and permission in self.rights:
            return ""
        return scopes.needed_for(permission) or "password"

    def shown(self, operation: str, answer: Any) -> Any:
        """The answer, with secrets only where the token may set others in their place.

        Passwords of customers it never shows: one of them may be that of the token's owner.
        """
        permission = PERMISSION.get(operation, "")
        kind = permission.partition(".")[0]
        if kind not in SECRETIVE or (kind != "customer" and f"{kind}.edit" in self.rights):
            return answer
        return _without_secrets(answer)


def admit(text: str, client: str) -> Grant | None:
    """What a token opens at this door from the address ``client``; None for any other text.

    One query, and a write at most once a minute; no call and no slow hash.
    """
    token = keeping.find(text, door=SOAP, address=client)
    if token is None or token.platform != OWN:
        return None
    keeping.see(token, client)
    return _grant(token)


def _grant(token: Token) -> Grant:
    return Grant(
        login=token.login,
        administrator="" if token.login else token.owner,
        name=token.name,
        rights=scopes.rights(token.scopes),
    )


def _without_secrets(value: Any) -> Any:
    """Records, rows and pages of them, with every secret as empty as one that is not told."""
    if isinstance(value, list | tuple):
        return tuple(_without_secrets(one) for one in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if hasattr(value, "value") and is_secret(f"properties.{getattr(value, 'name', '')}"):
        return replace(value, value="")
    changes: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if is_secret(each.name):
            changes[each.name] = "" if held else held
        elif isinstance(held, list | tuple) or is_dataclass(held):
            changes[each.name] = _without_secrets(held)
    return replace(value, **changes)
