"""Envelopes: reading requests and replies within limits, and writing replies and faults."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from lxml.etree import _Element

from ngnpanel.soap.scalars import (
    BOOLEANS,
    INTEGER,
    DecodeError,
    decode_labelled_string,
    escape,
    local_name,
)

ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
ENVELOPE_12: Final = "http://www.w3.org/2003/05/soap-envelope"
ENVELOPE_TAG: Final = f"{{{ENVELOPE}}}Envelope"
HEADER_TAG: Final = f"{{{ENVELOPE}}}Header"
BODY_TAG: Final = f"{{{ENVELOPE}}}Body"
CONTENT_TYPE: Final = "text/xml; charset=utf-8"
# Contract G13. What makes a message expensive is its elements and attributes, not its length.
MAX_BYTES: Final = 10_000_000
MAX_ELEMENTS: Final = 50_000
MAX_REFERENCE_DEPTH: Final = 16
# Of an element that is copied: each is looked for among all before it.
MAX_COPIED_ATTRIBUTES: Final = 32
_WITH_HREF: Final[Any] = etree.XPath("//*[@href]")
_WITH_ID: Final[Any] = etree.XPath("//*[@id]")

HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<SOAP-ENV:Envelope xmlns:SOAP-ENV="{ENVELOPE}"'
    ' xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:ngnpro="urn:AGProjects:NGNPro" xmlns:proxy="urn:AGProjects:SoapSIMPLEProxy"'
    ' SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><SOAP-ENV:Body>'
)
TAIL: Final = "</SOAP-ENV:Body></SOAP-ENV:Envelope>\n"


class WireError(Exception):
    """A message that is not an acceptable SOAP envelope; answer it with a fault.

    ``faultcode`` is Client or VersionMismatch.
    """

    def __init__(self, faultcode: str, text: str) -> None:
        super().__init__(text)
        self.faultcode = faultcode
        self.text = text


@dataclass(frozen=True, slots=True)
class Auth:
    """The ``auth`` header; ``admin`` is None when the caller did not say, ``impersonate`` 0."""

    username: str
    password: str = field(repr=False)
    admin: bool | None = None
    impersonate: int = 0


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request: who asks (None without auth header) and the element of the call."""

    auth: Auth | None
    call: _Element

    @property
    def namespace(self) -> str:
        """The namespace of the call, which names the port."""
        return etree.QName(self.call).namespace or ""

    @property
    def operation(self) -> str:
        """The local name of the call."""
        return local_name(self.call)


@dataclass(frozen=True, slots=True)
class FaultReply:
    """A fault that came as a reply; ``code`` is 0 when it carried no error code."""

    faultcode: str
    code: int
    text: str
    field: str


def parse(body: bytes, *, max_bytes: int = MAX_BYTES, max_elements: int = MAX_ELEMENTS) -> Envelope:
    """The envelope of a request; raises WireError for everything that is not one.

    References (``href="#id"``) are replaced by copies of what they point to.
    """
    root = _parse(body, max_bytes=max_bytes, max_elements=max_elements)
    # In another encoding than the usual one the attribute cannot be seen in the bytes.
    if b"href" in body or not body.isascii() or b"\x00" in body:
        _resolve_references(root, _Budget(max_elements, max_bytes))
    header, soap_body = _parts(root)
    call = next(iter(soap_body), None)
    if call is None:
        raise WireError("Client", "The envelope holds no call.")
    return Envelope(_auth(header), call)


def parse_reply(body: bytes, *, max_bytes: int = 16_000_000) -> _Element | FaultReply:
    """The wrapper element of a reply, or the fault; raises WireError for anything else."""
    root = _parse(body, max_bytes=max_bytes, max_elements=max_bytes)
    _header, soap_body = _parts(root)
    wrapper = next(iter(soap_body), None)
    if wrapper is None:
        raise WireError("Client", "The reply is empty.")
    if wrapper.tag == f"{{{ENVELOPE}}}Fault":
        return _fault_reply(wrapper)
    return wrapper


def response(body_fragment: str) -> bytes:
    """The reply around the fragment that the codec made."""
    return f"{HEAD}{body_fragment}{TAIL}".encode()


def fault(faultcode: str, code: int, text: str, field: str = "") -> bytes:
    """A fault; ``faultcode`` is Client, Server or VersionMismatch.

    ``exception`` carries no type: with one, PHP's ext-soap hides its members. ``field``, the wire
    name of the member at fault, is our own addition; other clients ignore it.
    """
    where = f'<field xsi:type="xsd:string">{escape(field)}</field>' if field else ""
    words = escape(text)
    return (
        f"{HEAD}<SOAP-ENV:Fault><faultcode>SOAP-ENV:{faultcode}</faultcode>"
        f"<faultstring>{words}</faultstring><detail><exception>"
        f'<errorcode xsi:type="xsd:int">{code:d}</errorcode>'
        f'<errorstring xsi:type="xsd:string">{words}</errorstring>{where}'
        f"</exception></detail></SOAP-ENV:Fault>{TAIL}"
    ).encode()


