"""`manage.py platform`, and a panel elsewhere that uses it as its platform."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.launch.launching import Launcher

pytestmark = [pytest.mark.http, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """A provisioning server that runs alone."""
    launcher = Launcher(tmp_path_factory.mktemp("platform") / "data", command="platform")
    launcher.start()
    try:
        launcher.wait_until_ready()
        yield launcher
    finally:
        launcher.stop()


def test_it_serves_the_contract_and_no_pages(platform: Launcher) -> None:
    assert platform.health() == {"status": "ok", "web": "ok", "platform": "ok"}
    status, wsdl = platform.get("/ngnpro/wsdl")
    assert status == 200
    assert f"http://127.0.0.1:{platform.port}/ngnpro/" in wsdl
    assert platform.get("/login/")[0] == 404
    assert platform.get("/")[0] == 404


def test_a_panel_elsewhere_works_with_it(
    platform: Launcher, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secrets = json.loads((platform.data / "secrets.json").read_text(encoding="utf-8"))
    panel = Launcher(
        tmp_path_factory.mktemp("panel") / "data",
        variables={
            "PLATFORM": "remote",
            "NGNPRO_URL": f"http://127.0.0.1:{platform.port}/ngnpro/",
            "NGNPRO_USERNAME": "admin",
            "NGNPRO_PASSWORD": secrets["admin_password"],
        },
    )
    panel.start()
    try:
        panel.wait_until_ready()
        assert panel.get("/login/")[0] == 200
        assert panel.get("/ngnpro/wsdl")[0] == 404
        assert not (panel.data / "demo-logins.json").exists()
    finally:
        panel.stop()
    assert panel.wait_until_gone() == {}
