"""Arguments of a call -> XML, by functions compiled once from the WSDL.

zeep writes the envelope of an operation once; what goes into it changes with each call and is
written here, several times as fast and to the letter as zeep would (``tests/soap/test_asking.py``
compares them):

- None is nil for an argument, and left out as a member of a struct or an item of a list.
- An empty text carries its type, which tells it from a null for the platform (ours, and PHP's way).
- Characters that XML cannot carry are dropped.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, Final

from ngnpanel.soap.scalars import INTEGERS, escape
from ngnpanel.soap.wsdl import Contract, TypeRef

Write = Callable[[Any], str]

NIL: Final = ' xsi:nil="true"/>'
EMPTY: Final = ' xsi:type="xsd:string"></'


class Asker:
    """Writes arguments of the operations of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._writers: dict[tuple[str, TypeRef], Write] = {}
        self._operations = {
            (port.name, operation.name): tuple(
                (name, self._writer(name, ref)) for name, ref in operation.parameters
            )
            for port in contract.ports.values()
            for operation in port.operations.values()
        }

    def arguments(self, port: str, operation: str, values: Iterable[Any]) -> str:
        """The children of the operation's element; TypeError for members that a type has not."""
        return "".join(
            f"<{name}{NIL}" if value is None else write(value)
            for (name, write), value in zip(self._operations[port, operation], values, strict=True)
        )

    def _writer(self, tag: str, ref: TypeRef) -> Write:
        known = self._writers.get((tag, ref))
        if known is None:
            known = self._writers[tag, ref] = self._compiled(tag, ref)
        return known

    def _compiled(self, tag: str, ref: TypeRef) -> Write:
        if ref.is_builtin:
            return partial(_scalar, tag, _TEXTS.get(ref.name, _integer))
        described = self._contract.type(ref)
        if described.base is not None:
            return self._writer(tag, described.base)
        if described.item is not None:
            return partial(_list, tag, self._writer("item", described.item))
        members = {name: self._writer(name, member) for name, member in described.members.items()}
        return partial(_struct, tag, ref.name, members)


def _scalar(tag: str, text_of: Callable[[Any], str], value: Any) -> str:
    text = text_of(value)
    return f"<{tag}>{text}</{tag}>" if text else f"<{tag}{EMPTY}{tag}>"


def _list(tag: str, write: Write, values: Iterable[Any]) -> str:
    items = "".join(write(value) for value in values if value is not None)
    return f"<{tag}>{items}</{tag}>" if items else f"<{tag}/>"


def _struct(tag: str, kind: str, members: Mapping[str, Write], values: Mapping[str, Any]) -> str:
    if not members.keys() >= values.keys():
        unknown = ", ".join(sorted(values.keys() - members.keys()))
        raise TypeError(f"{kind} has no member {unknown}")
    # In the order of the WSDL, whatever that of the values is.
    children = "".join(
        [write(values[name]) for name, write in members.items() if values.get(name) is not None]
    )
    return f"<{tag}>{children}</{tag}>" if children else f"<{tag}/>"


def _text(value: Any) -> str:
    return escape(value if isinstance(value, str) else str(value))


def _integer(value: Any) -> str:
    return escape(str(value))


def _boolean(value: Any) -> str:
    return "true" if value and value not in ("false", "0") else "false"


def _bytes(value: Any) -> str:
    return base64.b64encode(value).decode("ascii")


_TEXTS: Final[dict[str, Callable[[Any], str]]] = {
    "string": _text,
    "boolean": _boolean,
    "double": _integer,
    "base64Binary": _bytes,
    **dict.fromkeys(INTEGERS, _integer),
}
