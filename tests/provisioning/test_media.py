"""Media of calls: streams out of traced session descriptions, live sessions, relays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.provisioning.sources import tables
from ngnpanel.provisioning.sources.sessions import Media, counters, description
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.proxy import NOON, Proxy, T, own_database, second_database
from tests.provisioning.soap import ADMIN, Person, SoapFault, soap

CALL = {"nodeIp": "192.0.2.5", "callId": "call-1", "fromTag": "f1", "toTag": ""}
ALL = ("sip_trace", "dialog", "dialog_vars", "rtpengine", "rtpproxy")


@pytest.fixture(params=["own", "second"])
def proxy(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy with tables of traces, dialogs and relays."""
    with (
        own_database()
        if request.param == "own"
        else second_database(tmp_path / "proxy.sqlite3", is_julian=True)
    ) as proxy:
        for table in ALL:
            proxy.make(table)
        yield proxy


def ask(operation: str, *arguments: Any, as_: Person = ADMIN) -> Any:
    with time_machine.travel(NOON, tick=False):
        return json.loads(soap("Sip", operation, *arguments, as_=as_))


def sdp(ip: str, *media: str) -> str:
    lines = ["v=0", f"o=- 1 1 IN IP4 {ip}", "s=-", f"c=IN IP4 {ip}", "t=0 0"]
    return "\r\n".join([*lines, *media, ""])


def message(start: str, body: str = "", *headers: str) -> str:
    kind = ["Content-Type: application/sdp"] if body else []
    return "\r\n".join([start, *kind, *headers, "", body])


def record(proxy: Proxy, at: int, text: str, direction: str, **columns: Any) -> None:
    row = {
        "time_stamp": proxy.at(at),
        "callid": "call-1",
        "msg": text,
        "method": "INVITE",
        "fromip": "udp:198.51.100.7:5060",
        "toip": "udp:192.0.2.5:5060",
        "fromtag": "f1",
        "direction": direction,
    }
    proxy.write("sip_trace", **{**row, **columns})


AUDIO = ("m=audio 4000 RTP/AVP 96 8", "a=rtpmap:96 opus/48000/2")
VIDEO = ("m=video 4002 RTP/AVP 97", "c=IN IP6 2001:db8::7", "a=rtpmap:97 VP8/90000")


def talk(proxy: Proxy, start: int = T - 100, call_id: str = "call-1") -> None:
    """Caller 198.51.100.7 - relay 192.0.2.9 - callee 203.0.113.7, audio and video."""
    offer = message("INVITE sip:b SIP/2.0", sdp("198.51.100.7", *AUDIO, *VIDEO))
    relayed = message("INVITE sip:b SIP/2.0", sdp("192.0.2.9", *AUDIO, "m=video 4002 RTP/AVP 97"))
    answer = sdp("203.0.113.7", "m=audio 5000 RTP/AVP 8", "m=video 0 RTP/AVP 97")
    back = sdp("192.0.2.9", "m=audio 6000 RTP/AVP 0", "m=video 0 RTP/AVP 97")
    record(proxy, start - 2, offer, "in", callid=call_id)
    record(proxy, start - 2, relayed, "out", callid=call_id)
    record(proxy, start - 1, message("SIP/2.0 180 Ringing"), "in", status="180", callid=call_id)
    ok = {"status": "200", "totag": "t1", "callid": call_id}
    record(proxy, start, message("SIP/2.0 200 OK", answer), "in", **ok)
    record(proxy, start, message("SIP/2.0 200 OK", back), "out", **ok)


def test_the_streams_of_a_call_that_ended(proxy: Proxy) -> None:
    talk(proxy)
    bye = {"method": "BYE", "totag": "t1"}
    stat = "P-RTP-Stat: PS=4250,OS=680000,PR=4240,OR=678400"
    record(proxy, T - 15, message("BYE sip:b SIP/2.0", "", stat), "in", **bye)
    record(proxy, T - 15, message("BYE sip:b SIP/2.0", "", stat), "out", **bye)
    answer = message("SIP/2.0 200 OK", "", "X-RTP-Stat: PS=4240, OS=678400")
    record(proxy, T - 15, answer, "in", status="200", **bye)
    found = ask("getMediaTrace", CALL)
    assert found["duration"] == 85
    audio, video = found["streams"]
    assert audio == {
        "media_type": "audio",
        "status": "closed",
        "start_time": 0,
        "end_time": 85,
        "timeout_wait": 0,
        "caller_local": "192.0.2.9:6000",
        "callee_local": "192.0.2.9:4000",
        "caller_remote": "198.51.100.7:4000",
        "callee_remote": "203.0.113.7:5000",
        "caller_codec": "PCMU",
        "callee_codec": "PCMA",
        "caller_bytes": 680000,
        "callee_bytes": 678400,
        "caller_packets": 4250,
        "callee_packets": 4240,
    }
    assert (video["media_type"], video["caller_remote"]) == ("video", "[2001:db8::7]:4002")
    assert video["caller_packets"] == 0


