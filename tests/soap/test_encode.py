"""Replies carry what the clients need to read them, and nothing is lost on the way."""

from __future__ import annotations

import enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ngnpanel.soap import wire, wsdl
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.scalars import INTEGERS, escape
from ngnpanel.soap.wsdl import TypeRef
from tests.soap.envelopes import element

CONTRACT = wsdl.load()
TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")),
        st.sampled_from("\t\n\r<>&\"']]>"),
    )
).filter(lambda text: not any(ord(each) in (0xFFFE, 0xFFFF) for each in text))
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXTS,
    "boolean": st.booleans(),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "base64Binary": st.binary(),
    **{name: st.integers(low, high) for name, (low, high) in INTEGERS.items()},
}


def values(ref: TypeRef) -> st.SearchStrategy[Any]:
    """Values of a type; list members are never None, which is written as an empty list."""
    if ref.is_builtin:
        return SCALARS[ref.name]
    described = CONTRACT.type(ref)
    if described.base is not None:
        return values(described.base)
    if described.item is not None:
        return st.lists(values(described.item), max_size=2)
    members = {}
    for name, member in described.members.items():
        is_list = not member.is_builtin and CONTRACT.type(member).item is not None
        members[name] = values(member) if is_list else st.none() | values(member)
    return st.fixed_dictionaries(members)


@pytest.mark.parametrize("name", CONTRACT.types)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_type_is_read_back_as_it_was_written(name: str, data: st.DataObject) -> None:
    value = data.draw(values(CONTRACT.types[name].ref))
    assert CODEC.decode(name, element(CODEC.encode(name, "value", value))) == value


@given(st.text(st.characters(codec=None)))
def test_any_text_makes_well_formed_xml(text: str) -> None:
    wrapper = wire.parse_reply(wire.response(f"<x>{escape(text)}</x>"))
    assert not isinstance(wrapper, wire.FaultReply)
    assert (wrapper.text or "") == "".join(each for each in text if allowed(ord(each)))


def allowed(code: int) -> bool:
    return (
        code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
    )


def result(operation: str, plain: Any, port: str = "Sip") -> str:
    return CODEC.operation(port, operation).encode_result(plain)


def test_scalars_carry_their_types() -> None:
    written = result("getAccount", {"quota": 5, "prepaid": False, "owner": 7, "email": "a@b"})
    assert '<quota xsi:type="xsd:int">5</quota>' in written
    assert '<prepaid xsi:type="xsd:boolean">false</prepaid>' in written
    assert '<owner xsi:type="xsd:integer">7</owner>' in written
    assert '<email xsi:type="xsd:string">a@b</email>' in written
    balance = result("addBalance", {"new_balance": 0.5})
    assert 'xsi:type="xsd:double">0.5<' in balance


def test_none_is_nil_without_a_type() -> None:
    assert '<prepaid xsi:nil="true"/>' in result("getAccount", {"prepaid": None})
    assert '<id xsi:nil="true"/>' in result("getAccount", {})


def test_a_missing_list_is_an_empty_array() -> None:
    empty = '<groups xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:string[0]"/>'
    assert empty in result("getAccount", {})
    assert empty in result("getAccount", {"groups": None})
    assert empty in result("getAccount", {"groups": ()})


def test_items_of_arrays_carry_their_type_and_nothing_says_offset() -> None:
    written = result("getAccounts", {"total": 1, "accounts": [{"groups": ["sms"]}]})
    assert (
        'SOAP-ENC:arrayType="ngnpro:SipAccount[1]"><item xsi:type="ngnpro:SipAccount">' in written
    )
    assert '"xsd:string[1]"><item xsi:type="xsd:string">sms</item></groups>' in written
    assert "offset" not in written


def test_a_bare_array_and_a_void_result() -> None:
    assert result("getGroups", ["a"]) == (
        '<port:getGroupsResponse xmlns:port="urn:AGProjects:NGNPro:Sip">'
        '<result xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:string[1]">'
        '<item xsi:type="xsd:string">a</item></result></port:getGroupsResponse>'
    )
    assert result("deleteAccount", None) == (
        '<port:deleteAccountResponse xmlns:port="urn:AGProjects:NGNPro:Sip">'
        "</port:deleteAccountResponse>"
    )


def test_types_of_presence_have_their_own_namespace() -> None:
    written = result("getWatchers", [{"id": "a", "online": True}], "Presence")
    assert 'SOAP-ENC:arrayType="proxy:PresenceWatcher[1]"' in written


def test_enumeration_members_are_written_by_their_value() -> None:
    class Direction(str, enum.Enum):  # noqa: UP042 - its str() is another text
        UP = "ASC"

    assert ">ASC<" in CODEC.encode("OrderBy", "x", {"direction": Direction.UP})


def test_carriage_returns_survive_and_forbidden_characters_do_not() -> None:
    assert escape("a\r\nb\x00\x0b\ud800\uffff<&>") == "a&#13;\nb&lt;&amp;&gt;"
