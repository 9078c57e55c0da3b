"""Envelopes of the old PHP client for every operation, and the rules of the answers it can read."""

from __future__ import annotations

from typing import Any, Final

import pytest

from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC, for_request
from ngnpanel.soap.wsdl import TypeRef
from tests.http.server import ADMIN, ADMIN_PASSWORD
from tests.interop.calls import CONTRACT
from tests.interop.clients import CLIENTS, VARIANTS
from tests.interop.pear import Pear, envelope
from tests.interop.pear_answers import Answer, outcome
from tests.interop.steps import Differences, Step

OPERATIONS: Final = [
    (port.name, operation) for port in CONTRACT.ports.values() for operation in port.operations
]
STYLES: Final = {
    name: client.style
    for name, client in {**CLIENTS, **VARIANTS}.items()
    if issubclass(client, Pear)
}
SCALARS: Final[dict[str, Any]] = {
    "string": "Ærø & Łódź <x>",
    "boolean": True,
    "double": 12.5,
    "base64Binary": b"RIFF\x00\xff",
}
GOOD: Final = CODEC.operation("Sip", "getAccounts").encode_result(
    {"total": 1, "accounts": [{"id": {"username": "alice"}, "prepaid": False, "groups": ["a"]}]}
)


def filled(ref: TypeRef) -> Any:
    """A value of a type with everything in it."""
    if ref.is_builtin:
        return SCALARS.get(ref.name, 7)
    described = CONTRACT.type(ref)
    if described.base is not None:
        return filled(described.base)
    if described.item is not None:
        return [filled(described.item)] * 2
    return {name: filled(member) for name, member in described.members.items()}


def echoed(ref: TypeRef) -> Any:
    """A struct whose members were all nil when the client read it: it holds empty texts."""
    members = {} if ref.is_builtin else CONTRACT.type(ref).members
    return dict.fromkeys(members, "")


def emptied(ref: TypeRef) -> Any:
    """How the server has to read that."""
    if ref.is_builtin:
        return "" if ref.name == "string" else b"" if ref.name == "base64Binary" else None
    described = CONTRACT.type(ref)
    if described.base is not None:
        return emptied(described.base)
    return [] if described.item is not None else None


def arguments_of(port: str, operation: str) -> tuple[tuple[str, TypeRef], ...]:
    return CONTRACT.ports[port].operations[operation].parameters


def read_by_server(body: bytes, port: str, operation: str) -> list[Any]:
    """The arguments that the server makes of an envelope."""
    found = wire.parse(body)
    if CONTRACT.ports[port].service == "NGNPro":
        assert found.auth == wire.Auth(ADMIN, ADMIN_PASSWORD, admin=True)
    else:
        assert found.auth is None
    codec = for_request(body).find(found.namespace, found.operation)
    assert codec is not None
    assert (codec.port, codec.name) == (port, operation)
    return codec.decode_arguments(found.call)


@pytest.mark.parametrize("style", STYLES)
def test_the_server_reads_what_the_old_client_writes(style: str) -> None:
    for port, operation in OPERATIONS:
        full = [filled(ref) for _name, ref in arguments_of(port, operation)]
        step = Step(port=port, operation=operation, arguments=tuple(full))
        assert read_by_server(envelope(step, STYLES[style]), port, operation) == full


@pytest.mark.parametrize("style", STYLES)
def test_nil_that_comes_back_as_empty_texts_is_nil_again(style: str) -> None:
    for port, operation in OPERATIONS:
        types = [ref for _name, ref in arguments_of(port, operation)]
        empty = tuple(echoed(ref) or "" for ref in types)
        body = envelope(Step(port=port, operation=operation, arguments=empty), STYLES[style])
        assert read_by_server(body, port, operation) == [
            {name: emptied(member) for name, member in CONTRACT.type(ref).members.items()}
            if echoed(ref)
            else emptied(ref)
            for ref in types
        ]


@pytest.mark.parametrize("value", [None, {}, []])
def test_nothing_and_an_empty_array_are_nothing(value: Any) -> None:
    for port, operation in OPERATIONS:
        count = len(arguments_of(port, operation))
        step = Step(port=port, operation=operation, arguments=(value,) * count)
        for read in read_by_server(envelope(step, STYLES["pear"]), port, operation):
            assert read in (None, [])


def accounts(fragment: str) -> Any:
    """What the client reads out of an answer of getAccounts."""
    step = Step(port="Sip", operation="getAccounts", arguments=())
    return outcome(Answer(status=200, body=wire.response(fragment)), step).value


