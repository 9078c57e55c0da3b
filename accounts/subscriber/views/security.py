"""Who signed in to the account, and where it is open now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.staff import consent
from ngnpanel.users import security, sessions, visits
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest


class Security(Tab):
    """Recent sign-ins, open sessions, and the ways to the passwords."""

    tab = "security"
    template_name = "subscriber/security.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """One call."""
        subject = self.subject(request, address)
        return self.render(request, subject, self.context(request, subject))

    def context(self, request: ActorRequest, subject: Subject) -> dict[str, Any]:
        """The list of the subscriber, whoever looks at it."""
        platform, own = subject.actor.platform, [subject.address]
        shown = security.context(
            visits.of_account(subject.address, platform),
            visits.of_typed(subject.address, platform),
            this(request, subject),
            zone_of(subject.account),
        )
        return {
            **shown,
            "offers_consent": consent.is_offered_to(subject.actor),
            "reset_url": self.reset_url(subject),
            "sign_out_url": reverse("subscriber-security-sign-out", args=own),
            "activity_url": reverse("subscriber-security-activity", args=own),
            "panel_password_url": reverse("subscriber-settings-panel-password", args=own),
            "phone_password_url": reverse("subscriber-settings-phone-password", args=own),
        }

    def reset_url(self, subject: Subject) -> str:
        """Where whoever stands above the subscriber takes the second step away."""
        if not may(subject.actor, "account.reset", subject.account) or subject.actor.support:
            return ""
        return reverse("factor-reset-account", args=[subject.address])


class SignOut(Tab):
    """Ends sessions of the subscriber."""

    tab = "security"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One, all others, or all; of staff in the support view always the subscriber's."""
        subject = self.subject(request, address)
        person = visits.of_account(subject.address, subject.actor.platform)
        messages.success(request, security.sign_out(request.POST, person, this(request, subject)))
        return redirect(self.url(subject))


def this(request: ActorRequest, subject: Subject) -> str:
    """The number of the session that asks, if it is one of the subscriber."""
    return "" if subject.is_support else sessions.number(request)
