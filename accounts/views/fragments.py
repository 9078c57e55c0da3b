"""Parts of record pages that are fetched afterwards, so that the page itself is quick."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ngnpanel.accounts import services
from ngnpanel.accounts.domain.customers import CREDITS, Customer
from ngnpanel.accounts.forms.customer_properties import CREDIT_LABELS
from ngnpanel.api import Api
from ngnpanel.soap.paging import Query
from ngnpanel.web import limits
from ngnpanel.web.parts import Credit, Link
from ngnpanel.web.request import ActorRequest
from ngnpanel.web.views import Screen

# Aliases that the page of an account names.
MANY: Final = 20


class CreditsPart(Screen):
    """What a customer, or all customers of a reseller, use of each credit; seven calls."""

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """A line for each kind."""
        record: Customer = self.load(request, key)
        used = used_credits(request.api, record)
        rows = [
            (
                CREDIT_LABELS[name],
                Credit(used[name], limits.limit(record, name)),
                bool(record.property_value(name)),
            )
            for name in CREDITS
        ]
        return render(request, "accounts/_credits.html", {"rows": rows, "record": record})


class AliasesPart(Screen):
    """The other addresses of an account; a call for the account, so that a foreign one is 404.

    The list of aliases would not do: its filters are patterns, see ``aliases_of``.
    """

    def get(self, request: ActorRequest, key: str) -> HttpResponse:
        """A line for each alias."""
        address = self.load(request, key).id
        aliases = request.api.sip.aliases_of(address, count=MANY)
        links = [Link(str(a.id), reverse("alias-detail", args=[str(a.id)])) for a in aliases]
        context = {
            "links": links,
            "more": aliases.total - len(links),
            "list_url": f"{reverse('alias-list')}?{urlencode({'target': address})}",
            "add_url": f"{reverse('alias-add')}?{urlencode({'target': address})}",
        }
        return render(request, "accounts/_aliases.html", context)


def used_credits(api: Api, customer: Customer) -> dict[str, int]:
    """How many records of each limited kind belong to a customer, or to a reseller's customers."""
    whose = services.tenant_filter(customer)
    count = Query(filter=whose, count=1)
    mail = Query(filter={**whose, "type": "MBOXFW"}, count=1)
    return {
        "sip_credit": api.sip.accounts(count).total,
        "sip_alias_credit": api.sip.aliases(count).total,
        "enum_range_credit": api.enum.ranges(count).total,
        "enum_number_credit": api.enum.numbers(count).total,
        "dns_zone_credit": api.dns.zones(count).total,
        "email_credit": api.dns.fancy_records(mail).total,
    }
