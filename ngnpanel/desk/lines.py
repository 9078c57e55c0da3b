"""The row of a card of the start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from ngnpanel.web.parts import Status


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a card; ``text`` is what it is, ``moment`` when it changed."""

    title: str
    text: str | Promise
    href: str
    icon: str
    status: Status | None = None
    moment: datetime | None = None
