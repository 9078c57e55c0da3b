"""Records of every kind as hypothesis makes them, for tables that are written and read back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ngnpanel.accounts.domain.customers import (
    Customer,
    CustomerProperty,
    category_of,
    permission_of,
)
from ngnpanel.accounts.domain.sip import SWITCHES, Account, Alias, Domain, Network, Property, SipId
from ngnpanel.accounts.forms.ruled import timezone_choices
from ngnpanel.dns.domain import records as dns_records
from ngnpanel.dns.domain.fancy import FancyRecord
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.enum.domain.mappings import Mapping
from ngnpanel.enum.domain.numbers import Number, NumberId
from ngnpanel.enum.domain.ranges import Range, RangeId
from ngnpanel.pstn.domain.peers import TrustedPeer
from ngnpanel.pstn.domain.routing import Carrier, Gateway, GatewayRule, Route

# Number and username of the customers that records may name.
PARTIES = {2: "reseller", 3: "customer", 17: "12"}
CARRIERS = {5: ("Northern", 2), 6: ("Northern", 0), 7: ("Southern", 2)}
GATEWAYS = {8: ("Rotterdam", 2), 9: ("Rotterdam", 0)}

users = st.from_regex(r"[a-z0-9][a-z0-9._*#+-]{0,10}", fullmatch=True)
domains = st.from_regex(r"[a-z][a-z0-9]{0,8}\.(example|test)", fullmatch=True)
words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), max_size=12).map(
    str.strip
)
parties = st.sampled_from([0, *PARTIES])
amounts = st.integers(0, 100_000)
times = st.integers(1, 10_000_000)
digits = st.from_regex(r"[1-9][0-9]{5,12}", fullmatch=True)
mails = st.builds("{}@{}".format, st.from_regex(r"[a-z]{1,9}", fullmatch=True), domains)
phones = st.from_regex(r"(\+[1-9][0-9]{5,12})?", fullmatch=True)
networks = st.sampled_from(["10.0.0.0/8", "192.0.2.0/24", "198.51.100.7/32"])
zones_ = domains


def subset(of: Any) -> st.SearchStrategy[Any]:
    """Some of these, each once, in their order."""
    return st.sets(st.sampled_from(list(of))).map(sorted)


def customers() -> st.SearchStrategy[Customer]:
    """Customers of a reseller."""
    names = ("sip_credit", "pstn_access", "support_web", "colour")
    chosen = st.fixed_dictionaries(
        {}, optional={"sip_credit": st.just("7"), "pstn_access": st.just("1"),
                      "support_web": st.just("https://x.example"), "colour": st.just("light blue")}
    )  # fmt: skip

    def made(chosen: dict[str, str]) -> tuple[CustomerProperty, ...]:
        return tuple(
            CustomerProperty(
                name=name, value=chosen[name], category=category_of(name),
                permission=permission_of(name),
            )
            for name in names if name in chosen
        )  # fmt: skip

    return st.builds(
        Customer,
        reseller=st.just(2),
        impersonate=st.sampled_from([0, 2]),
        username=st.from_regex(r"[a-z]{2,9}[.][a-z]{2,9}", fullmatch=True),
        **dict.fromkeys(
            ("first_name", "last_name", "organization", "web", "sip", "address", "postcode",
             "city", "vat_number", "bank_account", "billing_address"), words
        ),
        **dict.fromkeys(("tel", "mobile", "fax", "enum"), phones),
        email=mails,
        billing_email=st.just("") | mails,
        state=st.sampled_from(["N/A", "CA"]),
        country=st.sampled_from(["N/A", "NL"]),
        timezone=st.sampled_from([name for name, _label in timezone_choices()]),
        language=st.sampled_from(["", "nl"]),
        balance=st.none() | st.integers(-999, 999).map(float),
        credit=st.none() | st.integers(0, 999).map(lambda number: number / 4),
        company_code=words,
        properties=chosen.map(made),
    )  # fmt: skip


def sip_domains() -> st.SearchStrategy[Domain]:
    """SIP domains, without keys."""
    pem = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n"
    return st.builds(
        Domain, domain=domains, customer=parties, reseller=parties,
        certificate=st.sampled_from(["", pem]), match_ip_address=words, match_sip_domain=words,
        verify_cert=st.booleans(), require_cert=st.booleans(),
    )  # fmt: skip


def accounts() -> st.SearchStrategy[Account]:
    """Accounts with everything but secrets."""
    further = st.lists(
        st.sampled_from([Property(name="desk", value="7 b"), Property(name="x", value="=1")]),
        unique=True,
    )

    def finished(account: Account, told: list[Property], is_blocked: bool) -> Account:
        named = account.with_properties({item.name: item.value for item in told})
        groups = tuple(g for g in named.groups if g != "blocked")
        if not is_blocked:
            return replace(named, groups=groups)
        return replace(named, groups=(*groups, "blocked")).with_properties(
            {"blocked_by": "reseller"}
        )

    base = st.builds(
        Account,
        id=st.builds(SipId, username=digits, domain=domains),
        first_name=words,
        last_name=words,
        email=st.just("") | mails,
        acl=subset([("10.0.0.0", 8), ("192.0.2.0", 24)]).map(
            lambda found: tuple(Network(ip=ip, mask=mask) for ip, mask in found)
        ),
        groups=subset([*SWITCHES.values(), "engineering", "night"]).map(tuple),
        timezone=st.sampled_from([name for name, _label in timezone_choices()]),
        rpid=phones,
        quota=amounts,
        call_limit=st.integers(0, 9999),
        timeout=st.integers(0, 900),
        prepaid=st.booleans(),
        region=words,
        quickdial_prefix=st.sampled_from(["", "3120"]),
        owner=parties,
        properties=st.sampled_from([(), (Property(name="language", value="nl"),)]),
    )
    return st.builds(finished, base, further, st.booleans())


def aliases() -> st.SearchStrategy[Alias]:
    """Aliases."""
    address = st.builds(SipId, username=users, domain=domains)
    return st.builds(Alias, id=address, target=address, owner=parties)


def ranges() -> st.SearchStrategy[Range]:
    """Ranges whose bounds fit."""
    return st.builds(
        Range,
        id=st.builds(RangeId, prefix=st.from_regex(r"3120[0-9]{0,4}", fullmatch=True),
                     tld=st.sampled_from(["e164.arpa", "nl.example"])),
        ttl=times, min_digits=st.integers(8, 11), max_digits=st.integers(11, 15), size=amounts,
        nameservers=subset(["ns1.example.com", "ns2.example.com"]).map(tuple),
        customer=parties, reseller=parties, info=words,
    )  # fmt: skip


def numbers() -> st.SearchStrategy[Number]:
    """Numbers with one to five addresses."""
    leading = st.lists(
        st.builds(
            Mapping, type=st.just("sip"), mapto=mails.map("sip:{}".format),
            priority=st.integers(0, 65535), ttl=times,
        ),
        min_size=1, max_size=5, unique_by=lambda mapping: mapping.mapto,
    )  # fmt: skip
    return st.builds(
        Number, id=st.builds(NumberId, number=digits), mappings=leading.map(tuple), info=words,
        owner=parties,
    )  # fmt: skip


def zones() -> st.SearchStrategy[Zone]:
    """Zones; the serial is the platform's."""
    return st.builds(
        Zone, name=domains, email=st.just("") | mails, info=words, customer=parties,
        reseller=parties, nameservers=subset(["ns1.example.com", "ns2.example.com"]).map(tuple),
        **dict.fromkeys(("ttl", "refresh", "retry", "expire", "minimum"), times),
    )  # fmt: skip


