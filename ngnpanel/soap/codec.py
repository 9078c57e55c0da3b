"""XML <-> plain values, by closures compiled once from the WSDL; server and client share them.

Plain values are dicts with the WSDL's names, lists, str, int, float, bool, bytes and None.

Decoding reads what all known clients send. It goes by the declared types and the local names only:

- A decoded struct has every member of its type; missing, nil and empty members are None.
- An empty text is "" when the element carries an ``xsi:type`` (an empty string of PHP, of our own
  client), else None. Empty numbers, booleans and structs are None.
- A list is None when it is missing or nil, else a list without its nil items (``""`` stays).

Encoding is in ``rendering``; a struct may also be given as a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

from lxml.etree import _Element

from ngnpanel.soap import wsdl
from ngnpanel.soap.rendering import Render, Renderer
from ngnpanel.soap.scalars import (
    FIRST_VISIBLE,
    INTEGERS,
    SCALAR_READERS,
    XSI_NIL,
    Decode,
    DecodeError,
    decode_integer,
    decode_labelled_string,
    decode_string,
    local_name,
)
from ngnpanel.soap.wsdl import Contract, Operation, PortType, TypeRef

__all__ = ["CODEC", "Codec", "DecodeError", "OperationCodec", "for_request"]


@dataclass(frozen=True, slots=True)
class OperationCodec:
    """How one operation is read and written.

    ``parameters`` are (name, type label) in order, ``result_type`` the label or None for void;
    labels are ``xsd:string`` or the local name of a type of ours.
    """

    port: str
    name: str
    namespace: str
    parameters: tuple[tuple[str, str], ...]
    result_type: str | None
    returns_struct: bool
    _decoders: dict[str, tuple[int, Decode]] = field(repr=False)
    _read: Decode | None = field(repr=False)
    _render: Render | None = field(repr=False)

    def decode_arguments(self, element: _Element) -> list[Any]:
        """The arguments in the WSDL's order, None for missing ones; raises DecodeError."""
        values: list[Any] = [None] * len(self.parameters)
        for child in element:
            name = local_name(child)
            found = self._decoders.get(name)
            if found is not None:
                position, decode = found
                values[position] = _named(name, decode, child)
        return values

    def encode_result(self, plain: Any) -> str:
        """The child of the reply's Body."""
        result = "" if self._render is None else self._render(plain)
        tag = f"port:{self.name}Response"
        return f'<{tag} xmlns:port="{self.namespace}">{result}</{tag}>'

    def decode_result(self, element: _Element) -> Any:
        """The value of a reply's wrapper; None when it is empty or the operation is void."""
        if self._read is None or not len(element):
            return None
        return self._read(element[0])


