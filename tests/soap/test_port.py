"""Calls arrive as they were meant, and every way to fail becomes a remote error."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.soap import metering, wire
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, RemoteError, Unavailable
from ngnpanel.soap.platform import Platform
from ngnpanel.soap.port import Port
from ngnpanel.soap.wire import Auth
from tests.soap.scripted import ScriptedPlatform
from tests.soap.test_encode import CONTRACT, values

ALICE = {"username": "alice", "domain": "example.com"}
OPERATIONS = [(port.name, name) for port in CONTRACT.ports.values() for name in port.operations]
ECHO = ScriptedPlatform()


def complete(name: str, plain: dict[str, Any]) -> dict[str, Any]:
    """``plain`` with None for the members that it leaves out."""
    return dict.fromkeys(CONTRACT.types[name].members) | plain


@pytest.mark.parametrize(("port", "operation"), OPERATIONS)
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_argument_arrives_as_it_was_given(
    port: str, operation: str, data: st.DataObject
) -> None:
    described = CONTRACT.ports[port].operations[operation]
    arguments = [data.draw(values(ref)) for _name, ref in described.parameters]
    ECHO.answer = wire.response("<x/>")
    try:
        ECHO.port(port).call(operation, *arguments)
    except Unavailable:
        assert operation.startswith("get")
    assert [without_empty(value) for value in ECHO.arguments] == [
        without_empty(value) for value in arguments
    ]


def without_empty(value: Any) -> Any:
    """A struct without any value cannot be told from null, nor can it in the protocol."""
    if isinstance(value, list):
        return [kept for kept in map(without_empty, value) if kept is not None]
    if not isinstance(value, dict):
        return value
    members = {name: without_empty(member) for name, member in value.items()}
    return members if any(member is not None for member in members.values()) else None


def test_empty_texts_arrive_as_such_and_nulls_are_left_out() -> None:
    platform = ScriptedPlatform({"total": 0, "entries": []})
    platform.port().call("getPhonebookEntries", ALICE, {"group": "", "name": None}, None)
    assert platform.arguments == [ALICE, complete("PhonebookEntry", {"group": ""}), None]
    assert b"<name" not in platform.bodies[0].partition(b"<match")[2]


def test_the_result_is_plain() -> None:
    platform = ScriptedPlatform({"total": 1, "accounts": [{"id": ALICE, "groups": ["sms"]}]})
    found = platform.port().call("getAccounts", {"range": {"start": 0, "count": 1}})
    assert found["total"] == 1
    assert found["accounts"] == [
        complete("SipAccount", {"id": ALICE, "groups": ["sms"], "acl": [], "properties": []})
    ]


def test_the_header_says_who_asks() -> None:
    platform = ScriptedPlatform()
    port = platform.port()
    port.call("deleteAccount", ALICE, impersonate=7)
    assert platform.auth == Auth("boss", "<top>", admin=True, impersonate=7)
    other = Port(port.platform.signed_in_as("carol", "secret", admin=False), "Sip")
    other.call("deleteAccount", ALICE)
    assert platform.auth == Auth("carol", "secret", admin=False)


def test_presence_gets_no_header() -> None:
    platform = ScriptedPlatform({"allow": ["bob"]})
    assert platform.port("Presence").call("getPolicy", ALICE, "pw")["allow"] == ["bob"]
    assert platform.auth is None


def test_characters_that_xml_cannot_carry_are_dropped() -> None:
    platform = ScriptedPlatform()
    platform.port().call("deleteDomain", "a\x00b\r\n\ud800c")
    assert platform.arguments == ["ab\r\nc"]


def test_mistakes_of_the_caller_are_not_sent() -> None:
    platform = ScriptedPlatform()
    with pytest.raises(TypeError, match="no member colour"):
        platform.port().call("addAccount", {"id": ALICE, "colour": "red"})
    with pytest.raises(TypeError, match="takes 1"):
        platform.port().call("deleteAccount", ALICE, "more")
    with pytest.raises(KeyError):
        platform.port().call("deleteEverything")
    assert platform.bodies == []


@pytest.mark.parametrize(
    ("code", "fate"),
    [(1010, NotFound), (1011, Conflict), (9004, Invalid), (9002, Denied), (9000, Unavailable)],
)
def test_faults_become_errors(code: int, fate: type[RemoteError]) -> None:
    platform = ScriptedPlatform(wire.fault("Server", code, "It <b>is</b> so.", "email"), status=500)
    with pytest.raises(fate) as caught:
        platform.port().call("getAccount", ALICE)
    error = caught.value
    assert (error.code, error.text, error.field) == (code, "It <b>is</b> so.", "email")


GOOD = wire.response(CODEC.operation("Sip", "getAccount").encode_result({"id": ALICE}))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"<html><body>secret words</body></html>", 200),
        (b"<html><body>secret words</body></html>", 404),
        (GOOD, 404),
        (GOOD, 302),
        (GOOD, 503),
        (GOOD[: len(GOOD) // 2], 200),
        (b"secret words", 500),
        (b"<!DOCTYPE html><html/>", 500),
        (GOOD.replace(b"schemas.xmlsoap.org/soap/envelope", b"example.com"), 200),
        (GOOD.replace(b'<quota xsi:nil="true"/>', b"<quota>many</quota>"), 200),
        (GOOD.replace(b"<id ", b"<quota>1</quota><id>text</id><x "), 200),
        (wire.response("<a/>"), 200),
        (wire.fault("Server", 0, "secret words"), 500),
    ],
)
def test_nonsense_is_an_outage_and_is_never_quoted(body: bytes, status: int) -> None:
    with pytest.raises(Unavailable) as caught:
        ScriptedPlatform(body, status=status).port().call("getAccount", ALICE)
    assert caught.value.text.startswith("The platform")
    assert "secret" not in caught.value.text
    assert caught.value.code == 0


def test_an_update_may_return_nothing() -> None:
    assert (
        ScriptedPlatform(wire.response("<a/>")).port().call("updateAccount", {"id": ALICE}) is None
    )


def test_calls_are_counted_and_logged_without_arguments(caplog: pytest.LogCaptureFixture) -> None:
    platform = ScriptedPlatform()
    port = platform.port()
    with caplog.at_level(logging.INFO, "ngnpanel.soap"), metering.counted() as outer:
        port.call("deleteAccount", ALICE, impersonate=3)
        with metering.counted() as inner:
            platform.answer = wire.fault("Server", 1010, "gone")
            with pytest.raises(NotFound):
                port.call("getAccount", ALICE)
            platform.answer = Unavailable("down")
            with pytest.raises(Unavailable):
                port.call("getGroups", ALICE)
    assert outer.operations == ["Sip.deleteAccount", "Sip.getAccount", "Sip.getGroups"]
    assert (outer.calls, inner.calls) == (3, 2)
    assert [call.outcome for call in outer.log] == ["ok", "1010", "unavailable"]
    assert outer.seconds > inner.seconds > 0
    assert "Sip.deleteAccount for 3: ok in" in caplog.messages[0]
    assert not any(word in caplog.text for word in ("alice", "boss", "<top>"))


def test_a_bug_in_a_call_is_counted_as_broken() -> None:
    def handler(_body: bytes) -> Any:
        raise ZeroDivisionError

    with metering.counted() as meter, pytest.raises(ZeroDivisionError):
        Port(Platform(handler=handler), "Sip").call("deleteAccount", ALICE)
    assert [call.outcome for call in meter.log] == ["broken"]


def test_threads_share_one_connection_without_mixing_up() -> None:
    def handler(body: bytes) -> Any:
        auth = wire.parse(body).auth
        assert auth is not None
        platform = ScriptedPlatform({"id": {"username": auth.username, "domain": "x"}})
        return platform(body)

    def ask(number: int) -> bool:
        name = f"user{number}"
        port = Port(Platform(handler=handler, username=name), "Sip")
        return all(port.call("getAccount", ALICE)["id"]["username"] == name for _round in range(10))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(16)))


def test_the_platform_of_the_settings_hides_its_password(settings: Any) -> None:
    settings.PLATFORMS = {
        "default": {
            "URL": "https://sip.example.com/ngnpro/",
            "USERNAME": "boss",
            "PASSWORD": "hidden",
            "TIMEOUT": 2,
            "VERIFY": False,
            "HANDLER": "tests.soap.test_port.answer_nothing",
        }
    }
    platform = Platform.named("default")
    assert "hidden" not in repr(platform)
    assert (platform.timeout_connect, platform.timeout_read, platform.verify) == (2, 2, False)
    assert Port(platform, "Sip").call("deleteAccount", ALICE) is None
    with pytest.raises(KeyError):
        Platform.named("other")


answer_nothing = ScriptedPlatform()