def test_the_streams_of_a_call_that_goes_on(proxy: Proxy) -> None:
    talk(proxy)
    found = ask("getMediaTrace", CALL)
    assert found["duration"] == 100
    assert {stream["status"] for stream in found["streams"]} == {"active"}


def test_a_call_that_nobody_answered_has_an_offer_alone(proxy: Proxy) -> None:
    record(proxy, T, message("INVITE sip:b SIP/2.0", sdp("198.51.100.7", *AUDIO)), "in")
    found = ask("getMediaTrace", CALL)
    assert found["duration"] == 0
    [stream] = found["streams"]
    assert (stream["status"], stream["callee_codec"]) == ("closed", "")


def test_a_callee_who_invites_again_stays_the_callee(proxy: Proxy) -> None:
    talk(proxy)
    again = message("INVITE sip:a SIP/2.0", sdp("203.0.113.8", "m=audio 5555 RTP/AVP 0"))
    record(proxy, T - 5, again, "in", fromtag="t1", totag="f1")
    answer = message("SIP/2.0 200 OK", sdp("198.51.100.8", "m=audio 4444 RTP/AVP 9"))
    record(proxy, T - 5, answer, "in", fromtag="t1", totag="f1", status="200")
    [audio, _video] = ask("getMediaTrace", CALL)["streams"]
    assert (audio["caller_remote"], audio["caller_codec"]) == ("198.51.100.8:4444", "G722")
    assert audio["callee_remote"] == "203.0.113.8:5555"


def test_a_call_without_session_descriptions_has_no_media_trace(proxy: Proxy) -> None:
    record(proxy, T, message("INVITE sip:b SIP/2.0"), "in")
    record(proxy, T, message("INFO sip:b SIP/2.0", sdp("192.0.2.1", *AUDIO)), "in", method="INFO")
    for call_id in ("call-1", "call-2"):
        with pytest.raises(SoapFault) as refused:
            ask("getMediaTrace", {**CALL, "callId": call_id})
        assert (refused.value.code, refused.value.field) == (1060, "callId")


def test_without_tables_nothing_is_known(world: World) -> None:
    with pytest.raises(SoapFault) as refused:
        ask("getMediaTrace", CALL)
    assert refused.value.code == 1060
    assert ask("getMediaSummary") == []
    assert ask("getMediaSessions") == []


def dialog(proxy: Proxy, number: int, **columns: Any) -> None:
    row = {
        "hash_entry": 7,
        "hash_id": number,
        "callid": f"call-{number}",
        "from_uri": "sip:alice@customer.example",
        "from_tag": "f1",
        "to_uri": "sips:bob@elsewhere.example",
        "to_tag": "t1",
        "state": 4,
        "start_time": T - 100,
    }
    proxy.write("dialog", **{**row, **columns})


def test_live_sessions_have_agents_and_streams(proxy: Proxy) -> None:
    talk(proxy)
    dialog(proxy, 1)
    agents = {"caller_ua": "Desk phone 3", "callee_ua": "Softphone", "account": "x"}
    for key, value in agents.items():
        proxy.write("dialog_vars", hash_entry=7, hash_id=1, dialog_key=key, dialog_value=value)
    [session] = ask("getMediaSessions")
    streams = session.pop("streams")
    assert session == {
        "call_id": "call-1",
        "from_uri": "alice@customer.example",
        "to_uri": "bob@elsewhere.example",
        "caller_ua": "Desk phone 3",
        "callee_ua": "Softphone",
        "duration": 100,
    }
    assert [stream["media_type"] for stream in streams] == ["audio", "video"]


