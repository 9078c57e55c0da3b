"""All lists of a platform as tables, imported into one that has nothing of them: it is equal."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db.models import F

from ngnpanel.enum.domain.numbers import NumberId
from ngnpanel.imports import exporting
from ngnpanel.imports.references import Ground
from ngnpanel.jobs import submitting
from ngnpanel.provisioning import models
from ngnpanel.soap.paging import Query
from ngnpanel.web.selection import every
from tests.belongings import Estates
from tests.imports.importing import imported, kind_of, told
from tests.jobs.working import actor, counts, done, items, work
from tests.people import api

# What comes first is needed by what comes later.
ORDER = (
    "customer", "domain", "account", "alias", "range", "number", "zone", "record", "mail-alias",
    "redirect", "peer", "carrier", "gateway", "rule", "route",
)  # fmt: skip


def tables(estates: Estates) -> dict[str, str]:
    """Every list as the administrator takes it out."""
    ground = Ground(api(), actor(estates.people, "administrator"))
    found = {}
    for name in ORDER:
        table = kind_of(name).table
        records = every(table.records, api(), Query(order=""))
        text = b"".join(exporting.lines(table, ground, records)).decode("utf-8-sig")
        first, *rest = text.splitlines(keepends=True)
        found[name] = first + "".join(sorted(rest))
    return found


def empty() -> None:
    """Take everything from the platform."""
    for model in (
        *(models.Route, models.Gateway, models.Carrier, models.TrustedPeer),
        *(models.EnumNumber, models.EnumRange, models.Zone),
        *(models.Alias, models.Account, models.Domain, models.RatingProfiles),
    ):
        model.objects.all().delete()
    models.Customer.objects.exclude(reseller=F("pk")).delete()
    models.Customer.objects.all().delete()
    cache.clear()


def test_all_lists_are_imported_into_an_empty_platform(estates: Estates) -> None:
    before = tables(estates)
    assert all(text.count("\n") > 1 for text in before.values())
    empty()
    administrator = actor(estates.people, "administrator")
    for name in ORDER:
        job = imported(administrator, name, before[name], "refuse")
        job = done(job)
        assert counts(job).keys() == {"done"}, (name, told(job))
    cache.clear()
    assert tables(estates) == before


@pytest.mark.parametrize("name", [name for name in ORDER if name != "customer"])
def test_importing_what_is_there_changes_nothing(estates: Estates, name: str) -> None:
    text = tables(estates)[name]
    job = imported(actor(estates.people, "administrator"), name, text)
    assert counts(job).keys() == {"skipped"}, told(job)


@pytest.mark.parametrize("name", ORDER)
def test_every_kind_is_added_and_taken_back(estates: Estates, name: str) -> None:
    before = tables(estates)
    text = rows(name)
    person = actor(estates.people, "administrator")
    job = done(imported(person, name, text, "refuse"))
    assert counts(job) == {"done": 1}, told(job)
    undoing = submitting.undo(job, person)
    work()
    undoing.refresh_from_db()
    assert counts(done(undoing)) == {"done": 1}, told(undoing)
    assert tables(estates) == before


def rows(name: str) -> str:
    """A table with one new record."""
    found: dict[str, dict[str, str]] = {
        "customer": {"username": "new", "email": "new@example.com", "reseller": "reseller"},
        "domain": {"domain": "new.example", "customer": "customer", "reseller": "reseller"},
        "account": {"username": "new", "domain": "acme.example", "properties": "a = b"},
        "alias": {"username": "new", "domain": "acme.example", "target": "alice@acme.example"},
        "range": {"prefix": "4420", "customer": "customer", "reseller": "reseller"},
        "number": {"number": "+31208005199", "mapto": "alice@acme.example", "type": "sip"},
        "zone": {"name": "new.example", "customer": "customer", "reseller": "reseller"},
        "record": {
            "zone": "acme.example",
            "name": "new",
            "type": "mx",
            "value": "Mail",
            "priority": "5",
        },
        "mail-alias": {"zone": "acme.example", "name": "new", "value": "bob@acme.example"},
        "redirect": {"zone": "acme.example", "name": "new", "value": "https://www.example.com/"},
        "peer": {"ip": "192.0.2.99", "reseller": "reseller", "prepaid": "yes", "call_limit": "7"},
        "carrier": {"name": "New", "reseller": "reseller"},
        "gateway": {"carrier": "Carrier of acme.example", "name": "New", "ip": "192.0.2.9"},
        "rule": {"gateway": "Gateway of acme.example", "prefix": "+32", "strip": "2"},
        "route": {
            "carrier": "Carrier of acme.example",
            "prefix": "+32",
            "originator": "SIP:acme.example",
        },
    }
    cells = found[name]
    return ",".join(cells) + "\n" + ",".join(cells.values()) + "\n"


ACME = "acme.example"
ROUTES = f"carrier,prefix,originator,priority\nCarrier of {ACME},0031,{ACME},3\n"
# A row about a record that is there, and what its line says then.
UPDATES = {
    "customer": ("username,city\ncustomer,Utrecht\n", "Utrecht"),
    "domain": (f"domain,require_cert\n{ACME},yes\n", "yes"),
    "alias": (f"username,domain,target\nsales,{ACME},bob@{ACME}\n", f"bob@{ACME}"),
    "range": ("prefix,info\n3120,New\n", "New"),
    "zone": (f"name,ttl\n{ACME},60\n", "60"),
    "record": (f"zone,name,type,value,ttl\n{ACME},www,A,192.0.2.80,60\n", "60"),
    "redirect": (f"zone,name,value\n{ACME},go,https://x.example/\n", "https://x.example/"),
    "peer": ("ip,call_limit\n192.0.2.10,7\n", "7"),
    "gateway": (f"carrier,name,port\nCarrier of {ACME},Gateway of {ACME},5070\n", "5070"),
    "rule": (f"gateway,prefix,strip\nGateway of {ACME},0031,4\n", "4"),
    "route": (ROUTES, "3"),
}


@pytest.mark.parametrize("name", UPDATES)
def test_only_what_the_row_says_changes(estates: Estates, name: str) -> None:
    text, value = UPDATES[name]
    before = tables(estates)[name].splitlines()
    job = done(imported(actor(estates.people, "administrator"), name, text))
    assert counts(job) == {"done": 1}, told(job)
    assert items(job)[0].given["act"] == "update"
    after = tables(estates)[name].splitlines()
    assert len(set(before) ^ set(after)) == 2
    (changed,) = set(after) - set(before)
    assert f'"{value}"' in changed


def test_a_number_gets_more_addresses_and_loses_some(estates: Estates) -> None:
    person = actor(estates.people, "reseller")
    key = NumberId(number="31208005161")
    text = "number,ttl,mapto_2,type_2,priority_2\n+31 20 800 5161,60,office@acme.example,mailto,9\n"
    assert counts(done(imported(person, "number", text))) == {"done": 1}
    found = api().enum.number(key).mappings
    assert [(m.type, m.mapto, m.priority, m.ttl) for m in found] == [
        ("sip", "sip:alice@acme.example", 5, 60),
        ("mailto", "mailto:office@acme.example", 9, 3600),
    ]
    text = "number,mapto\n31208005161,<empty>\n"
    assert counts(done(imported(person, "number", text))) == {"done": 1}
    assert [m.type for m in api().enum.number(key).mappings] == ["mailto"]
    job = imported(person, "number", text)
    assert told(job)[0][2].endswith("A number leads to one address at least: write it under mapto.")


def test_a_file_may_have_resellers_and_their_customers(estates: Estates) -> None:
    text = (
        "username,email,reseller,reseller_active\n"
        "branch,branch@example.com,new-seller,\n"
        "new-seller,seller@example.com,,yes\n"
        "lost,lost@example.com,nobody,\n"
    )
    job = imported(actor(estates.people, "administrator"), "customer", text)
    assert [(item.phase, item.outcome) for item in items(job)] == [
        (1, "pending"), (0, "pending"), (1, "refused"),
    ]  # fmt: skip
    job = done(job)
    assert counts(job) == {"done": 2, "refused": 1}
    found = {c.username: c for c in api().customers.customers(Query())}
    assert found["new-seller"].is_reseller
    assert found["new-seller"].reseller_active
    assert found["branch"].reseller == found["new-seller"].id
