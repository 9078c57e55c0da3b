"""Adding the records of a template to a zone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import templates
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.forms.tools import TemplateForm
from ngnpanel.dns.services import sip_servers, zones
from ngnpanel.dns.services.choices import zone_name
from ngnpanel.dns.services.sip_servers import SipServers
from ngnpanel.dns.services.zones import Outcome
from ngnpanel.soap.errors import NotFound
from ngnpanel.web.faults import mending
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen


class TemplatesScreen(Screen):
    """What a template would add, and adding it."""

    permission = "record.add"

    def get(self, request: ActorRequest, zone: str) -> HttpResponseBase:
        """The form, and the records as they would be."""
        try:
            found = request.api.dns.zone(zone_name(zone))
        except NotFound:
            return self.elsewhere(request, zone)
        return self.draw(request, found, zones.records_of(request.api, found.name))

    def post(self, request: ActorRequest, zone: str) -> HttpResponseBase:
        """Add what is missing; what was added stays when something else is refused."""
        found = request.api.dns.zone(zone_name(zone))
        present = zones.records_of(request.api, found.name)
        servers = sip_servers.servers_of(request.api, found.customer)
        form = TemplateForm(request.POST)
        made = self.made(form, found, servers)
        if made is None:
            return self.draw(request, found, present, form=form, status=422, servers=servers)
        outcome = zones.add_all(request.api, templates.missing(made, present))
        typed = form.cleaned_data["target"].strip()
        chosen = templates.TEMPLATES[form.cleaned_data["template"]]
        if outcome.added and chosen.is_sip and typed not in ("", servers.last) and found.customer:
            sip_servers.remember(request.api, found.customer, typed)
        if outcome.is_complete:
            messages.success(request, added_words(outcome))
            return redirect(f"{request.path}?{urlencode(form.cleaned_data)}")
        now = (*present, *outcome.added)
        status = 503 if outcome.untried else 422
        return self.draw(
            request, found, now, form=form, status=status, servers=servers, outcome=outcome
        )

    def made(
        self, form: TemplateForm, zone: Zone, servers: SipServers
    ) -> tuple[Record, ...] | None:
        """The records that the form asks for; None with the reason on its field."""
        if not form.is_valid():
            return None
        typed = form.cleaned_data
        try:
            template = templates.template_called(typed["template"])
            place = templates.place_of(
                template,
                zone=zone.name,
                name=typed["name"],
                targets=servers.targets,
                typed=typed["target"],
                msrp_relay=servers.msrp_relay,
                xcap_root=servers.xcap_root,
                push_server=servers.push_server,
            )
            return templates.records_of(template, place)
        except RuleError as error:
            form.add_error(error.field if error.field in form.fields else None, mending(error))
        return None

    def elsewhere(self, request: ActorRequest, name: str) -> HttpResponseBase:
        """The page of the zone above, or the offer to add one: foreign looks like missing."""
        full = zone_name(name)
        above = zones.covering_zone(request.api, full)
        if above is not None:
            query = urlencode({**request.GET.dict(), "name": full})
            return redirect(f"{reverse('zone-templates', args=[above.name])}?{query}")
        query = urlencode({"name": full, "next": reverse("zone-templates", args=[full])})
        context = {"name": full, "add_url": f"{reverse('zone-add')}?{query}"}
        return render(request, "dns/no_zone.html", context, status=404)

    def draw(
        self,
        request: ActorRequest,
        zone: Zone,
        present: tuple[Record, ...],
        *,
        form: TemplateForm | None = None,
        status: int = 200,
        servers: SipServers | None = None,
        outcome: Outcome | None = None,
    ) -> HttpResponse:
        """The page; what was chosen last is previewed."""
        if servers is None:
            servers = sip_servers.servers_of(request.api, zone.customer)
        if form is None:
            first: dict[str, Any] = {"template": "sip-udp", "name": "", "target": ""}
            form = TemplateForm({**first, **request.GET.dict()})
        rows = self.made(form, zone, servers) if not form.errors else None
        new = set(templates.missing(rows or (), present))
        context = {
            "zone": zone,
            "form": form,
            "rows": [(zones.line_of(row), row in new) for row in rows or ()],
            "is_new": len(new),
            "outcome": outcome,
            "proposed": next((text for text in servers.targets if text.strip()), ""),
            "zone_url": reverse("zone-detail", args=[zone.name]),
        }
        return render(request, "dns/zone_templates.html", context, status=status)


def added_words(outcome: Outcome) -> str:
    """What was added, in a sentence."""
    number = len(outcome.added)
    if not number:
        return _("Nothing was missing: all these records are there already.")
    words = ngettext("%(number)d record is added.", "%(number)d records are added.", number)
    return words % {"number": number}
