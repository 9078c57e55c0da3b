"""Sentences that several pages of sign-in say."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def too_many(seconds: int) -> str:
    """What somebody reads who failed too often."""
    text = ngettext(
        "Too many attempts failed. Wait %(seconds)s second, then try again.",
        "Too many attempts failed. Wait %(seconds)s seconds, then try again.",
        seconds,
    )
    return text % {"seconds": seconds}


def away() -> str:
    """What everybody reads while the platform is away."""
    return _("The platform does not answer, so nobody can sign in. Try again in a moment.")
