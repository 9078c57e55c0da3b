"""The URLs for programs: without an action there is nothing to do, without a person a challenge."""

from __future__ import annotations

from typing import Any

from tests.people import ALICE

ROWS: dict[str, tuple[list[Any], tuple[int, ...]]] = {
    "json-api-description": ([], (200,) * 6),
    # Off until the operator names a domain.
    "enrolment": ([], (404,) * 6),
    # Programs that name their action in a field read refusals out of the answer.
    **{
        f"json-api-{name}": ([], (200, 200, 200, 403, 200, 401))
        for name in ("customers", "domains", "accounts", "numbers", "jobs")
    },
    # There is no job of this number.
    "json-api-job": ([99], (404, 404, 404, 403, 404, 401)),
    "json-api": ([], (200, 200, 200, 200, 200, 401)),
    "json-api-action": ([str(ALICE), "get_identity"], (200, 200, 200, 200, 404, 401)),
}
