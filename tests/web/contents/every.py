"""All kinds of all apps."""

from __future__ import annotations

from tests.web.contents import Contents, dns, enum, pstn

KINDS: tuple[Contents, ...] = (*enum.KINDS, *dns.KINDS, *pstn.KINDS)
