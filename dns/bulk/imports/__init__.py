"""Tables of zones, records, mail aliases and redirects, and the jobs that import them."""

from __future__ import annotations

from ngnpanel.dns.bulk.imports.fancy import ImportMailAliases, ImportRedirects
from ngnpanel.dns.bulk.imports.records import ImportRecords
from ngnpanel.dns.bulk.imports.zones import ImportZones

KINDS = (ImportZones(), ImportRecords(), ImportMailAliases(), ImportRedirects())
