"""Zones as files: export as a master file or as JSON, and import with a preview."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import zone_file
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zone_plan import Plan
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.forms.tools import ImportForm, NewZoneImportForm
from ngnpanel.dns.services import master_file, zones
from ngnpanel.dns.services.choices import zone_name
from ngnpanel.dns.services.master_file import ZoneFile
from ngnpanel.dns.services.zones import MOST_WRITES, Outcome
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound
from ngnpanel.soap.records import to_plain
from ngnpanel.web.faults import mending, said, sentence
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen

# Of the customer, who it is; an export has no secrets in it.
CUSTOMER = ("id", "reseller", "username", "firstName", "lastName", "organization", "email")

ATTRIBUTES = {
    "ttl": lazy("TTL of SOA and NS"),
    "email": lazy("Administrator's e-mail"),
    "refresh": lazy("Refresh"),
    "retry": lazy("Retry"),
    "expire": lazy("Expire"),
    "minimum": lazy("Minimum"),
    "nameservers": lazy("Name servers"),
}


class ExportScreen(Screen):
    """A zone with its records, to download."""

    permission = "zone.view"

    def get(self, request: ActorRequest, zone: str) -> HttpResponseBase:
        """A master file, or JSON with ?format=json."""
        found = request.api.dns.zone(zone_name(zone))
        rows = zones.records_of(request.api, found.name)
        if request.GET.get("format") == "json":
            text, kind, ending = self.as_json(request, found, rows), "application/json", "json"
        else:
            text, kind, ending = zone_file.zone_text(found, rows), "text/dns", "zone"
        response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
        name = found.name.replace("/", "-")
        response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        return response

    def as_json(self, request: ActorRequest, zone: Zone, rows: tuple[Record, ...]) -> str:
        """The zone, its records and whose it is, by their wire names."""
        customers = []
        if zone.customer:
            plain = to_plain(request.api.customers.customer(zone.customer))
            customers = [{name: plain.get(name) for name in CUSTOMER}]
        content = {
            "dns_zones": [to_plain(zone)],
            "dns_records": [to_plain(row) for row in rows],
            "customers": customers,
        }
        return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"


class ImportScreen(Screen):
    """A file into a zone: the form, the preview, and after confirmation the writing."""

    permission = "zone.edit"
    form_class: type[ImportForm] = ImportForm

    def get(self, request: ActorRequest, zone: str = "") -> HttpResponseBase:
        """The empty form."""
        before = request.api.dns.zone(zone_name(zone)) if zone else None
        return self.draw(request, before, self.form_class())

    def post(self, request: ActorRequest, zone: str = "") -> HttpResponseBase:
        """A preview; the writing when the preview of the very same changes is confirmed."""
        before = request.api.dns.zone(zone_name(zone)) if zone else None
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self.draw(request, before, form, status=422)
        name = before.name if before else form.cleaned_data["zone"]
        if before is None and self.exists(request, name):
            form.add_error("zone", _("This zone is there already. Import into it from its page."))
            return self.draw(request, before, form, status=422)
        try:
            file = master_file.read(form.cleaned_data["text"], name)
        except RuleError as error:
            form.add_error("text", mending(error))
            return self.draw(request, before, form, status=422)
        present = zones.records_of(request.api, name) if before else ()
        removes = bool(form.cleaned_data.get("removes"))
        plan = zones.planned(file, before, present, removes=removes)
        if not form.cleaned_data["digest"]:
            return self.preview(request, form, plan, file)
        if form.cleaned_data["digest"] != plan.digest:
            changed = _("The zone was changed meanwhile. This is what the file would do now.")
            return self.preview(request, form, plan, file, problem=changed, status=422)
        return self.write(request, form, plan, file)

    def exists(self, request: ActorRequest, name: str) -> bool:
        """Whether the person has such a zone."""
        try:
            request.api.dns.zone(name)
        except NotFound:
            return False
        return True

    def write(
        self, request: ActorRequest, form: ImportForm, plan: Plan, file: ZoneFile
    ) -> HttpResponseBase:
        """Do it; nothing at all when it is too much for one request."""
        if plan.writes > MOST_WRITES:
            return self.preview(request, form, plan, file, status=422)
        try:
            outcome = zones.write(request.api, plan)
        except (Invalid, Conflict, Denied) as error:
            return self.preview(request, form, plan, file, problem=sentence(error), status=422)
        if outcome.is_complete:
            messages.success(request, done_words(plan, outcome))
            return redirect("zone-detail", key=plan.zone.name)
        context = {
            "plan": plan,
            "outcome": outcome,
            "zone": plan.zone,
            "words": done_words(plan, outcome),
        }
        status = 503 if outcome.untried else 422
        return render(request, "dns/zone_import_done.html", context, status=status)

    def preview(
        self,
        request: ActorRequest,
        form: ImportForm,
        plan: Plan,
        file: ZoneFile,
        *,
        problem: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """What would be written, line by line."""
        refused = [
            *((row.number, row.text, said(row.reason)) for row in file.refused),
            *((row.number, zones.line_of(row.record), said(row.reason)) for row in plan.rejected),
        ]
        context = {
            "plan": plan,
            "attributes": [(ATTRIBUTES[name], old, new) for name, old, new in plan.attributes],
            "zone": plan.before,
            "name": plan.zone.name,
            "text": form.cleaned_data["text"],
            "added": [(one.number, zones.line_of(one.record)) for one in plan.added],
            "changed": [
                (one.number, zones.line_of(one.old), zones.line_of(one.record))
                for one in plan.changed
                if one.old
            ],
            "left": [zones.line_of(row) for row in plan.left],
            "refused": sorted(refused),
            "too_many": plan.writes > MOST_WRITES,
            "most": MOST_WRITES,
            "problem": problem,
        }
        return render(request, "dns/zone_import_preview.html", context, status=status)

    def draw(
        self, request: ActorRequest, zone: Zone | None, form: ImportForm, status: int = 200
    ) -> HttpResponse:
        """The page with the form."""
        context: dict[str, Any] = {"zone": zone, "form": form}
        return render(request, "dns/zone_import.html", context, status=status)


class NewZoneImportScreen(ImportScreen):
    """A file as a new zone."""

    permission = "zone.add"
    form_class = NewZoneImportForm


def done_words(plan: Plan, outcome: Outcome) -> str:
    """What was written, in a sentence."""
    return _("%(zone)s: %(added)d added, %(changed)d changed, %(removed)d removed.") % {
        "zone": plan.zone.name,
        "added": len(outcome.added),
        "changed": len(outcome.changed),
        "removed": len(outcome.removed),
    }
