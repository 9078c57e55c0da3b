"""What every list and every form offers: columns, order, filters, fields, defaults, by role."""

from __future__ import annotations

import re
from dataclasses import asdict
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.forms import ChoiceField
from django.test import Client
from django.urls import resolve, reverse

from ngnpanel.accounts.domain.sip import Domain
from ngnpanel.dns.domain.zones import Zone
from tests.belongings import Estates
from tests.filling import errors, fill
from tests.people import DOMAIN, api, sign_in
from tests.web.contents import Contents, sides
from tests.web.contents.every import KINDS
from tests.web.kinds.every import BY_NAME

STAFF = ("administrator", "reseller", "customer")
NAMED = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def listing(browser: Client, kind: Contents, query: dict[str, Any] | None = None) -> Any:
    answer = browser.get(reverse(f"{kind.name}-list"), query)
    assert answer.status_code == 200
    return answer.context["listing"]


def fields_of(form: Any, *, is_text: bool) -> set[str]:
    """The fields that can be changed, or those that are text; properties have their own tests.

    Fields of a part carry its number, which the database chose: here it counts as 1.
    """
    return {
        re.sub(r"_\d+$", "_1", name)
        for name, field in form.fields.items()
        if field.disabled == is_text and not name.startswith("property_")
    }


def columns(browser: Client, kind: Contents) -> list[str]:
    return [column.name for column in listing(browser, kind).columns]


@NAMED
def test_a_list_has_its_columns(estates: Estates, kind: Contents) -> None:
    everything = kind.columns.split()
    assert columns(estates.people.browser("administrator"), kind) == everything
    fewer = [name for name in everything if name not in kind.sellers.split()]
    assert columns(estates.people.browser("reseller"), kind) == fewer


@NAMED
def test_a_list_is_sorted_at_first_as_people_expect(estates: Estates, kind: Contents) -> None:
    found = listing(estates.people.browser("administrator"), kind)
    assert found.order == kind.order
    sortable = {column.order for column in found.columns if column.order}
    assert sortable - {"changeDate"} == kind.sorts.keys()
    assert "changeDate" in sortable or kind.name == "route"


@NAMED
def test_a_list_is_sorted_by_each_of_its_keys(estates: Estates, kind: Contents) -> None:
    for side in sides(estates):
        kind.differ(side)
    resource = resolve(reverse(f"{kind.name}-list")).func.view_initkwargs["resource"]  # type: ignore[attr-defined]
    browser = estates.people.browser("administrator")
    for key, value_of in kind.sorts.items():
        for order, descends in ((key, False), (f"-{key}", True)):
            rows = listing(browser, kind, {"order": order}).rows
            values = [value_of(resource.get(api(), row.key)) for row in rows]
            assert len(set(values)) > 1, key
            assert values == sorted(values, reverse=descends), key


@NAMED
def test_a_filter_finds_what_it_asks_for(estates: Estates, kind: Contents) -> None:
    both = sides(estates)
    for side in both:
        kind.differ(side)
    keys = [kind.key(side) for side in both]
    browser = estates.people.browser("administrator")
    for name, value_of in kind.filters.items():
        for side, wanted, other in zip(both, keys, reversed(keys), strict=True):
            value = value_of(side)
            if value is None:  # no filter for these
                continue
            found = {row.key for row in listing(browser, kind, {name: value}).rows}
            assert wanted in found, name
            assert other not in found, name


@NAMED
def test_a_search_has_its_filters_and_no_others(estates: Estates, kind: Contents) -> None:
    for person in STAFF[:2] if BY_NAME[kind.name].is_for_sellers else STAFF:
        form = listing(estates.people.browser(person), kind).form
        hidden = set(kind.not_for.get(person, "").split())
        assert set(form.fields) == kind.filters.keys() - hidden, person


@NAMED
def test_a_new_record_has_its_fields_with_their_defaults(estates: Estates, kind: Contents) -> None:
    own = {"carrier_id": int(estates.own.carrier), "gateway_id": int(estates.own.gateway)}
    for person in STAFF:
        answer = estates.people.browser(person).get(reverse(f"{kind.name}-add"))
        if person not in kind.add:
            assert answer.status_code == 403, person
            continue
        form = answer.context["form"]
        found = {name: form[name].value() for name in fields_of(form, is_text=False)}
        actor = estates.people.actor(person)
        assert actor
        wanted = {
            name: {**own, "owner": actor.customer}[name] if value == "own" else value
            for name, value in kind.add[person].items()
        }
        assert found == wanted, person


