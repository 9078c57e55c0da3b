"""Values -> XML: one function for each element, compiled once from the WSDL.

Every value carries its type, a missing list is an empty array and None is nil without a type:
older clients read the types of a reply from the reply alone.

A struct may be a dict with the WSDL's names or a record (see ``records``). For each struct a
function is written out and compiled, with one expression for each member, as ``dataclasses`` does
it: a loop over the members would cost twice as much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from ngnpanel.soap import wsdl
from ngnpanel.soap.records import values_for
from ngnpanel.soap.scalars import INTEGERS, SCALAR_TEXTS, escape, integer_text, string_text
from ngnpanel.soap.wsdl import Contract, TypeRef

Render = Callable[[Any], str]

PREFIXES: Final = {
    wsdl.SCHEMA_NAMESPACE: "xsd",
    wsdl.TYPES: "ngnpro",
    "urn:AGProjects:SoapSIMPLEProxy": "proxy",
}
# The expression of a member by its kind; # stands for its number. Text that needs no escaping is
# the rule; what is not of the kind (a number for a text) raises, and is rendered carefully.
STRING: Final = (
    "{n# if v# is None else o# + (v# if v#.isprintable() and '&' not in v#"
    " and '<' not in v# and '>' not in v# else escape(v#)) + c#}"
)
INTEGER: Final = "{n# if v# is None else f'{o#}{v#:d}{c#}'}"
BOOLEAN: Final = "{n# if v# is None else o# + ('true' if v# else 'false') + c#}"
SCALAR: Final = "{n# if v# is None else o# + t#(v#) + c#}"
OTHER: Final = "{r#(v#)}"
FUNCTION: Final = """
def render(value):
    if value is None:
        return nil
    kind = type(value)
    if kind is dict:
        get = value.get
        TARGETS = GETS
    else:
        plan = plans.get(kind) or plan_of(kind)
        TARGETS = plan(value)
    try:
        return f"{start}MEMBERS{end}"
    except (AttributeError, TypeError, ValueError):
        return careful((TARGETS))
"""


class Renderer:
    """Renders elements of the types of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def element(self, tag: str, ref: TypeRef) -> Render:
        """A function from a value to the element ``tag`` of a type."""
        ref = self._plain(ref)
        if ref.is_builtin:
            return _scalar(tag, ref.name)
        described = self._contract.type(ref)
        if described.item is not None:
            return _array(tag, _qname(described.item), self.element("item", described.item))
        return self._struct(tag, ref)

    def _plain(self, ref: TypeRef) -> TypeRef:
        """The type itself, or what an enumeration is made of."""
        while not ref.is_builtin and (base := self._contract.type(ref).base) is not None:
            ref = base
        return ref

    def _struct(self, tag: str, ref: TypeRef) -> Render:
        members = {
            name: self._plain(member) for name, member in self._contract.type(ref).members.items()
        }
        renders = {name: self.element(name, member) for name, member in members.items()}
        start, end = f'<{tag} xsi:type="{_qname(ref)}">', f"</{tag}>"

        def careful(values: tuple[Any, ...]) -> str:
            each = zip(renders.values(), values, strict=True)
            return start + "".join([render(value) for render, value in each]) + end

        scope: dict[str, Any] = {
            "escape": escape,
            "careful": careful,
            "start": start,
            "end": end,
            "nil": f'<{tag} xsi:nil="true"/>',
            **_plans(tuple(members)),
        }
        parts = []
        for number, (name, member) in enumerate(members.items()):
            scope[f"w{number}"] = name
            scope[f"r{number}"] = renders[name]
            if member.is_builtin:
                scope[f"n{number}"] = f'<{name} xsi:nil="true"/>'
                scope[f"o{number}"] = f'<{name} xsi:type="xsd:{member.name}">'
                scope[f"c{number}"] = f"</{name}>"
                scope[f"t{number}"] = _text(member.name)
            parts.append(_expression(member).replace("#", str(number)))
        return _compiled(parts, scope)


def _expression(member: TypeRef) -> str:
    if not member.is_builtin:
        return OTHER
    if member.name in INTEGERS:
        return INTEGER
    return {"string": STRING, "boolean": BOOLEAN}.get(member.name, SCALAR)


def _plans(names: tuple[str, ...]) -> dict[str, Any]:
    """How the values are taken out of each class of records that was seen so far."""
    plans: dict[type[Any], Callable[[Any], tuple[Any, ...]]] = {}

    def plan_of(cls: type[Any]) -> Callable[[Any], tuple[Any, ...]]:
        is_mapping = issubclass(cls, Mapping)
        plans[cls] = partial(_members, names) if is_mapping else values_for(cls, names)
        return plans[cls]

    return {"plans": plans, "plan_of": plan_of}


def _members(names: tuple[str, ...], value: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple([value.get(name) for name in names])


def _compiled(parts: list[str], scope: dict[str, Any]) -> Render:
    """The function of a struct.

    Its source holds nothing but numbered names; whatever comes from the WSDL is a value in scope.
    """
    numbers = range(len(parts))
    source = (
        FUNCTION.replace("TARGETS", "".join(f"v{number}, " for number in numbers))
        .replace("GETS", "".join(f"get(w{number}), " for number in numbers))
        .replace("MEMBERS", "".join(parts))
    )
    exec(source, scope)  # noqa: S102 - our own source, see above
    render: Render = scope["render"]
    return render


def _scalar(tag: str, kind: str) -> Render:
    start = f'<{tag} xsi:type="xsd:{kind}">'
    end = f"</{tag}>"
    nil = f'<{tag} xsi:nil="true"/>'
    to_text = _text(kind)

    def render(value: Any) -> str:
        return nil if value is None else start + to_text(value) + end

    return render


def _text(kind: str) -> Callable[[Any], str]:
    """How a scalar that is not None becomes character data."""
    return string_text if kind == "string" else SCALAR_TEXTS.get(kind, integer_text)


def _array(tag: str, item_type: str, render_item: Render) -> Render:
    start = f'<{tag} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="{item_type}['
    end = f"</{tag}>"
    empty = start + '0]"/>'

    def render(value: Iterable[Any] | None) -> str:
        if not value:
            return empty
        items = [render_item(item) for item in value]
        return f'{start}{len(items)}]">{"".join(items)}{end}' if items else empty

    return render


def _qname(ref: TypeRef) -> str:
    return f"{PREFIXES[ref.namespace]}:{ref.name}"
