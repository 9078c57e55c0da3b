"""Zones, records, mail aliases and redirects in the panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from ngnpanel.dns.domain.records import Record
from ngnpanel.provisioning.models import DnsRecord
from ngnpanel.soap.errors import NotFound
from ngnpanel.soap.paging import Query
from tests.belongings import Estates, furnish
from tests.filling import errors, fill
from tests.people import DOMAIN, FOREIGN_DOMAIN, People, api

ADD = "/dns/records/add/"
ODD = 'Ω "quoted" <b>bold</b> \u202eright 😀'


@pytest.fixture
def estates(people: People) -> Estates:
    return furnish(people)


def undated(record: Any) -> Any:
    return replace(record, change_date=None)


def newest(kind: str) -> Record:
    found = api().dns.records(Query(filter={"zone": DOMAIN, "type": kind}))
    return max(found, key=lambda record: record.id)


def test_a_zone_is_added_with_defaults(reseller: Client, estates: Estates) -> None:
    page = reseller.get("/dns/zones/add/").content.decode()
    assert 'value="1209600"' in page
    answer = fill(
        reseller,
        "/dns/zones/add/",
        name="New.Example.",
        customer=str(estates.people.customer),
        nameservers="ns1\nNS.Example.net",
        info=ODD,
    )
    assert answer.status_code == 302, errors(answer)
    zone = api().dns.zone("new.example")
    assert (zone.customer, zone.reseller) == (estates.people.customer, estates.people.reseller)
    assert zone.nameservers == ("ns1.new.example", "ns.example.net")
    assert (zone.ttl, zone.refresh, zone.info) == (3600, 14400, ODD)
    shown = reseller.get("/dns/zones/new.example/").content.decode()
    assert "<b>bold" not in shown
    assert "hostmaster.new.example. " in shown


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": ""}, "name", "Enter the name of a zone"),
        ({"name": "local"}, "name", "Enter the name of a zone"),
        ({"name": DOMAIN}, "name", "exists already"),
        ({"email": "nonsense"}, "email", "Enter a mail address"),
        ({"nameservers": "192.0.2.1"}, "nameservers", "not an address"),
        ({"ttl": "-1"}, "ttl", "1 or more"),
    ],
)
def test_a_refused_zone_says_why_on_its_field(
    reseller: Client, estates: Estates, typed: dict[str, str], field: str, words: str
) -> None:
    answer = fill(reseller, "/dns/zones/add/", **{"name": "new.example", **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer)[field])


@pytest.mark.parametrize(
    ("field", "typed", "changes"),
    [
        ("ttl", "7200", {"ttl": 7200}),
        ("minimum", "60", {"minimum": 60}),
        ("refresh", "61", {"refresh": 61}),
        ("retry", "", {"retry": 3600}),
        ("expire", "62", {"expire": 62}),
        ("info", ODD, {"info": ODD}),
        ("email", "x@acme.example", {"email": "x@acme.example"}),
        ("nameservers", "ns9.example.net", {"nameservers": ("ns9.example.net",)}),
        ("customer", "", {"customer": 0}),
    ],
)
def test_an_edit_of_a_zone_changes_that_and_nothing_else(
    administrator: Client, estates: Estates, field: str, typed: str, changes: dict[str, Any]
) -> None:
    api().dns.update_zone(
        replace(api().dns.zone(DOMAIN), ttl=1800, retry=900, info="Old", nameservers=("a.b.org",))
    )
    before = api().dns.zone(DOMAIN)
    answer = fill(administrator, f"/dns/zones/{DOMAIN}/edit/", **{field: typed})
    assert answer.status_code == 302, errors(answer)
    after = api().dns.zone(DOMAIN)
    assert after.serial == before.serial + 1
    assert undated(after) == undated(replace(before, serial=after.serial, **changes))


def test_the_farewell_of_a_zone_counts_what_goes(reseller: Client, estates: Estates) -> None:
    page = reseller.get(f"/dns/zones/{DOMAIN}/delete/").content.decode()
    assert all(words in page for words in ("1 record", "1 mail alias", "1 redirect"))
    assert reseller.post(f"/dns/zones/{DOMAIN}/delete/").status_code == 302
    with pytest.raises(NotFound):
        api().dns.zone(DOMAIN)


TYPED = [
    ("A", {"address": "192.0.2.7"}, ("192.0.2.7", None)),
    ("AAAA", {"address": "2001:DB8::7"}, ("2001:db8::7", None)),
    ("CNAME", {"target": "host.example.net"}, ("host.example.net", None)),
    ("NS", {"target": "ns1"}, ("ns1", None)),
    ("PTR", {"target": "host.example.net"}, ("host.example.net", None)),
    ("MX", {"mx_priority": "5", "mx_host": "mail"}, ("mail", 5)),
    (
        "SRV",
        {"srv_priority": "1", "srv_weight": "2", "srv_port": "5060", "srv_target": "sip"},
        ("2 5060 sip", 1),
    ),
    (
        "NAPTR",
        {"naptr_order": "3", "naptr_service": "SIP+D2U", "naptr_replacement": "_sip._udp"},
        ('3 100 "s" "SIP+D2U" "" _sip._udp', 100),
    ),
    ("TXT", {"text": ODD}, (ODD, None)),
    ("LOC", {"place": "52 22 23 N 4 53 32 E -2m"}, ("52 22 23 N 4 53 32 E -2m", None)),
]


@pytest.mark.parametrize(("kind", "typed", "data"), TYPED)
def test_a_record_of_each_type_is_added_and_kept_by_an_edit(
    reseller: Client, estates: Estates, kind: str, typed: dict[str, str], data: tuple[str, Any]
) -> None:
    # What the other types' fields hold is not read, whatever it is.
    junk = {"srv_port": "many", "address": "nowhere", "mx_host": "192.0.2.1"}
    answer = fill(
        reseller, f"{ADD}?zone={DOMAIN}", **{"name": "Host.", "type": kind, **junk, **typed}
    )
    assert answer.status_code == 302, errors(answer)
    record = newest(kind)
    assert record.name == f"host.{DOMAIN}"
    assert (record.value, record.priority, record.ttl) == (*data, 3600)
    url = f"/dns/records/{record.id}/edit/"
    assert fill(reseller, url).status_code == 302
    assert api().dns.record(record.id) == record
    answer = fill(reseller, url, ttl="60")
    assert answer.status_code == 302, errors(answer)
    assert undated(api().dns.record(record.id)) == undated(replace(record, ttl=60))


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"zone": ""}, "zone", "Choose the zone"),
        ({"address": ""}, "address", "Fill this in"),
        ({"address": "::1"}, "address", "IPv4 address"),
        ({"type": "AAAA"}, "address", "IPv6 address"),
        ({"name": "a b"}, "name", "Use letters"),
        ({"ttl": "2147483648"}, "ttl", "or less"),
        ({"name": "", "type": "CNAME", "target": "www"}, "name", "is the zone itself"),
        ({"name": "www", "type": "CNAME", "target": "x"}, "name", "A CNAME stands alone"),
        ({"name": "www", "address": "192.0.2.80"}, "address", "is there already"),
        ({"type": "MX", "mx_host": "192.0.2.1"}, "mx_host", "not an address"),
        ({"type": "SRV", "srv_port": "65536", "srv_target": "sip"}, "srv_port", "or less"),
        ({"type": "NAPTR", "naptr_flags": "-"}, "naptr_flags", "letters and digits"),
        ({"type": "TXT", "text": '"open'}, "text", "quotation marks"),
        ({"type": "LOC", "place": "here"}, "place", "Enter a place"),
    ],
)
def test_a_refused_record_says_why_on_its_field(
    reseller: Client, estates: Estates, typed: dict[str, str], field: str, words: str
) -> None:
    good = {"zone": DOMAIN, "name": "new", "type": "A", "address": "192.0.2.7"}
    answer = fill(reseller, ADD, **{**good, **typed})
    assert answer.status_code == 422
    assert words in " ".join(errors(answer).get(field, [])), errors(answer)


def test_a_type_can_change_but_not_to_a_cname_of_the_zone(
    reseller: Client, estates: Estates
) -> None:
    url = f"/dns/records/{estates.own.record}/edit/"
    assert fill(reseller, url, type="TXT", text="now text").status_code == 302
    record = api().dns.record(int(estates.own.record))
    assert (record.type, record.value, record.name) == ("TXT", "now text", f"www.{DOMAIN}")
    top = api().dns.add_record(Record(zone=DOMAIN, type="TXT", value="x"))
    answer = fill(reseller, f"/dns/records/{top.id}/edit/", type="CNAME", target="www.example.org")
    assert "is the zone itself" in errors(answer)["type"][0]


def test_a_ttl_that_is_left_out_is_the_minimum_of_the_zone(
    reseller: Client, estates: Estates
) -> None:
    api().dns.update_zone(replace(api().dns.zone(DOMAIN), minimum=77))
    url = f"{ADD}?zone={DOMAIN}"
    assert "minimum of the zone, 77" in reseller.get(url).content.decode()
    fill(reseller, url, name="x", type="A", address="192.0.2.9", ttl="")
    assert newest("A").ttl == 77


def test_a_mail_alias_gets_its_zone(reseller: Client, estates: Estates) -> None:
    url = "/dns/mail-aliases/add/"
    answer = fill(reseller, url, zone=DOMAIN, name="Sales", value="bob@example.net")
    assert answer.status_code == 302, errors(answer)
    found = api().dns.fancy_records(Query(filter={"name": f"sales@{DOMAIN}"}))
    assert [(row.type, row.value) for row in found] == [("MBOXFW", "bob@example.net")]
    for typed, field, words in (
        ({"name": "x@example.net"}, "name", "address of the zone"),
        ({"value": "nonsense"}, "value", "mail address"),
        ({"value": f"new@{DOMAIN}"}, "value", "to itself"),
        ({"name": "sales", "value": "bob@example.net"}, "name", "is there already"),
    ):
        good = {"zone": DOMAIN, "name": "new", "value": "bob@example.net"}
        answer = fill(reseller, url, **{**good, **typed})
        assert words in " ".join(errors(answer).get(field, [])), errors(answer)


def test_a_redirect_of_the_zone_itself(reseller: Client, estates: Estates) -> None:
    url = "/dns/redirects/add/"
    fill(reseller, url, zone=DOMAIN, name="", value="https://example.net/a?b=%20")
    found = api().dns.fancy_records(Query(filter={"name": DOMAIN}))
    assert [(row.type, row.value) for row in found] == [("URL", "https://example.net/a?b=%20")]
    answer = fill(reseller, url, zone=DOMAIN, name="x", value="javascript:alert(1)")
    assert "web address" in errors(answer)["value"][0]


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [("mail-aliases", "mail_alias", "x@example.net"), ("redirects", "redirect", "https://x.org/")],
)
def test_an_edit_of_a_fancy_record_changes_that_and_nothing_else(
    reseller: Client, estates: Estates, kind: str, key: str, value: str
) -> None:
    number = getattr(estates.own, key)
    before = api().dns.fancy_record(int(number))
    answer = fill(reseller, f"/dns/{kind}/{number}/edit/", value=value)
    assert answer.status_code == 302, errors(answer)
    after = api().dns.fancy_record(int(number))
    assert undated(after) == undated(replace(before, value=value))
    owner = estates.people.customer
    fill(reseller, f"/dns/{kind}/{number}/edit/", owner=str(owner))
    after = api().dns.fancy_record(int(number))
    assert undated(after) == undated(replace(before, value=value, owner=owner))


def test_what_is_of_the_other_kind_is_not_there(reseller: Client, estates: Estates) -> None:
    assert reseller.get(f"/dns/mail-aliases/{estates.own.redirect}/").status_code == 404
    assert reseller.get(f"/dns/redirects/{estates.own.mail_alias}/").status_code == 404
    assert reseller.post(f"/dns/redirects/{estates.own.mail_alias}/delete/").status_code == 404


@pytest.mark.parametrize("screen", ["", "edit/", "delete/"])
def test_the_stranger_finds_nothing(estates: Estates, screen: str) -> None:
    browser = estates.people.browser("reseller")
    foreign = estates.foreign
    for url in (
        f"/dns/zones/{FOREIGN_DOMAIN}/",
        f"/dns/records/{foreign.record}/",
        f"/dns/mail-aliases/{foreign.mail_alias}/",
        f"/dns/redirects/{foreign.redirect}/",
        "/dns/zones/..%00/",
        "/dns/records/99999999999/",
        "/dns/records/zero/",
    ):
        assert browser.get(url + screen).status_code == 404, url


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ("records/?q=ww", 1),
        ("records/?q=WWW.acme.example.", 1),
        ("records/?q=ww.acme.example", 0),
        (f"records/?zone={DOMAIN}", 1),
        ("records/?zone=other.example", 0),
        ("records/?type=A&value=192.0.2", 1),
        ("records/?type=TXT", 0),
        ("mail-aliases/?q=info", 1),
        ("redirects/?value=www", 1),
        ("zones/?q=acm", 1),
        ("zones/?info=nothing", 0),
    ],
)
def test_the_filters(reseller: Client, estates: Estates, query: str, total: int) -> None:
    assert reseller.get(f"/dns/{query}").context["listing"].total == total


def test_live_notes(reseller: Client, estates: Estates) -> None:
    def note(field: str, **typed: str) -> str:
        good = {"zone": DOMAIN, "name": "new", "type": "A", "address": "192.0.2.7"}
        return reseller.post(f"{ADD}?check={field}", {**good, **typed}).content.decode()

    assert "has no record yet" in note("name")
    assert "already: A" in note("name", name="www")
    assert "has other records" in note("name", name="www", type="CNAME", target="x")
    assert "is there" in note("target", type="CNAME", target="www")
    assert "no record in this zone" in note("srv_target", type="SRV", srv_target="sip")


def test_odd_data_of_another_platform_stays_whole(reseller: Client, estates: Estates) -> None:
    number = int(estates.own.record)
    DnsRecord.objects.filter(pk=number).update(type="SRV", value="0  5060", priority=7)
    before = api().dns.record(number)
    url = f"/dns/records/{number}/edit/"
    form = reseller.get(url).context["form"]
    assert form["value"].value() == "0  5060"
    assert "srv_port" not in form.fields
    assert fill(reseller, url).status_code == 302
    assert api().dns.record(number) == before
    answer = fill(reseller, url, value="0 5060 sip")
    assert answer.status_code == 302, errors(answer)
    assert api().dns.record(number).value == "0 5060 sip"


def test_the_administrator_gives_a_zone_to_another_reseller(
    administrator: Client, estates: Estates
) -> None:
    before = api().dns.zone(DOMAIN)
    stranger = estates.people.stranger
    answer = fill(
        administrator, f"/dns/zones/{DOMAIN}/edit/", reseller=str(stranger), customer=str(stranger)
    )
    assert answer.status_code == 302, errors(answer)
    after = api().dns.zone(DOMAIN)
    assert (after.reseller, after.customer, after.info) == (stranger, stranger, before.info)
    assert estates.people.browser("reseller").get(f"/dns/zones/{DOMAIN}/").status_code == 404
    assert api().dns.record(int(estates.own.record)).reseller == stranger


def test_the_administrator_adds_a_record_to_any_zone(
    administrator: Client, estates: Estates
) -> None:
    typed = {"zone": FOREIGN_DOMAIN, "name": "new", "type": "A", "address": "192.0.2.7"}
    assert fill(administrator, ADD, **typed).status_code == 302
    [record] = api().dns.records(Query(filter={"name": f"new.{FOREIGN_DOMAIN}"}))
    assert record.reseller == estates.people.stranger
