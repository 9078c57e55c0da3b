"""What happens to a call right now, and one tap to have peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.accept import NOBODY
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import hours, peace, sentences, situation, way, words
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.accounts.subscriber.subject import Subject, address_for, subject_for
from ngnpanel.soap.errors import Conflict, Invalid, Unavailable
from ngnpanel.web.faults import sentence
from ngnpanel.web.request import ActorRequest

# Minutes offered for peace; 0 has no end.
PEACE = (30, 60, 120, 480, 0)


class Overview(Tab):
    """The present situation in a sentence, a picture and a list."""

    tab = "overview"
    template_name = "subscriber/overview.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Six calls at most."""
        subject = self.subject(request, address)
        now = situation.read(subject, datetime.now(UTC))
        return self.render(request, subject, overview(subject, now))


class DoNotDisturb(Tab):
    """Switches do not disturb on for some minutes, or off; the weekly rules stay as they are."""

    tab = "overview"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Write the temporary rule and go back to the overview."""
        try:
            subject = subject_for(request, address)
            messages.success(request, self.switch(request, subject))
        except RuleError as error:
            messages.error(request, _(error.text))
        except (Conflict, Invalid, Unavailable) as error:
            messages.error(request, sentence(error))
        return redirect("subscriber-overview", str(address_for(request, address)))

    def switch(self, request: ActorRequest, subject: Subject) -> str:
        """Do it and say so."""
        return peace.switch(subject, chosen_minutes(request.POST.get("minutes", "")))


def overview(subject: Subject, now: Situation) -> dict[str, Any]:
    """What the page shows."""
    stations = way.stations(now)
    temporary = now.callee.temporary
    is_quiet = temporary is not None and NOBODY in temporary.groups
    zone = zone_of(subject.account)
    until = temporary.until if temporary and is_quiet else None
    return {
        "now": now,
        "hours": hours.told(subject, now.accept.rules, now.diversions, now.mailbox),
        "headline": sentences.headline(now),
        "wide": way.wide(stations),
        "tall": way.tall(stations),
        "stations": stations,
        "trail": sentences.trail(now.welcome, now),
        "what_if": sentences.what_if(now),
        "is_quiet": is_quiet,
        "quiet_until": words.clock(until, zone, now.moment) if until else "",
        "peace": [
            (
                minutes,
                duration(minutes * 60),
                f"{(now.moment + timedelta(minutes=minutes)).astimezone(zone):%H:%M}",
            )
            for minutes in PEACE
            if minutes
        ],
    }


def chosen_minutes(text: str) -> int | None:
    """Minutes of peace as posted, 0 for no end, None to switch it off; raises RuleError."""
    if text == "off":
        return None
    if text in {str(minutes) for minutes in PEACE}:
        return int(text)
    raise RuleError("Choose how long you want peace.", "minutes")
