"""Hypothesis strategies for arguments: mostly plausible, often odd, sometimes plainly wrong."""

from __future__ import annotations

import copy
from typing import Any, Final
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from ngnpanel.soap import wsdl
from ngnpanel.soap.wsdl import Contract, TypeRef

Parameters = tuple[tuple[str, TypeRef], ...]
CONTRACT: Final[Contract] = wsdl.load()
ODD_TEXTS: Final = (
    *("", " ", "%", "_", "\\", "%%", "0", "-1", "null", "nil", "NaN", "Infinity", "1e400"),
    *("<autoincrement>", "<voice-mailbox>", "*", "#", "+", "00", "@", "a@b", "sip:", "sips:@"),
    *("'; DROP TABLE provisioning_account; --", '"', "{}", "[]", "${jndi:ldap://x}", "../../etc"),
    # Digits that are none of ASCII's, letters that change their length in lower case, marks.
    *(
        "\u0661\u0662\u0663",
        "\uff11\uff12",
        "İ",
        "ß",
        "ﬀ",
        "é" * 65,
        "\u202e",
        "\u200b",
        "\ufeff",
        "😀" * 64,
    ),
    *("\t", "\r\n", "a\nb", "\x85", "\u2028"),
    *("9" * 19, "9" * 40, "a" * 64, "a" * 65, "a" * 256, "a" * 5000, "a." * 130),
    *("255.255.255.256", "::1", "fe80::1%eth0", "0.0.0.0", "-.-", "a..b", ".", "example.", "_"),
    *("2026-13-45 99:99:99", "24:00", "00:00", "23:59", "99:99", "Europe/Atlantis"),
)
MOST_ITEMS: Final = 3000
ODD_INTEGERS: Final = (
    *(0, 1, -1, 2, 127, 128, 255, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1),
    *(2**32, 2**53, 2**63 - 1, 2**63, -(2**63), 10**30),
)
ODD_NUMBERS: Final = (
    "abc",
    "",
    "1.0",
    "1.5",
    "0x10",
    "1_000",
    "+5",
    " 7 ",
    "true",
    "--1",
    "\u0661",
)
ODD_DOUBLES: Final = (
    "0",
    "-0.00001",
    "1e308",
    "1e309",
    "NaN",
    "INF",
    "-INF",
    "1,5",
    "",
    "12.34567",
)
ODD_BOOLEANS: Final = ("true", "false", "1", "0", "TRUE", "yes", "", "2", "-1")
ODD_BYTES: Final = ("", "AAAA", "====", "A", "UklGRg==", "%%%", "A" * 4000)


