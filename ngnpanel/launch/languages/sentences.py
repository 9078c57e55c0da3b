"""Every sentence of the panel that a translator has to see, read from the code and the templates.

Python is parsed, so that every name under which a function of gettext was imported counts. Modules
without Django mark theirs by raising a ``RuleError`` or with ``marked``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation.template import templatize

FOLDERS: Final = ("accounts", "dns", "enum", "pstn", "ngnpanel")
TEMPLATES: Final = "templates"
# The server speaks the English of its protocol, and these are the tools themselves.
NOT_HERE: Final = ("ngnpanel/provisioning/", "ngnpanel/launch/languages/")
GETTEXT: Final = "django.utils.translation"
# Where the sentence, its plural and its context stand among the arguments.
FUNCTIONS: Final = {
    "gettext": (0, None, None),
    "ngettext": (0, 1, None),
    "pgettext": (1, None, 0),
    "npgettext": (1, 2, 0),
}
# Of modules that know no Django.
PURE: Final = {"RuleError": "gettext", "marked": "gettext", "saying": "gettext"}
_STRING: Final = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL: Final = re.compile(rf"\b(_|n?p?gettext)\(\s*({_STRING}(?:\s*,\s*{_STRING})*)", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """A sentence as it stands in the code; the same one in two places is one to translate."""

    msgid: str
    context: str = ""
    plural: str = ""


def found(root: Path) -> dict[Sentence, list[str]]:
    """Every sentence with the files where it stands, in an order that stays."""
    places: dict[Sentence, set[str]] = {}
    for path in files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        read = in_python(text) if path.suffix == ".py" else in_template(text)
        for sentence in read:
            places.setdefault(sentence, set()).add(name)
    return {one: sorted(places[one]) for one in sorted(_joined(places))}


def files(root: Path) -> Iterator[Path]:
    """What may hold sentences."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if not path.relative_to(root).as_posix().startswith(NOT_HERE):
                yield path
    for path in sorted((root / TEMPLATES).rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield path


def in_python(text: str) -> Iterator[Sentence]:
    """The sentences of a module."""
    tree = ast.parse(text)
    known = dict(PURE)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == GETTEXT:
            for imported in node.names:
                plain = imported.name.removesuffix("_lazy").removesuffix("_noop")
                if plain in FUNCTIONS:
                    known[imported.asname or imported.name] = plain
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            name = node.func.id if isinstance(node.func, ast.Name) else name
            if name in known:
                yield from _of([_constant(argument) for argument in node.args], known[name])


def in_template(text: str) -> Iterator[Sentence]:
    """The sentences of a template; Django turns its tags into calls, with rubble between them."""
    for name, arguments in _CALL.findall(templatize(text)):
        words = ast.literal_eval(f"({arguments},)")
        yield from _of(list(words), "gettext" if name == "_" else name)


def _of(arguments: list[str], function: str) -> Iterator[Sentence]:
    msgid, plural, context = (
        "" if at is None or at >= len(arguments) else arguments[at] for at in FUNCTIONS[function]
    )
    if msgid.strip():
        yield Sentence(msgid, context, plural)


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _joined(places: dict[Sentence, set[str]]) -> list[Sentence]:
    """One sentence for each id: that with a plural serves the places without one as well."""
    plural = {(one.msgid, one.context): one for one in places if one.plural}
    joined = []
    for one, where in places.items():
        other = plural.get((one.msgid, one.context), one)
        if other == one:
            joined.append(one)
        else:
            places[other] |= where
    return joined
