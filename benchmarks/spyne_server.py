"""The peer: the same two operations and types in spyne, document/literal, answering from memory.

It checks requests by their schema, as its documentation does: ours refuses wrong types, too.
"""

from __future__ import annotations

import io
import logging
from typing import Any

from spyne import (
    Application,
    Array,
    Boolean,
    ComplexModel,
    Double,
    Integer,
    ServiceBase,
    Unicode,
    rpc,
)
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from benchmarks import material
from ngnpanel.soap import wsdl
from ngnpanel.soap.records import to_plain
from ngnpanel.soap.wsdl import TypeRef

NAMESPACE = "urn:benchmark"
SCALARS = {"string": Unicode, "boolean": Boolean, "double": Double}
logging.getLogger("spyne").setLevel(logging.ERROR)
_models: dict[str, Any] = {}


def model(ref: TypeRef) -> Any:
    """The spyne type for a type of the contract."""
    if ref.is_builtin:
        return SCALARS.get(ref.name, Integer)
    described = wsdl.load().type(ref)
    if described.base is not None:
        return model(described.base)
    if described.item is not None:
        return Array(model(described.item))
    if ref.name not in _models:
        members = {name: model(member) for name, member in described.members.items()}
        _models[ref.name] = type(ref.name, (ComplexModel,), {"__namespace__": NAMESPACE, **members})
    return _models[ref.name]


def named(name: str) -> Any:
    return model(wsdl.load().types[name].ref)


def value(ref: TypeRef, plain: Any) -> Any:
    """The object that spyne serializes."""
    if plain is None or ref.is_builtin:
        return plain
    described = wsdl.load().type(ref)
    if described.base is not None:
        return plain
    if described.item is not None:
        return [value(described.item, each) for each in plain]
    members = {name: value(described.members[name], each) for name, each in plain.items()}
    return model(ref)(**members)


_RESULT = wsdl.load().types["SipAccountResult"].ref
_ACCOUNT = value(wsdl.load().types["SipAccount"].ref, to_plain(material.account(0)))
_PAGES = {size: value(_RESULT, material.plain_page(size)) for size in material.SIZES}


class SipService(ServiceBase):  # type: ignore[misc] # spyne ships no types
    """getAccount and getAccounts."""

    @rpc(named("SipId"), _returns=named("SipAccount"))
    def getAccount(ctx: Any, sipId: Any) -> Any:  # noqa: N802, N803, N805 - spyne takes names from here
        return _ACCOUNT

    @rpc(named("SipQuery"), _returns=named("SipAccountResult"))
    def getAccounts(ctx: Any, query: Any) -> Any:  # noqa: N802, N805
        return _PAGES[query.range.count]


application = WsgiApplication(
    Application(
        [SipService], NAMESPACE, in_protocol=Soap11(validator="lxml"), out_protocol=Soap11()
    )
)


def request(name: str) -> bytes:
    """The document/literal twin of ``material.request``."""
    if name == material.SMALL:
        body = (
            "<t:getAccount><t:sipId><t:username>31208000000</t:username>"
            "<t:domain>benchmark.example</t:domain></t:sipId></t:getAccount>"
        )
    else:
        body = (
            "<t:getAccounts><t:query><t:filter><t:domain>benchmark.example</t:domain></t:filter>"
            "<t:orderBy><t:attribute>username</t:attribute><t:direction>ASC</t:direction>"
            f"</t:orderBy><t:range><t:start>0</t:start><t:count>{material.size_of(name)}</t:count>"
            "</t:range></t:query></t:getAccounts>"
        )
    return (
        '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"'
        f' xmlns:t="{NAMESPACE}"><e:Body>{body}</e:Body></e:Envelope>'
    ).encode()


def handle(body: bytes) -> bytes:
    """One request through the WSGI application, without a socket."""
    started: list[str] = []
    environment = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": "text/xml; charset=utf-8",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_SOAPACTION": '""',
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        "wsgi.errors": io.StringIO(),
    }
    parts = application(environment, lambda status, _headers, *_rest: started.append(status))
    answer = b"".join(parts)
    assert started[0].startswith("200"), answer[:400]
    return answer
