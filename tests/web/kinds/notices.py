"""The URLs of mails: the outbox is the administrator's alone."""

from __future__ import annotations

from typing import Any

ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "outbox-list": ([], (200, 403, 403, 403, 403, 302)),
    "outbox-detail": ([1], (404, 403, 403, 403, 403, 302)),
    "outbox-again": ([1], (405, 405, 405, 405, 405, 302)),
}
