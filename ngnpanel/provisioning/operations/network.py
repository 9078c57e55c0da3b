"""Network.getStatistics and Network.getStatus: JSON texts in strings (G80)."""

from __future__ import annotations

import json
from typing import Any, Final

from django.db.models import Count
from django.utils import timezone

from ngnpanel.provisioning import models, rights
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.sources import NETWORK, REGISTRATIONS
from ngnpanel.provisioning.sources.network import SIP_PROXY
from ngnpanel.soap.records import format_time

SUMMARY: Final = "summary"


def get_status(call: Call) -> str:
    """The nodes by their id, which is their address."""
    rights.require_administrator(call.caller)
    return json.dumps(
        {
            node.ip: {
                "ip": node.ip,
                "version": node.version,
                "roles": node.roles,
                "started": format_time(node.started),
                "uptime": node.uptime,
            }
            for node in NETWORK.nodes(timezone.now())
        }
    )


def get_statistics(call: Call) -> str:
    """Accounts of each domain, and those with a device, by node and for all nodes together."""
    rights.require_administrator(call.caller)
    moment = timezone.now()
    proxies = [node for node in NETWORK.nodes(moment) if SIP_PROXY in node.roles]
    if not proxies:
        return json.dumps({})
    total = _total_accounts()
    registered = REGISTRATIONS.online(moment)
    online = {name: registered[name] for name in total if name in registered}
    sections: dict[str, Any] = {SIP_PROXY: {"online_accounts": online, "total_accounts": total}}
    return json.dumps({**{node.ip: sections for node in proxies}, SUMMARY: sections})


def _total_accounts() -> dict[str, int]:
    """How many accounts each domain has, by name; one query."""
    domains = models.Domain.objects.annotate(total=Count("accounts")).order_by("name")
    return dict(domains.values_list("name", "total"))
