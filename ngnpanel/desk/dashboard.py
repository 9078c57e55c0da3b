"""The start: subscribers see their overview, everybody else what there is and what is new."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ngnpanel.accounts.services import credit_limit
from ngnpanel.soap.paging import Query
from ngnpanel.web.parts import Credit
from ngnpanel.web.request import ActorRequest

LATEST = Query(order="changeDate", descending=True, count=6)
COUNT = Query(count=1)


@require_safe
def home(request: ActorRequest) -> HttpResponseBase:
    """Counts and the latest accounts: four calls, and one more for who has credits."""
    actor, api = request.actor, request.api
    if actor.is_subscriber:
        return redirect("subscriber-overview", actor.account)
    accounts = api.sip.accounts(LATEST)
    aliases = api.sip.aliases(COUNT).total
    context = {
        "accounts": accounts,
        "aliases": aliases,
        "domains": api.sip.domains(COUNT).total,
        "customers": api.customers.customers(COUNT).total,
    }
    if not actor.is_administrator:
        own = api.customers.customer(actor.customer)
        context["account_credit"] = Credit(accounts.total, credit_limit(own, "sip_credit"))
        context["alias_credit"] = Credit(aliases, credit_limit(own, "sip_alias_credit"))
    return render(request, "desk/home.html", context)
