"""The URLs of brands; the number 0 is the platform's own."""

from __future__ import annotations

from typing import Any

FOR_ALL = (200,) * 6
NOT_THERE = (404,) * 6
ONLY_POSTED = (405, 405, 405, 405, 405, 302)
ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "brand-list": ([], (200, 302, 403, 403, 302, 302)),
    "brand-detail": ([0], (200, 404, 403, 403, 404, 302)),
    "brand-preview": ([0], (200, 404, 403, 403, 404, 302)),
    "brand-logo": ([0, "light"], ONLY_POSTED),
    "brand-reset": ([0], ONLY_POSTED),
    "brand-test-mail": ([0], ONLY_POSTED),
    "brand-style": (["1", "0" * 16], NOT_THERE),
    "brand-trial": (["0a66c2"], FOR_ALL),
    "brand-picture": (["1", "0" * 32, "png"], NOT_THERE),
}
