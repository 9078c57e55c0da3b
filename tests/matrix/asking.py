"""Asking for one cell of the matrix, and what can be compared of the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.matrix.policies import Policy, policies
from tests.web.kinds.every import KINDS

# What differs from answer to answer and says nothing: tokens against forged posts, moments.
CHANGING: Final = re.compile(r'(?:name="csrfmiddlewaretoken" value="|X-CSRFToken":\s*")[^"]+"')


def ask(browser: Client, policy: Policy, keys: Sequence[Any], method: str = "get") -> Any:
    """The answer, read to its end; nothing of what the request did stays."""
    with undone():
        answer: Any = getattr(browser, method)(reverse(policy.name, args=keys))
        answer.getvalue()
        return answer


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written within."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def shown(answer: Any, keys: Sequence[Any]) -> str:
    """Status, place and body, with a word instead of what was asked for: the path and the keys.

    Keys that are numbers count in the path alone: the page is full of numbers.
    """
    body = "" if answer.streaming else answer.content.decode(errors="replace")
    text = f"{answer.status_code} {answer.get('Location', '')}\n{body}"
    text = CHANGING.sub("TOKEN", text)
    words = [str(key) for key in keys if not str(key).isdecimal()]
    for key in sorted([answer.request["PATH_INFO"], *words], key=len, reverse=True):
        for spelling in {key, quote(key), quote(key, safe=""), escape(key)}:
            text = text.replace(spelling, "KEY")
    return text


def by_kind() -> list[tuple[str, list[Policy]]]:
    """The URLs by the kind of record or the part of the panel that they belong to."""
    return [(word, list(found)) for word, found in groupby(policies(), key=_word)]


def _word(policy: Policy) -> str:
    kinds = (kind.name for kind in KINDS if policy.name.startswith(f"{kind.name}-"))
    return next(kinds, policy.name.partition("-")[0])
