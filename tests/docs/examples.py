"""The programs in the pages of docs: taken out of their fenced blocks and run as they stand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.http.server import ADMIN, ADMIN_PASSWORD, Server
from tests.interop import programs

DOCS: Final = Path(__file__).resolve().parents[2] / "docs"
FENCED: Final = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
# How a program is started, in the languages that are programs.
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "python": (sys.executable,),
    "php": ("php",),
    "javascript": ("node",),
    "perl": ("perl",),
}
SECONDS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Example:
    """A fenced block of a page, below ``heading``."""

    heading: str
    language: str
    code: str


def examples(page: Path) -> list[Example]:
    """The programs of a page, in its order."""
    return [block for block in blocks(page) if block.language in COMMANDS]


def texts(page: Path) -> list[str]:
    """The blocks of plain text of a page: what its programs print."""
    return [block.code for block in blocks(page) if block.language == "text"]


def blocks(page: Path) -> list[Example]:
    """Every fenced block that names its language."""
    content = page.read_text(encoding="utf-8")
    found = []
    for block in FENCED.finditer(content):
        headings = re.findall(r"^#+ (.*)$", content[: block.start()], re.MULTILINE)
        found.append(Example(heading=headings[-1], language=block[1], code=block[2]))
    return found


def run(example: Example, server: Server, folder: Path, *, domain: str) -> str:
    """What a program prints; it finds the server as its reader would tell it."""
    file = folder / "example"
    file.write_text(example.code, encoding="utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "NODE_PATH": str(programs.HERE / "node" / "node_modules"),
        "NGNPRO_URL": server.endpoint,
        "NGNPRO_DOMAIN": domain,
        "NGNPRO_USERNAME": ADMIN,
        "NGNPRO_PASSWORD": ADMIN_PASSWORD,
    }
    command = [*COMMANDS[example.language], str(file)]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
