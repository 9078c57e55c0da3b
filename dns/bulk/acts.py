"""All bulk acts on zones and what is in them, in the order in which they stand."""

from __future__ import annotations

from ngnpanel.dns.bulk import fancy, records, zones

KINDS = (*zones.KINDS, *records.KINDS, *fancy.KINDS)
