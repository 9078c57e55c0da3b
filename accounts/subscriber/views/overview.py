"""What happens to a call right now, and one tap to have peace."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers

from ngnpanel.accounts.domain.accept import NOBODY
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import (
    holidays,
    hours,
    lastvisit,
    peace,
    sentences,
    situation,
    standing,
    way,
    words,
)
from ngnpanel.accounts.subscriber.day import day
from ngnpanel.accounts.subscriber.forms.what_if import WhatIfForm
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.phones import duration
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.situation import Situation
from ngnpanel.accounts.subscriber.subject import Subject, subject_for
from ngnpanel.accounts.subscriber.trails import lines
from ngnpanel.soap.errors import Conflict, Invalid
from ngnpanel.soap.together import together
from ngnpanel.web.faults import mending, sentence
from ngnpanel.web.request import ActorRequest, wants_part

# Minutes offered for peace; 0 has no end.
PEACE = (30, 60, 120, 480, 0)
# A time that was typed and makes no sense comes back, this much of it.
LONGEST_TIME = 20


class Overview(Tab):
    """The present situation in a sentence, a picture and a list."""

    tab = "overview"
    template_name = "subscriber/overview.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Six calls at most; the missed calls come as a part of their own."""
        subject = self.subject(request, address)
        now, money = together(
            subject.api.platform,
            lambda: situation.read(subject, datetime.now(UTC)),
            lambda: standing.account_money(subject),
        )
        beside = standing.shown([standing.voicemail(subject, now.mailbox), money])
        typed = request.GET.get("until", "")[:LONGEST_TIME]
        context = {**overview(subject, now), "standing": beside, "typed_until": typed}
        response = self.render(request, subject, context)
        if not subject.is_support:
            lastvisit.note(response, request, subject.address, now.moment)
        return response


class Missed(Tab):
    """The missed calls since the last visit; htmx gets the part for the overview."""

    tab = "overview"
    template_name = "subscriber/missed.html"

    def get(self, request: ActorRequest, address: str) -> HttpResponse:
        """Two calls."""
        subject = self.subject(request, address)
        since = None if subject.is_support else lastvisit.before(request, subject.address)
        context = {
            "missed": standing.missed(subject, since, datetime.now(UTC)),
            "history_url": standing.history_url(subject),
        }
        if wants_part(request):
            response = render(request, "subscriber/_missed.html", context)
        else:
            response = self.render(request, subject, context)
        patch_vary_headers(response, ["HX-Request"])
        return response


class DoNotDisturb(Tab):
    """Switches do not disturb on for some minutes, or off; the weekly rules stay as they are."""

    tab = "overview"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """Write the temporary rule and go back to the overview."""
        subject = subject_for(request, address)
        url = self.url(subject)
        try:
            messages.success(request, self.switch(request, subject))
        except RuleError as error:
            messages.error(request, mending(error))
            typed = request.POST.get("until", "")[:LONGEST_TIME]
            url += f"?{urlencode({'until': typed})}#peace" if typed else ""
        except (Conflict, Invalid) as error:
            messages.error(request, sentence(error))
        return redirect(url)

    def switch(self, request: ActorRequest, subject: Subject) -> str:
        """Do it and say so."""
        chosen = request.POST.get("minutes", "")
        if chosen != "until":
            return peace.switch(subject, chosen_minutes(chosen))
        zone = zone_of(subject.account)
        until = request.POST.get("until", "")
        return peace.switch(subject, peace.minutes_until(until, zone, datetime.now(UTC)))


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
        "is_blank": is_blank(now),
        "headline": sentences.headline(now),
        "wide": way.wide(stations),
        "tall": way.tall(stations),
        "stations": stations,
        "trail": lines(now.welcome, now),
        "day": day(now, holidays.ahead(subject)),
        "question_form": WhatIfForm(groups=now.accept.non_empty_groups),
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


def is_blank(now: Situation) -> bool:
    """Whether nothing is set yet, so that setting up is what the page has to offer first."""
    is_diverted = any(now.callee.diversions.values())
    return not (now.accept.rules.persistent or is_diverted or now.mailbox)


def chosen_minutes(text: str) -> int | None:
    """Minutes of peace as posted, 0 for no end, None to switch it off; raises RuleError."""
    if text == "off":
        return None
    if text in {str(minutes) for minutes in PEACE}:
        return int(text)
    raise RuleError("Choose how long you want peace.", "minutes")