def test_only_answered_dialogs_are_sessions_the_newest_first(proxy: Proxy) -> None:
    for number, state in enumerate((1, 2, 3, 4, 5)):
        dialog(proxy, number, state=state, start_time=T + 5)
    found = ask("getMediaSessions")
    assert [(each["call_id"], each["duration"]) for each in found] == [("call-3", 0), ("call-2", 0)]
    assert found[0]["streams"] == []


def test_the_number_of_queries_does_not_grow_with_the_sessions(proxy: Proxy) -> None:
    def asked() -> int:
        ask("getMediaSessions")
        with CaptureQueriesContext(tables.connection()) as queries:
            ask("getMediaSessions")
        return len(queries)

    dialog(proxy, 1)
    talk(proxy)
    first = asked()
    for number in range(2, 20):
        dialog(proxy, number)
        talk(proxy, call_id=f"call-{number}")
    assert asked() == first


def test_relays_are_told_once_each(proxy: Proxy) -> None:
    for setid, url, disabled in (
        (0, "udp:192.0.2.9:2223", 0),
        (1, "udp:192.0.2.9:2223", 1),
        (1, "udp:192.0.2.10:2223", 1),
    ):
        proxy.write("rtpengine", setid=setid, url=url, disabled=disabled)
    proxy.write("rtpproxy", url="udp:192.0.2.11:7722")
    found = ask("getMediaSummary")
    assert [(relay["ip"], relay["status"]) for relay in found] == [
        ("192.0.2.10", "disabled"),
        ("192.0.2.11", "ok"),
        ("192.0.2.9", "ok"),
    ]
    unknown = {"version": "", "uptime": None, "bps_relayed": None, "session_count": None}
    assert unknown.items() <= found[0].items()


def test_the_only_relay_has_all_sessions(proxy: Proxy) -> None:
    proxy.write("rtpengine", url="udp:192.0.2.9:2223")
    dialog(proxy, 1)
    dialog(proxy, 2)
    talk(proxy)
    [relay] = ask("getMediaSummary")
    assert (relay["session_count"], relay["stream_count"]) == (2, {"audio": 1, "video": 1})


def test_media_pages_are_the_administrators_alone(world: World) -> None:
    acting = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["customer"])
    for operation, arguments in (
        ("getMediaTrace", (CALL,)),
        ("getMediaSummary", ()),
        ("getMediaSessions", ()),
    ):
        for person in (PEOPLE["reseller"], PEOPLE["customer"], acting):
            with pytest.raises(SoapFault) as refused:
                ask(operation, *arguments, as_=person)
            assert refused.value.code == 9002


@pytest.mark.parametrize(
    ("media", "read"),
    [
        ("m=audio 4000 RTP/AVP 0", Media(kind="audio", address="192.0.2.1:4000", codec="PCMU")),
        ("m=audio 4000/2 RTP/AVP 101", Media(kind="audio", address="192.0.2.1:4000", codec="101")),
        ("m=image 9 udptl t38", Media(kind="image", address="192.0.2.1:9", codec="t38")),
        ("m=audio 4000 RTP/AVP", Media(kind="audio", address="192.0.2.1:4000", codec="")),
        ("m=audio x RTP/AVP 0", None),
    ],
)
def test_media_lines_are_read(media: str, read: Media | None) -> None:
    text = message("INVITE sip:b SIP/2.0", sdp("192.0.2.1", media))
    assert description(text) == ((read,) if read else ())
    assert description(text.replace("Content-Type: application/sdp", "Content-Type: x/y")) == ()
    assert description(text.replace("Content-Type:", "c :").replace("\r\n", "\n")) != () or not read


@pytest.mark.parametrize(
    ("header", "read"),
    [
        ("P-RTP-Stat: PS=1,OS=2", (1, 2)),
        ("p-rtp-stat : EX=x;PS=1", (1, 0)),
        ("P-RTP-Stat: PS=x", None),
        ("Other: PS=1", None),
    ],
)
def test_counters_are_read(header: str, read: tuple[int, int] | None) -> None:
    assert counters(f"BYE sip:b SIP/2.0\r\n{header}\r\n\r\nP-RTP-Stat: PS=9,OS=9") == read


@given(body=st.text(), lines=st.lists(st.sampled_from(["m=audio 1 RTP/AVP 0", "c=IN IP4 x", "m="])))
def test_any_body_can_be_read(body: str, lines: list[str]) -> None:
    text = "\r\n".join(["INVITE sip:b SIP/2.0", "c: application/sdp", "", *lines, body])
    assert len(description(text)) <= text.count("m=")
    counters(text)
