"""Fields that a page does not show change nothing, whatever a request says."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import pytest
from django.urls import resolve, reverse

from ngnpanel.api import Api
from tests.belongings import Estates
from tests.filling import shown
from tests.people import ALICE, api
from tests.shell.test_secrets import records
from tests.web.kinds import Kind
from tests.web.kinds.every import KINDS

# What only jobs, programs or the server itself write, and what opens more than it should.
MORE = (
    *("reseller", "customer", "owner", "id", "pk", "key", "impersonate", "reseller_active"),
    *("credit", "balance", "groups", "properties", "permission", "category", "role", "actor"),
    *("is_superuser", "is_staff", "platform", "login", "store_clear_text_passwords", "ha1", "ha1b"),
    *("property_pstn_access", "property_sip_credit", "property_reseller", "property_dns_admin"),
)


@cache
def every_name() -> set[str]:
    """The fields of all records, as they are called here and on the wire."""
    names = {
        field.name for one in records() if ".domain." in one.__module__ for field in fields(one)
    }
    wire = {
        "".join([name.split("_")[0], *(x.title() for x in name.split("_")[1:])]) for name in names
    }
    return names | wire | set(MORE)


def stored(kind: Kind, key: str) -> Any:
    """The record as the platform has it, but for the moment of its last change."""
    resource = resolve(reverse(f"{kind.name}-list")).func.view_initkwargs["resource"]  # type: ignore[attr-defined]
    record = resource.get(api(), key)
    assert is_dataclass(record)
    if "change_date" in {field.name for field in fields(record)}:
        record = replace(record, change_date=None)  # type: ignore[type-var]
    return record


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_form_changes_what_it_shows_and_nothing_else(estates: Estates, kind: Kind) -> None:
    key, (field, value) = kind.own(estates), kind.edit
    url = reverse(f"{kind.name}-edit", args=[key])
    foreign = str(estates.people.stranger)
    for person in ("administrator", "reseller", "customer"):
        browser = estates.people.browser(person)
        page = browser.get(url)
        if page.status_code == 403:
            continue
        form = page.context["form"]
        sent = shown(form) | ({field: value} if field in form.fields else {})
        browser.post(url, sent)
        before = stored(kind, key)
        offered = {name for name, one in form.fields.items() if not one.disabled}
        extra = dict.fromkeys(
            every_name() - offered - {"opened", "next", "review", "again"}, foreign
        )
        page = browser.get(url)
        answer = browser.post(url, {**extra, **shown(page.context["form"])})
        assert answer.status_code in (200, 302)
        assert stored(kind, key) == before, person


def test_a_subscriber_sets_nothing_that_the_page_does_not_show(estates: Estates) -> None:
    alice = estates.people.browser("subscriber")
    foreign = dict.fromkeys(every_name(), str(estates.people.stranger))
    for name in ("settings", "identity", "forwarding", "voicemail", "accept-hours"):
        url = reverse(f"subscriber-{name}", args=[str(ALICE)])
        form = alice.get(url).context.get("form")
        if form is None:
            continue
        alice.post(url, shown(form))
        before = kept(api())
        form = alice.get(url).context["form"]
        extra = {field: value for field, value in foreign.items() if field not in form.fields}
        alice.post(url, {**extra, **shown(form)})
        assert kept(api()) == before, name


def kept(platform: Api) -> tuple[Any, ...]:
    """All that Alice has."""
    account = replace(platform.sip.account(ALICE), change_date=None)
    rules = platform.sip.accept_rules(ALICE).rules
    return account, rules, platform.sip.diversions(ALICE), platform.voicemail.mailbox(ALICE)