def texts(pool: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts that occur on the platform, odd ones, and any."""
    return st.one_of(st.sampled_from(pool), st.sampled_from(ODD_TEXTS), st.text(max_size=80))


def integers(pool: tuple[int, ...]) -> st.SearchStrategy[str]:
    """Numbers that occur on the platform, bounds, and texts that are none."""
    known = st.sampled_from((*pool, *ODD_INTEGERS)).map(str)
    return st.one_of(known, st.sampled_from(ODD_NUMBERS), st.integers(-100, 10**6).map(str))


class Values:
    """Elements for arguments, with the texts and numbers of a furnished platform among them."""

    def __init__(self, texts_known: set[str], numbers_known: set[int]) -> None:
        self.texts = texts(tuple(sorted(texts_known)))
        self.integers = integers(tuple(sorted(numbers_known)))

    def element(self, name: str, ref: TypeRef, depth: int = 0) -> st.SearchStrategy[str]:
        """One element: of its type as a rule, now and then of another, nil, or in no form."""
        right = self._right(name, ref, depth)
        return st.one_of(right, right, right, right, right, self._wrong(name))

    def _right(self, name: str, ref: TypeRef, depth: int) -> st.SearchStrategy[str]:
        while not ref.is_builtin and (base := CONTRACT.type(ref).base) is not None:
            ref = base
        if ref.is_builtin:
            return st.builds(_scalar, st.just(name), st.just(ref.name), self._scalar(ref.name))
        described = CONTRACT.type(ref)
        if described.item is not None:
            items = st.lists(self.element("item", described.item, depth + 1), max_size=3)
            return st.builds(_array, st.just(name), items)
        members = [
            self.element(member, member_ref, depth + 1)
            for member, member_ref in described.members.items()
        ]
        chosen = st.lists(st.sampled_from(range(len(members))), max_size=len(members) + 2)
        return chosen.flatmap(
            lambda numbers: st.tuples(*(members[number] for number in numbers))
        ).map(lambda parts: f"<{name}>{''.join(parts)}</{name}>")

    def _scalar(self, kind: str) -> st.SearchStrategy[str]:
        if kind == "string":
            return self.texts
        if kind == "boolean":
            return st.sampled_from(ODD_BOOLEANS)
        if kind == "double":
            return st.one_of(st.sampled_from(ODD_DOUBLES), st.floats().map(str))
        if kind == "base64Binary":
            return st.sampled_from(ODD_BYTES)
        return self.integers

    def _wrong(self, name: str) -> st.SearchStrategy[str]:
        return st.sampled_from(
            (
                "",
                f"<{name}/>",
                f'<{name} xsi:nil="true"/>',
                f'<{name} xsi:nil="true">5</{name}>',
                f"<{name}>text<b/>tail</{name}>",
                f"<{name}><item/><item>5</item></{name}>",
                f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="xsd:anyType[0]"/>',
                f'<{name} xsi:type="nowhere:Type">5</{name}>',
                f'<{name} href="#nothing"/>',
                f"<x:{name} xmlns:x='urn:x'>5</x:{name}>",
                f"<{name}>1</{name}><{name}>2</{name}>",
                f"<{name}><![CDATA[<a>&b;]]></{name}>",
            )
        )


def _scalar(name: str, kind: str, text: str) -> str:
    return f'<{name} xsi:type="xsd:{kind}">{escape(text)}</{name}>'


def _array(name: str, items: list[str]) -> str:
    return (
        f'<{name} xsi:type="SOAP-ENC:Array" SOAP-ENC:arrayType="Struct[{len(items)}]">'
        f"{''.join(items)}</{name}>"
    )


@st.composite
def altered(draw: st.DrawFn, arguments: tuple[Any, ...], parameters: Parameters) -> list[Any]:
    """Right arguments with one to three of their members changed, dropped or repeated."""
    changed = copy.deepcopy(list(arguments))
    for _time in range(draw(st.integers(1, 3))):
        number = draw(st.sampled_from(range(len(changed))))
        changed[number] = draw(_altered(changed[number], parameters[number][1]))
    return changed


@st.composite
def _altered(draw: st.DrawFn, value: Any, ref: TypeRef) -> Any:
    """``value`` with one change at some depth."""
    while not ref.is_builtin and (base := CONTRACT.type(ref).base) is not None:
        ref = base
    if ref.is_builtin:
        return draw(_odd(ref.name))
    described = CONTRACT.type(ref)
    if described.item is not None:
        items = list(value or [])
        if not items or draw(st.booleans()):
            # A list may be chosen more than once; its length must stay what a request can hold.
            return (items * draw(st.sampled_from((0, 2, 600))))[:MOST_ITEMS]
        number = draw(st.sampled_from(range(len(items))))
        items[number] = draw(_altered(items[number], described.item))
        return items
    members = dict(value or {})
    name = draw(st.sampled_from(sorted(described.members)))
    if name in members and draw(st.integers(0, 5)) == 0:
        del members[name]
    else:
        members[name] = draw(_altered(members.get(name), described.members[name]))
    return members


def _odd(kind: str) -> st.SearchStrategy[Any]:
    """A value that the codec can write, whether or not the server takes it."""
    if kind == "string":
        return st.one_of(st.sampled_from(ODD_TEXTS), st.text(max_size=80), st.none())
    if kind == "boolean":
        return st.sampled_from((True, False, None))
    if kind == "double":
        return st.one_of(st.floats(-1e12, 1e12), st.sampled_from((0.0, 1e300, 0.00001, None)))
    if kind == "base64Binary":
        return st.sampled_from((b"", b"RIFF", b"x" * 100_000, None))
    return st.one_of(st.sampled_from((*ODD_INTEGERS, None)), st.integers(-10, 1000))


def known_of(value: Any) -> tuple[set[str], set[int]]:
    """All texts and numbers inside plain arguments."""
    found_texts: set[str] = set()
    found_numbers: set[int] = set()

    def walk(each: Any) -> None:
        if isinstance(each, dict):
            for inner in each.values():
                walk(inner)
        elif isinstance(each, list | tuple):
            for inner in each:
                walk(inner)
        elif isinstance(each, str):
            found_texts.add(each)
        elif isinstance(each, int):
            found_numbers.add(int(each))

    walk(value)
    return found_texts, found_numbers
