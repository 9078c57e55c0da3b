"""One search over all kinds of records that people look for, one call for each kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ngnpanel.accounts.domain.customers import Customer
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.accounts.resources.accounts import AccountResource
from ngnpanel.accounts.resources.aliases import AliasResource
from ngnpanel.accounts.resources.customers import CustomerResource
from ngnpanel.accounts.resources.domains import DomainResource
from ngnpanel.actor import Actor
from ngnpanel.api import Api
from ngnpanel.desk.gate import needs
from ngnpanel.desk.typed import Typed
from ngnpanel.dns.resources.zones import ZoneResource
from ngnpanel.enum.domain.numbers import Number
from ngnpanel.enum.resources.numbers import NumberResource
from ngnpanel.soap.errors import Invalid, Unavailable
from ngnpanel.soap.paging import Query
from ngnpanel.web import parties
from ngnpanel.web.parts import Party
from ngnpanel.web.permissions import may
from ngnpanel.web.request import ActorRequest, wants_part
from ngnpanel.web.resource import Resource

SHOWN: Final = 5
# The best of them are shown.
READ: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A kind of record: its order, the names that a text is compared with, whose a record is.

    ``name`` and ``label`` are for a second way to find the same kind.
    """

    resource: Resource[Any]
    order: str
    names: Callable[[Any], tuple[str, ...]]
    belongs: Callable[[Any], tuple[str | Party, ...]]
    name: str = ""
    label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    title: str
    belongs: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """The best records of one kind, how many there are, and the list of them all."""

    name: str
    label: str | Promise
    one: str | Promise
    icon: str
    hits: tuple[Hit, ...]
    total: int
    url: str


def _account(account: Account) -> tuple[str | Party, ...]:
    return account.name, Party(account.owner or account.customer)


def _number(number: Number) -> tuple[str | Party, ...]:
    target = number.mappings[0].mapto if number.mappings else ""
    return target, Party(number.owner or number.customer)


def _customer(customer: Customer) -> tuple[str | Party, ...]:
    if customer.is_reseller:
        return customer.username, _("Reseller")
    return customer.username, Party(customer.reseller, "reseller")


SOUGHT: Final = (
    Sought(
        resource=AccountResource(),
        order="username",
        names=lambda a: (str(a.id), a.id.username, a.name),
        belongs=_account,
    ),
    Sought(
        resource=AccountResource(),
        order="lastName",
        names=lambda a: (a.last_name,),
        belongs=_account,
        name="person",
        label=_lazy("SIP accounts by last name"),
    ),
    Sought(
        resource=AliasResource(),
        order="aliasUsername",
        names=lambda a: (str(a.id), a.id.username),
        belongs=lambda a: (_("Leads to %(target)s") % {"target": a.target}, Party(a.customer)),
    ),
    Sought(
        resource=NumberResource(),
        order="number",
        names=lambda n: (n.id.number,),
        belongs=_number,
    ),
    Sought(
        resource=DomainResource(),
        order="domain",
        names=lambda d: (d.domain,),
        belongs=lambda d: (Party(d.customer), Party(d.reseller, "reseller")),
    ),
    Sought(
        resource=ZoneResource(),
        order="name",
        names=lambda z: (z.name,),
        belongs=lambda z: (Party(z.customer), Party(z.reseller, "reseller")),
    ),
    Sought(
        resource=CustomerResource(),
        order="username",
        names=lambda c: (c.username, str(c.id), c.organization, c.email),
        belongs=_customer,
    ),
)


def find(api: Api, actor: Actor, typed: Typed) -> list[Group]:
    """What the person may see of it; at most one call for each kind that it can be."""
    filters = typed.filters()
    found = []
    for sought in SOUGHT:
        name = sought.name or sought.resource.name
        if name in filters and may(actor, sought.resource.rights.view):
            group = _group(api, actor, typed, sought, filters[name])
            if group is not None:
                found.append(group)
    return _once(found)


def _once(groups: list[Group]) -> list[Group]:
    """The groups without what an earlier one shows already."""
    shown: set[str] = set()
    left = []
    for group in groups:
        hits = tuple(hit for hit in group.hits if hit.url not in shown)
        shown |= {hit.url for hit in hits}
        if hits:
            left.append(replace(group, hits=hits))
    return left


def _group(
    api: Api, actor: Actor, typed: Typed, sought: Sought, filters: dict[str, str]
) -> Group | None:
    resource, query = sought.resource, urlencode(filters)
    form = resource.search_form_class(QueryDict(query), actor=actor)
    # A filter that the form does not take would be left out, and everything found.
    if not form.is_valid() or not form.filter():
        return None
    try:
        page = resource.page(api, Query(filter=form.filter(), order=sought.order, count=READ))
    except Invalid:
        return None  # no name of this kind looks like that
    if not page.total:
        return None
    best = sorted(page, key=lambda record: typed.rank(*sought.names(record)))[:SHOWN]
    words = [parties.named(api, sought.belongs(record), ask=False) for record in best]
    hits = tuple(
        Hit(
            resource.title(record),
            " · ".join(str(getattr(word, "text", word)) for word in belongs if word),
            resource.url("detail", record),
        )
        for record, belongs in zip(best, words, strict=True)
    )
    labels = resource.labels
    return Group(
        sought.name or resource.name,
        sought.label or labels.many,
        labels.one,
        labels.icon,
        hits,
        page.total,
        f"{resource.url('list')}?{query}",
    )


@require_safe
@vary_on_headers("HX-Request")
@needs("search.view")
def search(request: ActorRequest) -> HttpResponse:
    """The page of the search, for htmx its results alone; at most six calls."""
    typed = Typed.of(request.GET.get("q", ""))
    is_part = wants_part(request)
    context: dict[str, Any] = {"text": typed.text}
    try:
        context["groups"] = find(request.api, request.actor, typed)
    except Unavailable:
        if not is_part:
            raise
        context["is_away"] = True  # said within the box, which stays open
    template = "desk/_found.html" if is_part else "desk/search.html"
    return render(request, template, context)