def test_the_old_client_reads_our_answers() -> None:
    found = accounts(GOOD)
    assert found["total"] == 1
    [account] = found["accounts"]
    assert account["id"] == {"username": "alice", "domain": ""}
    assert (account["prepaid"], account["groups"], account["acl"]) == (False, ["a"], [])
    assert account["quota"] == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (' SOAP-ENC:arrayType="ngnpro:SipAccount[1]"', ""),
        ("ngnpro:SipAccount[1]", "ngnpro:SipAccount[2]"),
        ("ngnpro:SipAccount[1]", "xsd:string[1]"),
        ('xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="ngnpro:SipAccount[1]"', ""),
        (
            'xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="ngnpro:SipAccount[1]"',
            'xsi:type="ngnpro:SipAccountArray" SOAP-ENC:arrayType="ngnpro:SipAccount[1]"',
        ),
        ('SOAP-ENC:arrayType="ngnpro', 'SOAP-ENC:offset="[0]" SOAP-ENC:arrayType="ngnpro'),
        (' xsi:type="xsd:boolean">false', ">false"),
        ('"xsd:boolean">false', '"xsd:boolean">False'),
        ('<quota xsi:nil="true"/>', '<quota xsi:type="xsd:int" xsi:nil="true"/>'),
        ('"xsd:int">1<', '"xsd:long">1<'),
        ('"xsd:int">1<', '"xsd:int">one<'),
        ('<acl xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="ngnpro:SubscriberACL[0]"/>', ""),
        (
            '<acl xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="ngnpro:SubscriberACL[0]"/>',
            '<acl xsi:nil="true"/>',
        ),
        ("<quota", "<surprise/><quota"),
    ],
)
def test_an_answer_that_the_old_client_misreads_is_noticed(right: str, wrong: str) -> None:
    assert right in GOOD
    with pytest.raises(AssertionError):
        accounts(GOOD.replace(right, wrong, 1))


HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: 4"


def test_an_http_answer_is_read() -> None:
    assert Answer.read(HEAD + b"\r\n\r\n<a/>").body == b"<a/>"


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"Content-Length: 4", b"Content-Length: 5"),
        (b"Content-Length: 4", b"X: y"),
        (b"Content-Length: 4", b"Content-Length: 4\r\nTransfer-Encoding: chunked"),
        (b"text/xml", b"application/soap+xml"),
        (b"200 OK", b"401 Unauthorized"),
    ],
)
def test_an_http_answer_that_the_old_client_cannot_take_is_noticed(
    right: bytes, wrong: bytes
) -> None:
    with pytest.raises(AssertionError):
        Answer.read(HEAD.replace(right, wrong) + b"\r\n\r\n<a/>")


@pytest.mark.parametrize(
    ("client", "expected", "found", "same"),
    [
        ("php", 12, 12, True),
        ("php", 12, 12.0, False),
        ("php", 12, "12", False),
        ("php", True, 1, False),
        ("php", None, "", False),
        ("php", "", None, False),
        ("zeep", "", None, True),
        ("zeep", None, "", False),
        ("pear", None, "", True),
        ("pear", "", None, False),
        ("node", 12.0, 12, True),
        ("node", 12, "12", True),
        ("node", 12, "12a", False),
        ("node", True, "true", False),
        ("node", "12", 12, False),
        ("perl", True, "1", True),
        ("perl", False, 0, True),
        ("perl", False, "", False),
        ("perl", False, None, False),
        ("perl", 12.5, "12.5", True),
        ("perl", 12, "12.5", False),
        ("perl", 12, True, False),
        ("perl", "é", "Ã©", False),
    ],
)
def test_a_comparison_knows_what_a_language_cannot_tell_apart(
    client: str, expected: Any, found: Any, same: bool
) -> None:
    assert CLIENTS[client].reading.same(expected, found) is same


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"a": 1}, None),
        ({"a": 1}, {}),
        ([1], None),
        ([], None),
        ([1], [1, 2]),
        (..., ""),
        (..., []),
        (None, {}),
    ],
)
def test_a_value_of_another_shape_is_a_difference(expected: Any, found: Any) -> None:
    step = Step(port="Sip", operation="getDomains", arguments=(), expected=expected)
    for client in CLIENTS.values():
        differences = Differences(client.reading)
        differences.compare_value(str(step), expected, found)
        assert len(differences.lines) == 1