def dns() -> st.SearchStrategy[Record]:
    """Records of several types, as they are stored."""
    data = st.sampled_from(
        [
            ("A", "192.0.2.1", None),
            ("AAAA", "2001:db8::1", None),
            ("MX", "mail.example.com", 10),
            ("SRV", "10 5060 sip.example.com", 0),
            ("NAPTR", '10 100 "s" "SIP+D2U" "" _sip._udp', 100),
            ("TXT", "=v=spf1 mx; -all", None),
            ("TXT", '"two" "strings, with \\"marks\\""', None),
            ("CNAME", "www.example.net", None),
        ]
    )

    def stored(zone: str, name: str, what: Any, ttl: int, owner: int) -> Record:
        kind, value, priority = what
        record = Record(name=name, type=kind, value=value, priority=priority, ttl=ttl, owner=owner)
        return dns_records.checked(record, zone, 0)

    names = st.sampled_from(["www", "_sip._udp", "*", "a.b"])
    return st.builds(stored, domains, names, data, times, parties)


def mail_aliases() -> st.SearchStrategy[FancyRecord]:
    """Mail aliases as they are stored."""

    def made(zone: str, name: str, value: str, owner: int) -> FancyRecord:
        return FancyRecord(
            zone=zone, name=f"{name}@{zone}", type="MBOXFW", value=value, owner=owner
        )

    return st.builds(made, domains, st.sampled_from(["info", "sales.nl"]), mails, parties)


