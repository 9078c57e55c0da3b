"""What the tests of mails share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import F

from ngnpanel.brand.looks import Look
from ngnpanel.notices import kinds
from ngnpanel.notices.models import Letter
from ngnpanel.notices.posting import post

TO = "alice@acme.example"
LOOK = Look(name="Lantern")
VALUES = {"person": "Alice", "account": "alice@acme.example", "credit_page": "https://p.example/c/"}
LINK = "https://panel.example/password/link/a-very-secret-token/"


def send(**options: Any) -> bool:
    """A mail about a balance."""
    return post(kinds.CREDIT, LOOK, "en", lambda: VALUES, **{"to": TO, **options})


def send_link(**options: Any) -> bool:
    """A mail with a link that is a secret."""
    values = {**VALUES, "client": "192.0.2.1", "link": LINK, "minutes": "30"}
    return post(kinds.RESET, LOOK, "en", lambda: values, **{"to": TO, **options})


def only() -> Letter:
    """The one letter there is."""
    return Letter.objects.get()


def age(**past: float) -> None:
    """Let all letters be older."""
    by = timedelta(**past)
    columns = ("made", "due", "expires", "claimed", "ended")
    Letter.objects.update(**{name: F(name) - by for name in columns})
