"""What the record templates make."""

from __future__ import annotations

import pytest

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import templates, zone_file
from ngnpanel.dns.domain.zones import Zone

ZONE = "example.com"
PLATFORM = ("sip.last.example", "proxy.customer.example")


def made(
    name: str, *, at: str = "", typed: str = "", targets: tuple[str, ...] = (), **more: str
) -> list[str]:
    """The lines that a template makes, without zone and TTL."""
    template = templates.TEMPLATES[name]
    place = templates.place_of(template, zone=ZONE, name=at, targets=targets, typed=typed, **more)
    text = zone_file.zone_text(Zone(name=ZONE), templates.records_of(template, place))
    return [line.replace(" 3600 IN", "") for line in text.splitlines()[2:]]


def test_sip_over_udp() -> None:
    assert made("sip-udp", typed="sip") == [
        'example.com. NAPTR 30 100 "s" "SIP+D2U" "" _sip._udp.example.com.',
        "_sip._udp.example.com. SRV 100 100 5060 sip.example.com.",
    ]


def test_sip_over_tcp_and_tls_at_a_name_in_the_zone() -> None:
    assert made("sip-tcp", at="voice", typed="sip.example.net") == [
        'voice.example.com. NAPTR 10 100 "s" "SIP+D2T" "" _sip._tcp.voice.example.com.',
        "_sip._tcp.voice.example.com. SRV 100 100 5060 sip.example.net.",
    ]
    assert made("sip-tls", typed="sip.example.net.") == [
        'example.com. NAPTR 20 100 "s" "SIPS+D2T" "" _sips._tcp.example.com.',
        "_sips._tcp.example.com. SRV 100 100 5061 sip.example.net.",
    ]


@pytest.mark.parametrize(
    ("typed", "targets", "host"),
    [
        ("sip.typed.example", PLATFORM, "sip.typed.example."),
        ("", PLATFORM, "sip.last.example."),
        ("", ("", *PLATFORM[1:]), "proxy.customer.example."),
        (" ", ("", " "), "sip.example.com."),
    ],
)
def test_the_first_known_host_is_the_target(
    typed: str, targets: tuple[str, ...], host: str
) -> None:
    assert made("sip-udp", typed=typed, targets=targets)[1].endswith(f" {host}")


def test_the_sip_servers_are_no_servers_of_other_kinds() -> None:
    assert made("stun", targets=PLATFORM) == [
        "_stun._udp.example.com. SRV 0 10 3478 stun.example.com."
    ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        (
            "xmpp-server",
            [
                "_xmpp-server._tcp.example.com. SRV 0 10 5269 x.example.com.",
                "_jabber._tcp.example.com. SRV 0 10 5269 x.example.com.",
            ],
        ),
        (
            "xmpp-server-tls",
            [
                "_xmpps-server._tcp.example.com. SRV 0 10 5269 x.example.com.",
                "_jabbers._tcp.example.com. SRV 0 10 5269 x.example.com.",
            ],
        ),
        ("xmpp-client", ["_xmpp-client._tcp.example.com. SRV 0 10 5222 x.example.com."]),
        ("xmpp-client-tls", ["_xmpps-client._tcp.example.com. SRV 0 10 5222 x.example.com."]),
        ("msrp", ["_msrps._tcp.example.com. SRV 10 0 2855 x.example.com."]),
    ],
)
def test_other_services(name: str, lines: list[str]) -> None:
    assert made(name, typed="x") == lines


def test_a_distributed_platform_delegates_its_parts() -> None:
    lines = made("distributed")
    services = [line for line in lines if " SRV " in line]
    assert [line.split()[4] for line in services] == ["8000", "5060", "9200", "443", "2855", "9200"]
    assert [line.split()[5] for line in services][:2] == [
        "eventserver.example.com.",
        "proxy.example.com.",
    ]
    delegations = [line for line in lines if " NS " in line]
    assert len(delegations) == 15
    assert "voicemail.example.com. NS ns3.example.com." in delegations


def test_a_hosted_platform() -> None:
    lines = made("hosted", typed="sip", msrp_relay="relay.example.net", xcap_root="https://x/")
    assert [line.split()[1] for line in lines] == [
        *["NAPTR", "SRV"] * 3,
        "SRV",
        "SRV",
        "SRV",
        "TXT",
    ]
    assert "_msrps._tcp.example.com. SRV 10 0 2855 relay.example.net." in lines
    assert lines[-1] == 'xcap.example.com. TXT "https://x/"'
    assert made("hosted", typed="sip")[-1].endswith('TXT "https://xcap.example.com/xcap-root"')
    with_push = made("hosted", typed="sip", push_server="push.example.net")
    assert with_push[-2:] == [
        'push.example.com. NAPTR 20 100 "s" "SIPS+D2T" "" _sips._tcp.push.example.com.',
        "_sips._tcp.push.example.com. SRV 100 100 5061 push.example.net.",
    ]


def test_what_is_there_already_is_not_missing() -> None:
    template = templates.TEMPLATES["sip-udp"]
    place = templates.place_of(template, zone=ZONE, name="@", targets=(), typed="sip")
    wanted = templates.records_of(template, place)
    assert templates.missing(wanted, wanted[:1]) == wanted[1:]
    assert templates.missing(wanted, ()) == wanted


@pytest.mark.parametrize("typed", ["192.0.2.1", "a b", "é.example"])
def test_a_target_is_a_host_name(typed: str) -> None:
    with pytest.raises(RuleError) as caught:
        made("sip-udp", typed=typed)
    assert caught.value.field == "target"


def test_an_unknown_template_is_refused() -> None:
    with pytest.raises(RuleError):
        templates.template_called("nonsense")
