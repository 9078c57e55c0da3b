"""The programs of docs/clients.md work as they stand there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.docs import examples
from tests.docs.examples import DOCS, Example
from tests.http import server as servers
from tests.http.server import Server
from tests.interop import programs
from tests.interop.calls import Client
from tests.interop.python_stacks import Suds, Zeep
from tests.interop.steps import Step

pytestmark = [pytest.mark.interop, pytest.mark.allow_hosts(["127.0.0.1"])]

PAGE: Final = DOCS / "clients.md"
DOMAIN: Final = "clients.example"
# The headings of the page, and what has to be installed for the program below each.
STACKS: Final[dict[str, type[Client]]] = {
    "Python: zeep": Zeep,
    "Python: suds-community": Suds,
    "PHP: ext-soap": programs.Php,
    "Node: soap": programs.Node,
    "Perl: SOAP::Lite": programs.Perl,
}
EXAMPLES: Final = {example.heading: example for example in examples.examples(PAGE)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server alone, with the account that the programs change."""
    started = servers.start(tmp_path_factory.mktemp("clients"), NGNPANEL_PLATFORM_ONLY="1")
    client = Zeep(started.endpoint)
    alice = {"id": {"username": "alice", "domain": DOMAIN}, "password": "secret"}
    try:
        for operation, record in (("addDomain", {"domain": DOMAIN}), ("addAccount", alice)):
            made = client.call(Step(port="Sip", operation=operation, arguments=(record,)))
            assert made.code == 0, made.text
        yield started
    finally:
        client.close()
        started.stop()


def test_the_page_has_a_program_for_each_stack() -> None:
    assert list(EXAMPLES) == list(STACKS)
    assert len(examples.examples(PAGE)) == len(STACKS)


@pytest.mark.parametrize("heading", STACKS)
def test_a_program_works_as_it_stands(heading: str, server: Server, tmp_path: Path) -> None:
    stack, example = STACKS[heading], EXAMPLES[heading]
    if not stack.is_installed() and not os.environ.get("CI"):
        pytest.skip(f"{heading} is not here; what installs it: {stack.install}")
    [expected] = examples.texts(PAGE)
    assert examples.run(example, server, tmp_path, domain=DOMAIN) == expected


def test_blocks_are_found_with_their_headings(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A\n\n```sh\nls\n```\n\n## B\n\n```python\nx = 1\n\ny = 2\n```\n\n```\nz\n```\n"
    )
    assert examples.examples(page) == [
        Example(heading="B", language="python", code="x = 1\n\ny = 2\n")
    ]
    assert examples.texts(page) == []
