"""A whole week of calls set up in one go: a few questions, a look at what changes, done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from ngnpanel.accounts.domain.accept import AcceptRulesResult
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.subscriber import hours
from ngnpanel.accounts.subscriber.forms.hours import HoursForm
from ngnpanel.accounts.subscriber.hours import Facts
from ngnpanel.accounts.subscriber.pages import FormTab
from ngnpanel.accounts.subscriber.services import Saved, run
from ngnpanel.accounts.subscriber.subject import Subject
from ngnpanel.soap.errors import Unavailable
from ngnpanel.web.request import ActorRequest


class Hours(FormTab[Facts]):
    """The questions; posted with ``act`` = review they come back as what they come to."""

    tab = "accept"
    template_name = "subscriber/hours.html"

    def read(self, subject: Subject) -> Facts:
        """Three calls besides the account."""
        return hours.read(subject)

    def assume(self, subject: Subject) -> Facts:
        """Nothing is set."""
        del subject
        return Facts(accept=AcceptRulesResult(), stored=Diversions(), mailbox=None)

    def form(self, request: ActorRequest, subject: Subject, facts: Facts) -> HoursForm:
        """The answers."""
        del facts
        data = request.POST if request.method == "POST" else None
        return HoursForm(data, actor=subject.actor, account=subject.account)

    def context(self, subject: Subject, facts: Facts) -> dict[str, Any]:
        """Where the details are."""
        return {
            **super().context(subject, facts),
            "accept_url": reverse("subscriber-accept", args=[subject.address]),
        }

    def post(self, request: ActorRequest, address: str, **options: str) -> HttpResponseBase:
        """Save, or show what saving would come to, or the questions again."""
        act = request.POST.get("act", "")
        if act not in ("review", "back"):
            return super().post(request, address, **options)
        try:
            subject = self.subject(request, address)
            facts = self.read(subject)
        except Unavailable:
            return super().post(request, address, **options)
        form = self.form(request, subject, facts)
        is_good = form.is_valid()
        if act == "back" or not is_good:
            return self.draw(request, subject, facts, form, status=200 if is_good else 422)
        return self.review(request, subject, facts, form)

    def review(
        self, request: ActorRequest, subject: Subject, facts: Facts, form: HoursForm
    ) -> HttpResponse:
        """What will be so, and what goes for it."""
        wish = form.to_domain(None)
        planned = [change for change in hours.changes(subject, facts, wish) if change.text]
        return self.draw(
            request,
            subject,
            facts,
            form,
            planned=planned,
            has_changes=any(change.is_new for change in planned),
            replaced=hours.replaced(facts, wish),
            is_overridden=facts.accept.rules.temporary is not None,
        )

    def save(self, subject: Subject, facts: Facts, form: HoursForm) -> Saved:
        """One step after the other."""
        return run(hours.steps(hours.changes(subject, facts, form.to_domain(None))))

    def after(self, subject: Subject) -> str:
        """The overview, which says the same back."""
        return reverse("subscriber-overview", args=[subject.address])