@NAMED
def test_each_role_changes_its_fields_and_reads_the_others(
    estates: Estates, kind: Contents
) -> None:
    key = BY_NAME[kind.name].own(estates)
    for person in STAFF:
        answer = estates.people.browser(person).get(reverse(f"{kind.name}-edit", args=[key]))
        if person not in kind.edit:
            assert answer.status_code == 403, person
            continue
        form = answer.context["form"]
        assert fields_of(form, is_text=False) == set(kind.edit[person].split()), person
        assert fields_of(form, is_text=True) == set(kind.text[person].split()), person


# What the page of each record leads to; {word} stands for the keys of the own records.
RELATIVES = {
    "customer": "/sip/domains/?customer={customer} /sip/accounts/?customer={customer}"
    " /sip/accounts/?owner={customer} /sip/aliases/?owner={customer}"
    " /numbers/ranges/?customer={customer} /numbers/numbers/?owner={customer}"
    " /dns/zones/?customer={customer} /customers/{reseller}/",
    "domain": "/sip/accounts/?domain={domain} /sip/aliases/?domain={domain}"
    " /dns/zones/?q={domain} /customers/{customer}/",
    "account": "/sip/accounts/{account}/aliases/ /numbers/numbers/?mapto={account}"
    " /sip/domains/{domain}/ /customers/{customer}/ /subscriber/{account}/",
    "alias": "/sip/accounts/{account}/ /sip/domains/{domain}/ /customers/{customer}/",
    "range": "/numbers/numbers/?range={range} /customers/{customer}/",
    "number": "/numbers/ranges/{range}/ /sip/accounts/{account}/ /customers/{customer}/",
    "zone": "/dns/records/?zone={zone} /dns/mail-aliases/?zone={zone}"
    " /dns/redirects/?zone={zone} /customers/{customer}/",
    "record": "/dns/zones/{zone}/ /customers/{customer}/",
    "mail-alias": "/dns/zones/{zone}/ /customers/{customer}/",
    "redirect": "/dns/zones/{zone}/ /customers/{customer}/",
    "carrier": "/pstn/gateways/?carrier={carrier} /pstn/routes/?carrier={carrier}"
    " /pstn/rules/?carrier={carrier} /customers/{reseller}/",
    "gateway": "/pstn/carriers/{carrier}/ /pstn/rules/?gateway={gateway}"
    " /pstn/routes/?carrier={carrier}",
    "rule": "/pstn/gateways/{gateway}/ /pstn/carriers/{carrier}/",
    "route": "/pstn/carriers/{carrier}/ /pstn/gateways/?carrier={carrier}",
    "peer": "/customers/{reseller}/",
}


@NAMED
def test_a_record_leads_to_its_relatives(estates: Estates, kind: Contents) -> None:
    own, _foreign = sides(estates)
    for each in KINDS:
        if each.name in {kind.name, "account", "alias", "number"}:
            each.differ(own)
    browser = estates.people.browser("administrator")
    page = browser.get(reverse(f"{kind.name}-detail", args=[kind.key(own)])).content.decode()
    page = unquote(unescape(page))
    words = {**asdict(own), **asdict(own.estate), "account": str(own.account)}
    for place in RELATIVES[kind.name].format(**words).split():
        assert f'"{place}' in page, place
        answer = browser.get(place)
        assert answer.status_code == 200, place
        if "?" in place:
            assert answer.context["listing"].total >= 1, place


REMEMBERED = {
    "account": ({"username": "carol", "timezone": "Asia/Tokyo", "quota": "7"}, "timezone quota"),
    "alias": ({"username": "info", "target": "alice@acme.example"}, "domain"),
    "range": ({"prefix": "313080052", "tld": "nrenum.net"}, "tld"),
    "number": (
        {"number": "8005162", "type": "tel", "mapto": "+31208005100", "ttl": "60"},
        "type ttl",
    ),
    "record": ({"name": "new", "type": "TXT", "text": "x"}, "zone type"),
    "mail-alias": ({"name": "new", "value": "bob@example.net"}, "zone"),
    "redirect": ({"name": "new", "value": "https://example.net/"}, "zone"),
}


