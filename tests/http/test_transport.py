"""The panel's calls over HTTP: what works, and the fate of everything that does not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ngnpanel.accounts.domain.customers import Customer, CustomerProperty
from ngnpanel.accounts.domain.sip import Account, Domain, SipId
from ngnpanel.api import Api
from ngnpanel.soap.errors import Conflict, Denied, Invalid, NotFound, Unavailable
from ngnpanel.soap.paging import Query
from tests.http import odd_servers
from tests.http.conftest import platform_at
from tests.http.odd_servers import Answer, odd_server, reply
from tests.http.server import Server, free_port

pytestmark = [pytest.mark.http, pytest.mark.allow_hosts(["127.0.0.1"])]

HTML = b"<html><head><title>Welcome</title></head><body>It works!</body></html>"
GIVE_UP_SECONDS = 1.0
# A busy machine may be slow to notice that the time is over.
PATIENCE = 3.0


def test_accounts_are_added_and_listed(api: Api) -> None:
    credit = CustomerProperty(name="sip_credit", value="5", permission="admin")
    reseller = api.customers.add_customer(
        Customer(
            username="http-reseller",
            password="secret",
            reseller_active=True,
            organization="Søren & Zoë <Telecom>",
            properties=(credit,),
        )
    )
    api.sip.add_domain(Domain(domain="http.example", reseller=reseller.id, customer=reseller.id))
    for user in ("anna", "bert"):
        address = SipId(username=user, domain="http.example")
        api.sip.add_account(Account(id=address, password="secret", first_name=user.title()))
    found = api.sip.accounts(Query(filter={"domain": "http.example"}, order="username"))
    assert found.total == 2
    assert sorted(account.first_name for account in found.rows) == ["Anna", "Bert"]
    assert api.customers.customer(reseller.id).organization == "Søren & Zoë <Telecom>"


def test_faults_become_errors_by_their_fate(api: Api, server: Server) -> None:
    nobody = SipId(username="nobody", domain="nowhere.example")
    with pytest.raises(NotFound) as missing:
        api.sip.account(nobody)
    assert missing.value.code == 1010
    api.sip.add_domain(Domain(domain="taken.example"))
    with pytest.raises(Conflict) as taken:
        api.sip.add_domain(Domain(domain="taken.example"))
    assert taken.value.code == 1001
    with pytest.raises(Invalid) as invalid:
        api.sip.add_domain(Domain(domain="not a domain"))
    assert invalid.value.code == 9004
    stranger = platform_at(server.endpoint).signed_in_as("nobody", "wrong", admin=False)
    with pytest.raises(Denied) as denied:
        Api(stranger).sip.domains(Query())
    assert denied.value.code == 9001


def test_a_server_that_is_down_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        Api(platform_at(f"http://127.0.0.1:{free_port()}/ngnpro/")).sip.domains(Query())


@pytest.mark.parametrize(
    "answer", [odd_servers.say_nothing, odd_servers.drip, odd_servers.drip_header]
)
def test_a_slow_server_is_given_up_in_time(answer: Answer) -> None:
    with odd_server(answer) as slow:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            Api(platform_at(slow.url, timeout=GIVE_UP_SECONDS)).sip.domains(Query())
        assert time.monotonic() - started < GIVE_UP_SECONDS + PATIENCE
        assert slow.requests == 1, "a call that may have happened must not be repeated"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(odd_servers.OK + b"Content-Length: 0\r\n\r\n", id="nothing"),
        pytest.param(odd_servers.OK + b"Content-Length: 900\r\n\r\n<?xml", id="half a body"),
        pytest.param(odd_servers.OK + b"\r\n<a><b>", id="half a document"),
        pytest.param(odd_servers.OK + b"\r\n<a/>", id="not an envelope"),
        pytest.param(odd_servers.OK + b"\r\n" + HTML, id="a page"),
        pytest.param(b"HTTP/1.1 502 Bad Gateway\r\n\r\n" + HTML, id="a proxy without a platform"),
        pytest.param(b"HTTP/1.1 404 Not Found\r\n\r\n" + HTML, id="another site"),
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n", id="not HTTP"),
        pytest.param(b"", id="a connection that closes"),
    ],
)
def test_nonsense_is_unavailable(data: bytes) -> None:
    with odd_server(reply(data)) as odd:
        with pytest.raises(Unavailable):
            Api(platform_at(odd.url)).sip.domains(Query())
        assert odd.requests == 1


def test_a_redirect_is_not_followed(server: Server) -> None:
    moved = f"HTTP/1.1 307 Moved\r\nLocation: {server.endpoint}\r\nContent-Length: 0\r\n\r\n"
    with odd_server(reply(moved.encode())) as odd, pytest.raises(Unavailable):
        Api(platform_at(odd.url)).sip.domains(Query())


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    context, certificate = odd_servers.self_signed(tmp_path)
    with odd_server(reply(odd_servers.OK + b"\r\n<a/>"), tls=context) as odd:
        with pytest.raises(Unavailable):
            Api(platform_at(odd.url)).sip.domains(Query())
        assert odd.requests == 0, "the password was sent to a stranger"
        # The same server gets the request once somebody trusts it.
        with pytest.raises(Unavailable):
            Api(platform_at(odd.url, verify=str(certificate))).sip.domains(Query())
        assert odd.requests == 1
