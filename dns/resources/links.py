"""Links that several resources of this app show."""

from __future__ import annotations

from django.urls import reverse

from ngnpanel.web.parts import Link


def zone_link(name: str) -> Link:
    """The page of a zone."""
    return Link(name, reverse("zone-detail", args=[name]))
