"""All bulk acts on customers, domains, accounts and aliases, in the order in which they stand."""

from __future__ import annotations

from ngnpanel.accounts.bulk import caller_ids, calling, deleting, leading, people, safety

KINDS = (
    *safety.KINDS,
    *calling.KINDS,
    *caller_ids.KINDS,
    *people.KINDS,
    *leading.KINDS,
    *deleting.KINDS,
)
