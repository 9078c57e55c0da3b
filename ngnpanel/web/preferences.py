"""What a person chose for lists, kept in a cookie of the browser: rows a page, hidden columns."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "ngnpanel_lists"
SECONDS: Final = 400 * 24 * 3600
# More than all kinds and columns there are; a cookie is what somebody sends.
MOST: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """``rows`` a page, 0 for the default; ``hidden`` columns by the name of the resource."""

    rows: int = 0
    hidden: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest) -> Preferences:
        """Those of this browser; nonsense counts as none."""
        try:
            stored = json.loads(request.COOKIES.get(COOKIE, "{}"))
            hidden = {
                str(name): tuple(map(str, columns))[:MOST]
                for name, columns in list(dict(stored.get("hide", {})).items())[:MOST]
            }
            return cls(rows=int(stored.get("rows", 0)), hidden=hidden)
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            return cls()

    def with_rows(self, rows: int) -> Preferences:
        """The same with another number of rows."""
        return replace(self, rows=rows)

    def with_hidden(self, resource: str, columns: tuple[str, ...]) -> Preferences:
        """The same with these columns of a resource out of sight."""
        others = {name: kept for name, kept in self.hidden.items() if name != resource}
        return replace(self, hidden=others | ({resource: columns} if columns else {}))

    def keep(self, response: HttpResponse) -> None:
        """Let the browser remember them."""
        stored: dict[str, Any] = {"rows": self.rows, "hide": self.hidden}
        response.set_cookie(
            COOKIE,
            json.dumps(stored, separators=(",", ":")),
            max_age=SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
