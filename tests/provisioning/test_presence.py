"""The Presence port: a subscriber, proven by address and SIP password, and its presence."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import presence
from ngnpanel.accounts.domain.presence import DECISIONS, MAX_WATCHER, PresencePolicy
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.provisioning import models, rights, subscribers
from ngnpanel.provisioning.caller import Kind
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.guesses import FREE
from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC
from tests.provisioning.conftest import PEOPLE, Clock, World
from tests.provisioning.soap import SoapFault, envelope, request, sip_id, soap

PETRA = sip_id("petra@customer.example")
PASSWORD = "pétra's <&> secret"
HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"
NAMESPACE = "urn:AGProjects:SoapSIMPLEProxy:Presence"


@pytest.fixture
def petra(world: World) -> models.Account:
    """An account with a password."""
    soap("Sip", "addAccount", {"id": PETRA, "password": PASSWORD})
    return models.Account.objects.get(username="petra")


def ask(operation: str, *arguments: Any, **who: Any) -> Any:
    """A call of petra's."""
    address, password = who.get("address", PETRA), who.get("password", PASSWORD)
    return soap("Presence", operation, address, password, *arguments)


def refusal(operation: str, *arguments: Any, **who: Any) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        ask(operation, *arguments, **who)
    return refused.value.code, refused.value.text


def raw(password: str, client: str, address: dict[str, str] = PETRA) -> tuple[int, str]:
    """Code and text of the fault of a call from some address, 0 without one."""
    body = request("Presence", "getPolicy", address, password)
    answer = wire.parse_reply(handle(body, client=client).body)
    return (answer.code, answer.text) if isinstance(answer, wire.FaultReply) else (0, "")


def test_information_is_set_read_and_deleted(petra: models.Account) -> None:
    assert ask("getPresenceInformation") == {"activity": "", "note": ""}
    ask("setPresenceInformation", {"activity": "busy", "note": "Lunch\nuntil 13:00 & later"})
    assert ask("getPresenceInformation") == {
        "activity": "busy",
        "note": "Lunch\nuntil 13:00 & later",
    }
    ask("setPresenceInformation", {"activity": "on-the-phone"})
    assert ask("getPresenceInformation") == {"activity": "on-the-phone", "note": ""}
    ask("deletePresenceInformation")
    ask("deletePresenceInformation")
    assert ask("getPresenceInformation") == {"activity": "", "note": ""}


def test_nothing_at_all_clears_information_and_policy(petra: models.Account) -> None:
    ask("setPresenceInformation", {"activity": "busy"})
    ask("setPolicy", {"deny": ["example.net"]})
    ask("setPresenceInformation", None)
    ask("setPolicy", None)
    assert ask("getPresenceInformation")["activity"] == ""
    assert ask("getPolicy") == {"allow": [], "deny": [], "confirm": []}


@pytest.mark.parametrize(
    ("information", "field"),
    [
        ({"activity": "x" * 65}, "activity"),
        ({"activity": "a\nb"}, "activity"),
        ({"note": "x" * 256}, "note"),
        ({"note": "\x7f"}, "note"),
    ],
)
def test_bad_information_is_refused(
    petra: models.Account, information: dict[str, str], field: str
) -> None:
    with pytest.raises(SoapFault) as refused:
        ask("setPresenceInformation", information)
    assert (refused.value.code, refused.value.field) == (9004, field)


def test_the_policy_is_replaced_and_keeps_its_order(petra: models.Account) -> None:
    ask("setPolicy", {"allow": ["old@example.com"]})
    ask(
        "setPolicy",
        {
            "allow": ["sip:Bob@Example.com", "example.org", "", "bob@example.com"],
            "deny": ["spam@example.com"],
            "confirm": ["zoe@example.com", "ann@example.com"],
        },
    )
    assert ask("getPolicy") == {
        "allow": ["bob@example.com", "example.org"],
        "deny": ["spam@example.com"],
        "confirm": ["zoe@example.com", "ann@example.com"],
    }


@pytest.mark.parametrize(
    ("policy", "field"),
    [
        ({"allow": ["two words"]}, "allow"),
        ({"deny": ["@example.com"]}, "deny"),
        ({"confirm": ["bob@"]}, "confirm"),
        ({"allow": ["%"]}, "allow"),
        ({"allow": ["a" * 65 + "@example.com"]}, "allow"),
        ({"allow": ["bob@example.com"], "deny": ["BOB@example.com"]}, "deny"),
        ({"allow": [f"u{number}@example.com" for number in range(1001)]}, "policy"),
    ],
)
def test_a_bad_policy_is_refused_and_the_old_one_stays(
    petra: models.Account, policy: dict[str, list[str]], field: str
) -> None:
    ask("setPolicy", {"allow": ["bob@example.com"]})
    with pytest.raises(SoapFault) as refused:
        ask("setPolicy", policy)
    assert (refused.value.code, refused.value.field) == (9004, field)
    assert ask("getPolicy")["allow"] == ["bob@example.com"]


