"""One-time codes of an app (RFC 6238): six digits, half a minute, the steps before and after too.

Pure: the caller brings the secret and the time, and remembers which step was used.
"""

from __future__ import annotations

import re
from typing import Final

import pyotp
import segno
from django.utils.safestring import SafeString, mark_safe
from pyotp.exceptions import OTPVerificationError

CODE: Final = re.compile(r"[0-9]{6}")
# Steps of half a minute by which a clock may be wrong, either way.
WINDOW: Final = 1
SCALE: Final = 4


def make_secret() -> str:
    """A new secret of 160 bits, in base 32."""
    return pyotp.random_base32()


def step_of(secret: str, typed: str, now: float, after: int = 0) -> int | None:
    """The step whose code was typed, if it is later than ``after``; None when there is none.

    A code works once: whoever reads it over a shoulder comes too late.
    """
    if not CODE.fullmatch(typed):
        return None
    try:
        step = pyotp.TOTP(secret).verify_and_get_timecode(typed, for_time=now, valid_window=WINDOW)
    except OTPVerificationError:
        return None
    return step if step > after else None


def address(secret: str, account: str, issuer: str) -> str:
    """What an app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def picture(text: str) -> SafeString:
    """The QR code as SVG without any style of its own, white behind it so that cameras see it."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=SCALE,
        border=4,
        dark="#000",
        light="#fff",
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return mark_safe(drawn)  # noqa: S308 - made of numbers alone, the text is not in it


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
