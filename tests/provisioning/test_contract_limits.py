"""What the contract fixes: codes of faults, limits, defaults; and what it leaves to clients."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.core.mail import EmailMessage

from ngnpanel.accounts.domain import balance, calls, rules
from ngnpanel.dns.domain import zones
from ngnpanel.enum.domain import mappings, ranges
from ngnpanel.provisioning import filters
from ngnpanel.provisioning.faults import FAULTS
from ngnpanel.pstn.domain import peers, routing
from ngnpanel.soap import wire
from tests.provisioning.conftest import PEOPLE, World
from tests.provisioning.soap import envelope, result_of, sip_id, soap

# Codes that clients compare, and those that the contract recommends for everything else.
COMPARED: Final = {
    *(1001, 1010, 1011, 1030, 1031, 1040, 1060, 2000, 3002, 4001, 5000, 5001, 7001, 7003),
}
RECOMMENDED: Final = {
    *(1000, 1002, 1020, 1021, 1041, 1050, 1051, 1070, 1071, 1072, 1080, 1081, 1090, 1091),
    *(1100, 1101, 1110, 1111, 1112, 2001, 2002, 3000, 3001, 3003, 3004, 3005, 3006, 3007),
    *(5002, 5003, 5004, 7000, 7002, 7004, 9000, 9001, 9002, 9003, 9004, 9005, 9006),
}


def test_the_codes_of_faults_are_those_of_the_contract() -> None:
    assert set(FAULTS) == COMPARED | RECOMMENDED


@pytest.mark.parametrize(
    ("limit", "number"),
    [
        (wire.MAX_BYTES, 10_000_000),
        (filters.MAX_ROWS, 5000),
        (calls.DEFAULT_LIMIT, 50),
        (calls.MAX_LIMIT, 500),
        (balance.PLACES, 4),
        (rules.DEFAULT_TIMEOUT, 35),
        (rules.MAX_TIMEOUT, 900),
        (mappings.MAX_MAPPINGS, 5),
        (mappings.DEFAULT_PRIORITY, 5),
        (mappings.PREFERENCE, 100),
        (ranges.DEFAULT_DIGITS, 11),
        (ranges.DEFAULT_TTL, 3600),
        (routing.DEFAULT_PORT, 5060),
    ],
)
def test_a_limit_is_that_of_the_contract(limit: int, number: int) -> None:
    assert limit == number


def test_words_and_defaults_are_those_of_the_contract() -> None:
    assert peers.PROTOCOLS == ("any", "udp", "tcp", "tls", "sctp")
    assert routing.TRANSPORTS == ("udp", "tcp", "tls")
    assert zones.DEFAULTS == {
        "ttl": 3600,
        "refresh": 14400,
        "retry": 3600,
        "expire": 1209600,
        "minimum": 3600,
    }


def test_a_long_message_is_read(world: World) -> None:
    note = "<!-- " + "x" * 9_000_000 + " -->"
    call = f'<x:getDomains xmlns:x="urn:AGProjects:NGNPro:Sip">{note}</x:getDomains>'
    assert result_of(envelope(call), "Sip", "getDomains")["total"] > 0


def test_the_server_mails_nobody(world: World, mailoutbox: list[EmailMessage]) -> None:
    new: dict[str, Any] = {
        "id": sip_id("carol@customer.example"),
        "password": "secret",
        "email": "carol@example.com",
    }
    soap("Sip", "addAccount", new, as_=PEOPLE["customer"])
    soap("Sip", "updateAccount", {**new, "password": "changed"}, as_=PEOPLE["customer"])
    person = {"username": "carol", "password": "secret", "email": "carol@example.com"}
    added = soap("Customer", "addAccount", person, as_=PEOPLE["reseller"])
    soap("Customer", "updateAccount", {**added, "password": "new"}, as_=PEOPLE["reseller"])
    assert mailoutbox == []
