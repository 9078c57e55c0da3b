"""Reads the locked requirements and what is installed; asks nobody outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKED: Final = ("requirements-bootstrap", "requirements", "requirements-dev", "requirements-bench")
PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([A-Za-z0-9.!+_-]+)(?: ;.*)? \\$")
HASH: Final = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
# Words of licences under which a panel may run what it does not change.
FREE: Final = re.compile(
    r"(?i)\b(apache|bsd|mit|isc|psf|python software foundation|mpl|mozilla|zlib|unlicense|0bsd|"
    r"lgpl|lesser general public|zpl|zope|hpnd|cmu|public domain|cc0|wtfpl|artistic)\b"
)
STRICT: Final = re.compile(r"(?i)\b(agpl|affero|sspl|busl|commons clause|proprietary)\b")


@dataclass(frozen=True, slots=True)
class Pinned:
    """A line of a lock: a package in one version, with that many hashes."""

    name: str
    version: str
    hashes: int


def plain(name: str) -> str:
    """A name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(text: str) -> tuple[list[Pinned], list[str]]:
    """What a lock pins, and lines of it that are neither a pin nor a hash nor a remark."""
    found: list[Pinned] = []
    odd: list[str] = []
    for line in text.splitlines():
        if match := PIN.fullmatch(line):
            found.append(Pinned(plain(match[1]), match[2], 0))
        elif HASH.fullmatch(line) and found:
            last = found.pop()
            found.append(Pinned(last.name, last.version, last.hashes + 1))
        elif line.strip() and not line.lstrip().startswith("#"):
            odd.append(line)
    return found, odd


def faults(text: str, wanted: str) -> Iterator[str]:
    """What is wrong with a lock, and with it beside the requirements that it was made from."""
    found, odd = pinned(text)
    yield from (f"not pinned: {line}" for line in odd)
    yield from (f"without a hash: {each.name}" for each in found if not each.hashes)
    names = [each.name for each in found]
    yield from (
        f"twice: {name}" for name in sorted({each for each in names if names.count(each) > 1})
    )
    for line in wanted.splitlines():
        name = re.split(r"[\[<>=!~;#\s]", line.strip(), maxsplit=1)[0]
        if name and not name.startswith("-") and plain(name) not in names:
            yield f"not locked: {name}"


def licence(package: Distribution) -> str:
    """The licence as the package says it, in a few words; "" when it says none."""
    told: Any = package.metadata
    expression = told.get("License-Expression") or ""
    classified = [
        each.rpartition("::")[2].strip()
        for each in told.get_all("Classifier") or []
        if each.startswith("License ::") and each.rpartition("::")[2].strip() != "OSI Approved"
    ]
    said = (told.get("License") or "").strip().split("\n")[0][:60]
    return expression or ", ".join(classified) or said


def installed() -> dict[str, Distribution]:
    """The packages of this environment by their plain names."""
    return {plain(each.metadata["Name"]): each for each in distributions()}
