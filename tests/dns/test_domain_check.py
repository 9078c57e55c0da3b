"""The DNS check of a SIP domain: its page, one click, and the live DNS."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.services import zones
from ngnpanel.dns.services.zones import records_of
from tests.belongings import furnish
from tests.filling import fill
from tests.people import DOMAIN, FOREIGN_DOMAIN, People, api, calls

PAGE = "/tools/domain-check/"
OWN = f"{PAGE}?domain={DOMAIN}"
ADDRESS = Record(zone=DOMAIN, name="sip", type="A", value="192.0.2.5")


@pytest.fixture
def zone(people: People) -> None:
    furnish(people)


def test_without_a_domain_it_asks_for_one(reseller: Client, people: People) -> None:
    with calls(0):
        assert reseller.get(PAGE).status_code == 200
    assert reseller.get(f"{PAGE}?domain=<b>").status_code == 422


def test_a_bare_zone_misses_everything(reseller: Client, zone: None) -> None:
    with calls(3):
        page = reseller.get(OWN).content.decode()
    assert "no call finds it" in page
    assert "Add 6 records" in page
    assert f"_sips._tcp.{DOMAIN}. 3600 IN SRV 100 100 5061 sip.{DOMAIN}." in page


def test_one_click_adds_what_is_missing(reseller: Client, zone: None) -> None:
    with calls(3 + 6):
        answer = reseller.post(PAGE, {"domain": DOMAIN})
    assert answer["Location"] == OWN
    page = reseller.get(OWN).content.decode()
    assert f"sip.{DOMAIN} has no A" in page.replace("<wbr>", "").replace('<wbr class="dot">', "")
    assert "What is missing" not in page
    api().dns.add_record(ADDRESS)
    assert "Complete: phones find this domain." in reseller.get(OWN).content.decode()
    with calls(3):
        reseller.post(PAGE, {"domain": DOMAIN})


def test_notes_alone_are_no_fault(reseller: Client, people: People, zone: None) -> None:
    proxy = CustomerProperty(name="sip_proxy", value="sip.platform.example")
    api().customers.set_properties(people.customer, [proxy])
    reseller.post(PAGE, {"domain": DOMAIN})
    page = reseller.get(OWN).content.decode()
    assert "Nothing is wrong as far as it was looked at." in page
    assert "is not in this zone" in page


def test_the_page_of_a_zone_leads_here(reseller: Client, zone: None) -> None:
    page = reseller.get(f"/dns/zones/{DOMAIN}/").content.decode()
    for tool in ("templates", "file", "import"):
        assert f'href="/dns/zones/{DOMAIN}/{tool}/"' in page
    assert 'href="/dns/zones/import/"' in reseller.get("/dns/zones/").content.decode()


def test_a_domain_within_a_zone_is_checked_there(reseller: Client, zone: None) -> None:
    reseller.post(PAGE, {"domain": f"voice.{DOMAIN}"})
    names = {row.name for row in records_of(api(), DOMAIN)}
    assert {f"voice.{DOMAIN}", f"_sip._udp.voice.{DOMAIN}"} < names
    assert DOMAIN not in names


def test_a_domain_without_zone_is_offered_one(reseller: Client, people: People) -> None:
    with calls(2):
        answer = reseller.get(OWN)
    assert answer.status_code == 200
    assert f"/dns/zones/add/?name={DOMAIN}" in answer.content.decode()


def test_a_stranger_gets_404(reseller: Client, stranger: Client, zone: None) -> None:
    assert stranger.get(OWN).status_code == 404
    assert stranger.post(PAGE, {"domain": DOMAIN}).status_code == 404
    assert reseller.get(f"{PAGE}?domain={FOREIGN_DOMAIN}").status_code == 404
    assert reseller.get(f"{PAGE}?domain=nowhere.example").status_code == 404


def test_a_subscriber_may_not(subscriber: Client) -> None:
    assert subscriber.get(OWN).status_code == 403


class NameServer:
    """A DNS server on this machine that answers from lines of a zone file."""

    def __init__(self, lines: list[str]) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.place: tuple[str, int] = self.socket.getsockname()
        self.rows = [line.split(None, 2) for line in lines]
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            data, sender = self.socket.recvfrom(4096)
            if not data:
                return
            self.socket.sendto(self.answer(dns.message.from_wire(data)), sender)

    def answer(self, query: dns.message.Message) -> bytes:
        question = query.question[0]
        name = str(question.name).lower()
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.RA
        wanted = str(dns.rdatatype.to_text(question.rdtype))
        for owner, kind, data in self.rows:
            if owner == name and kind == wanted:
                reply.answer.append(dns.rrset.from_text(owner, 60, "IN", kind, data))
        if not any(owner == name for owner, _kind, _data in self.rows):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()

    def stop(self) -> None:
        with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as knock:
            knock.sendto(b"", self.place)
        self.thread.join(5)
        self.socket.close()


@pytest.fixture
def name_server(settings: Settings) -> Iterator[NameServer]:
    server = NameServer(
        [
            f'{DOMAIN}. NAPTR 10 100 "s" "SIP+D2T" "" _sip._tcp.{DOMAIN}.',
            f"_sip._tcp.{DOMAIN}. SRV 100 100 5060 old.{DOMAIN}.",
            f"old.{DOMAIN}. A 192.0.2.99",
        ]
    )
    settings.DNS_RESOLVER = server.place
    yield server
    server.stop()


@pytest.mark.enable_socket
def test_a_zone_that_is_served_elsewhere_is_told_while_typing(
    reseller: Client, zone: None, name_server: NameServer
) -> None:
    name_server.rows += [["moving.example.", "NS", f"ns{n}.example.net."] for n in (2, 1)]

    def note(name: str) -> str:
        data = {"name": name}
        return reseller.post("/dns/zones/add/?check=name", data).content.decode()

    told = note("moving.example")
    assert "So far ns1.example.net, ns2.example.net answer for it" in told
    assert "You do not have this zone yet." in note("new.example")
    assert "answer for it" not in note("new.example")
    # It is said and nothing more: a zone has to be here before it moves here.
    assert fill(reseller, "/dns/zones/add/", name="moving.example").status_code == 302
    assert "is there already" in note("moving.example")


@pytest.mark.enable_socket
def test_the_live_dns_is_compared(reseller: Client, zone: None, name_server: NameServer) -> None:
    reseller.post(PAGE, {"domain": DOMAIN})
    with calls(3):
        answer = reseller.get(OWN)
    assert answer.context["live_findings"] == []
    assert f"old.{DOMAIN}. a 192.0.2.99" in answer.context["only_live"]
    assert f"_sip._tcp.{DOMAIN}. srv 100 100 5060 sip.{DOMAIN}." in answer.context["only_here"]
    page = answer.content.decode()
    assert "Only in the live DNS" in page


@pytest.mark.enable_socket
def test_a_resolver_that_does_not_answer_is_a_sentence(
    reseller: Client, zone: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.dns.services.live.LIFETIME", 0.2)
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as silent:
        silent.bind(("127.0.0.1", 0))
        settings.DNS_RESOLVER = silent.getsockname()
        answer = reseller.get(OWN)
    assert answer.status_code == 200
    assert "does not answer" in answer.content.decode()


def test_a_long_name_among_very_many_zones_asks_a_few_times(
    zone: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zones, "MOST_ZONES", 0)
    with calls(1 + zones.MOST_NAMES):
        found = zones.covering_zone(api(), ".".join(["a"] * 100) + f".{DOMAIN}")
    assert found is not None
    assert found.name == DOMAIN
