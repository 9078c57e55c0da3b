"""ENUM ranges and numbers, below a root of the client's own."""

from __future__ import annotations

from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """The nine operations of the Enum port."""
    tld = f"e164.{scene.domain}"
    yield from ranges(scene, tld)
    yield from numbers(scene, tld)
    yield from farewell(scene, tld)


def ranges(scene: Scene, tld: str) -> Story:
    """A range, and one within it that the administrator gives to a customer."""
    range_id = {"prefix": "3120800", "tld": tld}
    nameservers = [f"ns1.{scene.domain}", f"ns2.{scene.domain}"]
    wide = {"id": range_id, "minDigits": 9, "maxDigits": 12, "size": 0, "info": "Ämsterdam"}
    stored = {**wide, "ttl": 3600, "used": 0, "customer": 0, "serial": ..., "changeDate": ...}
    added = {**wide, "reseller": scene.reseller, "nameservers": nameservers}
    yield Step(
        port="Enum",
        operation="addRange",
        arguments=(added,),
        expected={**stored, "reseller": scene.reseller, "nameservers": nameservers},
    )
    yield Step(port="Enum", operation="addRange", arguments=(added,), fault=3001)
    inner = {"id": {"prefix": "31208005", "tld": tld}, "size": 1, "customer": scene.customer}
    made = yield Step(
        port="Enum",
        operation="addRange",
        arguments=(inner,),
        expected={**inner, "reseller": scene.reseller, "minDigits": 11, "nameservers": []},
    )
    yield Step(
        port="Enum",
        operation="updateRange",
        arguments=({**made.value, "ttl": 600},),
        expected={**inner, "ttl": 600, "serial": int(made.value["serial"]) + 1},
    )
    query = {
        "filter": {"tld": tld, "prefix": "3120800%"},
        "orderBy": {"attribute": "prefix", "direction": "DESC"},
        "range": {"start": 0, "count": 20},
    }
    yield Step(
        port="Enum",
        operation="getRanges",
        arguments=(query,),
        expected={"total": 2, "ranges": [inner, {**wide, "nameservers": nameservers}]},
    )
    yield Step(
        port="Enum", operation="deleteRange", arguments=({**range_id, "prefix": "39"},), fault=3000
    )


def numbers(scene: Scene, tld: str) -> Story:
    """A number with all that clients do to its mappings."""
    number_id = {"number": "31208005100", "tld": tld}
    alice = f"alice@{scene.domain}"
    number = {"id": number_id, "mappings": [{"type": "sip", "mapto": alice}], "info": "Désk"}
    sip = {"id": ..., "type": "sip", "mapto": f"sip:{alice}", "priority": 5, "ttl": 3600}
    stored = {
        "id": number_id,
        "mappings": [sip],
        "info": "Désk",
        "owner": scene.customer,
        "customer": scene.customer,
        "reseller": scene.reseller,
        "changeDate": ...,
    }
    yield Step(port="Enum", operation="getNumber", arguments=(number_id,), fault=3002)
    yield Step(
        port="Enum",
        operation="addNumber",
        arguments=({**number, "owner": scene.customer},),
        expected=stored,
        login=scene.reseller_login,
    )
    yield Step(port="Enum", operation="addNumber", arguments=(number,), fault=3003)
    for digits, fault in (("31208005101", 3006), ("32208005101", 3005), ("312080051011", 3005)):
        other = {**number, "id": {"number": digits, "tld": tld}}
        yield Step(port="Enum", operation="addNumber", arguments=(other,), fault=fault)
    found = yield Step(port="Enum", operation="getNumber", arguments=(number_id,), expected=stored)
    mapping = found.value["mappings"][0]
    tel = {"type": "npd:tel", "mapto": "tel:+31208005199", "priority": 0, "ttl": 60}
    yield Step(
        port="Enum",
        operation="updateNumber",
        arguments=({**found.value, "mappings": [mapping, tel]},),
        expected={**stored, "mappings": [{**sip, "id": mapping["id"]}, {**tel, "id": ...}]},
    )
    many = [{"type": "sip", "mapto": f"sip:{name}@{scene.domain}"} for name in "abcdef"]
    crowded = {**number, "mappings": many}
    yield Step(port="Enum", operation="updateNumber", arguments=(crowded,), fault=3007)
    yield Step(
        port="Enum",
        operation="getNumbers",
        arguments=({"filter": {"tld": tld, "mapto": alice, "type": "sip"}},),
        expected={"total": 1, "numbers": [stored | {"mappings": [sip, tel]}]},
    )


def farewell(scene: Scene, tld: str) -> Story:
    """Everything is deleted, from the inside out."""
    number_id = {"number": "31208005100", "tld": tld}
    inner, outer = ({"prefix": prefix, "tld": tld} for prefix in ("31208005", "3120800"))
    yield Step(port="Enum", operation="deleteRange", arguments=(inner,), fault=3004)
    yield Step(port="Customer", operation="deleteAccount", arguments=(scene.customer,), fault=5002)
    yield Step(port="Enum", operation="deleteNumber", arguments=(number_id,))
    yield Step(port="Enum", operation="deleteNumber", arguments=(number_id,), fault=3002)
    for range_id in (inner, outer):
        yield Step(port="Enum", operation="deleteRange", arguments=(range_id,))
