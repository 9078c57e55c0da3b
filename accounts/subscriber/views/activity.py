"""What happened to the account lately, and who did it."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponseBase
from django.shortcuts import redirect

from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.audit import activity, windows
from ngnpanel.web.request import ActorRequest

ROWS: Final = 30


class Activity(Tab):
    """The entries of the audit about this account, for the person whose account it is."""

    tab = "security"
    template_name = "subscriber/activity.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One page of it; the one call is that of the frame."""
        subject = self.subject(request, address)
        entries = activity.of_account(subject.address, subject.actor.platform)
        before = windows.number(request.GET.get("before"))
        found = windows.window(entries, ROWS, before=before)
        if before and not found.entries:
            return redirect(request.path)
        context = {
            "lines": [activity.line(entry) for entry in found.entries],
            "older": found.older,
            "is_first": not before,
            "zone": zone_of(subject.account),
        }
        return self.render(request, subject, context)
