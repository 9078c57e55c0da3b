"""SIP traces: JSON of the messages that the proxy kept, without what could be misused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.provisioning.sources.traces import Place, place, without_secrets
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import Proxy, T, own_database, second_database
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap

INVITE = (
    "INVITE sip:bob@elsewhere.example SIP/2.0\r\n"
    "From: <sip:alice@customer.example>;tag=f1\r\n"
    'Proxy-Authorization: Digest username="alice", realm="customer.example", nonce="abc",\r\n'
    ' uri="sip:x", response="0123456789abcdef0123456789abcdef", cnonce="77"\r\n'
    "\r\n"
    "v=0\r\n"
)


@pytest.fixture(params=["own", "stamps", "julian days"])
def proxy(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy that traces."""
    if request.param == "own":
        with own_database() as proxy:
            proxy.make("sip_trace")
            yield proxy
        return
    is_julian = request.param == "julian days"
    with second_database(tmp_path / "proxy.sqlite3", is_julian=is_julian) as proxy:
        proxy.make("sip_trace")
        yield proxy


def record(proxy: Proxy, at: int = T, **columns: Any) -> None:
    row = {
        "time_stamp": proxy.at(at),
        "callid": "call-1",
        "msg": INVITE,
        "method": "INVITE",
        "fromip": "udp:198.51.100.7:5060",
        "toip": "tls:192.0.2.5:5061",
        "fromtag": "f1",
        "direction": "in",
    }
    proxy.write("sip_trace", **{**row, **columns})


def trace(**members: str) -> Any:
    return trace_for(ADMIN, **members)


def trace_for(person: Person, **members: str) -> Any:
    asked = {"nodeIp": "192.0.2.5", "callId": "call-1", "fromTag": "f1", "toTag": "", **members}
    return json.loads(soap("Sip", "getSipTrace", asked, as_=person))


def test_a_message_has_its_places_and_its_text(proxy: Proxy) -> None:
    record(proxy)
    [message] = trace()
    text = message.pop("message")
    assert message == {
        "id": 1,
        "direction": "in",
        "from_ip": "198.51.100.7",
        "from_port": 5060,
        "to_ip": "192.0.2.5",
        "to_port": 5061,
        "to_proto": "tls",
        "method": "INVITE",
        "status": "",
        "time_stamp": "2026-11-23 12:00:00",
    }
    assert text == INVITE.replace("0123456789abcdef0123456789abcdef", "***")


def test_messages_come_in_the_order_of_their_time(proxy: Proxy) -> None:
    record(proxy, T + 1, status="200", time_us=5)
    record(proxy, T + 1, status="180", time_us=2)
    record(proxy, T, status="100", direction="out")
    assert [(each["status"], each["direction"]) for each in trace()] == [
        ("100", "out"),
        ("180", "in"),
        ("200", "in"),
    ]


def test_only_messages_of_the_dialog_are_told(proxy: Proxy) -> None:
    record(proxy, fromtag="f1", totag="")
    record(proxy, fromtag="f1", totag="t1", method="ACK")
    record(proxy, fromtag="t1", totag="f1", method="BYE")
    record(proxy, fromtag="f1", totag="t2", method="PRACK")
    record(proxy, fromtag="f9", totag="t9", method="INFO")
    record(proxy, callid="call-2", method="MESSAGE")

    def methods(**members: str) -> list[str]:
        return [each["method"] for each in trace(**members)]

    assert methods() == ["INVITE", "ACK", "BYE", "PRACK"]
    assert methods(toTag="t1") == ["INVITE", "ACK", "BYE"]
    assert methods(fromTag="") == ["INVITE", "ACK", "BYE", "PRACK", "INFO"]
    assert methods(callId="call-3") == []


def test_a_call_id_may_be_quoted_as_the_call_record_has_it(proxy: Proxy) -> None:
    record(proxy, callid="a=b", fromtag="f=1")
    for call_id, tag in (("a=b", "f=1"), ("a=3Db", "f=3D1")):
        assert len(trace(callId=call_id, fromTag=tag)) == 1


def test_any_text_survives(proxy: Proxy) -> None:
    text = 'MESSAGE x\r\n\r\nZażółć \U0001f600 <&> "\\ \x01\x0b\ufffe'
    record(proxy, msg=text)
    assert trace()[0]["message"] == text