@pytest.mark.parametrize("name", REMEMBERED)
def test_a_new_record_begins_like_the_last_one(
    estates: Estates, reseller: Client, name: str
) -> None:
    api().sip.add_domain(Domain(domain="second.example", reseller=estates.people.reseller))
    api().dns.add_zone(Zone(name="second.example", reseller=estates.people.reseller))
    typed, same = REMEMBERED[name]
    url = reverse(f"{name}-add")
    fields = reseller.get(url).context["form"].fields
    place = {field: "second.example" for field in ("domain", "zone") if field in fields}
    answer = fill(reseller, url, **place, **typed)
    assert answer.status_code in (200, 302)
    assert not answer.context or "form" not in answer.context, errors(answer)
    form = reseller.get(url).context["form"]
    for field in same.split():
        assert str(form[field].value()) == {**place, **typed}[field]
    assert all(not form[field].value() for field in typed if field not in same.split())
    # Somebody else begins anew, and a link wins.
    fresh = estates.people.browser("reseller").get(url).context["form"]
    first = same.split()[0]
    assert fresh[first].value() != form[first].value()
    if name == "record":
        linked = reseller.get(url, {"zone": DOMAIN}).context["form"]
        assert linked["zone"].value() == DOMAIN


@NAMED
def test_opening_a_page_deletes_nothing(estates: Estates, kind: Contents) -> None:
    browser = estates.people.browser("administrator")
    key = BY_NAME[kind.name].own(estates)
    url = reverse(f"{kind.name}-delete", args=[key])
    assert browser.get(url, {"confirm": "1"}).status_code == 200
    assert browser.head(url).status_code == 200
    assert browser.get(reverse(f"{kind.name}-detail", args=[key])).status_code == 200


@NAMED
def test_a_request_from_elsewhere_changes_nothing(estates: Estates, kind: Contents) -> None:
    guarded = Client(enforce_csrf_checks=True)
    actor = estates.people.actor("administrator")
    assert actor
    sign_in(guarded, actor)
    key = BY_NAME[kind.name].own(estates)
    for screen in ("edit", "delete"):
        answer = guarded.post(reverse(f"{kind.name}-{screen}", args=[key]), {"opened": "{}"})
        assert answer.status_code == 403
    assert guarded.post(reverse(f"{kind.name}-add"), {}).status_code == 403
    assert guarded.get(reverse(f"{kind.name}-detail", args=[key])).status_code == 200


@NAMED
def test_what_is_typed_into_a_filter_is_text(estates: Estates, kind: Contents) -> None:
    browser = estates.people.browser("administrator")
    odd = '"><script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd \U0001f4de %_\\'
    for name in kind.filters:
        page = browser.get(reverse(f"{kind.name}-list"), {name: odd}).content.decode()
        assert "<script>alert" not in page, name


def test_a_star_stands_for_any_text(estates: Estates, reseller: Client) -> None:
    for typed, total in (("a*e", 1), ("a%e", 1), ("al_ce", 1), ("a*x", 0)):
        found = reseller.get(reverse("account-list"), {"q": typed}).context["listing"]
        assert found.total == total, typed


LIMITS = {
    "ngnpanel.dns.services.choices.MOST_ZONES": ("record", "zone"),
    "ngnpanel.enum.services.MOST_RANGES": ("number", "range"),
    "ngnpanel.accounts.services.MOST_DOMAINS": ("account", "domain"),
    "ngnpanel.accounts.services.MOST_CUSTOMERS": ("account", "owner"),
    "ngnpanel.pstn.services.MOST_CARRIERS": ("gateway", "carrier_id"),
    "ngnpanel.pstn.services.MOST_GATEWAYS": ("rule", "gateway_id"),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_more_than_a_list_can_offer_is_typed(
    estates: Estates, reseller: Client, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    name, field = LIMITS[limit]
    url = reverse(f"{name}-add")
    assert isinstance(reseller.get(url).context["form"].fields[field], ChoiceField)
    monkeypatch.setattr(limit, 0)
    assert not isinstance(reseller.get(url).context["form"].fields[field], ChoiceField)
    own = estates.own
    person = {"username": "carol", "password": "typed by hand", "domain": DOMAIN}
    typed: dict[str, Any] = {
        "zone": {"zone": DOMAIN, "name": "new", "type": "TXT", "text": "x"},
        "range": {"range": own.range, "number": "8005162", "mapto": "alice@acme.example"},
        "domain": person,
        "owner": {**person, "owner": str(estates.people.customer)},
        "carrier_id": {"carrier_id": own.carrier, "name": "New", "ip": "192.0.2.7"},
        "gateway_id": {"gateway_id": own.gateway, "prefix": "0032"},
    }
    answer = fill(reseller, url, **typed[field])
    assert answer.status_code == 302, errors(answer)
