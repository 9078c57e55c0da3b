"""Tables of customers, SIP domains, accounts and aliases, and the jobs that import them."""

from __future__ import annotations

from ngnpanel.accounts.bulk.imports.accounts import ImportAccounts
from ngnpanel.accounts.bulk.imports.aliases import ImportAliases
from ngnpanel.accounts.bulk.imports.customers import ImportCustomers
from ngnpanel.accounts.bulk.imports.domains import ImportDomains

KINDS = (ImportCustomers(), ImportDomains(), ImportAccounts(), ImportAliases())