def _parse(body: bytes, *, max_bytes: int, max_elements: int) -> _Element:
    if len(body) > max_bytes:
        raise WireError("Client", f"The message is longer than {max_bytes} bytes.")
    # Most messages are too short for too many of anything.
    if len(body) > max_elements:
        _count(body, max_elements)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise WireError("Client", "The message is not well-formed XML.") from error
    # A search in the bytes would miss a DOCTYPE in UTF-16.
    document: Any = root.getroottree()
    if document.docinfo.doctype:
        raise WireError("Client", "A document type declaration is not allowed.")
    return root


def _count(body: bytes, max_elements: int) -> None:
    """Raises WireError for more elements or attributes than a message may have."""
    # Each element has one or two of these; counting them is far cheaper than building the tree.
    if body.count(b"<") > 2 * max_elements + 100:
        raise WireError("Client", "The message has too many elements.")
    # The chattiest client writes two attributes on an element.
    if body.count(b"=") > 4 * max_elements + 100:
        raise WireError("Client", "The message has too many attributes.")


def _parts(root: _Element) -> tuple[_Element | None, _Element]:
    """Header (or None) and Body of an envelope."""
    if root.tag != ENVELOPE_TAG:
        if root.tag == f"{{{ENVELOPE_12}}}Envelope":
            raise WireError("VersionMismatch", "Only SOAP 1.1 is spoken here.")
        if local_name(root) == "Envelope":
            raise WireError("VersionMismatch", "The envelope is not one of SOAP 1.1.")
        raise WireError("Client", "The message is not a SOAP envelope.")
    header = soap_body = None
    for part in root:
        if part.tag == BODY_TAG and soap_body is None:
            soap_body = part
        elif part.tag == HEADER_TAG and header is None:
            header = part
    if soap_body is None:
        raise WireError("Client", "The envelope has no Body.")
    return header, soap_body


def _auth(header: _Element | None) -> Auth | None:
    """The first ``auth`` header, in whatever namespace."""
    if header is None:
        return None
    found = next((node for node in header if local_name(node) == "auth"), None)
    if found is None:
        return None
    try:
        texts = {local_name(node): decode_labelled_string(node) or "" for node in found}
    except DecodeError as error:
        raise WireError("Client", "A member of the auth header is no text.") from error
    return Auth(
        username=texts.get("username", ""),
        password=texts.get("password", ""),
        admin=BOOLEANS.get(texts.get("admin", "").strip().lower()),
        impersonate=_customer(texts.get("impersonate", "").strip()),
    )


def _customer(text: str) -> int:
    if not text:
        return 0
    match = INTEGER.fullmatch(text)
    if match is None or abs(int(match[1])) >= 2**63:
        raise WireError("Client", "The member impersonate of the auth header is no customer id.")
    return int(match[1])


@dataclass(slots=True)
class _Budget:
    """How much references may still copy: a long text costs as well, and may be asked for often."""

    elements: int
    characters: int

    def pay(self, target: _Element) -> None:
        """Raises WireError when one more copy of ``target`` is too much."""
        for node in target.iter():
            self.elements -= 1
            self.characters -= len(node.text or "") + len(node.tail or "")
            # Counted first: reading all of very many takes long, too.
            is_endless = len(node.attrib) > MAX_COPIED_ATTRIBUTES
            if is_endless or self.elements < 0 or self.characters < 0:
                raise WireError("Client", "The references of the message make it too large.")
            self.characters -= sum(len(name) + len(value) for name, value in node.attrib.items())


def _resolve_references(root: _Element, budget: _Budget) -> None:
    references = _WITH_HREF(root)
    if not references:
        return
    targets = {str(node.get("id")): node for node in _WITH_ID(root)}
    for node in references:
        _fill(node, targets, budget, 0)


def _fill(node: _Element, targets: dict[str, _Element], budget: _Budget, depth: int) -> None:
    """Replace the content of a reference by a copy of its target, and so on inside the copy."""
    reference = node.get("href")
    if reference is None:
        return
    del node.attrib["href"]
    target = targets.get(reference.removeprefix("#"))
    if target is None:
        raise WireError("Client", "A reference of the message points to nothing.")
    if depth >= MAX_REFERENCE_DEPTH or target in node.iterancestors():
        raise WireError("Client", "The references of the message are nested too deeply.")
    budget.pay(target)
    content = [copy.deepcopy(child) for child in target]
    node.text = target.text
    for name, value in target.attrib.items():
        if name != "id":
            node.set(name, value)
    node[:] = content
    for child in list(node.iter()):
        if child is not node:
            _fill(child, targets, budget, depth + 1)
    if "href" in node.attrib:
        _fill(node, targets, budget, depth + 1)


def _fault_reply(node: _Element) -> FaultReply:
    members = {local_name(child): child for child in node}
    detail = members.get("detail")
    facts: dict[str, str] = {}
    if detail is not None:
        for child in detail.iter():
            if not len(child):
                facts.setdefault(local_name(child), (child.text or "").strip())
    faultcode = members.get("faultcode")
    faultstring = members.get("faultstring")
    code = INTEGER.fullmatch(facts.get("errorcode", ""))
    text = facts.get("errorstring") or ("" if faultstring is None else faultstring.text or "")
    return FaultReply(
        faultcode=("" if faultcode is None else faultcode.text or "").rpartition(":")[2],
        code=int(code[1]) if code else 0,
        text=text.strip(),
        field=facts.get("field", ""),
    )
