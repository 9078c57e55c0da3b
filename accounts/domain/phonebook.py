"""Contacts of an account."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A phonebook entry; ``uri`` is its key within the account and may hold % and _ patterns.

    ``group`` is empty or one of the contact groups. ``first_name`` and ``last_name`` belong to an
    older schema and stay as they came.
    """

    uri: str
    name: str = ""
    group: str = ""
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactMatch:
    """What contacts to list: patterns; None matches anything, an empty ``group`` means no group."""

    uri: str | None = None
    name: str | None = None
    group: str | None = None
    first_name: str | None = None
    last_name: str | None = None
