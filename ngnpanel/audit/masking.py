"""What is for nobody's eyes, told by its name: the one place that says so."""

from __future__ import annotations

import re
from typing import Final

HIDDEN: Final = "••••••"
# Members of the contract and fields of forms; a switch that removes one is no secret.
SECRET_NAME: Final = re.compile(
    r"(?!remove_)(.*_)?(password|pin|private_key|token)|authToken|ha1|number of the voucher"
)
# Properties by name, beside those whose name says that they are a password.
SECRET_PROPERTIES: Final = frozenset({"auth_token", "yubikey", "account_delete_request_id"})


def is_secret(name: str) -> bool:
    """Whether the value of a fact must not be kept readable; ``properties.x`` is property x."""
    head, _dot, tail = name.rpartition(".")
    if head == "properties" and tail in SECRET_PROPERTIES:
        return True
    return bool(SECRET_NAME.fullmatch(tail))
