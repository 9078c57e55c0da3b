"""The request as the middleware hands it to every view of a signed-in person."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from ngnpanel.actor import Actor
    from ngnpanel.api import Api


class ActorRequest(HttpRequest):
    """A request of somebody; ``api`` is only connected when it is used. For annotations only."""

    actor: Actor
    api: Api
    htmx: HtmxDetails


def wants_part(request: ActorRequest) -> bool:
    """Whether htmx asks for a part of the page and not for the whole page again."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def own_path(path: str) -> str:
    """``path`` if it is one on this server, else empty: a link leads nobody elsewhere."""
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else ""


def page_of(url: str | None) -> str:
    """Path and query of the page that htmx says it is on, empty for what is no address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")
