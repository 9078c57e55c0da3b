"""All bulk acts on ways into the telephone network, in the order in which they stand."""

from __future__ import annotations

from ngnpanel.pstn.bulk import peers, routing

KINDS = (*routing.KINDS, *peers.KINDS)
