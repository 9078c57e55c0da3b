"""The JSON door: ``Authorization: Bearer``, who it is, what it may, and what it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from ngnpanel import logs
from ngnpanel.actor import Actor, Role
from ngnpanel.audit.models import Entry
from ngnpanel.jsonapi import bearer
from ngnpanel.jsonapi.limits import Limit
from ngnpanel.soap.errors import Unavailable
from ngnpanel.tokens import keeping, owners, scopes
from ngnpanel.tokens.models import SOAP, Token
from ngnpanel.users import identity
from tests.jsonapi.asking import URL, prove
from tests.people import ALICE, DOMAIN, FOREIGN, PASSWORD, People, api, calls
from tests.tokens.minting import ADMINISTRATOR, mint, owner, owner_of

LOOK = f"{URL}{ALICE}/get_identity/"
ACT = f"{URL}{ALICE}/set_privacy_on/"


def ask(text: str, url: str = LOOK, *, post: bool = False, **headers: str) -> Any:
    """The response to a program that sends this token."""
    program = Client(enforce_csrf_checks=True)
    act = program.post if post else program.get
    return act(url, headers={"Authorization": f"Bearer {text}", **headers})


def test_a_token_reaches_the_accounts_of_its_owner(people: People) -> None:
    for name in ("reseller", "customer"):
        answer = ask(mint(owner(people, name)).text)
        assert (answer.status_code, answer.json()["sip_address"]) == (200, str(ALICE))
    assert ask(mint(ADMINISTRATOR).text).status_code == 200
    stranger = ask(mint(owner(people, "stranger")).text)
    missing = ask(mint(owner(people)).text, f"{URL}gone@{DOMAIN}/get_identity/")
    assert (stranger.status_code, stranger.content) == (404, missing.content)
    assert ask(mint(owner(people)).text, f"{URL}{FOREIGN}/get_identity/").status_code == 404


def test_a_token_needs_no_csrf_and_no_browser_sends_one(people: People) -> None:
    text = mint(owner(people), "settings.change").text
    assert ask(text, ACT).status_code == 403  # a change is a POST
    assert "anonymous" not in api().sip.account(ALICE).groups
    assert ask(text, ACT, post=True).json()["success"] is True
    assert "anonymous" in api().sip.account(ALICE).groups


def test_a_token_counts_and_not_the_session_beside_it(people: People) -> None:
    browser = people.browser("stranger")
    header = {"Authorization": f"Bearer {mint(owner(people)).text}"}
    answer: Any = browser.get(LOOK, headers=header)
    assert answer.status_code == 200
    answer = people.browser("reseller").get(LOOK, headers={"Authorization": "Bearer ngnp_x"})
    assert answer.status_code == 401


def test_what_the_scopes_lack_is_said(people: People) -> None:
    reader = mint(owner(people), scopes.READ_ALL).text
    refused = ask(reader, ACT, post=True)
    assert refused.status_code == 403
    assert refused.json()["error_message"] == (
        "This token may not do that: it lacks settings.change."
    )
    assert refused["WWW-Authenticate"].endswith(
        'error="insufficient_scope", scope="settings.change"'
    )
    blind = mint(owner(people), "dns.change").text
    assert ask(blind).status_code == 403
    assert "anonymous" not in api().sip.account(ALICE).groups


def test_both_schemes_are_offered_to_nobody(people: People) -> None:
    nobody: Any = Client().get(f"{URL}?action=get_identity&realm={DOMAIN}")
    said = nobody["WWW-Authenticate"]
    assert nobody.status_code == 401
    assert said.startswith(f'Digest realm="{DOMAIN}", qop="auth"')
    assert said.endswith(f', Bearer realm="{DOMAIN}"')
    assert prove("get_identity").status_code == 200  # Digest goes on as before
    wrong = ask(f"ngnp_{'A' * 48}")
    assert wrong.status_code == 401
    assert wrong["WWW-Authenticate"] == f'Bearer realm="{DOMAIN}", error="invalid_token"'


def test_all_wrong_ones_are_told_the_same(people: People) -> None:
    dead, ended = mint(owner(people)), mint(owner(people), days=-1)
    keeping.revoke(Token.objects.filter(pk=dead.token.pk), Token.OWNER)
    texts = [
        *("", "x", "ngnp_", f"ngnp_{'A' * 48}", f"{dead.text} ", "\u00e9" * 9, "A" * 9000),
        *(dead.text, ended.text, mint(owner(people), doors=(SOAP,)).text),
        mint(owner(people), networks=("203.0.113.0/24", "2001:db8::/32")).text,
    ]
    answers = {(a.status_code, a.content, a["WWW-Authenticate"]) for a in map(ask, texts)}
    assert len(answers) == 1
    assert answers.pop()[0] == 401
    assert ask(mint(owner(people), networks=("127.0.0.0/8",)).text).status_code == 200


@pytest.mark.parametrize("place", ["address", "query", "name", "form", "json", "cut"])
def test_a_token_where_it_does_not_belong_is_refused(
    people: People, place: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    text = mint(owner(people)).text
    browser = people.browser("reseller")
    url = f"{URL}{ALICE}/set_privacy_on/"
    answer: Any = {
        "address": lambda: browser.get(f"{URL}{text}/get_identity/"),
        "query": lambda: browser.get(LOOK, {"access_token": text}),
        "name": lambda: browser.get(LOOK, {text: "1"}),
        "form": lambda: browser.post(url, {"access_token": text}),
        "json": lambda: browser.post(url, {"token": text}, content_type="application/json"),
        "cut": lambda: browser.get(LOOK, {"access_token": text[:20]}),
    }[place]()
    assert answer.status_code == 400
    assert text[:20] not in answer.content.decode()
    line = logs.OneLine("%(message)s")
    assert text[:20] not in "".join(line.format(record) for record in caplog.records)
    assert "anonymous" not in api().sip.account(ALICE).groups


def test_a_token_has_its_own_limit(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bearer, "PER_TOKEN", Limit(name="few", most=2, seconds=60))
    first, second = mint(owner(people)).text, mint(owner(people)).text
    assert [ask(first).status_code for _time in range(3)] == [200, 200, 429]
    assert ask(second).status_code == 200
    monkeypatch.setattr(bearer, "WRONG", Limit(name="wrong", most=1, seconds=60))
    assert [ask("ngnp_x").status_code for _time in range(2)] == [401, 429]
    assert ask(second).status_code == 200


def test_a_look_costs_one_call_and_one_more_every_five_minutes(
    people: People, time_machine: Any
) -> None:
    text = mint(owner(people)).text
    with calls(1):
        ask(text)
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))
    with calls(2):
        ask(text)
    with calls(1):
        ask(text)


def test_rights_are_those_of_the_owner_now(people: People) -> None:
    """A customer that acted as its reseller is set back; its token follows."""
    actor = Actor(
        role=Role.RESELLER, name="Acme", customer=people.reseller, reseller=people.reseller
    )
    text = mint(owner_of(actor, people.customer), *scopes.SCOPES).text
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))
    assert ask(text).status_code == 200
    token = Token.objects.get()
    assert (token.role, token.customer) == (Role.CUSTOMER.value, people.customer)
    found = owners.actor_of(token)
    assert found is not None
    assert (found.role, found.customer) == (Role.CUSTOMER, people.customer)


def test_the_tokens_of_a_customer_that_is_gone_are_dead(people: People) -> None:
    gone = Actor(role=Role.CUSTOMER, name="Gone", customer=999, reseller=people.reseller)
    texts = [mint(owner_of(gone)).text for _time in range(2)]
    assert ask(texts[0]).status_code != 200  # nothing is found for it
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))
    assert ask(texts[0]).status_code == 401
    assert {token.reason for token in Token.objects.all()} == {Token.GONE}
    assert ask(texts[1]).status_code == 401


def test_an_administrator_of_another_name_is_gone(people: People) -> None:
    other = owner_of(Actor(role=Role.ADMINISTRATOR, name="former"), 0)
    text = mint(other).text
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))
    assert ask(text).status_code == 401


def test_a_token_that_is_revoked_while_the_owner_is_looked_up_stays_dead(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = mint(owner(people)).text
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))
    ask_platform = identity.current

    def revoked_meanwhile(actor: Actor, login: int) -> Any:
        keeping.revoke(Token.objects.all(), Token.OWNER)
        return ask_platform(actor, login)

    monkeypatch.setattr(identity, "current", revoked_meanwhile)
    assert ask(text).status_code == 401
    assert Token.objects.get().reason == Token.OWNER


def test_while_the_platform_is_away_nobody_is_taken_for_gone(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = mint(owner(people)).text
    Token.objects.update(looked=timezone.now() - timedelta(seconds=301))

    def away(_actor: Actor, _login: int) -> None:
        raise Unavailable("away")

    monkeypatch.setattr(identity, "current", away)
    assert ask(text).status_code == 200
    assert Token.objects.get().is_alive


def test_the_audit_says_that_a_token_acted(people: People) -> None:
    made = mint(owner(people), "settings.change", name="Night job")
    ask(made.text, ACT, post=True)
    entry = Entry.objects.order_by("-number")[0]
    assert (entry.source, entry.actor, entry.login) == ("program", "Reseller", people.reseller)
    assert entry.reason == f"token Night job ({made.token.shown}…)"
    assert made.text not in str(entry.__dict__)


def test_a_token_opens_no_page(people: People) -> None:
    text = mint(owner(people), *scopes.SCOPES).text
    for url in ("/account/security/", "/sip/accounts/", "/audit/", "/"):
        answer = ask(text, url)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/login/"), url


def test_a_token_signs_nobody_in(people: People) -> None:
    made = [("admin", mint(ADMINISTRATOR)), ("reseller", mint(owner(people)))]
    for name, token in made:
        assert identity.authenticate(name, token.text) is None
    assert identity.authenticate("reseller", PASSWORD) is not None


def test_calls_have_a_scope_of_their_own(people: People) -> None:
    reader = mint(owner(people), "settings.read").text
    both = mint(owner(people), "settings.read", "calls.read").text
    for action in ("get_history", "get_prepaid", "get_balance_history"):
        refused = ask(reader, f"{URL}{ALICE}/{action}/")
        assert refused.status_code == 403, action
        assert 'scope="calls.read"' in refused["WWW-Authenticate"]
        assert ask(both, f"{URL}{ALICE}/{action}/").status_code == 200, action
    writer = mint(owner(people), "settings.change").text
    voucher = ask(writer, f"{URL}{ALICE}/add_balance/?id=1&number=1", post=True)
    assert 'scope="money.change"' in voucher["WWW-Authenticate"]
