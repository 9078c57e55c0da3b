"""What the old PHP client makes of an answer, and the rules that an answer has to keep for it.

It knows no WSDL: what is not said in the answer itself is guessed, and wrong guesses are silent or
fatal. So each rule is asserted here on every answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element

from ngnpanel.soap.wsdl import TypeRef
from tests.interop.calls import CONTRACT
from tests.interop.steps import Outcome, Step

SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"
ENCODING: Final = "{http://schemas.xmlsoap.org/soap/encoding/}"
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"
SCHEMA: Final = "http://www.w3.org/2001/XMLSchema"
ARRAY: Final = TypeRef(ENCODING.strip("{}"), "Array")
# An offset reaches a function that PHP has no more; references were never resolved.
FORBIDDEN: Final = (f"{ENCODING}offset", "href", "id")
MEDIA_TYPE: Final = re.compile(r"text/xml(; ?charset=[\w-]+)?", re.ASCII | re.IGNORECASE)
TEXTS: Final = {
    "boolean": re.compile("true|false"),
    "double": re.compile(r"-?[0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?", re.ASCII),
    "string": re.compile(".*", re.DOTALL),
}
WHOLE: Final = re.compile("-?[0-9]+", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP answer that the client accepts."""

    status: int
    body: bytes

    @classmethod
    def read(cls, received: bytes) -> Answer:
        """All that came until the server hung up."""
        head, _blank, body = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("ascii").split("\r\n")
        headers = {}
        for line in lines:
            name, _colon, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        assert "transfer-encoding" not in headers, "chunks are not understood"
        assert headers.get("content-length") == str(len(body)), "the length has to be told"
        assert MEDIA_TYPE.fullmatch(headers["content-type"]), headers["content-type"]
        status = int(status_line.split()[1])
        assert status in (200, 500), f"the body of a {status} is thrown away"
        return cls(status=status, body=body)


def outcome(answer: Answer, step: Step) -> Outcome:
    """The value of the answer, or its fault."""
    root = etree.fromstring(answer.body)
    for element in root.iter():
        assert not set(FORBIDDEN) & set(element.attrib), element.attrib
    (body,) = root.findall(f"{SOAP}Body")
    (wrapper,) = body
    if wrapper.tag == f"{SOAP}Fault":
        assert answer.status == 500
        return fault(wrapper)
    assert answer.status == 200
    operation = CONTRACT.ports[step.port].operations[step.operation]
    assert etree.QName(wrapper).localname == f"{step.operation}Response"
    if operation.result is None:
        assert len(wrapper) == 0, "what returns nothing is an empty wrapper"
        return Outcome(value="")
    (result,) = wrapper
    return Outcome(value=decoded(result, operation.result))


def fault(element: _Element) -> Outcome:
    """The fault, whose members have no namespace and whose exception has no type."""
    code, text, detail = element
    assert (code.tag, text.tag, detail.tag) == ("faultcode", "faultstring", "detail")
    assert code.text in ("SOAP-ENV:Client", "SOAP-ENV:Server")
    (exception,) = detail
    assert exception.tag == "exception"
    assert not exception.attrib
    members = {member.tag: member for member in exception}
    assert type_of(members["errorcode"]) == TypeRef(SCHEMA, "int")
    assert type_of(members["errorstring"]) == TypeRef(SCHEMA, "string")
    return Outcome(
        code=int(members["errorcode"].text or ""), text=members["errorstring"].text or ""
    )


def decoded(element: _Element, declared: TypeRef) -> Any:
    """The value by the types that the answer carries, which have to be those of the WSDL."""
    assert not etree.QName(element).namespace, element.tag
    if element.get(f"{XSI}nil") is not None:
        # With a type, nil would be read as true or as 0.
        assert element.get(f"{XSI}nil") == "true"
        assert set(element.attrib) == {f"{XSI}nil"}, element.attrib
        assert not element.text
        assert len(element) == 0
        assert not is_array(declared), f"{element.tag}: a list is empty rather than nil"
        return ""
    if is_array(declared):
        return items(element, declared)
    while not declared.is_builtin and CONTRACT.type(declared).base is not None:
        declared = CONTRACT.type(declared).base or declared
    assert type_of(element) == declared, f"{element.tag}: {element.attrib}"
    assert set(element.attrib) == {f"{XSI}type"}, element.attrib
    return scalar(element, declared.name) if declared.is_builtin else struct(element, declared)


def is_array(declared: TypeRef) -> bool:
    """Whether the WSDL declares a list."""
    return not declared.is_builtin and CONTRACT.type(declared).item is not None


def items(element: _Element, declared: TypeRef) -> list[Any]:
    """A list, which only this pair of attributes, in this order, makes one."""
    assert list(element.attrib) == [f"{XSI}type", f"{ENCODING}arrayType"], element.attrib
    assert type_of(element) == ARRAY
    item = CONTRACT.type(declared).item
    assert item is not None
    name, _bracket, length = str(element.get(f"{ENCODING}arrayType")).partition("[")
    assert length == f"{len(element)}]", element.attrib
    assert qualified(element, name) == item, element.attrib
    assert {child.tag for child in element} <= {"item"}
    return [decoded(child, item) for child in element]


def struct(element: _Element, declared: TypeRef) -> dict[str, Any]:
    """A struct: no unknown member, none twice, every list there."""
    members = CONTRACT.type(declared).members
    names = [child.tag for child in element]
    assert len(names) == len(set(names)), names
    assert set(names) <= set(members), names
    lists = {name for name, member in members.items() if is_array(member)}
    assert lists <= set(names), "the client loops over every list"
    return {child.tag: decoded(child, members[child.tag]) for child in element}


def scalar(element: _Element, kind: str) -> Any:
    """A text, number or flag."""
    text = element.text or ""
    assert len(element) == 0
    assert TEXTS.get(kind, WHOLE).fullmatch(text), f"{element.tag}: {text!r} is no {kind}"
    if kind == "boolean":
        return text == "true"
    if kind == "double":
        return float(text)
    return text if kind == "string" else int(text)


def type_of(element: _Element) -> TypeRef:
    """The type that an element says that it has."""
    return qualified(element, element.get(f"{XSI}type") or "none:none")


def qualified(element: _Element, name: str) -> TypeRef:
    """A prefixed name with its namespace."""
    prefix, _colon, local = name.partition(":")
    return TypeRef(element.nsmap.get(prefix) or "", local)
