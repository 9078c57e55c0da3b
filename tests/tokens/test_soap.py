"""The SOAP door: a token in the place of the password, limited to what it is for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ngnpanel.actor import Actor, Role
from ngnpanel.provisioning import caller as callers
from ngnpanel.provisioning import models
from ngnpanel.provisioning.caller import Kind, admit
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.grants import START
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap import wire
from ngnpanel.soap.wire import Auth
from ngnpanel.tokens import keeping, scopes
from ngnpanel.tokens.models import JSON, Token
from ngnpanel.tokens.operations import PERMISSION
from ngnpanel.tokens.soap import Grant
from tests.people import ALICE, BOB, DOMAIN, FOREIGN, People, api
from tests.provisioning.soap import ADMIN, Person, SoapFault, request, sip_id, soap
from tests.tokens.minting import ADMINISTRATOR, mint, owner, owner_of

HERE = "192.0.2.1"


@pytest.fixture(autouse=True)
def no_guesses() -> None:
    GUESSES.forget()


def program(people: People, *scopes: str, name: str = "reseller", **wish: Any) -> Person:
    """What a program of somebody writes into the auth header."""
    return Person(name, mint(owner(people, name), *scopes, **wish).text, admin=False)


def code(person: Person, *, client: str = HERE) -> int:
    """The fault of a call that everybody may make; 0: none."""
    reply = handle(request("Sip", "getAccount", sip_id(str(ALICE)), as_=person), client=client)
    found = wire.parse_reply(reply.body)
    return found.code if isinstance(found, wire.FaultReply) else 0


def test_a_token_stands_for_the_password_of_its_owner(people: People) -> None:
    person = program(people, "accounts.read")
    assert soap("Sip", "getAccount", sip_id(str(ALICE)), as_=person)["firstName"] == "Alice"
    assert code(replace(person, admin=None)) == 0
    assert code(replace(person, username="RESELLER")) == 0
    with pytest.raises(SoapFault) as caught:
        soap("Sip", "getAccount", sip_id(str(FOREIGN)), as_=person)
    assert caught.value.code == 1010
    assert Token.objects.get().used_from == HERE


def test_a_call_costs_one_query_more_and_no_slow_hash(people: People) -> None:
    person = program(people, "accounts.read")
    body = request("Sip", "getAccount", sip_id(str(ALICE)), as_=person)
    plain = request(
        "Sip", "getAccount", sip_id(str(ALICE)), as_=Person("reseller", "a good password")
    )
    for each in (body, plain):
        handle(each, client=HERE)  # the first use is noted, the password is remembered
    with (
        CaptureQueriesContext(connection) as with_token,
        patch.object(callers, "check_password", side_effect=AssertionError),
    ):
        assert handle(body, client=HERE).status == 200
    with CaptureQueriesContext(connection) as with_password:
        handle(plain, client=HERE)
    assert len(with_token) == len(with_password) + 1
    assert all(each["sql"].startswith("SELECT") for each in with_token)


def test_wrong_ones_are_told_nothing_and_take_the_same_way(people: People) -> None:
    good = program(people)
    dead = mint(owner(people), name="revoked")
    keeping.revoke(Token.objects.filter(pk=dead.token.pk), Token.OWNER)
    ended = mint(owner(people), name="ended", days=-1)
    others = mint(owner(people, "customer"))
    wrong = [
        replace(good, password=f"{START}{'A' * 48}"),
        replace(good, password=START),
        replace(good, password=dead.text),
        replace(good, password=ended.text),
        replace(good, password=others.text),
        replace(good, username="nobody"),
        replace(good, username="stranger"),
        replace(good, username="admin"),
        replace(good, admin=True),
        program(people, doors=(JSON,)),
        program(people, networks=("203.0.113.0/24",)),
    ]
    for person in wrong:
        body = request("Sip", "getAccount", sip_id(str(ALICE)), as_=person)
        GUESSES.forget()
        Token.objects.update(used="2100-01-01T00:00Z")  # the note of a use is no part of it
        with (
            CaptureQueriesContext(connection) as queries,
            patch.object(callers, "check_password", side_effect=AssertionError),
        ):
            answer = wire.parse_reply(handle(body, client=HERE).body)
        assert isinstance(answer, wire.FaultReply)
        assert (answer.code, answer.text) == (9001, "Authentication failed")
        assert len(queries) == 2
    assert code(program(people, networks=("192.0.2.0/24",))) == 0


def test_revoking_holds_for_the_next_call(people: People) -> None:
    person = program(people)
    assert code(person) == 0
    keeping.revoke(Token.objects.all(), Token.OWNER)
    assert code(person) == 9001


def test_who_guesses_tokens_has_to_wait(people: People) -> None:
    person = Person("reseller", f"{START}{'B' * 48}", admin=False)
    for _time in range(12):
        code(person)
    with pytest.raises(Fault) as caught:
        admit(Auth("reseller", person.password, admin=False), HERE, takes_tokens=True)
    assert "wait" in caught.value.text


def test_a_customer_that_is_gone_takes_its_tokens_along(people: People) -> None:
    helper = api().customers.add_customer(
        replace(
            api().customers.customer(people.customer), id=0, username="helper", password="long one"
        )
    )
    actor = Actor(role=Role.CUSTOMER, name="H", customer=helper.id, reseller=people.reseller)
    person = Person("helper", mint(owner_of(actor)).text, admin=False)
    assert code(person) == 1010
    api().customers.delete_customer(helper.id)
    assert code(person) == 9001


def test_impersonating_is_limited_as_for_the_customer(people: People) -> None:
    person = program(people)
    assert code(replace(person, impersonate=people.reseller)) == 0
    for other in (people.customer, people.stranger):
        assert code(replace(person, impersonate=other)) == 9002


def test_the_administrators_token_may_impersonate_but_is_no_customer(people: People) -> None:
    text = mint(ADMINISTRATOR, "accounts.read").text
    person = Person("admin", text)
    assert code(replace(person, admin=True)) == code(person) == 0
    assert code(replace(person, admin=False)) == 9001
    assert code(replace(person, username="reseller")) == 9001
    assert code(replace(person, impersonate=people.customer)) == 0
    assert code(replace(person, impersonate=people.stranger)) == 1010
    assert code(replace(person, impersonate=999_999)) == 9006
    other = owner_of(Actor(role=Role.ADMINISTRATOR, name="former"), 0)
    assert code(Person("former", mint(other).text)) == 9001
    assert code(Person("admin", mint(other).text)) == 9001


def test_each_operation_is_refused_without_its_scope(people: People) -> None:
    """All 109 from the outside: what the token lacks is said before anything is done."""
    nothing = program(people, "none")
    everything = Grant(login=1, administrator="", name="x", rights=scopes.rights(scopes.SCOPES))
    for port, operation in OPERATIONS:
        name = f"{port}.{operation}"
        scope = scopes.needed_for(PERMISSION[name])
        only = Grant(login=1, administrator="", name="x", rights=scopes.rights([scope]))
        none = Grant(login=1, administrator="", name="x", rights=frozenset())
        assert bool(everything.lacks(name)) is (port == "Presence")
        assert bool(only.lacks(name)) is (port == "Presence")
        assert none.lacks(name) == (scope or "password")
    for port, operation in (("Sip", "deleteAccount"), ("Dns", "deleteZone")):
        argument = sip_id(str(BOB)) if port == "Sip" else DOMAIN
        with pytest.raises(SoapFault) as caught:
            soap(port, operation, argument, as_=nothing)
        assert caught.value.code == 9002
        assert "it lacks" in caught.value.text
    assert api().sip.account(BOB).id == BOB


def test_reading_changes_nothing(people: People) -> None:
    person = program(people, scopes.READ_ALL)
    account = soap("Sip", "getAccount", sip_id(str(ALICE)), as_=person)
    for operation, argument in (
        ("updateAccount", account),
        ("deleteAccount", sip_id(str(ALICE))),
        ("setRejectMembers", None),
    ):
        arguments: tuple[Any, ...] = (argument,)
        if argument is None:
            arguments = (sip_id(str(ALICE)), [])
        with pytest.raises(SoapFault) as caught:
            soap("Sip", operation, *arguments, as_=person)
        assert caught.value.code == 9002, operation


def test_who_only_reads_is_shown_no_secrets(people: People) -> None:
    stored = api().sip.account(ALICE)
    api().sip.update_account(stored.with_properties({"web_password": "let me in"}))
    reader, writer = program(people, scopes.READ_ALL), program(people, "accounts.change")
    seen = soap("Sip", "getAccount", sip_id(str(ALICE)), as_=reader)
    assert not seen["password"]
    assert not seen["ha1"]
    assert {p["name"]: p["value"] for p in seen["properties"]}["web_password"] == ""
    listed = soap("Sip", "getAccounts", {"filter": {"username": "alice"}}, as_=reader)
    assert "a good password" not in str(listed)
    assert "let me in" not in str(listed)
    assert listed["total"] == 1
    own = soap("Sip", "getAccount", sip_id(str(ALICE)), as_=writer)
    assert own["password"] == "a good password"
    assert {p["name"]: p["value"] for p in own["properties"]}["web_password"] == "let me in"


def test_no_token_reads_or_changes_the_password_of_its_owner(people: People) -> None:
    """Else every limited token were a way to an unlimited password."""
    person = program(people, "customers.change")
    own = soap("Customer", "getAccount", people.reseller, as_=person)
    below = soap("Customer", "getAccount", people.customer, as_=person)
    assert not own["password"]
    assert not below["password"]
    soap("Customer", "updateAccount", {**own, "city": "Utrecht"}, as_=person)
    soap("Customer", "updateAccount", {**below, "password": "a new one of its own"}, as_=person)
    for record, field in (
        ({**own, "password": "mine now, forever"}, "password"),
        ({**below, "impersonate": people.reseller}, "impersonate"),
        (
            {**below, "id": 0, "username": "mine", "password": "x" * 12}
            | {"impersonate": people.reseller},
            "impersonate",
        ),
    ):
        operation = "updateAccount" if record["id"] else "addAccount"
        with pytest.raises(SoapFault) as caught:
            soap("Customer", operation, record, as_=person)
        assert (caught.value.code, caught.value.field) == (9002, field)
    models.Customer.objects.filter(pk=people.customer).update(impersonate=people.reseller)
    record = {**below, "impersonate": people.reseller, "password": "x" * 12}
    with pytest.raises(SoapFault) as caught:
        soap("Customer", "updateAccount", record, as_=person)
    assert (caught.value.code, caught.value.field) == (9002, "password")
    assert api().customers.customer(people.reseller).password == "a good password"


def test_a_token_of_a_customer_that_acts_as_its_reseller(people: People) -> None:
    models.Customer.objects.filter(pk=people.customer).update(impersonate=people.reseller)
    person = program(people, "customers.read", name="customer")
    found = admit(Auth("customer", person.password, admin=False), HERE, takes_tokens=True)
    assert (found.kind, found.customer, found.login) == (
        Kind.RESELLER,
        people.reseller,
        people.customer,
    )


def test_a_token_signs_nobody_in_to_pages(people: People) -> None:
    """Neither the pages of the platform's administrator nor those of the panel take one."""
    auth = Auth("admin", mint(ADMINISTRATOR).text)
    for client in (HERE, ""):
        with pytest.raises(Fault) as caught:
            admit(auth, client)
        assert caught.value.code == 9001
    with pytest.raises(Fault):
        admit(auth, "", takes_tokens=True)  # the panel in this process signs people in like that
    assert admit(auth, HERE, takes_tokens=True).is_administrator


def test_without_the_setting_there_are_no_tokens(people: People, settings: Any) -> None:
    person = program(people)
    settings.PROVISIONING = {**settings.PROVISIONING, "TOKENS": ""}
    assert code(person) == 9001
    assert code(ADMIN) == 0


def test_the_log_and_the_feed_name_the_token(
    people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="ngnpanel")
    person = program(people, "accounts.change")
    soap("Sip", "addToGroup", sip_id(str(ALICE)), "anonymous", as_=person)
    assert "Sip.addToGroup by reseller with token billing for " in caplog.text
    assert person.password not in caplog.text
    assert models.Change.objects.order_by("-sequence")[0].caller == "reseller"
