"""What we write as arguments is what zeep would write: all operations, all kinds of values."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import zeep
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from zeep import xsd

from ngnpanel.soap import wire, wsdl
from ngnpanel.soap.asking import Asker
from ngnpanel.soap.scalars import XSI_TYPE, clean
from ngnpanel.soap.transport import WSDL_ADDRESS, ZeepTransport
from ngnpanel.soap.wsdl import TypeRef

CONTRACT = wsdl.load()
OPERATIONS = [
    (port.name, operation.name)
    for port in CONTRACT.ports.values()
    for operation in port.operations.values()
]
TEXT = etree.QName(wsdl.SCHEMA_NAMESPACE, "string")
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.one_of(
        st.text(max_size=12), st.sampled_from(["", " ", "<b>&amp;", "é\r\n\t", "]]>"])
    ),
    "boolean": st.booleans(),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "base64Binary": st.binary(min_size=1, max_size=12),
}


@cache
def client() -> Any:
    """zeep on our WSDL; nothing is sent."""
    made = zeep.Client(
        WSDL_ADDRESS,
        transport=ZeepTransport("http://platform.example/"),
        settings=zeep.Settings(strict=True, forbid_dtd=True),
    )
    made.set_ns_prefix("xsd", wsdl.SCHEMA_NAMESPACE)
    made.set_ns_prefix("xsi", "http://www.w3.org/2001/XMLSchema-instance")
    return made


def typed(ref: TypeRef, value: Any) -> Any:
    """``value`` as zeep needs it: left to itself it loses lists inside of structs."""
    if value is None:
        return None
    if ref.is_builtin:
        return clean(value) if isinstance(value, str) else value
    described = CONTRACT.type(ref)
    if described.base is not None:
        return typed(described.base, value)
    made = client().get_type(f"{{{ref.namespace}}}{ref.name}")
    if described.item is not None:
        return made([typed(described.item, each) for each in value])
    members = described.members
    return made(**{n: typed(members[n], v) for n, v in value.items() if v is not None})


def as_zeep_writes(port: str, operation: str, arguments: list[Any]) -> bytes:
    """The element of the call, as zeep writes it and with the types of empty texts."""
    service = client().bind(CONTRACT.ports[port].service, f"{port}Port")
    parameters = CONTRACT.ports[port].operations[operation].parameters
    values = {
        name: xsd.Nil if value is None else typed(ref, value)
        for (name, ref), value in zip(parameters, arguments, strict=True)
    }
    envelope = client().create_message(service, operation, **values)
    for node in envelope.iter():
        if node.text == "":
            node.set(XSI_TYPE, TEXT)
    written: bytes = etree.tostring(envelope.find(wire.BODY_TAG)[0], method="c14n")
    return written


def as_we_write(port: str, operation: str, arguments: list[Any]) -> bytes:
    """The same, by our own hand."""
    namespace = CONTRACT.ports[port].namespace
    children = Asker(CONTRACT).arguments(port, operation, arguments)
    element = etree.fromstring(
        f'<soap-env:Body xmlns:soap-env="{wire.ENVELOPE}" xmlns:xsd="{wsdl.SCHEMA_NAMESPACE}"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<ns0:{operation} xmlns:ns0="{namespace}">{children}</ns0:{operation}></soap-env:Body>'
    )
    written: bytes = etree.tostring(element[0], method="c14n")
    return written


def values_of(ref: TypeRef) -> st.SearchStrategy[Any]:
    """Values of a type of the contract; members may be missing."""
    if ref.is_builtin:
        return SCALARS.get(ref.name, st.integers(0, 2**16))
    described = CONTRACT.type(ref)
    if described.base is not None:
        return values_of(described.base)
    if described.item is not None:
        return st.lists(values_of(described.item), max_size=3)
    members = {name: st.none() | values_of(member) for name, member in described.members.items()}
    return st.fixed_dictionaries({}, optional=members)


@pytest.mark.parametrize(("port", "operation"), OPERATIONS)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_all_operations_are_asked_as_zeep_would(
    port: str, operation: str, data: st.DataObject
) -> None:
    parameters = CONTRACT.ports[port].operations[operation].parameters
    arguments = [data.draw(st.none() | values_of(ref)) for _name, ref in parameters]
    ours = as_we_write(port, operation, arguments)
    assert ours == as_zeep_writes(port, operation, arguments)


def test_a_member_that_a_type_has_not_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="SipId has no member phone"):
        Asker(CONTRACT).arguments("Sip", "getAccount", [{"username": "a", "phone": "1"}])
