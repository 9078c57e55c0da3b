"""Sessions in the database under a digest of their key: whoever reads the table cannot be anybody.

The key itself is in the cookie alone. It has 165 random bits, so a plain digest hides it.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

# The column has room for these.
DIGITS: Final = 40


class SessionStore(db.SessionStore):
    """Django's own store but for what the rows are called."""

    def _get_session_from_db(self) -> Session | None:
        """The row of this session, None (and a new key later) when it is gone or over."""
        row = Session.objects.filter(
            session_key=digest(self.session_key or ""), expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether a key is taken."""
        return super().exists(digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """The row to be written."""
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget this session, or another one."""
        key = session_key or self.session_key
        if key:
            super().delete(digest(key))


def digest(key: str) -> str:
    """What the row of a session is called."""
    return hashlib.sha256(key.encode()).hexdigest()[:DIGITS]
