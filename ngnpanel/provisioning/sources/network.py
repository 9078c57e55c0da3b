"""The nodes of the platform: this server, and the SIP proxy whose tables it reads (G80)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.timezone import now

from ngnpanel.provisioning.options import options
from ngnpanel.provisioning.sources import tables
from ngnpanel.provisioning.sources.media import RELAYS

PROVISIONING_SERVER: Final = "provisioning_server"
SIP_PROXY: Final = "sip_proxy"
MEDIA_RELAY: Final = "media_relay"
PROXY_TABLES: Final = ("location", "acc")
STARTED: Final[datetime] = now()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node; ``roles`` are words of NetworkRole, ``uptime`` is seconds."""

    ip: str
    version: str
    roles: tuple[str, ...]
    started: datetime
    uptime: int


@cache
def version() -> str:
    """The server's version, empty when its project file is not beside it."""
    try:
        text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
    except OSError:
        return ""
    return str(tomllib.loads(text)["project"]["version"])


class OneNode:
    """A platform of one machine: the server and the proxy that writes the tables it reads."""

    def nodes(self, moment: datetime) -> tuple[Node, ...]:
        """The only node."""
        roles = [PROVISIONING_SERVER]
        if any(tables.find(name) for name in PROXY_TABLES):
            roles.insert(0, SIP_PROXY)
        if any(tables.find(name) for name in RELAYS):
            roles.append(MEDIA_RELAY)
        return (
            Node(
                ip=options()["PROXY_IP"],
                version=version(),
                roles=tuple(roles),
                started=STARTED.astimezone(UTC),
                uptime=max(int((moment - STARTED).total_seconds()), 0),
            ),
        )
