"""The start: subscribers see their overview, everybody else what there is and what needs a look."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.actor import Role
from ngnpanel.desk.cards import PARTS
from ngnpanel.desk.gate import needs
from ngnpanel.soap.paging import Query
from ngnpanel.web.parts import Link
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part

COUNT: Final = Query(count=1)
COUNTED: Final = (AccountResource(), DomainResource(), CustomerResource())


@require_safe
def home(request: ActorRequest) -> HttpResponseBase:
    """How much there is, in three calls; everything else comes later, card by card."""
    actor, api = request.actor, request.api
    if actor.is_subscriber:
        return redirect("subscriber-overview", actor.account)
    seen = [resource for resource in COUNTED if may(actor, resource.rights.view)]
    counts = [(resource, resource.page(api, COUNT).total) for resource in seen]
    # A reseller is among its own customers, and a customer is its only one.
    own = 0 if actor.is_administrator else 1
    totals = {resource.name: total for resource, total in counts}
    steps = []
    if totals.get("customer", 1) <= own and may(actor, "customer.add"):
        steps.append(Link(_("Add your first customer"), reverse("customer-add")))
    if not totals.get("domain", 1):
        if may(actor, "domain.add"):
            steps.append(Link(_("Add your first domain"), reverse("domain-add")))
    elif not totals.get("account", 1) and may(actor, "account.add"):
        steps.append(Link(_("Add your first account"), reverse("account-add")))
    is_searching = may(actor, "search.view")
    names = [name for name, part in PARTS.items() if is_searching and part.shown_to(actor)]
    late = [(name, PARTS[name].title, reverse("home-part", args=[name])) for name in names]
    stats = [
        (total, resource.labels, resource.url("list"))
        for resource, total in counts
        if resource.name != "customer" or actor.role is not Role.CUSTOMER
    ]
    return render(request, "desk/home.html", {"stats": stats, "steps": steps, "late": late})


@require_safe
@vary_on_headers("HX-Request")
@needs("search.view")
def part(request: ActorRequest, name: str) -> HttpResponse:
    """One card of the start, at most three calls; without scripts a page of its own."""
    found = PARTS.get(name)
    if found is None or not found.shown_to(request.actor):
        raise Http404
    context: dict[str, Any] = {"title": found.title, **found.fill(request.api, request.actor)}
    template = f"desk/_{found.template}.html" if wants_part(request) else "desk/part.html"
    return render(request, template, {**context, "inner": f"desk/_{found.template}.html"})
