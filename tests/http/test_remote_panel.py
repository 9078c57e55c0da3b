"""The panel in one process and the platform in another: what PLATFORM=remote is for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from ngnpanel.accounts.domain.sip import Account, Domain, SipId
from ngnpanel.api import Api
from tests.http import server as servers
from tests.http.server import ADMIN, ADMIN_PASSWORD, Server

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]

TIMEOUT_SECONDS = 1


@pytest.fixture(scope="module")
def panel(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A panel that has nothing but the address of the platform."""
    started = servers.start(
        tmp_path_factory.mktemp("panel"),
        PLATFORM="remote",
        NGNPRO_URL=server.endpoint,
        NGNPRO_USERNAME=ADMIN,
        NGNPRO_PASSWORD=ADMIN_PASSWORD,
        NGNPRO_TIMEOUT=str(TIMEOUT_SECONDS),
    )
    yield started
    started.stop()


@pytest.fixture
def admin(panel: Server) -> Iterator[requests.Session]:
    """A session of the administrator."""
    with requests.Session() as session:
        answer = sign_in(session, panel, ADMIN, ADMIN_PASSWORD)
        assert answer.status_code == 200
        assert not answer.url.endswith("/login/"), answer.text
        yield session


def sign_in(
    session: requests.Session, panel: Server, name: str, password: str
) -> requests.Response:
    form = session.get(f"{panel.url}/login/", timeout=10).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    fields = {"name": name, "password": password, "csrfmiddlewaretoken": token[1]}
    return session.post(f"{panel.url}/login/", fields, timeout=10)


def test_the_panel_lists_what_the_other_process_holds(
    api: Api, panel: Server, admin: requests.Session
) -> None:
    api.sip.add_domain(Domain(domain="remote.example"))
    address = SipId(username="over-there", domain="remote.example")
    api.sip.add_account(Account(id=address, password="secret", last_name="Far & away"))
    page = admin.get(f"{panel.url}/sip/accounts/?q=over-there", timeout=10)
    assert page.status_code == 200
    assert "over-there@remote.example" in page.text
    assert "Far &amp; away" in page.text


def test_the_panel_serves_no_soap_of_its_own(panel: Server) -> None:
    answer = requests.get(f"{panel.url}/ngnpro/wsdl", timeout=10, allow_redirects=False)
    assert answer.status_code in (302, 404)
    assert b"definitions" not in answer.content


def test_a_platform_that_hangs_is_a_plain_page_in_time(
    server: Server, panel: Server, admin: requests.Session
) -> None:
    server.pause()
    try:
        page = admin.get(f"{panel.url}/sip/accounts/", timeout=10)
        stranger = requests.Session()
        refused = sign_in(stranger, panel, "somebody", "secret")
        stranger.close()
    finally:
        server.resume()
    assert page.status_code == 503
    assert "Retry-After" in page.headers
    assert "Traceback" not in page.text
    assert page.elapsed.total_seconds() < TIMEOUT_SECONDS + 3
    assert refused.status_code == 503
    assert "does not answer" in refused.text
    assert admin.get(f"{panel.url}/sip/accounts/", timeout=10).status_code == 200
