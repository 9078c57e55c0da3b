"""The SIP trace of a call: what is shown, to whom, and what never is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from ngnpanel.accounts.domain.calls import Call
from ngnpanel.accounts.subscriber import ladder, trace, trace_words
from ngnpanel.accounts.subscriber.trace import masked, read
from tests.accounts.subscriber.helping import page
from tests.people import ALICE, BOB, FOREIGN, People, calls, take_platform_away
from tests.provisioning.proxy import Proxy, T, own_database

BASE = f"/subscriber/{ALICE}/history/trace/"
GRANDMOTHER = f"0031208005161@{ALICE.domain}"
SECRET = "9f86d081884c7d65"
INVITE = (
    f"INVITE sip:{GRANDMOTHER} SIP/2.0\r\nFrom: <sip:{ALICE}>;tag=f1\r\nCSeq: 2 INVITE\r\n"
    f'Proxy-Authorization: Digest username="alice",\r\n response="{SECRET}", cnonce="{SECRET}"\r\n'
    f"\r\na=crypto:1 AES_CM inline:{SECRET}\r\n"
)


def url(
    call: str = "call-1", start: object = T, direction: str = "placed", base: str = BASE
) -> str:
    return f"{base}?{urlencode({'session': call, 'start': start, 'direction': direction})}"


@pytest.fixture
def proxy(people: People) -> Iterator[Proxy]:
    """A proxy that accounts and traces."""
    del people
    with own_database() as made:
        for table in ("acc", "missed_calls", "sip_trace"):
            made.make(table)
        yield made


def send(proxy: Proxy, at: int, text: str, *, out: bool = False, method: str = "INVITE") -> None:
    phone, server = "udp:203.0.113.40:5060", "udp:192.0.2.5:5060"
    proxy.write(
        "sip_trace",
        time_stamp=proxy.at(T + at),
        callid="call-1",
        msg=text,
        method=method,
        fromip=server if out else phone,
        toip=phone if out else server,
        fromtag="f1",
        direction="out" if out else "in",
    )


def talk(proxy: Proxy) -> None:
    proxy.call(str(ALICE), GRANDMOTHER, start=T, seconds=252, call_id="call-1")
    send(proxy, 0, INVITE)
    send(proxy, 1, "SIP/2.0 180 Ringing\r\nCSeq: 2 INVITE\r\n\r\n", out=True)
    send(proxy, 7, "SIP/2.0 200 OK\r\nCSeq: 2 INVITE\r\n\r\n", out=True)
    bye = f"BYE sip:x SIP/2.0\r\nFrom: <sip:{ALICE}>;tag=f1\r\n\r\n"
    send(proxy, 259, bye, method="BYE")


def test_the_way_of_a_call_in_words_as_a_picture_and_as_text(
    people: People, proxy: Proxy, subscriber: Client
) -> None:
    talk(proxy)
    with calls(3):
        answer = subscriber.get(url())
    text, body = page(answer), answer.content.decode()
    assert "You called +31 20 800 5161, and the call lasted 4 minutes." in text
    assert "Who ended it You" in text
    assert "The call was answered." in text
    assert "7 s 200 OK takes the call From Server to Your phone" in text
    assert "INVITE asks for a call From Your phone to Server" in text
    assert '<svg class="trace"' in body
    assert "style=" not in body
    assert SECRET not in body
    assert 'username="alice"' in text
    with calls(3):
        file: Any = subscriber.get(url(base=f"{BASE}text/"))
    assert file["Content-Type"] == "text/plain; charset=utf-8"
    assert "attachment" in file["Content-Disposition"]
    told = file.content.decode()
    assert SECRET not in told
    assert "--- 3. 7 s 192.0.2.5:5060 -> 203.0.113.40:5060\nSIP/2.0 200 OK" in told
    for name in ("customer", "reseller", "administrator"):
        assert "Server" in page(people.browser(name).get(url()))


def test_a_missed_call_and_one_without_trace(proxy: Proxy, subscriber: Client) -> None:
    proxy.invite(GRANDMOTHER, str(ALICE), code=480, table="missed_calls")
    text = page(subscriber.get(url(direction="received")))
    assert "+31 20 800 5161 called you; nobody answered." in text
    assert "No messages were kept of this call" in text
    send(proxy, 0, "INVITE sip:alice SIP/2.0\r\n\r\n")
    send(proxy, 35, "SIP/2.0 480 Gone\r\nCSeq: 1 INVITE\r\n\r\n", out=True)
    text = page(subscriber.get(url(direction="received")))
    assert "nobody answered within 35 seconds." in text
    assert "From Caller to Server" in text


def test_calls_of_others_and_odd_questions_are_missing(
    people: People, proxy: Proxy, subscriber: Client, settings: Settings
) -> None:
    talk(proxy)
    proxy.invite(str(BOB), str(FOREIGN), call_id="theirs")
    proxy.invite(str(FOREIGN), str(BOB), call_id="theirs-2")
    gone = subscriber.get(url("nothing")).content
    for asked in (
        url("theirs"),
        url("theirs-2", direction="received"),
        url(direction="received"),
        url(start=T + 900),
        url(start="x"),
        url(start="9" * 10),
        url(start="²"),
        url(""),
        url(" "),
        url("a\0b"),
        url("x" * 300),
        url(direction="both"),
        f"{url()}&session=other",
        BASE,
    ):
        for base in (asked, asked.replace("trace/", "trace/text/")):
            answer = subscriber.get(base)
            assert answer.status_code == 404
            assert len(answer.content) == len(gone)
    for other in (BOB, FOREIGN):
        assert subscriber.get(url(base=BASE.replace(str(ALICE), str(other)))).status_code == 404
    assert people.browser("stranger").get(url()).status_code == 404
    # What the URL tells beside the call is not believed.
    assert subscriber.get(f"{url()}&from_tag=x&node=192.0.2.99").status_code == 200
    take_platform_away(settings)
    assert subscriber.get(url()).status_code == 503


NAMES = st.sampled_from(
    ["Authorization", "PROXY-AUTHORIZATION", "proxy-authorization ", "Cookie", "X-Auth-Token"]
)
FOLDS = st.sampled_from([" ", "\r\n ", "\n\t", "  "])
PARTS = st.sampled_from(
    [f'response="{SECRET}"', f"cnonce={SECRET}", f'nonce="{SECRET}"', f'Response = "{SECRET}"']
)
OTHERS = st.sampled_from(['username="al"', 'realm="a,b"', "qop=auth", 'x="\\"', "", "="])


@given(
    name=NAMES,
    fold=FOLDS,
    parts=st.lists(st.one_of(PARTS, OTHERS), min_size=1, max_size=6),
    scheme=st.sampled_from(["Digest", "digest", "Bearer", "Basic", SECRET]),
    more=st.sampled_from([f"k=base64:{SECRET}", f" a=ice-pwd:{SECRET}", f"Signal={SECRET}"]),
)
def test_no_secret_gets_through(
    name: str, fold: str, parts: list[str], scheme: str, more: str
) -> None:
    credentials = f"{name}:{fold}{scheme}{fold}" + f",{fold}".join(parts)
    text = f"BYE sip:a SIP/2.0\r\nf: <sip:a:{SECRET}@b>;tag=1\r\n{credentials}\r\n{credentials}"
    shown = masked(f"{text}\r\ni: 1@b\r\n\r\n {credentials}\r\n{more}\r\n")
    assert SECRET not in shown
    assert "f: <sip:a:***@b>;tag=1" in shown
    assert "i: 1@b" in shown
    assert masked(shown) == shown


def test_what_is_no_secret_stays() -> None:
    text = (
        'INVITE sip:a@b SIP/2.0\na: *\nWWW-Authenticate: Digest realm="x", nonce="n"\n\nm=audio 1\n'
    )
    assert masked(text) == text
    typed = "INFO sip:a SIP/2.0\nContent-Type: application/dtmf\n\n4711"
    assert "4711" not in masked(typed)
    kept = masked('Authorization: Digest username="a", uri="sip:b", response="c", qop=auth')
    assert kept == 'Authorization: Digest username="a", uri="sip:b", response=***, qop=auth'


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=12)),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=3,
)
KEYS = st.sampled_from(
    ["message", "method", "status", "direction", "from_ip", "from_port", "to_ip", "time_stamp"]
)


@given(st.lists(st.dictionaries(KEYS, JSON), max_size=4))
def test_whatever_a_platform_tells_can_be_drawn(told: list[dict[str, Any]]) -> None:
    messages = read(json.dumps(told))
    drawn = ladder.draw(messages, node="", is_placed=True)
    assert len(drawn.arrows) == len(messages)
    for one in drawn.arrows:
        f"{one.text}{one.label}{one.offset}{one.head}".encode()
    call = Call(stop_time=1, from_tag="x")
    assert trace_words.summary(call, messages, "x", is_placed=True)
    trace_words.ended_by(call, messages, is_placed=False)


def test_what_is_no_trace_at_all() -> None:
    for told in ("", "null", "{", '{"a": 1}', "[1, null, []]", "[" * 100_000):
        assert read(told) == ()
    lone = read('[{"message": "SIP/2.0 200 \\ud800", "from_ip": "[2001:db8::1]:5060"}]')
    assert lone[0].label.encode()
    assert str(lone[0].source) == "[2001:db8::1]:5060"
    many = read(json.dumps([{"method": "INVITE"}] * (trace.MOST + 7)))
    drawn = ladder.draw(many, node="", is_placed=False)
    assert (len(drawn.arrows), drawn.more) == (trace.MOST, 7)


def test_every_end_of_a_call_has_its_sentence() -> None:
    told = set()
    for is_placed in (True, False):
        for status in (None, 200, 302, 403, 404, 408, 480, 486, 487, 488, 500, 603):
            call = Call(status=status, stop_time=1)
            sentence = trace_words.summary(call, (), "Bob", is_placed=is_placed)
            assert "Bob" in sentence
            assert trace_words.meaning(status) or status is None
            told.add(sentence)
        going = replace(call, stop_time=0)
        assert "goes on" in trace_words.summary(going, (), "Bob", is_placed=is_placed)
    assert len(told) == 13
