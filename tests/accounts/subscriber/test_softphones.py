"""What a phone is told: the way to the proxy, the password, and the files of the programs."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.subscriber import programs, softphones
from ngnpanel.accounts.subscriber.softphones import Line, Proxy

ID = SipId(username="alice", domain="acme.example")
SECRET = 'a secret & <more> "quoted"'
PAIR = passwords.digest_pair("alice", "acme.example", SECRET)
HA1 = PAIR.split(":")[0]
NAMESPACE = {"l": softphones.LINPHONE_NAMESPACE}


def entries(text: str) -> dict[tuple[str, str], str]:
    """The entries of Linphone's file by section and name."""
    root = ET.fromstring(text)
    return {
        (section.attrib["name"], entry.attrib["name"]): entry.text or ""
        for section in root.findall("l:section", NAMESPACE)
        for entry in section.findall("l:entry", NAMESPACE)
    }


@pytest.mark.parametrize(
    ("text", "host", "port", "transport"),
    [
        ("proxy.acme.example", "proxy.acme.example", 0, ""),
        (" Proxy.ACME.example:5061 ", "proxy.acme.example", 5061, ""),
        ("sip:proxy.acme.example;transport=TLS", "proxy.acme.example", 0, "tls"),
        ("sips:proxy.acme.example:443", "proxy.acme.example", 443, "tls"),
        ("sip:[2001:db8::1]:5060;lr;transport=tcp", "[2001:db8::1]", 5060, "tcp"),
        ("proxy.acme.example;transport=pigeon", "proxy.acme.example", 0, ""),
    ],
)
def test_a_proxy_is_read_as_resellers_write_it(
    text: str, host: str, port: int, transport: str
) -> None:
    assert softphones.proxy(text) == Proxy(host=host, port=port, transport=transport)


@pytest.mark.parametrize(
    "text",
    ["", "two words", "host:99999", "user@host", "host/path", "<sip:host>", "host:port", "-"],
)
def test_what_is_no_proxy_is_none(text: str) -> None:
    assert softphones.proxy(text) is None


def test_the_stored_password_is_what_phones_get() -> None:
    line = softphones.line(Account(id=ID, password=SECRET), typed="the one of the panel")
    assert (line.password, line.ha1) == (SECRET, HA1)
    assert SECRET not in repr(line)
    assert HA1 not in repr(line)


@pytest.mark.parametrize(
    "account", [Account(id=ID, password=PAIR.upper()), Account(id=ID, ha1=HA1.upper())]
)
def test_a_password_that_nobody_stores_is_the_one_that_was_typed(account: Account) -> None:
    assert softphones.line(account, typed=SECRET).password == SECRET
    other = softphones.line(account, typed="the one of the panel")
    assert (other.password, other.ha1) == ("", HA1)
    assert other.is_complete
    assert not softphones.line(Account(id=ID), typed=SECRET).is_complete


def test_what_the_provider_keeps_for_itself_is_shown_to_who_knows_it_only() -> None:
    account = Account(id=ID, password=SECRET)
    kept = softphones.line(account, typed="the one of the panel", reveals=False)
    assert (kept.password, kept.ha1) == ("", "")
    assert softphones.line(account, typed=SECRET, reveals=False).password == SECRET


def test_linphone_gets_the_digest_and_fetches_once() -> None:
    way = Proxy(host="proxy.acme.example", port=5061, transport="tls")
    account = Account(id=ID, password=SECRET, first_name='Al"i\\ce', last_name="& <Co>")
    text = softphones.linphone(softphones.line(account, way))
    said = entries(text)
    name = softphones.line(account).name.replace("\\", "\\\\").replace('"', '\\"')
    assert said["proxy_0", "reg_identity"] == f'"{name}" <sip:alice@acme.example>'
    assert said["proxy_0", "reg_proxy"] == "<sip:acme.example;transport=tls>"
    assert said["proxy_0", "reg_route"] == "<sip:proxy.acme.example:5061;transport=tls;lr>"
    assert said["auth_info_0", "username"] == "alice"
    assert said["auth_info_0", "realm"] == "acme.example"
    assert said["auth_info_0", "ha1"] == HA1
    assert said["misc", "transient_provisioning"] == "1"
    assert SECRET not in str(said)


def test_without_a_proxy_linphone_finds_the_way_by_the_domain() -> None:
    said = entries(softphones.linphone(softphones.line(Account(id=ID, password=SECRET))))
    assert said["proxy_0", "reg_proxy"] == "<sip:acme.example>"
    assert said["proxy_0", "reg_identity"] == "<sip:alice@acme.example>"
    assert ("proxy_0", "reg_route") not in said


def test_zoiper_gets_what_its_token_asks_for() -> None:
    line = softphones.line(Account(id=ID, password=SECRET))
    account = ET.fromstring(softphones.zoiper(line)).find("accounts/account")
    assert account is not None
    assert {child.tag: child.text for child in account} == {
        "username": "alice",
        "password": SECRET,
        "authentication_username": "alice",
    }
    link = softphones.zoiper_link("4fab2ee7179e8dfada45e900766f520d", "t-k_n")
    assert link == (
        "https://oem.zoiper.com/qr-howto.php?provider_id=4fab2ee7179e8dfada45e900766f520d&t=t-k_n"
    )
    assert softphones.zoiper_link("x&y=<script>", "token") == ""


def test_a_cloud_softphone_reads_name_password_and_cloud() -> None:
    line = Line(username="al:ice", domain="acme.example", password="p@ss:w/rd", ha1=HA1)
    assert softphones.cloud_softphone(line, "ACME*") == "csc:al%3Aice:p%40ss%3Aw%2Frd@ACME*"
    assert softphones.cloud_softphone(line, "AC ME") == ""
    assert softphones.cloud_softphone(line, "") == ""
    assert softphones.cloud_softphone(Line(username="a", domain="b", ha1=HA1), "ACME") == ""


@given(name=st.text(max_size=40), password=st.text(max_size=40))
def test_no_name_and_no_password_breaks_a_file(name: str, password: str) -> None:
    clean = "".join(char for char in password if char.isprintable())
    line = Line(username="alice", domain="acme.example", name=name, password=clean, ha1=HA1)
    said = entries(softphones.linphone(line))
    assert said["proxy_0", "reg_identity"].endswith("<sip:alice@acme.example>")
    account = ET.fromstring(softphones.zoiper(line)).find("accounts/account/password")
    assert account is not None
    assert (account.text or "") == clean


def test_a_picture_shows_nothing_but_squares() -> None:
    drawn = programs.picture("https://panel.example/phone-setup/token")
    assert drawn.startswith("<svg")
    assert "token" not in drawn
    assert re.search(r"\b(style|class|script|on\w+)=?\"", drawn) is None
    assert 'fill="#fff"' in drawn
