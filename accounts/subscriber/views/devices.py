"""The devices that are registered now."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse

from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.phones import phones
from ngnpanel.web.request import ActorRequest


class Devices(Tab):
    """Each device with what it is, where it is and how long its registration holds."""

    tab = "devices"
    template_name = "subscriber/devices.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Two calls."""
        subject = self.subject(request, address)
        context = {
            "phones": phones(subject.api.sip.devices(subject.id)),
            "setup_url": reverse("subscriber-devices-setup", args=[subject.address]),
        }
        return self.render(request, subject, context)