def redirects() -> st.SearchStrategy[FancyRecord]:
    """Redirects as they are stored."""

    def made(zone: str, name: str, value: str, owner: int) -> FancyRecord:
        return FancyRecord(zone=zone, name=f"{name}.{zone}", type="URL", value=value, owner=owner)

    urls = st.sampled_from(["https://www.example.com/?a=b,c;d", "http://192.0.2.1:8080/"])
    return st.builds(made, domains, st.sampled_from(["www", "go.to"]), urls, parties)


def peers() -> st.SearchStrategy[TrustedPeer]:
    """Peers, without token."""
    return st.builds(
        TrustedPeer, ip=st.ip_addresses(v=4, network="198.51.100.0/24").map(str), description=words,
        reseller=parties, tags=words, billing_id=words, call_limit=amounts,
        blocked=st.sampled_from([0, 1]), prepaid=st.booleans(), enum_lookup=st.booleans(),
        transit=st.booleans(), msteams=st.booleans(), tenant=words, carrier_name=words,
        originator=st.just("") | domains, strip=st.integers(0, 32),
        prefix=st.sampled_from(["", "0031", "+"]),
    ).map(lambda peer: replace(peer, tag=peer.tags))  # fmt: skip


def carriers() -> st.SearchStrategy[Carrier]:
    """Carriers."""
    return st.builds(Carrier, name=words.filter(bool), reseller=parties)


def gateways() -> st.SearchStrategy[Gateway]:
    """Gateways of carriers that have names alike."""

    def made(number: int, name: str, ip: str, port: int, transport: str) -> Gateway:
        called, reseller = CARRIERS[number]
        return Gateway(
            name=name, carrier_id=number, carrier=called, ip=ip, port=port, transport=transport,
            reseller=reseller,
        )  # fmt: skip

    hosts = st.sampled_from(["192.0.2.7", "2001:db8::7", "gw.example.com"])
    ways, ports = st.sampled_from(["udp", "tcp", "tls"]), st.integers(1, 65535)
    return st.builds(made, st.sampled_from(list(CARRIERS)), words.filter(bool), hosts, ports, ways)


def rules() -> st.SearchStrategy[GatewayRule]:
    """Rules of gateways that have names alike."""

    def made(number: int, prefix: str, least: int, strip: int, prepend: str) -> GatewayRule:
        called, reseller = GATEWAYS[number]
        return GatewayRule(
            gateway_id=number, gateway=called, reseller=reseller, prefix=prefix,
            min_length=least, max_length=least and least + 2, strip=strip, prepend=prepend,
        )  # fmt: skip

    return st.builds(
        made, st.sampled_from(list(GATEWAYS)), st.sampled_from(["", "0031"]), st.integers(0, 20),
        st.integers(0, 32), st.sampled_from(["", "+", "0031"]),
    )  # fmt: skip


def routes() -> st.SearchStrategy[Route]:
    """Routes to carriers that have names alike."""

    def made(number: int, prefix: str, originator: str, priority: int) -> Route:
        called, reseller = CARRIERS[number]
        return Route(
            carrier_id=number, carrier=called, reseller=reseller, prefix=prefix,
            originator=originator, priority=priority,
        )  # fmt: skip

    return st.builds(
        made, st.sampled_from(list(CARRIERS)), st.sampled_from(["", "0031"]),
        st.just("") | domains, amounts,
    )  # fmt: skip


EVERY: dict[str, st.SearchStrategy[Any]] = {
    "customer": customers(),
    "domain": sip_domains(),
    "account": accounts(),
    "alias": aliases(),
    "range": ranges(),
    "number": numbers(),
    "zone": zones(),
    "record": dns(),
    "mail-alias": mail_aliases(),
    "redirect": redirects(),
    "peer": peers(),
    "carrier": carriers(),
    "gateway": gateways(),
    "rule": rules(),
    "route": routes(),
}
