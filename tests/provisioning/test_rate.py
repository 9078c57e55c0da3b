"""How many calls an address may make over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.provisioning.endpoint import handle
from ngnpanel.provisioning.rate import RATES, Rates
from ngnpanel.soap import wire
from tests.provisioning.soap import request


class Clock:
    """A clock that stands still until it is told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rates(clock: Clock, settings: Settings) -> Rates:
    """Two calls a second, four at once, and a memory of three addresses."""
    settings.PROVISIONING = {**settings.PROVISIONING, "SOAP_RATE": 2, "SOAP_BURST": 4}
    return Rates(clock, remembered=3)


def calls(rates: Rates, client: str = "192.0.2.1", count: int = 10) -> int:
    """How many of ``count`` calls are admitted."""
    return sum(rates.admits(client) for _call in range(count))


def test_a_burst_is_admitted_and_then_no_more(rates: Rates) -> None:
    assert calls(rates) == 4
    assert calls(rates) == 0


def test_calls_come_back_at_the_rate(rates: Rates, clock: Clock) -> None:
    calls(rates)
    clock.now += 1
    assert calls(rates) == 2
    clock.now += 0.25
    assert calls(rates) == 0
    clock.now += 0.25
    assert calls(rates) == 1


def test_a_long_silence_gives_no_more_than_a_burst(rates: Rates, clock: Clock) -> None:
    calls(rates)
    clock.now += 3600
    assert calls(rates) == 4


def test_addresses_do_not_share(rates: Rates) -> None:
    calls(rates)
    assert calls(rates, "192.0.2.2") == 4


def test_a_network_of_ipv6_is_one_address(rates: Rates) -> None:
    assert calls(rates, "2001:db8:0:1::1") == 4
    assert calls(rates, "2001:db8:0:1:ffff::2") == 0
    assert calls(rates, "2001:db8:0:2::1") == 4


def test_the_memory_is_bounded(rates: Rates) -> None:
    for number in range(100):
        rates.admits(f"192.0.2.{number}")
    assert len(rates) == 3


def test_whoever_goes_on_is_not_forgotten(rates: Rates) -> None:
    calls(rates)
    for number in range(2, 100):
        rates.admits(f"192.0.2.{number}")
        assert not rates.admits("192.0.2.1")


def test_threads_share_the_tokens(rates: Rates) -> None:
    with ThreadPoolExecutor(8) as pool:
        admitted = list(pool.map(rates.admits, ["192.0.2.1"] * 400))
    assert sum(admitted) == 4


def test_zero_switches_the_limit_off(rates: Rates, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "SOAP_RATE": 0}
    assert calls(rates, count=1000) == 1000
    assert len(rates) == 0


def test_a_flood_is_one_line_of_the_log(rates: Rates, caplog: pytest.LogCaptureFixture) -> None:
    calls(rates, count=500)
    assert [record.getMessage() for record in caplog.records] == [
        "too many calls from 192.0.2.1: more than 2 a second"
    ]


def test_a_client_is_told_and_its_message_not_read(
    client: Client, db: None, settings: Settings
) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "SOAP_RATE": 1, "SOAP_BURST": 1}
    body = request("Sip", "getDomains", {})
    RATES.forget()
    try:
        first, second = (client.post("/ngnpro/", body, content_type="text/xml") for _ in range(2))
        nonsense = client.post("/ngnpro/", b"<", content_type="text/xml")
    finally:
        RATES.forget()
    assert first.status_code == 200
    for refused in (second, nonsense):
        assert refused.status_code == 500
        answer = wire.parse_reply(refused.content)
        assert isinstance(answer, wire.FaultReply)
        assert answer.code == 9000
        assert answer.text == "Too many calls from 127.0.0.1: wait a second and try again."


def test_the_panel_in_this_process_is_not_counted(db: None, settings: Settings) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "SOAP_RATE": 1, "SOAP_BURST": 1}
    body = request("Sip", "getDomains", {})
    assert [handle(body).status for _call in range(5)] == [200] * 5
