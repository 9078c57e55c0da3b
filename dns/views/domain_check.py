"""The DNS check of a SIP domain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import domain_check, templates
from ngnpanel.dns.domain.answers import Answers
from ngnpanel.dns.domain.domain_check import Finding
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.forms.tools import DomainCheckForm
from ngnpanel.dns.services import live, sip_servers, zones
from ngnpanel.dns.services.zones import Outcome
from ngnpanel.dns.views.templates import added_words
from ngnpanel.web.faults import said
from ngnpanel.web.parts import Status
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen

SEVERITIES: Final = {
    domain_check.BROKEN: Status(lazy("Broken"), "red", "alert-circle"),
    domain_check.DOUBTFUL: Status(lazy("Doubtful"), "amber", "alert-triangle"),
    domain_check.NOTE: Status(lazy("Note"), "grey", "info-circle"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What the zone of a domain says, and what is missing; ``zone`` None when there is none."""

    domain: str
    zone: Zone | None
    answers: Answers = field(default_factory=lambda: Answers(()))
    missing: tuple[Record, ...] = ()


class DomainCheckScreen(Screen):
    """Whether phones find a domain, and one click for what is missing."""

    permission = "domain-check.view"

    def get(self, request: ActorRequest) -> HttpResponseBase:
        """The findings, or the question for a domain."""
        if not request.GET.get("domain", "").strip():
            return render(request, "dns/domain_check.html", {"form": DomainCheckForm()})
        form = DomainCheckForm(request.GET)
        if not form.is_valid():
            return render(request, "dns/domain_check.html", {"form": form}, status=422)
        return self.draw(request, form, self.picture(request, form.cleaned_data["domain"]))

    def post(self, request: ActorRequest) -> HttpResponseBase:
        """Add what is missing."""
        self.require(request, "record.add")
        form = DomainCheckForm(request.POST)
        if not form.is_valid():
            return render(request, "dns/domain_check.html", {"form": form}, status=422)
        picture = self.picture(request, form.cleaned_data["domain"])
        outcome = zones.add_all(request.api, picture.missing)
        if outcome.is_complete:
            messages.success(request, added_words(outcome))
            return redirect(f"{request.path}?{urlencode({'domain': picture.domain})}")
        picture = self.picture(request, picture.domain) if not outcome.untried else picture
        status = 503 if outcome.untried else 422
        return self.draw(request, form, picture, outcome=outcome, status=status)

    def picture(self, request: ActorRequest, domain: str) -> Picture:
        """The zone of the domain with what it says; a domain of somebody else is not found.

        At most three calls: zones, records and the customer, or zones and the SIP domain.
        """
        zone = zones.covering_zone(request.api, domain)
        if zone is None:
            request.api.sip.domain(domain)
            return Picture(domain=domain, zone=None)
        answers = Answers(zones.records_of(request.api, zone.name), zone.name)
        servers = sip_servers.servers_of(request.api, zone.customer)
        known = domain_check.target_of(domain, answers)
        try:
            place = templates.place_of(
                templates.TEMPLATES["sip-udp"],
                zone=zone.name,
                name=domain,
                targets=servers.targets,
                typed=known,
            )
        except RuleError:
            # What a property says is no host.
            target = f"sip.{domain}"
            place = templates.Place(zone=zone.name, name=domain, target=target)
        missing = domain_check.missing(place, answers)
        return Picture(domain=domain, zone=zone, answers=answers, missing=missing)

    def draw(
        self,
        request: ActorRequest,
        form: DomainCheckForm,
        picture: Picture,
        *,
        outcome: Outcome | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """The page of findings."""
        domain = picture.domain
        context = {
            "form": form,
            "domain": domain,
            "zone": picture.zone,
            "outcome": outcome,
            "missing": [zones.line_of(row) for row in picture.missing],
            "may_add": may(request.actor, "record.add"),
            **self.live_context(picture),
        }
        if picture.zone is None:
            here = f"{request.path}?{urlencode({'domain': domain})}"
            query = urlencode({"name": domain, "next": here})
            context["add_url"] = f"{reverse('zone-add')}?{query}"
        else:
            findings = domain_check.check(domain, picture.answers)
            context["findings"] = drawn(findings)
            context["is_complete"] = has_notes_alone(findings)
            query = urlencode({"name": domain})
            context["templates_url"] = (
                f"{reverse('zone-templates', args=[picture.zone.name])}?{query}"
            )
        return render(request, "dns/domain_check.html", context, status=status)

    def live_context(self, picture: Picture) -> dict[str, object]:
        """What the live DNS says, when there is a resolver to ask."""
        asked = live.resolver()
        if asked is None:
            return {}
        try:
            answers = live.answers_for(picture.domain, asked)
        except live.Unreachable:
            return {"has_live": True, "is_unreachable": True}
        here, there = domain_check.differences(picture.domain, picture.answers, answers)
        findings = domain_check.check(picture.domain, answers)
        return {
            "has_live": True,
            "live_findings": drawn(findings),
            "is_live_complete": has_notes_alone(findings),
            "only_here": here if picture.zone else [],
            "only_live": there if picture.zone else [],
        }


def has_notes_alone(findings: tuple[Finding, ...]) -> bool:
    """Whether nothing is wrong."""
    return all(one.severity == domain_check.NOTE for one in findings)


def drawn(findings: tuple[Finding, ...]) -> list[tuple[Status, str, Record | None, str]]:
    """Each finding with its state, sentence, record and the record's line."""
    return [
        (
            SEVERITIES[one.severity],
            said(one.text),
            one.record,
            zones.line_of(one.record) if one.record else "",
        )
        for one in findings
    ]
