"""All kinds of all apps."""

from __future__ import annotations

from tests.web.contents import Contents, accounts, dns, enum, pstn

KINDS: tuple[Contents, ...] = (*accounts.KINDS, *enum.KINDS, *dns.KINDS, *pstn.KINDS)
