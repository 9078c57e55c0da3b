"""Tables of trusted peers and of routing, and the jobs that import them."""

from __future__ import annotations

from ngnpanel.pstn.bulk.imports.carriers import ImportCarriers, ImportGateways
from ngnpanel.pstn.bulk.imports.peers import ImportPeers
from ngnpanel.pstn.bulk.imports.routing import ImportRoutes, ImportRules

KINDS = (ImportPeers(), ImportCarriers(), ImportGateways(), ImportRules(), ImportRoutes())
