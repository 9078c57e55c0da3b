"""XML <-> plain values, by closures compiled once from the WSDL; server and client share them.

Plain values are dicts with the WSDL's names, lists, str, int, float, bool, bytes and None.

Decoding reads what all known clients send. It goes by the declared types and the local names only:

- A decoded struct has every member of its type; missing, nil and empty members are None.
- An empty text is "" when the element carries an ``xsi:type`` (an empty string of PHP, of our own
  client), else None. Empty numbers, booleans and structs are None.
- A list is None when it is missing or nil, else a list without its nil items (``""`` stays).

Encoding writes a type on every value, an empty array for a missing list and nil without a type for
None: older clients read the types of a reply from the reply alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from lxml.etree import _Element

from ngnpanel.soap import wsdl
from ngnpanel.soap.scalars import (
    INTEGERS,
    SCALAR_READERS,
    SCALAR_TEXTS,
    XSI_NIL,
    Decode,
    DecodeError,
    decode_integer,
    escape,
    integer_text,
    local_name,
    plain_string,
)
from ngnpanel.soap.wsdl import Contract, Operation, PortType, Type, TypeRef

__all__ = ["CODEC", "Codec", "DecodeError", "OperationCodec"]

Append = Callable[[str], None]
Write = Callable[[Append, Any], None]

PREFIXES: Final = {
    wsdl.SCHEMA_NAMESPACE: "xsd",
    wsdl.TYPES: "ngnpro",
    "urn:AGProjects:SoapSIMPLEProxy": "proxy",
}


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
    _write: Write | None = field(repr=False)

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
        parts: list[str] = []
        if self._write is not None:
            self._write(parts.append, plain)
        tag = f"port:{self.name}Response"
        return f'<{tag} xmlns:port="{self.namespace}">{"".join(parts)}</{tag}>'

    def decode_result(self, element: _Element) -> Any:
        """The value of a reply's wrapper; None when it is empty or the operation is void."""
        if self._read is None or not len(element):
            return None
        return self._read(element[0])


class Codec:
    """All operations and types of one contract."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._readers: dict[TypeRef, Decode] = {}
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

    def operation(self, port: str, name: str) -> OperationCodec:
        """The operation ``name`` of ``port``; KeyError when the WSDL has no such operation."""
        return self._by_port[port, name]

    def decode(self, type_name: str, element: _Element) -> Any:
        """One value of a type of ours."""
        return self._reader(self.contract.types[type_name].ref)(element)

    def encode(self, type_name: str, tag: str, plain: Any) -> str:
        """One element of a type of ours."""
        parts: list[str] = []
        self._writer(tag, self.contract.types[type_name].ref)(parts.append, plain)
        return "".join(parts)

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
            _write=self._writer("result", operation.result) if operation.result else None,
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
            return SCALAR_READERS[ref.name]
        described = self.contract.type(ref)
        if described.base is not None:
            return self._reader(described.base)
        if described.item is not None:
            return partial(_decode_array, self._reader(described.item))
        members = {name: self._reader(member) for name, member in described.members.items()}
        return partial(_decode_struct, members, dict.fromkeys(members))

    def _writer(self, tag: str, ref: TypeRef) -> Write:
        if ref.is_builtin:
            return _scalar_writer(tag, ref.name)
        described = self.contract.type(ref)
        if described.base is not None:
            return self._writer(tag, described.base)
        if described.item is not None:
            return _array_writer(tag, _qname(described.item), self._writer("item", described.item))
        members = tuple(
            (name, self._writer(name, member)) for name, member in described.members.items()
        )
        return _struct_writer(tag, described, members)


def _named(name: str, decode: Decode, element: _Element) -> Any:
    try:
        return decode(element)
    except DecodeError as error:
        error.field = error.field or name
        raise


def _decode_array(decode: Decode, element: _Element) -> list[Any] | None:
    if not len(element):
        if element.get(XSI_NIL) in ("true", "1"):
            return None
        if element.text and element.text.strip():
            raise DecodeError("A list was expected, not a text.")
        return []
    return [item for item in map(decode, element) if item is not None]


def _decode_struct(
    members: Mapping[str, Decode], blank: dict[str, None], element: _Element
) -> dict[str, Any] | None:
    if not len(element):
        if element.text and element.text.strip() and element.get(XSI_NIL) is None:
            raise DecodeError("A struct was expected, not a text.")
        return None
    values: dict[str, Any] = blank.copy()
    name = ""
    try:
        for child in element:
            name = child.tag
            if name[0] == "{":
                name = name.rpartition("}")[2]
            decode = members.get(name)
            if decode is not None:
                values[name] = decode(child)
    except DecodeError as error:
        error.field = error.field or name
        raise
    return values


def _qname(ref: TypeRef) -> str:
    return f"{PREFIXES[ref.namespace]}:{ref.name}"


def _scalar_writer(tag: str, kind: str) -> Write:
    start = f'<{tag} xsi:type="xsd:{kind}">'
    end = f"</{tag}>"
    nil = f'<{tag} xsi:nil="true"/>'
    to_text = SCALAR_TEXTS.get(kind, integer_text)

    def write(append: Append, value: Any) -> None:
        append(nil if value is None else start + to_text(value) + end)

    def write_string(append: Append, value: Any) -> None:
        if value is None:
            append(nil)
            return
        text = value if type(value) is str else plain_string(value)
        if not text.isprintable() or "&" in text or "<" in text or ">" in text:
            text = escape(text)
        append(start + text + end)

    return write_string if kind == "string" else write


def _array_writer(tag: str, item_type: str, write_item: Write) -> Write:
    start = f'<{tag} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="{item_type}['
    end = f"</{tag}>"

    def write(append: Append, value: Iterable[Any] | None) -> None:
        items = list(value) if value is not None else ()
        if not items:
            append(start + '0]"/>')
            return
        append(f'{start}{len(items)}]">')
        for item in items:
            write_item(append, item)
        append(end)

    return write


def _struct_writer(tag: str, described: Type, members: tuple[tuple[str, Write], ...]) -> Write:
    start = f'<{tag} xsi:type="{_qname(described.ref)}">'
    end = f"</{tag}>"
    nil = f'<{tag} xsi:nil="true"/>'

    def write(append: Append, value: Mapping[str, Any] | None) -> None:
        if value is None:
            append(nil)
            return
        append(start)
        get = value.get
        for name, write_member in members:
            write_member(append, get(name))
        append(end)

    return write


CODEC: Final = Codec(wsdl.load())
