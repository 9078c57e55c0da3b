"""What was posted while the platform was away, ready to be sent again by a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from django.http import QueryDict
from django.utils.text import capfirst

# Names of form fields whose values are never written into a page; a switch is no secret.
SECRET_NAME: Final = re.compile(r"(?!remove_)(.*_)?(password|pin|private_key|token)")


@dataclass(frozen=True, slots=True)
class Resent:
    """One value of a form; a secret one is asked for again instead of kept."""

    name: str
    value: str = field(repr=False)

    @property
    def is_secret(self) -> bool:
        """Whether the value must not stand in the source of a page."""
        return bool(SECRET_NAME.fullmatch(self.name))

    @property
    def is_long(self) -> bool:
        """Whether it had several lines."""
        return "\n" in self.value

    @property
    def label(self) -> str:
        """The name in words."""
        return capfirst(self.name.replace("_", " "))


def resendable(sent: QueryDict) -> list[Resent]:
    """One entry for each value, without the token of the page that they came from."""
    return [
        Resent(name, str(value))
        for name, values in sent.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
