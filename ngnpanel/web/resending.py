"""What was posted in vain, ready to be sent again by a page: nothing that was typed is lost.

The platform was away, the session had ended, or the token of the page was that of an older session.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

from ngnpanel.audit.masking import SECRET_NAME
from ngnpanel.web.request import own_path

# Proves that a form is ours; every page has its own.
FORM_PROOF: Final = "csrfmiddlewaretoken"
# Fields of the sign-in page that carry what was posted before, and where it went.
CARRIED: Final = "resend"
CARRIED_TO: Final = "resend_to"


@dataclass(frozen=True, slots=True)
class Resent:
    """One value of a form; a secret one is asked for again instead of kept, and so is a file."""

    name: str
    value: str = field(repr=False)
    is_file: bool = False

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

    @property
    def portable(self) -> tuple[str, str, bool]:
        """What a page may carry of it: of a secret one only whether it had several lines."""
        hidden = "*\n" if self.is_long else self.value and "*"
        return self.name, hidden if self.is_secret else self.value, self.is_file


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole post: where it goes, and what is in it."""

    path: str
    entries: tuple[Resent, ...]

    @property
    def has_files(self) -> bool:
        """Whether files have to be chosen again."""
        return any(entry.is_file for entry in self.entries)

    @property
    def packed(self) -> str:
        """The entries as text for a hidden field."""
        return json.dumps([entry.portable for entry in self.entries], ensure_ascii=False)


def resendable(sent: QueryDict) -> list[Resent]:
    """One entry for each value, without the token of the page that they came from."""
    return [
        Resent(name, str(value))
        for name, values in sent.lists()
        if name != FORM_PROOF
        for value in values
    ]


def posted(request: HttpRequest) -> Kept:
    """Everything that this request posted."""
    files = [Resent(name, "", is_file=True) for name in request.FILES]
    return Kept(request.get_full_path(), (*resendable(request.POST), *files))


def carried(request: HttpRequest) -> Kept | None:
    """What the sign-in page carries; None for nothing, and for what no page of ours wrote."""
    path = own_path(request.POST.get(CARRIED_TO, ""))
    try:
        rows = json.loads(request.POST.get(CARRIED, ""))
        entries = tuple(_entry(*row) for row in rows)
    except (ValueError, TypeError, RecursionError):
        return None
    return Kept(path, entries) if path else None


def _entry(name: Any, value: Any, is_file: Any) -> Resent:
    """A row as it was packed; raises TypeError."""
    if not (isinstance(name, str) and isinstance(value, str) and isinstance(is_file, bool)):
        raise TypeError
    return Resent(name, value, is_file)
