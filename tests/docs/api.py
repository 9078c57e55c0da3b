"""Writes docs/api.md from the WSDL, the fault table, and what the foreign clients were told.

`make api-docs` renews the page; a test compares it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from ngnpanel.provisioning.faults import FAULTS
from ngnpanel.provisioning.operations import OPERATIONS
from ngnpanel.soap import wsdl
from ngnpanel.soap.wsdl import Operation, PortType, Type, TypeRef
from tests.interop.coverage import CLIENT_NAMES, operations_told

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "api.md"
EXAMPLES: Final = ROOT / "docs" / "examples"
CONTRACT: Final = wsdl.load()
# Envelopes in the style of the oldest client, written by our own tests: no stack of its own.
REPLAYS: Final = "pear"
STACKS: Final = {
    "zeep": "zeep (Python)",
    "suds": "suds-community (Python)",
    "php": "ext-soap (PHP)",
    "node": "`soap` of npm (Node)",
    "perl": "SOAP::Lite (Perl)",
}

INTRODUCTION: Final = """\
# The SOAP API

Made from the WSDL and the table of faults by `make api-docs`; do not edit it by hand.

- **Address**: `/ngnpro/` below the panel, or port 9200 of `make platform`. One address serves all ports.
- **WSDL**: `/ngnpro/?wsdl` has all ports; `/ngnpro/?wsdl&port=Sip` has one. Take those of single ports for PHP and Node, which mix
  ports up. [clients.md](clients.md) has hints for each client.
- **Style**: SOAP 1.1, rpc/encoded. Members may come in any order or be missing; unknown ones are ignored.
- **Who calls**: a SOAP header `auth` with `username` and `password` of the administrator or of a customer. `impersonate` with a
  customer's id gives the administrator exactly that customer's rights; `admin` says whose password it is (absent: tried in turn).
  Port Presence has no header: the SIP password is an argument.
- **Updates replace the whole record**: read it, change it, write it back. What is left out is reset, a missing password excepted.
- **Lists**: a query has `filter`, `orderBy` and `range`, each of which may be missing. `%` and `_` are wildcards in texts, 0 and empty
  mean any. `total` counts all matches; at most 5000 rows come back.
- **Faults**: HTTP 500, with `detail/exception/errorcode` and `errorstring`, and `field` where one member is to blame.
- **From a shell**: `manage.py soap Sip getAccounts '{"range": {"count": 5}}'` calls any operation and prints JSON.
"""


def page() -> str:
    """The whole page."""
    parts = [
        INTRODUCTION,
        *_example("Python, with zeep", "python", "accounts.py"),
        *_example("PHP, with ext-soap", "php", "accounts.php"),
        "## Operations\n",
        _summary(),
        *(_port(port) for port in CONTRACT.ports.values()),
        "## Types\n",
        *(_struct(found) for found in _structs()),
        "## Words\n",
        *_words(),
        "\n## Faults\n",
        _table(["Code", "Meaning"], ([str(code), text] for code, text in sorted(FAULTS.items()))),
    ]
    return "\n".join(parts) + "\n"


def _example(title: str, language: str, name: str) -> list[str]:
    code = (EXAMPLES / name).read_text(encoding="utf-8").rstrip()
    return [
        f"## Example: {title}\n",
        f"[examples/{name}](examples/{name}); the tests run it as it is.\n",
        f"```{language}\n{code}\n```\n",
    ]


def _summary() -> str:
    operations = [(port.name, name) for port in CONTRACT.ports.values() for name in port.operations]
    served = sum(key in OPERATIONS for key in operations)
    fewest = min(len(_stacks(key)) for key in operations)
    names = ", ".join(STACKS[name] for name in CLIENT_NAMES if name != REPLAYS)
    return (
        f"{served} of {len(operations)} operations are served. Each is called over HTTP, with its answers compared, by at least"
        f" {fewest}\nSOAP stacks that are not ours: {names}. Column *{REPLAYS}* stands for envelopes in the style of\n"
        "the old PHP client, replayed byte by byte.\n"
    )


def _stacks(key: tuple[str, str]) -> list[str]:
    """The independent clients that called an operation."""
    return [name for name in operations_told().get(key, ()) if name != REPLAYS]


def _port(port: PortType) -> str:
    told = operations_told()
    rows = []
    for operation in port.operations.values():
        key = (port.name, operation.name)
        served = "yes" if key in OPERATIONS else "no"
        row = [f"`{_signature(operation)}`", operation.documentation, served]
        rows.append(row + ["✓" if name in told.get(key, ()) else "" for name in CLIENT_NAMES])
    title = f"### Port {port.name}\n\nNamespace `{port.namespace}`, service {port.service}.\n\n"
    return title + _table(["Operation", "What it does", "Served", *CLIENT_NAMES], rows)


def _signature(operation: Operation) -> str:
    parameters = ", ".join(f"{name}: {_label(ref)}" for name, ref in operation.parameters)
    result = f" → {_label(operation.result)}" if operation.result else ""
    return f"{operation.name}({parameters}){result}"


def _label(ref: TypeRef) -> str:
    """A type as a programmer writes it: an array by its items."""
    if ref.is_builtin:
        return ref.name
    item = CONTRACT.type(ref).item
    return f"{_label(item)}[]" if item else ref.name


def _structs() -> Iterator[Type]:
    for name, found in sorted(CONTRACT.types.items()):
        if found.members and not name.startswith("proxy:"):
            yield found


def _struct(found: Type) -> str:
    rows = [
        [f"`{name}`", f"`{_label(ref)}`", found.notes.get(name, "")]
        for name, ref in found.members.items()
    ]
    return f"### {found.ref.name}\n\n" + _table(["Member", "Type", ""], rows)


def _words() -> Iterator[str]:
    for name, found in sorted(CONTRACT.types.items()):
        if found.base is not None:
            values = ", ".join(f"`{value}`" for value in found.values)
            yield f"- **{name}**: {values or found.documentation}"


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *([_cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;") if "`" not in text else text


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
