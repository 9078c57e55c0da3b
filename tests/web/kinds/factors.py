"""The URLs of the second step, as rows of the test of permissions."""

from __future__ import annotations

from typing import Any, Final

from tests.people import ALICE
from tests.web.kinds.accounts import CUSTOMER

OWN: Final = (200, 200, 200, 200, 200, 302)
# Nobody of these has a factor.
NONE_YET: Final = (404, 404, 404, 404, 404, 302)
ROWS: Final[dict[str, tuple[list[Any], tuple[int, ...]]]] = {
    "login-second": ([], (302,) * 6),
    "login-passkey": ([], (405,) * 6),
    "login-passkey-options": ([], (405,) * 6),
    "own-factor-set-up": ([], OWN),
    "own-factor-app-add": ([], OWN),
    "own-factor-passkey-add": ([], OWN),
    "own-factor-codes": ([], NONE_YET),
    "own-factor-edit": (["app", 1], NONE_YET),
    "own-factor-remove": (["passkey", 1], NONE_YET),
    "factor-reset-customer": ([CUSTOMER], (200, 200, 403, 403, 404, 302)),
    "factor-reset-account": ([str(ALICE)], (200, 200, 200, 403, 404, 302)),
    "staff-second-step": ([99], (404, 403, 403, 403, 403, 302)),
    "policy-list": ([], (302, 302, 403, 403, 302, 302)),
    "policy-detail": ([0], (200, 404, 403, 403, 404, 302)),
}