def test_watchers_come_with_what_the_policy_says(petra: models.Account) -> None:
    for watcher, is_online in (
        ("zoe@example.com", True),
        ("bob@example.org", False),
        ("eve@example.org", True),
    ):
        petra.presence_watchers.create(watcher=watcher, is_online=is_online)
    ask("setPolicy", {"allow": ["example.org"], "deny": ["eve@example.org"]})
    assert ask("getWatchers") == [
        {"id": "bob@example.org", "status": "allow", "online": False},
        {"id": "eve@example.org", "status": "deny", "online": True},
        {"id": "zoe@example.com", "status": "confirm", "online": True},
    ]


def test_a_presence_server_writes_watchers_by_address(petra: models.Account) -> None:
    """The statement of docs/server.md."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO provisioning_presencewatcher (account_id, watcher, is_online)"
            " SELECT a.id, %s, %s FROM provisioning_account a"
            " JOIN provisioning_domain d ON d.id = a.domain_id"
            " WHERE a.username = %s AND d.name = %s",
            ["bob@example.com", True, "petra", "customer.example"],
        )
    assert ask("getWatchers") == [{"id": "bob@example.com", "status": "confirm", "online": True}]
    assert models.PresenceWatcher.objects.get().seen.tzinfo is not None


@pytest.mark.parametrize(
    ("address", "password"),
    [
        (PETRA, "wrong"),
        (PETRA, ""),
        (PETRA, None),
        (sip_id("nobody@customer.example"), PASSWORD),
        (sip_id("petra@nowhere.example"), PASSWORD),
        (sip_id("petra@sibling.example"), PASSWORD),
    ],
)
def test_wrong_and_unknown_look_the_same(
    petra: models.Account, address: dict[str, str], password: str | None
) -> None:
    ask("setPresenceInformation", {"activity": "busy"})
    for operation in ("getPresenceInformation", "deletePresenceInformation", "getWatchers"):
        told = refusal(operation, address=address, password=password)
        assert told == (9001, "Authentication failed")
    assert refusal("setPolicy", {}, address=address, password=password)[0] == 9001
    assert refusal("setPresenceInformation", {}, address=address, password=password)[0] == 9001
    assert ask("getPresenceInformation")["activity"] == "busy"


def test_the_digests_of_the_password_do_not_open(petra: models.Account) -> None:
    for text in (petra.ha1, f"{petra.ha1}:{petra.ha1b}", subscribers.NOBODYS_DIGEST):
        assert refusal("getPolicy", password=text)[0] == 9001


def test_an_account_without_digest_lets_nobody_in(petra: models.Account) -> None:
    models.Account.objects.filter(pk=petra.pk).update(ha1="", ha1b="")
    assert refusal("getPolicy")[0] == 9001
    assert refusal("getPolicy", password="")[0] == 9001


def test_digests_alone_are_enough(petra: models.Account) -> None:
    models.Account.objects.filter(pk=petra.pk).update(password_sealed="")
    assert ask("getPolicy") == {"allow": [], "deny": [], "confirm": []}
    assert ask("getPolicy", address=sip_id("PETRA@Customer.Example")) is not None


def test_the_auth_header_is_not_looked_at(petra: models.Account) -> None:
    inner = CODEC.encode("SipId", "sipId", PETRA) + "<password>wrong</password>"
    body = envelope(f'<x:getPolicy xmlns:x="{NAMESPACE}">{inner}</x:getPolicy>')
    answer = wire.parse_reply(handle(body).body)
    assert isinstance(answer, wire.FaultReply)
    assert answer.code == 9001
    bare = body.decode().replace("wrong", "pétra's &lt;&amp;&gt; secret")
    bare = bare[: bare.index("<SOAP-ENV:Header>")] + bare[bare.index("<SOAP-ENV:Body>") :]
    assert not isinstance(wire.parse_reply(handle(bare.encode()).body), wire.FaultReply)


def test_the_address_is_needed(world: World) -> None:
    for address in (None, {"username": "petra"}, {"domain": "customer.example"}):
        with pytest.raises(SoapFault) as refused:
            soap("Presence", "getPolicy", address, PASSWORD)
        assert refused.value.code == 9004


def test_a_subscriber_is_nothing_anywhere_else(petra: models.Account) -> None:
    caller = subscribers.admit(SipId(username="petra", domain="customer.example"), PASSWORD, "")
    assert (caller.kind, caller.name) == (Kind.SUBSCRIBER, "petra@customer.example")
    for rows in (rights.customers, rights.domains, rights.accounts, rights.aliases):
        assert not rows(caller).exists()
    assert not rights.may_edit(caller, petra)
    assert not rights.may_change_prepaid(caller, petra.domain)
    with pytest.raises(Exception, match="5003"):
        rights.require_active(caller)


def test_a_login_of_the_platform_opens_no_presence(petra: models.Account) -> None:
    person = PEOPLE["customer"]
    assert refusal("getPolicy", password=person.password)[0] == 9001


def test_guesses_are_slowed_down_by_address(petra: models.Account, clock: Clock) -> None:
    for _attempt in range(FREE + 1):
        assert raw("wrong", HERE) == (9001, "Authentication failed")
    assert raw(PASSWORD, HERE) == (
        9001,
        "Too many attempts failed from this address: wait 1 s",
    )
    assert raw(PASSWORD, ELSEWHERE)[0] == 0
    assert raw(PASSWORD, "")[0] == 0
    # Whoever signs in with the auth header there need not wait.
    assert soap("Sip", "getDomains", {}, as_=PEOPLE["customer"])["total"] == 1
    clock.now += 2
    assert raw(PASSWORD, HERE)[0] == 0


def test_ones_own_password_does_not_pay_for_guesses(petra: models.Account, clock: Clock) -> None:
    mallory = sip_id("mallory@customer.example")
    soap("Sip", "addAccount", {"id": mallory, "password": "mine"})
    for _attempt in range(FREE + 1):
        raw("wrong", HERE)
        raw("mine", HERE, mallory)
    assert "wait" in raw(PASSWORD, HERE)[1]
    # Mallory proved to be welcome there, and may go on.
    assert raw("mine", HERE, mallory)[0] == 0


def test_the_log_names_the_address_and_no_password(
    petra: models.Account, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "ngnpanel.provisioning")
    ask("getPolicy")
    refusal("getPolicy", password="a wrong one")
    assert "Presence.getPolicy by petra@customer.example" in caplog.text
    assert "code 9001" in caplog.text
    assert "secret" not in caplog.text
    assert "a wrong one" not in caplog.text


def test_the_feed_tells_who_changed_what(petra: models.Account) -> None:
    ask("setPresenceInformation", {"activity": "busy"})
    change = models.Change.objects.latest("sequence")
    assert (change.kind, change.key) == ("presence", "petra@customer.example")
    assert change.caller == "petra@customer.example"
    assert (change.operation, change.customer) == ("Presence.setPresenceInformation", 0)


def test_a_long_address_fits_the_feed(world: World) -> None:
    name = f"{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 57}.nl"
    models.Domain.objects.create(name=name, customer_id=world["customer"])
    address = {"username": "u" * 64, "domain": name}
    soap("Sip", "addAccount", {"id": address, "password": PASSWORD})
    ask("setPolicy", {"allow": ["u" * 64 + "@" + name]}, address=address)
    assert ask("getPolicy", address=address)["allow"] == ["u" * 64 + "@" + name]


def test_an_account_deleted_meanwhile_is_nobody(
    petra: models.Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = subscribers.admit(SipId(username="petra", domain="customer.example"), PASSWORD, "")
    monkeypatch.setattr(subscribers, "admit", lambda *_arguments: caller)
    petra.delete()
    assert refusal("getPolicy")[0] == 9001
    assert refusal("setPolicy", {})[0] == 9001


def test_a_deleted_account_takes_everything_along(petra: models.Account) -> None:
    ask("setPresenceInformation", {"activity": "busy"})
    ask("setPolicy", {"allow": ["bob@example.com"]})
    petra.presence_watchers.create(watcher="bob@example.com")
    soap("Sip", "deleteAccount", PETRA)
    for table in (models.PresenceInformation, models.PresenceRule, models.PresenceWatcher):
        assert not table._default_manager.exists()
    noted = models.Change.objects.filter(operation="Sip.deleteAccount")
    assert ("presence", "petra@customer.example") in noted.values_list("kind", "key")


def test_watchers_cost_a_fixed_number_of_queries(petra: models.Account) -> None:
    counts = []
    for many in (1, 30):
        for number in range(many):
            petra.presence_watchers.get_or_create(watcher=f"u{number}@example.com")
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            ask("getWatchers")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@given(st.text() | st.emails() | st.from_regex(r"[a-z]+(\.[a-z]+)+", fullmatch=True))
def test_a_watcher_has_one_form(text: str) -> None:
    try:
        found = presence.watcher(text, "allow")
    except RuleError:
        return
    assert presence.watcher(found) == found
    assert len(found) <= MAX_WATCHER


@given(st.sampled_from(DECISIONS), st.sampled_from(DECISIONS))
def test_an_address_decides_before_its_domain(one: str, all_: str) -> None:
    decisions = {"bob@example.com": one, "example.com": all_}
    assert presence.decision(decisions, "bob@example.com") == one
    assert presence.decision(decisions, "eve@example.com") == all_
    assert presence.decision(decisions, "eve@example.net") == "confirm"
    assert PresencePolicy(**{one: ("bob@example.com",)}).decisions() == {"bob@example.com": one}
