"""What a request costs in one process: our server, spyne, zeep and lxml with the same data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import zeep
from lxml import etree
from zeep.transports import Transport

from benchmarks import material, memory_operations, spyne_server
from benchmarks.clock import cpu_ms, ms, table
from ngnpanel.provisioning.endpoint import handle
from ngnpanel.soap import wire, wsdl
from ngnpanel.soap.codec import CODEC, OperationCodec

OPERATIONS: Final = dict.fromkeys(material.NAMES, "getAccounts") | {material.SMALL: "getAccount"}


class Served(Transport):
    """Gives zeep the documents of the WSDL without a server."""

    def load(self, url: str) -> bytes:
        return wsdl.soapenc() if url.endswith(".xsd") else wsdl.document(None, "http://localhost/")


class Answer:
    """As much of an HTTP response as zeep looks at."""

    status_code = 200
    encoding = "utf-8"

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.headers = {"Content-Type": "text/xml; charset=utf-8"}


def report() -> str:
    """The tables, and the goals with what was reached."""
    logging.getLogger("ngnpanel").setLevel(logging.WARNING)
    lines, goals = [], []
    with memory_operations.installed():
        lines.append("### Server: a request to the bytes of its reply (CPU ms)\n")
        rows, ratios = serving()
        lines.append(table(["", "ours", "spyne 2.14", "spyne / ours"], rows))
        goals += [
            ("server, small call", ratios[material.SMALL], 20.0, ">="),
            ("server, list of 100", ratios["list of 100"], 20.0, ">="),
        ]
        lines.append("\n### Encoding a reply (CPU ms)\n")
        rows, ratios = encoding()
        lines.append(table(["", "our codec", "zeep's types", "zeep / ours"], rows))
        goals.append(("encoding, list of 100", ratios["list of 100"], 20.0, ">="))
        lines.append("\n### Decoding a reply (CPU ms)\n")
        rows, by_zeep, by_lxml = decoding()
        head = ["", "ours, parse included", "zeep", "lxml's parse", "zeep / ours", "ours / lxml"]
        lines.append(table(head, rows))
        goals += [
            ("decoding, list of 100, beside zeep", by_zeep["list of 100"], 12.0, ">="),
            ("decoding, list of 100, beside lxml", by_lxml["list of 100"], 2.0, "<="),
        ]
    lines.append("\n### Goals\n")
    lines.append(table(["ratio", "goal", "measured", ""], [verdict(*goal) for goal in goals]))
    return "\n".join(lines)


def verdict(name: str, ratio: float, goal: float, kind: str) -> list[str]:
    """One line of the goals."""
    is_met = ratio >= goal if kind == ">=" else ratio <= goal
    return [name, f"{kind} {goal:g}", f"{ratio:.1f}", "met" if is_met else "missed"]


def serving() -> tuple[list[list[str]], dict[str, float]]:
    """Our endpoint and spyne's application, from bytes to bytes."""
    rows, ratios = [], {}
    for name in material.NAMES:
        ours_request, peers_request = material.request(name), spyne_server.request(name)
        assert handle(ours_request).status == 200
        ours = cpu_ms(partial(handle, ours_request))
        peer = cpu_ms(partial(spyne_server.handle, peers_request))
        ratios[name] = peer / ours
        rows.append([name, ms(ours), ms(peer), f"{peer / ours:.1f}"])
    return rows, ratios


def encoding() -> tuple[list[list[str]], dict[str, float]]:
    """Plain values to the text of a reply, and zeep's objects to the same."""
    result_type = zeep_client().get_type(f"{{{wsdl.TYPES}}}SipAccountResult")
    rows, ratios = [], {}
    for name in material.NAMES[1:]:
        codec = CODEC.operation("Sip", "getAccounts")
        plain = material.plain_page(material.size_of(name))
        element = zeep.xsd.Element("result", result_type)
        ours = cpu_ms(partial(our_rendering, codec, plain))
        peer = cpu_ms(zeep_rendering(element, zeep_value(result_type, plain)))
        ratios[name] = peer / ours
        rows.append([name, ms(ours), ms(peer), f"{peer / ours:.1f}"])
    return rows, ratios


def our_rendering(codec: OperationCodec, plain: dict[str, Any]) -> bytes:
    return wire.response(codec.encode_result(plain))


def zeep_rendering(element: Any, value: Any) -> Callable[[], bytes]:
    """A function that renders ``value`` with zeep's types, to bytes."""

    def render() -> bytes:
        root = etree.Element("getAccountsResponse")
        element.render(root, value)
        return etree.tostring(root)

    assert render().count(b"<username") >= 20
    return render


def zeep_value(type_: Any, plain: Any) -> Any:
    """zeep's own objects for plain values: what an application with zeep holds in its hands."""
    if plain is None or not isinstance(type_, zeep.xsd.ComplexType):
        return plain
    if type_._array_type is not None:
        item = type_._array_type.array_type
        return type_([zeep_value(item, each) for each in plain])
    members = {name: element.type for name, element in type_.elements if name in plain}
    return type_(**{name: zeep_value(each, plain[name]) for name, each in members.items()})


def decoding() -> tuple[list[list[str]], dict[str, float], dict[str, float]]:
    """Bytes of a reply to values; lxml's parse alone is the floor."""
    client = zeep_client()
    service = client.bind("NGNPro", "SipPort")
    binding = service._binding
    rows, by_zeep, by_lxml = [], {}, {}
    for name in material.NAMES:
        codec = CODEC.operation("Sip", OPERATIONS[name])
        body = material.reply(name)
        operation = binding.get(OPERATIONS[name])

        ours = cpu_ms(partial(our_reading, codec, body))
        peer = cpu_ms(partial(binding.process_reply, client, operation, Answer(body)))
        floor = cpu_ms(partial(etree.fromstring, body))
        by_zeep[name], by_lxml[name] = peer / ours, ours / floor
        ratios = (f"{peer / ours:.1f}", f"{ours / floor:.2f}")
        rows.append([name, ms(ours), ms(peer), ms(floor), *ratios])
    return rows, by_zeep, by_lxml


def our_reading(codec: OperationCodec, body: bytes) -> object:
    answer = wire.parse_reply(body)
    assert not isinstance(answer, wire.FaultReply)
    return codec.decode_result(answer)


def zeep_client() -> zeep.Client:
    return zeep.Client("http://localhost/ngnpro.wsdl", transport=Served())  # type: ignore[no-untyped-call]
