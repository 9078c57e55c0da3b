"""One server that speaks SOAP, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ngnpanel.api import Api
from ngnpanel.audit import recording
from ngnpanel.soap.platform import Platform
from tests.http import server as servers
from tests.http.server import ADMIN, ADMIN_PASSWORD, Server


def platform_at(url: str, *, timeout: float = 5, verify: bool | str = True) -> Platform:
    """The platform at an address, with the administrator's credentials."""
    return Platform(
        url=url,
        username=ADMIN,
        password=ADMIN_PASSWORD,
        timeout_connect=min(timeout, 3),
        timeout_read=timeout,
        verify=verify,
    )


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The SOAP server alone, as `manage.py platform` runs it."""
    started = servers.start(tmp_path_factory.mktemp("platform"), NGNPANEL_PLATFORM_ONLY="1")
    yield started
    started.stop()


@pytest.fixture(scope="module", autouse=True)
def _no_audit() -> Iterator[None]:
    """These tests call a platform without a panel: there is no database for an audit here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recording, "store", lambda _entries: None)
        yield


@pytest.fixture(scope="session")
def api(server: Server) -> Api:
    """The panel's typed clients over HTTP, as the administrator."""
    return Api(platform_at(server.endpoint))
