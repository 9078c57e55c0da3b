"""The pages of tokens: made once, shown once, replaced, revoked; and who has none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail, serializers
from django.test import Client
from django.urls import reverse

from ngnpanel.actor import Actor, Role
from ngnpanel.audit.models import Entry
from ngnpanel.notices import delivery
from ngnpanel.staff import rights
from ngnpanel.tokens import keeping
from ngnpanel.tokens.forms import TokenForm
from ngnpanel.tokens.models import JSON, SOAP, Token
from ngnpanel.users import proof
from tests.people import People, calls, sign_in
from tests.staff import people as staff
from tests.tokens.minting import ADMINISTRATOR, mint, owner
from tests.tokens.test_json import ask

LIST = "/account/tokens/"
NEW = f"{LIST}new/"
SENT = {"name": "Billing", "area_accounts": "read", "doors": ["json"], "days": "90", "once": "a"}


def make(browser: Client, **changed: Any) -> Any:
    """The answer to a new token that is asked for."""
    return browser.post(NEW, {**SENT, **changed})


def texts(answer: Any) -> list[str]:
    """The tokens on a page."""
    return sorted(set(keeping.FORM.findall(answer.content.decode())))


def test_a_token_is_made_shown_once_and_works(people: People) -> None:
    browser = people.browser("reseller")
    answer = make(browser, area_settings="read", networks="127.0.0.0/8\n192.0.2.7")
    (text,) = texts(answer)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    token = Token.objects.get()
    assert (token.name, token.doors) == ("Billing", [JSON])
    assert token.networks == ["127.0.0.0/8", "192.0.2.7/32"]
    assert token.scopes == ["accounts.read", "settings.read"]
    assert (token.login, token.whose) == (people.reseller, f"default customer {people.reseller}")
    assert token.ends - token.made == timedelta(days=90)
    assert ask(text).status_code == 200
    for url in (LIST, NEW, f"{LIST}{token.pk}/revoke/", f"{LIST}{token.pk}/rotate/", "/audit/"):
        page: Any = browser.get(url)
        assert text[len(token.shown) :] not in page.content.decode()
    assert token.shown in browser.get(LIST).content.decode()


def test_a_made_token_is_nowhere_in_the_database(people: People) -> None:
    browser = people.browser("reseller")
    (text,) = texts(make(browser))
    stored = serializers.serialize("json", [*Token.objects.all(), *Entry.objects.all()])
    stored += str([session.get_decoded() for session in Session.objects.all()])
    assert "Billing" in stored
    assert text[len(keeping.START) + keeping.SHOWN :] not in stored


def test_sending_the_form_twice_makes_one(people: People) -> None:
    browser = people.browser("reseller")
    make(browser)
    again = make(browser, name="Another")
    assert (again.status_code, again["Location"]) == (302, LIST)
    assert Token.objects.count() == 1
    assert "shown once" in browser.get(LIST).content.decode()


def test_the_person_proves_to_be_there_first(people: People) -> None:
    browser = people.browser("reseller")
    made = mint(owner(people))
    session = browser.session
    session[proof.PROVED] = {}
    session.save()
    for url in (NEW, f"{LIST}{made.token.pk}/rotate/"):
        assert browser.get(url)["Location"].startswith(reverse("confirm"))
        answer: Any = browser.post(url, SENT)
        assert answer.status_code == 403
        assert not texts(answer)
    assert Token.objects.count() == 1


def test_a_page_costs_no_call(people: People) -> None:
    mint(owner(people))
    mint(owner(people, "customer"))
    browser = people.browser("reseller")
    with calls(0):
        browser.get(LIST)
        browser.get(NEW)


def test_nobody_sees_the_tokens_of_strangers(people: People) -> None:
    numbers = {
        name: mint(owner(people, name), name=f"of {name}").token.pk
        for name in ("reseller", "customer", "stranger")
    }
    numbers["administrator"] = mint(ADMINISTRATOR, name="of administrator").token.pk
    seen = {
        "administrator": {"reseller", "customer", "stranger", "administrator"},
        "reseller": {"reseller", "customer"},
        "customer": {"customer"},
        "stranger": {"stranger"},
    }
    for person, names in seen.items():
        browser = people.browser(person)
        page = browser.get(LIST).content.decode()
        assert set(re.findall(r">of (\w+)<", page)) == names
        for name, number in numbers.items():
            found: Any = browser.get(f"{LIST}{number}/revoke/")
            assert found.status_code == (200 if name in names else 404), (person, name)
            changing: Any = browser.get(f"{LIST}{number}/rotate/")
            assert changing.status_code == (200 if name == person else 404), (person, name)
    missing: Any = people.browser("stranger").post(f"{LIST}999/revoke/")
    foreign: Any = people.browser("stranger").post(f"{LIST}{numbers['reseller']}/revoke/")
    assert missing.status_code == foreign.status_code == 404
    assert keeping.living(Token.objects.all()).count() == 4


def test_revoking_ends_a_token_at_once_and_is_in_the_audit(people: People) -> None:
    made = mint(owner(people, "customer"))
    url = f"{LIST}{made.token.pk}/revoke/"
    assert ask(made.text).status_code == 200
    people.browser("reseller").post(url)
    assert ask(made.text).status_code == 401
    assert Token.objects.get().reason == Token.ABOVE
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.kind, entry.operation, entry.key) == ("token", "Panel.revoke", str(made.token))
    assert (entry.actor, entry.customer, entry.reseller) == (
        "Reseller", people.customer, people.reseller,
    )  # fmt: skip
    count = Entry.objects.count()
    again: Any = people.browser("customer").post(url, follow=True)
    assert "had ended already" in again.content.decode()
    assert Entry.objects.count() == count
    assert "Revoked by the provider" in again.content.decode()


def test_replacing_gives_a_new_one_and_lets_the_old_one_go_on(people: People) -> None:
    old = mint(owner(people), name="Night job")
    browser = people.browser("reseller")
    answer: Any = browser.post(f"{LIST}{old.token.pk}/rotate/", {"overlap": "3600", "once": "b"})
    (text,) = texts(answer)
    assert text != old.text
    assert ask(text).status_code == ask(old.text).status_code == 200
    assert "Replaced, still works" in browser.get(LIST).content.decode()
    again: Any = browser.get(f"{LIST}{old.token.pk}/rotate/")
    assert again.status_code == 404
    acts = list(Entry.objects.order_by("-number").values_list("operation", "key")[:1])
    assert acts == [("Panel.rotate", str(old.token))]
    fresh = keeping.living(Token.objects.exclude(pk=old.token.pk)).get()
    answer = browser.post(f"{LIST}{fresh.pk}/rotate/", {"overlap": "forever", "once": "c"})
    assert answer.status_code == 422


def test_subscribers_and_support_have_none(people: People) -> None:
    token = mint(owner(people)).token
    desk = staff.signed_in(staff.member(role=staff.role("support.open", "settings.view")))
    acting = staff.signed_in(staff.member("kim", role=staff.role(*rights.ALL, name="All")))
    staff.acts_for(acting, "customer", people.reseller)
    limited = Client()
    actor = people.actor("reseller")
    assert actor is not None
    sign_in(limited, replace(actor, rights=frozenset({"token.manage"})))
    for browser in (people.browser("subscriber"), desk, acting, limited):
        for url in (LIST, NEW, f"{LIST}{token.pk}/revoke/", f"{LIST}{token.pk}/rotate/"):
            page: Any = browser.get(url)
            sent: Any = browser.post(url, SENT)
            assert page.status_code == 403, url
            assert sent.status_code in (403, 405), url
    assert keeping.living(Token.objects.all()).count() == 1


def form(role: Role = Role.RESELLER, **changed: Any) -> TokenForm:
    """The form as it was sent."""
    return TokenForm({**SENT, **changed}, actor=Actor(role=role, name="x"), whose="nobody")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"name": "ngnp_AbCdEfGhIj"}, "name"),
        ({"area_accounts": ""}, "everything"),
        ({"area_accounts": "delete"}, "area_accounts"),
        ({"doors": []}, "doors"),
        ({"doors": ["pages"]}, "doors"),
        ({"days": "366"}, "days"),
        ({"days": ""}, "days"),
        ({"networks": "192.0.2.0/33"}, "networks"),
        ({"networks": "example.com"}, "networks"),
        ({"networks": " ".join(f"192.0.2.{n}" for n in range(21))}, "networks"),
        ({"area_work": "change"}, "area_work"),
    ],
)
def test_what_makes_no_sense_is_told_on_its_field(
    db: None, changed: dict[str, Any], field: str
) -> None:
    tried = form(**changed)
    assert not tried.is_valid()
    assert list(tried.errors) == [field]


def test_a_customer_cannot_ask_for_what_sellers_have(db: None) -> None:
    tried = form(Role.CUSTOMER, area_pstn="change", scopes="pstn.change")
    assert tried.is_valid()
    assert tried.to_wish().scopes == ("accounts.read",)


def test_reading_everything_is_said_once(db: None) -> None:
    tried = form(everything="on", area_accounts="read", area_dns="change")
    assert tried.is_valid()
    assert tried.to_wish().scopes == ("all.read", "dns.change")


def test_where_the_platform_is_somebody_elses_there_is_one_door(db: None, settings: Any) -> None:
    assert form(doors=[SOAP]).is_valid()
    settings.LOCAL = False
    assert not form(doors=[SOAP]).is_valid()
    assert form(doors=[JSON]).is_valid()


def test_two_living_tokens_have_two_names(people: People) -> None:
    browser = people.browser("reseller")
    make(browser)
    assert make(browser, name="billing", once="b").status_code == 422
    keeping.revoke(Token.objects.all(), Token.OWNER)
    assert make(browser, once="c").status_code == 200


def test_a_name_is_text(people: People) -> None:
    """A name is text, whatever it looks like."""
    browser = people.browser("reseller")
    page = make(browser, name="<b>bold</b>{{ 7|add:7 }}").content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt;{{ 7|add:7 }}" in page


def test_the_owner_is_told_of_a_new_token(people: People, settings: Any) -> None:
    settings.SECURITY_MAILS = True
    (text,) = texts(make(people.browser("reseller")))
    delivery.deliver()
    (letter,) = mail.outbox
    assert letter.to == ["reseller@example.com"]
    assert "- a new API token" in letter.body
    assert text not in letter.body


def test_a_token_is_made_while_the_platform_is_away(
    people: People, settings: Any, platform_is_down: None
) -> None:
    settings.SECURITY_MAILS = True
    assert len(texts(make(people.browser("reseller")))) == 1
