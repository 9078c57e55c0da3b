"""The languages of the panel: which there are, and saying something in that of another person."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Final

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import translation

# Code and name, as choices of a form.
LANGUAGES: Final = tuple(settings.LANGUAGES)
SECONDS: Final = 400 * 24 * 3600


def offered(code: str) -> str:
    """The code as the panel has it; empty for a language that it does not speak."""
    short = code.strip().lower()
    return short if short in dict(LANGUAGES) else ""


def speaking(code: str) -> AbstractContextManager[None]:
    """Whatever is said within is for somebody with this language, for example a mail."""
    return translation.override(offered(code) or settings.LANGUAGE_CODE)


def remember(response: HttpResponseBase, code: str) -> None:
    """Let the browser remember a choice."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
