"""docs/api.md is what it was made from, and its examples work as they stand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ngnpanel.provisioning.faults import FAULTS
from ngnpanel.soap import wsdl
from tests.docs import api
from tests.http import server as servers
from tests.http.server import ADMIN, ADMIN_PASSWORD, Server

DOMAIN = "docs.example"
EXPECTED = f"1 found\nalice.example@{DOMAIN} Alice"

ADD_DOMAIN = """
import os, zeep
auth = {"username": os.environ["NGNPRO_USERNAME"], "password": os.environ["NGNPRO_PASSWORD"]}
sip = zeep.Client(os.environ["NGNPRO_URL"] + "?wsdl").bind("NGNPro", "SipPort")
sip.addDomain({"domain": os.environ["NGNPRO_DOMAIN"]}, _soapheaders={"auth": auth})
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server alone, with the domain that the examples use."""
    started = servers.start(tmp_path_factory.mktemp("docs"), NGNPANEL_PLATFORM_ONLY="1")
    try:
        run(started, [sys.executable, "-c", ADD_DOMAIN])
        yield started
    finally:
        started.stop()


def run(server: Server, command: list[str]) -> str:
    """What an example prints; it finds the server as its reader would tell it."""
    environment = {
        "PATH": os.environ["PATH"],
        "NGNPRO_URL": server.endpoint,
        "NGNPRO_DOMAIN": DOMAIN,
        "NGNPRO_USERNAME": ADMIN,
        "NGNPRO_PASSWORD": ADMIN_PASSWORD,
    }
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_page_is_up_to_date() -> None:
    assert api.PAGE.read_text(encoding="utf-8") == api.page(), "run `make api-docs`"


def test_the_page_names_every_operation_type_and_fault() -> None:
    page = api.PAGE.read_text(encoding="utf-8")
    for port in wsdl.load().ports.values():
        for name in port.operations:
            assert f"`{name}(" in page
    for code, text in FAULTS.items():
        assert f"| {code} | {text} |" in page


@pytest.mark.interop
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_python_example_works_as_it_stands(server: Server) -> None:
    printed = run(server, [sys.executable, str(api.EXAMPLES / "accounts.py")])
    assert printed.startswith(EXPECTED)


@pytest.mark.interop
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_the_php_example_works_as_it_stands(server: Server) -> None:
    if not Path("/usr/bin/php").exists() and not os.environ.get("CI"):
        pytest.skip("needs PHP: apt-get install php-cli php-soap")
    printed = run(server, ["php", str(api.EXAMPLES / "accounts.php")])
    assert printed.startswith(EXPECTED)
