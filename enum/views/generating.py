"""Generating numbers with accounts from a range: the form, and the job that it makes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ngnpanel.accounts.forms.choices import Choices
from ngnpanel.enum import offering
from ngnpanel.enum.forms.generate import GenerateForm
from ngnpanel.enum.offering import Offer
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job
from ngnpanel.jobs.views.finding import login
from ngnpanel.soap.errors import NotFound
from ngnpanel.web import memory
from ngnpanel.web.faults import Refused
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.saving import CHOICES_SECONDS, LAST
from ngnpanel.web.views import Screen

KIND: Final = "generate"


class GenerateScreen(Screen):
    """The form over a range; what it asks for is looked at in the preview of a job."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """The form as the person filled it in the last time; three calls."""
        offer = self.offer(request, key)
        return self.draw(request, offer, self.form(request, offer))

    def post(self, request: ActorRequest, key: str) -> HttpResponse:
        """Make the job and go to its preview, or show the form again with what was typed.

        Six calls at most, and one for each of domain and owner that were typed rather than chosen.
        """
        if "check" in request.GET:
            return self.check(request, key)
        offer = self.offer(request, key)
        form = self.form(request, offer, bound=True)
        if form.is_valid():
            self.look_up(request, offer, form)
        job = self.job(request, form) if not form.errors else None
        if job is None:
            return self.draw(request, offer, form, status=422)
        self.remember(request, form)
        return redirect("job-detail", job.pk)

    def check(self, request: ActorRequest, key: str) -> HttpResponse:
        """The first and the last number, said while the form is filled in."""
        offer: Offer | None = memory.recall(self.place(request, key))
        form = self.form(request, offer or self.offer(request, key), bound=True)
        form.full_clean()
        return self.answer(request, "_note", {"note": form.outlook()})

    def offer(self, request: ActorRequest, key: str) -> Offer:
        """What there is to choose from, kept for a moment without what is said about customers."""
        offer = offering.offer(request.api, request.actor, key)
        self.require(request, self.permission, offer.range)
        memory.keep(self.place(request, key), replace(offer, own=None), CHOICES_SECONDS)
        return offer

    def place(self, request: ActorRequest, key: str) -> str:
        """Where the offer is kept."""
        return memory.key(request.api, "generate", request.actor.role, key)

    def form(self, request: ActorRequest, offer: Offer, *, bound: bool = False) -> GenerateForm:
        """The form with what the range and the person allow."""
        last = offering.last(offer.own) or request.session.get(LAST, {}).get(KIND, {})
        return GenerateForm(
            request.POST if bound else None,
            actor=request.actor,
            span=offer.range,
            rights=offer.rights,
            choices=Choices(domains=offer.domains, customers=offer.customers),
            home=offer.home,
            last=last,
        )

    def look_up(self, request: ActorRequest, offer: Offer, form: GenerateForm) -> None:
        """Whether a domain and an owner that were typed are within reach."""
        domain, owner = form.cleaned_data["domain"], form.cleaned_data["owner"]
        if offer.domains is None:
            try:
                request.api.sip.domain(domain)
            except NotFound:
                form.add_error("domain", _("You have no such SIP domain. Check how it is written."))
        if offer.customers is None and owner:
            try:
                request.api.customers.customer(owner)
            except NotFound:
                form.add_error("owner", _("No customer that you see has this number."))

    def job(self, request: ActorRequest, form: GenerateForm) -> Job | None:
        """A job whose numbers a worker looks up; None when there cannot be another one."""
        kind, password = kinds.find(KIND), form.password_of_all()
        assert kind is not None, "settings.JOB_KINDS names it"  # noqa: S101 - for the type checker
        try:
            made = submitting.draft(kind, request.actor, login=login(request))
        except Refused as no:
            form.add_error(None, no.text)
            return None
        secrets = {"password": password} if password else None
        submitting.prepare(made, form.order().params(), secrets)
        return made

    def remember(self, request: ActorRequest, form: GenerateForm) -> None:
        """Let the next time begin like this one; the administrator has no properties."""
        order = form.order()
        if request.actor.customer:
            offering.remember(request.api, request.actor.customer, order)
        else:
            kept = request.session.get(LAST, {})
            request.session[LAST] = {**kept, KIND: offering.as_text(order)}

    def draw(
        self, request: ActorRequest, offer: Offer, form: GenerateForm, status: int = 200
    ) -> HttpResponse:
        """The page around the form."""
        context: dict[str, Any] = {
            "form": form,
            "record": None,
            "title": self.resource.title(offer.range),
            "back": self.back(request, self.resource.url("detail", offer.range)),
        }
        return self.answer(request, "generate", context, status)
