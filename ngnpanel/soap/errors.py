"""What can go wrong with a SOAP call, sorted into the few fates the panel knows.

Fault codes are those of the NGNPro contract: each decade belongs to one kind of record, even
means missing and odd means that it exists already (the group decade is the other way round).
"""

from __future__ import annotations

from typing import Final


class RemoteError(Exception):
    """A call that did not succeed.

    ``code`` is the platform's error code (0 when the platform did not answer), ``text`` the
    sentence that came with it, ``field`` the wire name of the member at fault when it was told.
    """

    def __init__(self, text: str, *, code: int = 0, field: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.field = field


class NotFound(RemoteError):
    """The record does not exist, or belongs to somebody else: the two look the same."""


class Conflict(RemoteError):
    """The record exists already, is still in use, or a limit is reached: the person can mend it."""


class Invalid(RemoteError):
    """A value was refused."""


class Denied(RemoteError):
    """The caller may not do this."""


class Unavailable(RemoteError):
    """The platform is down, too slow, broken, or answered something that is not SOAP.

    ``was_sent`` is False where the call certainly did not reach it, so that it is safe to repeat;
    ``wait`` are the seconds for which nobody will be asked again, 0 where nobody knows.
    ``may_have_written`` is False where neither this call nor an earlier one of the same errand
    (``soap/errand.py``) can have changed anything.
    """

    def __init__(
        self,
        text: str,
        *,
        code: int = 0,
        field: str = "",
        was_sent: bool = True,
        wait: float = 0.0,
    ) -> None:
        super().__init__(text, code=code, field=field)
        self.was_sent = was_sent
        self.wait = wait
        self.may_have_written = True


NOT_FOUND: Final = frozenset(
    {1000, 1010, 1020, 1031, 1040, 1050, 1060, 1070, 1080, 1090, 1100}
    | {2000, 3000, 3002, 4001, 5000, 7000, 7002}
)
CONFLICT: Final = frozenset(
    {
        1001,
        1002,
        1011,
        1021,
        1030,
        1041,
        1051,
        1071,
        1072,
        1081,
        1091,
        1101,
        1110,
        1111,
        1112,
    }
    | {
        2001,
        2002,
        3001,
        3003,
        3004,
        3006,
        3007,
        5001,
        5002,
        5003,
        7001,
        7003,
        7004,
        9003,
    }
)
INVALID: Final = frozenset({3005, 9004})
# 9005: an operation the platform does not serve. 9006: the impersonated customer is gone.
DENIED: Final = frozenset({5004, 9001, 9002, 9005, 9006})


def error_for(code: int, text: str, field: str = "") -> RemoteError:
    """The error that belongs to fault ``code``; an unknown code is a refusal, not an outage.

    9000 is the platform's own internal error, so it counts as an outage.
    """
    fate: type[RemoteError]
    if code in NOT_FOUND:
        fate = NotFound
    elif code in CONFLICT:
        fate = Conflict
    elif code in INVALID:
        fate = Invalid
    elif code in DENIED:
        fate = Denied
    elif code in (0, 9000):
        fate = Unavailable
    else:
        fate = Conflict
    return fate(text, code=code, field=field)
