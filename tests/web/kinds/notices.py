"""The URLs of mails: 0 are the operator's own texts, and the outbox is the administrator's."""

from __future__ import annotations

from typing import Any

TEXT = [0, "reset", "nl"]
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "notice-list": ([], (200, 302, 403, 403, 302, 302)),
    "notice-detail": ([0], (200, 404, 403, 403, 404, 302)),
    "notice-sender": ([0], (200, 404, 403, 403, 404, 302)),
    "notice-edit": (TEXT, (200, 404, 403, 403, 404, 302)),
    "notice-html": (TEXT, (200, 404, 403, 403, 404, 302)),
    "notice-reset": (TEXT, (405, 405, 405, 405, 405, 302)),
    "limit-list": ([], (200, 200, 403, 403, 200, 302)),
    "outbox-list": ([], (200, 403, 403, 403, 403, 302)),
    "outbox-detail": ([1], (404, 403, 403, 403, 403, 302)),
    "outbox-again": ([1], (405, 405, 405, 405, 405, 302)),
}
