"""Envelopes: what is accepted, and that hostile messages end quickly in a fault."""

from __future__ import annotations

import time

import pytest

from ngnpanel.soap import wire
from ngnpanel.soap.wire import Auth, FaultReply, WireError
from tests.soap.envelopes import request

ENVELOPE = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">{}</e:Envelope>'
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


SOME_ATTRIBUTES = " ".join(f"a{n}=''" for n in range(9000))


def refused(body: bytes) -> WireError:
    started = time.perf_counter()
    with pytest.raises(WireError) as caught:
        wire.parse(body)
    assert time.perf_counter() - started < 1
    return caught.value


@pytest.mark.parametrize(
    ("members", "auth"),
    [
        ("<username>u</username><password>p</password>", Auth("u", "p")),
        (
            "<username>u</username><admin>true</admin><impersonate>7</impersonate>",
            Auth("u", "", admin=True, impersonate=7),
        ),
        ("<admin>0</admin><impersonate/>", Auth("", "", admin=False)),
        ('<admin>perhaps</admin><impersonate xsi:nil="true"/>', Auth("", "")),
        (
            '<username>cMOkc3M=</username><password xsi:type="xsd:base64">cMOkc3M=</password>',
            Auth("cMOkc3M=", "päss"),
        ),
    ],
)
def test_the_auth_header_is_read(members: str, auth: Auth) -> None:
    plain = wire.parse(request("getMediaSummary", "", header=f"<auth>{members}</auth>"))
    assert plain.auth == auth
    header = f'<ns4:auth SOAP-ENV:mustUnderstand="1">{members}</ns4:auth><other/>'
    assert wire.parse(request("getMediaSummary", "", header=header)).auth == auth


def test_without_auth_header_nobody_asks() -> None:
    envelope = wire.parse(ENVELOPE.format("<e:Body><a:b xmlns:a='urn:x'/></e:Body>").encode())
    assert envelope.auth is None
    assert (envelope.namespace, envelope.operation) == ("urn:x", "b")


def test_the_password_is_not_shown() -> None:
    assert "secret" not in repr(Auth("u", "secret"))


def test_an_impersonation_of_garbage_is_refused() -> None:
    for text in ("abc", "9" * 20):
        header = f"<auth><impersonate>{text}</impersonate></auth>"
        assert "impersonate" in refused(request("getMediaSummary", "", header=header)).text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe garbage",
        b"hello",
        b"<html><body>It works!</body></html>",
        ENVELOPE.format("<e:Body/>").encode(),
        ENVELOPE.format("").encode(),
        ENVELOPE.format("<e:Body><a>").encode(),
        b'<?xml version="1.0" encoding="klingon"?><a/>',
        ENVELOPE.format("<e:Body><a>&undefined;</a></e:Body>").encode(),
        ENVELOPE.format("<e:Body><a>\x01</a></e:Body>").encode(),
    ],
)
def test_what_is_no_envelope_is_refused(body: bytes) -> None:
    assert refused(body).faultcode == "Client"


@pytest.mark.parametrize("namespace", ["http://www.w3.org/2003/05/soap-envelope", "urn:other", ""])
def test_other_versions_of_soap_are_refused(namespace: str) -> None:
    body = f'<Envelope xmlns="{namespace}"><Body><a/></Body></Envelope>'
    assert refused(body.encode()).faultcode == "VersionMismatch"


@pytest.mark.parametrize(
    "body",
    [
        f'<!DOCTYPE a [<!ENTITY e0 "x">{BOMB}]><a>&e11;</a>'.encode(),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
        b"<!DOCTYPE html><html/>",
    ],
)
def test_a_doctype_is_refused(body: bytes) -> None:
    assert refused(body).text in (
        "A document type declaration is not allowed.",
        "The message is not well-formed XML.",
    )


MANY_ATTRIBUTES = "<x " + " ".join(f'a{n}=""' for n in range(201_000)) + "/>"


def test_a_member_of_the_header_that_is_no_text_is_refused() -> None:
    for password in ("<password><a/></password>", '<password xsi:type="xsd:base64">?</password>'):
        header = f"<auth><username>u</username>{password}</auth>"
        assert "auth header" in refused(request("getMediaSummary", "", header=header)).text


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ("y" * wire.MAX_BYTES, "longer than"),
        ("<a/>" * 101_000, "too many elements"),
        (MANY_ATTRIBUTES, "too many attributes"),
        ("<a>" * 300 + "</a>" * 300, "not well-formed"),
    ],
    ids=["bytes", "elements", "attributes", "depth"],
)
def test_size_has_limits(arguments: str, why: str) -> None:
    error = refused(request("a", arguments))
    assert error.faultcode == "Client"
    assert why in error.text


def test_a_message_of_several_megabytes_is_read() -> None:
    assert wire.parse(request("a", f"<text>{'y' * 9_000_000}</text>")).operation == "a"


def test_the_limits_can_be_chosen() -> None:
    with pytest.raises(WireError):
        wire.parse(request("a", "x" * 1000), max_bytes=900)
    with pytest.raises(WireError):
        wire.parse(request("a", "<b/>" * 200), max_elements=50)


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        ('<a href="#1"/>', '<m id="1"><a href="#1"/></m>'),
        ('<a href="#1"/>', '<m id="1"><a href="#2"/></m><m id="2"><a href="#1"/></m>'),
        ('<a href="#nothing"/>', ""),
        (
            '<a href="#0"/>',
            "".join(f'<m id="{n}">{f"""<a href="#{n + 1}"/>""" * 10}</m>' for n in range(14))
            + '<m id="14"/>',
        ),
        ('<a href="#1"/>' * 40, f'<m id="1">{"y" * 300_000}</m>'),
        ('<a href="#1"/>' * 40, f'<m id="1" class="{"y" * 300_000}"/>'),
        ('<a href="#1"/>', f'<m id="1" {SOME_ATTRIBUTES}/>'),
    ],
    ids=["itself", "circle", "nothing", "bomb", "long text", "long attribute", "many attributes"],
)
def test_references_cannot_be_a_weapon(arguments: str, more: str) -> None:
    assert "eference" in refused(request("getMediaSummary", arguments, more=more)).text


def test_a_fault_reads_back() -> None:
    body = wire.fault("Server", 1011, "alice <a> & b exists", field="username")
    assert wire.parse_reply(body) == FaultReply("Server", 1011, "alice <a> & b exists", "username")
    assert b"<exception><errorcode" in body
    assert b"<field" not in wire.fault("Client", 9004, "no")


def test_a_fault_of_another_server_may_have_no_detail() -> None:
    body = ENVELOPE.format(
        "<e:Body><e:Fault><faultcode>e:Server</faultcode><faultstring>Oops</faultstring>"
        "</e:Fault></e:Body>"
    )
    assert wire.parse_reply(body.encode()) == FaultReply("Server", 0, "Oops", "")


def test_a_reply_holds_the_wrapper() -> None:
    wrapper = wire.parse_reply(wire.response("<a><result>1</result></a>"))
    assert not isinstance(wrapper, FaultReply)
    assert wrapper.tag == "a"
    with pytest.raises(WireError):
        wire.parse_reply(wire.response(""))
