"""Arguments as a person types them: JSON, or a word where the contract wants a text."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Final

from ngnpanel.soap import wsdl
from ngnpanel.soap.scalars import INTEGERS
from ngnpanel.soap.wsdl import Operation, TypeRef

# The Python types that a JSON value may have for a scalar of XML Schema.
SCALARS: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "double": (int, float),
    **dict.fromkeys(INTEGERS, (int,)),
}


class ArgumentError(ValueError):
    """What was typed does not fit the contract; the text says where and what is expected."""


def parse(operation: Operation, texts: list[str]) -> list[Any]:
    """Plain values for all parameters of ``operation``, in order; raises ArgumentError.

    Each text is JSON. For a text parameter a bare word does, and ``user@domain`` for an address;
    for bytes it is base64. Parameters without a text are None.
    """
    if len(texts) > len(operation.parameters):
        most = len(operation.parameters)
        raise ArgumentError(f"{signature(operation)} has no room for more than {most}.")
    values = [
        _parsed(name, ref, text)
        for (name, ref), text in zip(operation.parameters, texts, strict=False)
    ]
    return values + [None] * (len(operation.parameters) - len(values))


def signature(operation: Operation) -> str:
    """For example ``addToGroup(sipId: SipId, group: xsd:string)``."""
    parameters = ", ".join(f"{name}: {ref.label}" for name, ref in operation.parameters)
    result = f" -> {operation.result.label}" if operation.result else ""
    return f"{operation.name}({parameters}){result}"


def example(ref: TypeRef) -> Any:
    """A value of the shape of a type: each scalar is the name of its kind."""
    if ref.is_builtin:
        return ref.name
    described = wsdl.load().type(ref)
    if described.base is not None:
        return " | ".join(described.values) or described.base.name
    if described.item is not None:
        return [example(described.item)]
    return {name: example(member) for name, member in described.members.items()}


def _parsed(name: str, ref: TypeRef, text: str) -> Any:
    if text.strip() == "null":
        return None
    if ref.label == "xsd:string" and not text.startswith('"'):
        return text
    if ref.label == "xsd:base64Binary":
        return _bytes(name, text)
    user, at, domain = text.rpartition("@")
    if ref.label == "SipId" and at and not text.lstrip().startswith("{"):
        return {"username": user, "domain": domain}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise ArgumentError(f"{name} is not JSON: {error}. It is a {ref.label}.") from None
    return _checked(name, ref, value)


def _checked(place: str, ref: TypeRef, value: Any) -> Any:
    """``value`` when it has the shape of its type; ``place`` is the way to it."""
    if value is None:
        return None
    if ref.is_builtin:
        return _scalar(place, ref.name, value)
    described = wsdl.load().type(ref)
    if described.base is not None:
        return _checked(place, described.base, value)
    if described.item is not None:
        if not isinstance(value, list):
            raise ArgumentError(f"{place} must be a list of {described.item.label}.")
        item = described.item
        return [_checked(f"{place}[{number}]", item, each) for number, each in enumerate(value)]
    if not isinstance(value, dict):
        raise ArgumentError(f"{place} must be an object: {ref.label}.")
    members = described.members
    for name in value:
        if name not in members:
            raise ArgumentError(f"{ref.label} has no member {name}: {', '.join(members)}.")
    return {name: _checked(f"{place}.{name}", members[name], each) for name, each in value.items()}


def _scalar(place: str, kind: str, value: Any) -> Any:
    if kind == "base64Binary":
        return _bytes(place, value)
    allowed = SCALARS[kind]
    # In Python True is a number; on the wire it is none.
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        raise ArgumentError(f"{place} must be of type {kind}, not {json.dumps(value)}.")
    return value


def _bytes(place: str, text: Any) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (TypeError, binascii.Error, ValueError):
        raise ArgumentError(f"{place} must be base64 text.") from None
