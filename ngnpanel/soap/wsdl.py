"""The WSDL: the compiled description of the contract, and the documents that are served of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from lxml import etree
from lxml.etree import _Element

FOLDER: Final = Path(__file__).parent / "wsdl"
TYPES: Final = "urn:AGProjects:NGNPro"
SOAP: Final = "{http://schemas.xmlsoap.org/wsdl/soap/}"
WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
XSD: Final = "{http://www.w3.org/2001/XMLSchema}"
SCHEMA_NAMESPACE: Final = "http://www.w3.org/2001/XMLSchema"


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type by namespace and local name."""

    namespace: str
    name: str

    @property
    def is_builtin(self) -> bool:
        """Whether XML Schema itself defines the type."""
        return self.namespace == SCHEMA_NAMESPACE

    @property
    def label(self) -> str:
        """The short form used in tables: ``xsd:int`` or ``SipAccount``."""
        return f"xsd:{self.name}" if self.is_builtin else self.name


@dataclass(frozen=True, slots=True)
class Type:
    """A type: a struct has ``members``, an array an ``item``, an enumeration a ``base``.

    An enumeration without ``values`` is open: its documentation names those in use. ``notes`` holds
    the documentation of members.
    """

    ref: TypeRef
    members: dict[str, TypeRef] = field(default_factory=dict)
    item: TypeRef | None = None
    base: TypeRef | None = None
    values: tuple[str, ...] = ()
    documentation: str = ""
    notes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; ``result`` is None when it returns nothing."""

    name: str
    parameters: tuple[tuple[str, TypeRef], ...]
    result: TypeRef | None
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class PortType:
    """One port: its operation namespace, its service and its operations by name."""

    name: str
    namespace: str
    service: str
    operations: dict[str, Operation]


@dataclass(frozen=True, slots=True)
class Contract:
    """The whole description: ports and types by name.

    Presence has a SipId of its own with the same members; its key is ``proxy:SipId``.
    """

    ports: dict[str, PortType]
    types: dict[str, Type]

    def type(self, ref: TypeRef) -> Type:
        """The type that ``ref`` points to."""
        return self.types[_key(ref)]


@cache
def load() -> Contract:
    """The description, compiled once per process."""
    root = _source()
    schemas = root.iter(f"{XSD}schema")
    described = [_type(node, schema) for schema in schemas for node in _own(schema)]
    types = {_key(found.ref): found for found in described}
    messages = {
        _name(message): tuple((_name(part), _ref(part, "type")) for part in message)
        for message in root.iter(f"{WSDL}message")
    }
    ports = {}
    for service in root.iter(f"{WSDL}service"):
        for port in service:
            name = _name(port).removesuffix("Port")
            ports[name] = _port(root, name, _name(service), messages)
    return Contract(ports, types)


def document(port: str | None, endpoint_url: str, *, schema: str = "soapenc.xsd") -> bytes:
    """The WSDL of one port, or of all when ``port`` is None; KeyError for an unknown port.

    Clients that cannot keep several ports of one document apart (PHP's, node's) need the document
    of their port: its target namespace is the namespace of the port's operations. ``schema`` is the
    address of ``soapenc()`` as seen from the document.
    """
    root = etree.fromstring(_document(port))
    for address in root.iter(f"{SOAP}address"):
        address.set("location", endpoint_url)
    for imported in root.iter(f"{XSD}import"):
        if imported.get("schemaLocation") is not None:
            imported.set("schemaLocation", schema)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


@cache
def soapenc() -> bytes:
    """The schema that the documents import as ``soapenc.xsd``."""
    return (FOLDER / "soapenc.xsd").read_bytes()


@cache
def _document(port: str | None) -> bytes:
    source = _source()
    if port is None:
        return etree.tostring(source)
    described = load().ports[port]
    names = {prefix: uri for prefix, uri in source.nsmap.items() if prefix not in (None, "tns")}
    root = etree.Element(source.tag, nsmap={"tns": described.namespace, **names})
    root.set("name", port)
    root.set("targetNamespace", described.namespace)
    root.text = source.text
    for node in source:
        if _belongs(node, port):
            root.append(node)
    service = root[-1]
    for other in service:
        if _name(other) != f"{port}Port":
            service.remove(other)
    for schema in list(root[0]):
        if schema.get("targetNamespace") not in (TYPES, described.namespace.rpartition(":")[0]):
            root[0].remove(schema)
    return etree.tostring(root)


def _belongs(node: _Element, port: str) -> bool:
    """Whether a top-level node of the source is part of the document of ``port``."""
    if node.tag == f"{WSDL}types":
        return True
    if node.tag == f"{WSDL}service":
        return _name(node) == load().ports[port].service
    if node.tag == f"{WSDL}message":
        header = _name(node) == "Auth" and load().ports[port].service == "NGNPro"
        return header or _name(node).startswith(f"{port}.")
    return _name(node) in (f"{port}PortType", f"{port}Binding")


def _source() -> _Element:
    parser = etree.XMLParser(remove_comments=True, no_network=True, resolve_entities=False)
    return etree.parse(str(FOLDER / "ngnpro.wsdl"), parser).getroot()


def _own(schema: _Element) -> list[_Element]:
    return [node for node in schema if node.tag != f"{XSD}import"]


def _key(ref: TypeRef) -> str:
    twin = ref.name == "SipId" and ref.namespace != TYPES
    return f"proxy:{ref.name}" if twin else ref.name


def _type(node: _Element, schema: _Element) -> Type:
    ref = TypeRef(schema.get("targetNamespace") or "", _name(node))
    restriction = node.find(f"{XSD}restriction")
    if restriction is not None:
        values = tuple(value.get("value") or "" for value in restriction)
        base = _ref(restriction, "base")
        return Type(ref, base=base, values=values, documentation=_documentation(node))
    array = node.find(f".//{XSD}attribute")
    if array is not None:
        return Type(ref, item=_ref(array, f"{WSDL}arrayType"))
    elements = list(node.iter(f"{XSD}element"))
    notes = {_name(item): _documentation(item) for item in elements}
    return Type(
        ref,
        members={_name(item): _ref(item, "type") for item in elements},
        notes={name: note for name, note in notes.items() if note},
    )


def _port(
    root: _Element,
    name: str,
    service: str,
    messages: dict[str, tuple[tuple[str, TypeRef], ...]],
) -> PortType:
    body = root.find(f"{WSDL}binding[@name='{name}Binding']//{SOAP}body")
    namespace = body.get("namespace") or "" if body is not None else ""
    operations = {}
    for node in root.iterfind(f"{WSDL}portType[@name='{name}PortType']/{WSDL}operation"):
        operation = _name(node)
        result = messages[f"{name}.{operation}Response"]
        operations[operation] = Operation(
            operation,
            messages[f"{name}.{operation}Request"],
            result[0][1] if result else None,
            " ".join(node.findtext(f"{WSDL}documentation", "").split()),
        )
    return PortType(name, namespace, service, operations)


def _documentation(node: _Element) -> str:
    return " ".join(node.findtext(f"{XSD}annotation/{XSD}documentation", "").split())


def _name(node: _Element) -> str:
    return node.get("name") or ""


def _ref(node: _Element, attribute: str) -> TypeRef:
    prefix, _colon, name = (node.get(attribute) or "").removesuffix("[]").partition(":")
    return TypeRef(node.nsmap[prefix] or "", name)
