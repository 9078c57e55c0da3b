"""Who may call from one date to another: planned, begun at once, or cancelled."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.accounts.domain.accept import TemporaryRule
from ngnpanel.accounts.subscriber import holidays, words
from ngnpanel.accounts.subscriber.forms.plan import Dated, PlanForm
from ngnpanel.accounts.subscriber.pages import Tab
from ngnpanel.accounts.subscriber.schedule import zone_of
from ngnpanel.accounts.subscriber.services import Saved, run
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.accounts.subscriber.views.accept import Facts, RulesTab
from ngnpanel.web.request import ActorRequest

MINUTE = timedelta(minutes=1)


class Planned(RulesTab):
    """What begins now is a temporary rule of the platform; what begins later is kept until then."""

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> PlanForm:
        """Dates and who."""
        return PlanForm(
            request.POST if request.method == "POST" else None,
            actor=subject.actor,
            groups=facts.groups,
            zone=zone_of(subject.account),
            plans=holidays.waiting(holidays.planned(subject)),
        )

    def save(self, subject: Subject, facts: Facts, form: PlanForm) -> Saved:
        """One call when it begins now, none when it begins later."""
        wanted = form.to_domain(None)
        if wanted.start - facts.moment < MINUTE:
            return begin(subject, facts, wanted)
        kept = holidays.keep(subject, wanted.groups, wanted.start, wanted.stop)
        return Saved((holidays.sentence(kept, form.zone),))

    def after(self, subject: Subject) -> str:
        """The page, where it is listed."""
        return f"{self.url(subject)}#plan"


class CancelPlan(Tab):
    """Takes a plan away; nothing was written for it yet."""

    tab = "accept"

    def post(self, request: ActorRequest, address: str) -> HttpResponseBase:
        """One that is gone already is as good."""
        subject = self.subject(request, address)
        found = holidays.cancel(subject, request.POST.get("plan", ""))
        if found is None:
            messages.info(request, _("This is not planned any more."))
        else:
            text = holidays.sentence(found, zone_of(subject.account))
            messages.success(request, _("Cancelled: %(plan)s") % {"plan": text})
        return redirect(f"{self.url(subject)}#plan")


def begin(subject: Subject, facts: Facts, wanted: Dated) -> Saved:
    """The temporary rule with the minutes until its end."""
    rule = TemporaryRule(groups=wanted.groups, duration=left(facts.moment, wanted.stop))
    rules = replace(facts.result.rules, temporary=rule)
    text = _("Until %(stop)s %(who)s.") % {
        "stop": holidays.moment(wanted.stop, zone_of(subject.account)),
        "who": words.may_call(wanted.groups),
    }
    return run([(text, lambda: subject.api.sip.set_accept_rules(subject.id, rules))])


def left(now: datetime, stop: datetime) -> int:
    """Whole minutes until a moment, rounded up so that the rule does not end before it."""
    return -((now - stop) // MINUTE)