def test_without_the_table_there_are_no_messages(world: World) -> None:
    assert trace() == []


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"callId": ""}, "callId"),
        ({"callId": "  "}, "callId"),
        ({"callId": "x" * 256}, "callId"),
        ({"callId": "a\tb"}, "callId"),
        ({"fromTag": "x" * 129}, "fromTag"),
        ({"toTag": "x" * 129}, "toTag"),
        ({"toTag": "a\nb"}, "toTag"),
        ({"nodeIp": "x" * 65}, "nodeIp"),
    ],
)
@pytest.mark.parametrize("operation", ["getSipTrace", "getMediaTrace"])
def test_texts_that_no_call_has_are_refused(
    world: World, operation: str, members: dict[str, str], field: str
) -> None:
    asked = {"nodeIp": "192.0.2.5", "callId": "call-1", "fromTag": "f1", **members}
    with pytest.raises(SoapFault) as refused:
        soap("Sip", operation, asked)
    assert (refused.value.code, refused.value.field) == (9004, field)


@pytest.mark.parametrize("operation", ["getSipTrace", "getMediaTrace"])
def test_a_missing_argument_is_refused(world: World, operation: str) -> None:
    with pytest.raises(SoapFault) as refused:
        soap("Sip", operation, None)
    assert refused.value.code == 9004


def test_traces_are_the_administrators_alone(proxy: Proxy, world: World) -> None:
    record(proxy)
    acting = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["customer"])
    for person in (*(PEOPLE[name] for name in ("reseller", "customer", "stranger")), acting):
        with pytest.raises(SoapFault) as refused:
            trace_for(person)
        assert refused.value.code == 9002


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("udp:192.0.2.1:5060", ("192.0.2.1", 5060, "udp")),
        ("TLS:192.0.2.1:5061", ("192.0.2.1", 5061, "tls")),
        ("192.0.2.1:5060", ("192.0.2.1", 5060, "udp")),
        ("192.0.2.1", ("192.0.2.1", 0, "udp")),
        ("wss:[2001:db8::7]:443", ("2001:db8::7", 443, "wss")),
        ("tcp:2001:db8::7:5060", ("2001:db8::7", 5060, "tcp")),
        ("", ("", 0, "udp")),
    ],
)
def test_addresses_of_messages_are_taken_apart(text: str, read: tuple[str, int, str]) -> None:
    assert place(text) == Place(ip=read[0], port=read[1], protocol=read[2])


SECRET = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    "line",
    [
        f'Authorization: Digest nonce="n", response="{SECRET}", uri="sip:a"',
        f"AUTHORIZATION : digest RESPONSE = {SECRET},qop=auth",
        f'proxy-authorization:Digest a="b",\r\n\tresponse="{SECRET}"\r\n , c="d"',
        f"Authorization: Basic {SECRET}",
        f"Authorization: Bearer {SECRET}",
        f"Authorization: {SECRET}",
        f'Authentication-Info: qop=auth, rspauth="{SECRET}"',
        f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{SECRET}|2^20|1:4",
        f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:other|2^20|1:4;inline:{SECRET}|2^20|2:4",
        f'Authorization: Digest a="b", response=\r\n "{SECRET}"',
        f'Authorization: Digest a="b", response\r\n\t= {SECRET}, c="d"',
        f'Authorization: Digest username="a response=", response="{SECRET}"',
        f'Authorization: Digest username="a, response="{SECRET}"',
        f'Authentication-Info: rspauth =\r\n "{SECRET}"',
        f"a=ice-pwd:{SECRET}",
        f"k=base64:{SECRET}",
    ],
)
def test_secrets_are_hidden(line: str) -> None:
    hidden = without_secrets(f"INVITE sip:a SIP/2.0\r\n{line}\r\nVia: kept\r\n\r\n")
    assert SECRET not in hidden
    assert "***" in hidden
    assert hidden.endswith("\r\nVia: kept\r\n\r\n")


def test_what_is_no_secret_stays() -> None:
    text = 'SIP/2.0 401 No\r\nWWW-Authenticate: Digest realm="a", nonce="n"\r\n\r\nv=0\r\n'
    assert without_secrets(text) == text


@given(text=st.text(), value=st.text(alphabet="0123456789abcdef", min_size=32, max_size=32))
def test_no_response_is_left_in_any_message(text: str, value: str) -> None:
    header = f'\r\nAuthorization: Digest username="a", response="{value}"\r\n'
    before = text.replace('"', "").replace(value, "")
    assert value not in without_secrets(f"{before}{header}").replace(before, "")
