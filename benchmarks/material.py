"""The same accounts, requests and replies for everybody who is measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks.credentials import PASSWORD, USERNAME
from ngnpanel.accounts.domain.sip import Account, Network, Property, SipId
from ngnpanel.soap import wire
from ngnpanel.soap.codec import CODEC
from ngnpanel.soap.paging import Page
from ngnpanel.soap.records import to_plain

SIZES: Final = (20, 100, 1000)
# Reads one account.
SMALL: Final = "small call"
NAMES: Final = (SMALL, *(f"list of {size}" for size in SIZES))
GROUPS: Final = ("free-pstn", "missed-calls")
MOMENT: Final = datetime(2026, 11, 1, 12, 30, 15, tzinfo=UTC)


def account(number: int) -> Account:
    """One account with every member filled."""
    return Account(
        id=SipId(username=f"31208{number:06d}", domain="benchmark.example"),
        password="a password of 24 letters",
        first_name="Joséphine",
        last_name=f"van den Berg-{number}",
        email=f"josephine.{number}@benchmark.example",
        acl=(Network(ip="192.0.2.0", mask=24, tag="office"), Network(ip="198.51.100.7")),
        groups=GROUPS,
        properties=(
            Property(name="language", value="en"),
            Property(name="mobile_number", value="+31612345678"),
            Property(name="FUNC_lastOther", value="bob@example.com"),
        ),
        timezone="Europe/Amsterdam",
        rpid="31208005161",
        quota=25,
        quickdial_prefix="3120800",
        call_limit=2,
        prepaid=False,
        region="amsterdam",
        timeout=35,
        owner=12,
        customer=11,
        reseller=10,
        change_date=MOMENT,
        create_date=MOMENT,
        ha1="0123456789abcdef0123456789abcdef",
        answer_timeout=0,
    )


def stored(number: int) -> Account:
    """The same without what only the server can say, to be stored."""
    return replace(account(number), owner=0, customer=0, reseller=0, region="", ha1="")


def page(size: int) -> Page[Account]:
    """A window of ``size`` accounts."""
    return Page(tuple(account(number) for number in range(size)), size)


def plain_page(size: int) -> dict[str, Any]:
    """The same as plain values, as the codec and the other stacks take them."""
    return {"total": size, "accounts": [to_plain(account(number)) for number in range(size)]}


def size_of(name: str) -> int:
    """How many accounts a measurement asks for; 0 for the small call."""
    return 0 if name == SMALL else int(name.rpartition(" ")[2])


def request(name: str) -> bytes:
    """The request of a measurement, in the style of the oldest client."""
    if name == SMALL:
        body = (
            '<getAccount><sipId xsi:type="ngnpro:SipId">'
            '<username xsi:type="xsd:string">31208000000</username>'
            '<domain xsi:type="xsd:string">benchmark.example</domain></sipId></getAccount>'
        )
    else:
        body = (
            '<getAccounts><query xsi:type="ngnpro:SipQuery"><filter>'
            '<domain xsi:type="xsd:string">benchmark.example</domain></filter><orderBy>'
            '<attribute xsi:type="xsd:string">username</attribute>'
            '<direction xsi:type="xsd:string">ASC</direction></orderBy><range>'
            f'<start xsi:type="xsd:int">0</start><count xsi:type="xsd:int">{size_of(name)}</count>'
            "</range></query></getAccounts>"
        )
    tag = body[1 : body.index(">")]
    call = body.replace(f"<{tag}>", f'<port:{tag} xmlns:port="urn:AGProjects:NGNPro:Sip">', 1)
    call = call.replace(f"</{tag}>", f"</port:{tag}>")
    auth = (
        f'<auth><username xsi:type="xsd:string">{USERNAME}</username>'
        f'<password xsi:type="xsd:string">{PASSWORD}</password>'
        '<admin xsi:type="xsd:boolean">true</admin></auth>'
    )
    head = wire.HEAD.replace(
        "<SOAP-ENV:Body>", f"<SOAP-ENV:Header>{auth}</SOAP-ENV:Header><SOAP-ENV:Body>"
    )
    return f"{head}{call}{wire.TAIL}".encode()


def reply(name: str) -> bytes:
    """What our server answers."""
    if name == SMALL:
        return wire.response(CODEC.operation("Sip", "getAccount").encode_result(account(0)))
    fragment = CODEC.operation("Sip", "getAccounts").encode_result(plain_page(size_of(name)))
    return wire.response(fragment)