class Codec:
    """All operations and types of one contract."""

    def __init__(self, contract: Contract, *, read_text: Decode = decode_string) -> None:
        self.contract = contract
        self._scalars = {**SCALAR_READERS, "string": read_text}
        self._readers: dict[TypeRef, Decode] = {}
        self._renderer = Renderer(contract)
        self._namespaces = {port.namespace for port in contract.ports.values()}
        self._by_namespace: dict[tuple[str, str], OperationCodec] = {}
        self._by_port: dict[tuple[str, str], OperationCodec] = {}
        for port in contract.ports.values():
            for operation in port.operations.values():
                compiled = self._operation(port, operation)
                self._by_namespace[port.namespace, operation.name] = compiled
                self._by_port[port.name, operation.name] = compiled

    def find(
        self, namespace: str, name: str, port_hint: str | None = None
    ) -> OperationCodec | None:
        """The operation of a call, or None.

        The namespace decides; the port of the address (``port_hint``) only when the namespace is
        that of no port.
        """
        if port_hint is None or namespace in self._namespaces:
            return self._by_namespace.get((namespace, name))
        return self._by_port.get((port_hint, name))

    def namespaces_with(self, name: str) -> list[str]:
        """The namespaces of the ports that have an operation of this name."""
        return sorted(namespace for namespace, operation in self._by_namespace if operation == name)

    def operation(self, port: str, name: str) -> OperationCodec:
        """The operation ``name`` of ``port``; KeyError when the WSDL has no such operation."""
        return self._by_port[port, name]

    def decode(self, type_name: str, element: _Element) -> Any:
        """One value of a type of ours."""
        return self._reader(self.contract.types[type_name].ref)(element)

    def encode(self, type_name: str, tag: str, plain: Any) -> str:
        """One element of a type of ours."""
        return self._renderer.element(tag, self.contract.types[type_name].ref)(plain)

    def _operation(self, port: PortType, operation: Operation) -> OperationCodec:
        return OperationCodec(
            port=port.name,
            name=operation.name,
            namespace=port.namespace,
            parameters=tuple((name, ref.label) for name, ref in operation.parameters),
            result_type=operation.result.label if operation.result else None,
            returns_struct=operation.result is not None and self._is_struct(operation.result),
            _decoders={
                name: (position, self._reader(ref))
                for position, (name, ref) in enumerate(operation.parameters)
            },
            _read=self._reader(operation.result) if operation.result else None,
            _render=self._renderer.element("result", operation.result)
            if operation.result
            else None,
        )

    def _is_struct(self, ref: TypeRef) -> bool:
        return not ref.is_builtin and bool(self.contract.type(ref).members)

    def _reader(self, ref: TypeRef) -> Decode:
        if ref not in self._readers:
            self._readers[ref] = self._compile_reader(ref)
        return self._readers[ref]

    def _compile_reader(self, ref: TypeRef) -> Decode:
        if ref.is_builtin:
            if ref.name in INTEGERS:
                return partial(decode_integer, *INTEGERS[ref.name])
            return self._scalars[ref.name]
        described = self.contract.type(ref)
        if described.base is not None:
            return self._reader(described.base)
        if described.item is not None:
            return partial(_decode_array, self._reader(described.item))
        members = {name: self._reader(member) for name, member in described.members.items()}
        return partial(_decode_struct, members, dict.fromkeys(members))


def _named(name: str, decode: Decode, element: _Element) -> Any:
    try:
        return decode(element)
    except DecodeError as error:
        error.field = error.field or name
        raise


def _decode_array(decode: Decode, element: _Element) -> list[Any] | None:
    items = [item for item in map(decode, element) if item is not None]
    if items or len(element):
        return items
    if element.get(XSI_NIL) in ("true", "1"):
        return None
    if element.text and element.text.strip():
        raise DecodeError("A list was expected, not a text.")
    return items


def _decode_struct(
    members: Mapping[str, Decode], blank: dict[str, None], element: _Element
) -> dict[str, Any] | None:
    values: dict[str, Any] = blank.copy()
    name = None
    try:
        for child in element:
            name = child.tag
            decode = members.get(name)
            if decode is None:
                name = name.rpartition("}")[2]
                decode = members.get(name)
                if decode is None:
                    continue
            if decode is decode_string:
                # Most members are texts: here they cost no function call.
                text = child.text
                if text and text > FIRST_VISIBLE:
                    values[name] = text
                    continue
            values[name] = decode(child)
    except DecodeError as error:
        error.field = error.field or name or ""
        raise
    if name is None:
        if element.text and element.text.strip() and element.get(XSI_NIL) is None:
            raise DecodeError("A struct was expected, not a text.")
        return None
    return values


CODEC: Final = Codec(wsdl.load())


def for_request(body: bytes) -> Codec:
    """The codec that reads a request: the common one unless it speaks of base64.

    Looking at the label of every text would cost all others a tenth of their time.
    """
    return _labelled_codec() if b"base64" in body else CODEC


@cache
def _labelled_codec() -> Codec:
    return Codec(wsdl.load(), read_text=decode_labelled_string)
