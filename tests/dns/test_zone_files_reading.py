"""Master files: what is read, what is refused, and that an export comes back as it was."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.dns.domain import records, zone_file, zone_plan, zones
from ngnpanel.dns.domain.records import Record
from ngnpanel.dns.domain.zones import Zone
from ngnpanel.dns.services import master_file
from ngnpanel.dns.services.zones import planned

ZONE = "example.com"
BIND = """\
$ORIGIN example.com.
$TTL 1h ; an hour
@       IN SOA ns1 host\\.master.example.com. (
            2026010101 ; serial
            4h 30m 2w 600 )
        IN NS  ns1
        IN NS  ns2.example.net.
ns1     IN A   192.0.2.1
www     300 IN A 192.0.2.2
        IN AAAA 2001:db8::2
*.dyn   IN CNAME www
sip     CAA 0 issue "x"
bad     IN A  192.0.2.300
$GENERATE 1-9 h$ A 192.0.2.$
$INCLUDE other.zone
mail    IN MX 10 mx
outside.example.net. IN A 192.0.2.3
t       TXT "semi;colon" "quote\\"d" (
            "third" )
$ORIGIN sub
x       A 192.0.2.9
@       TXT open"
y       CH TXT "z"
"""


def test_a_file_of_bind_is_read() -> None:
    file = master_file.read(BIND, ZONE)
    assert file.zone == Zone(
        name=ZONE,
        ttl=3600,
        nameservers=("ns1.example.com", "ns2.example.net"),
        email="host.master@example.com",
        serial=2026010101,
        refresh=14400,
        retry=1800,
        expire=1209600,
        minimum=600,
    )
    found = [
        (row.number, row.record.name, row.record.ttl, records.rdata(row.record))
        for row in file.lines
    ]
    assert found == [
        (8, "ns1.example.com", 3600, "192.0.2.1"),
        (9, "www.example.com", 300, "192.0.2.2"),
        (10, "www.example.com", 3600, "2001:db8::2"),
        (11, "*.dyn.example.com", 3600, "www.example.com."),
        (16, "mail.example.com", 3600, "10 mx.example.com."),
        (18, "t.example.com", 3600, '"semi;colon" "quote\\"d" "third"'),
        (21, "x.sub.example.com", 3600, "192.0.2.9"),
    ]


def test_one_bad_line_stops_no_other() -> None:
    refused = {row.number: str(row.reason) for row in master_file.read(BIND, ZONE).refused}
    assert sorted(refused) == [12, 13, 14, 15, 17, 22, 23]
    assert "CAA" in refused[12]
    assert "192.0.2.1" in refused[13]
    assert "$GENERATE" in refused[14]
    assert "$INCLUDE" in refused[15]
    assert "outside" in refused[17]
    assert "quotation mark" in refused[22]
    assert "CH" in refused[23]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a A 192.0.2.1 )", "opening"),
        ("a TXT ( x\n", "not closed"),
        ("  A 192.0.2.1", "no name"),
        ("a 99999999999 A 192.0.2.1", "TTL"),
        ("a 3600", "no type"),
        ("a..b A 192.0.2.1", "no name"),
        ("é A 192.0.2.1", "ASCII"),
        ("a CNAME é", "ASCII"),
        ("a CNAME 192.0.2.1.", "not an address"),
        ("a A 192.0.2.1\na 60 A 192.0.2.1", "Line 1"),
        ("a SOA a b 1 2 3 4 5", "top"),
        ("@ SOA a b 1 2 3 4 5\n@ SOA a b 1 2 3 4 5", "already"),
        ("$ORIGIN", "behind"),
        ("$TTL x", "TTL"),
        ("$ORIGIN a..b\nx A 192.0.2.1", "no name"),
    ],
)
def test_each_refusal_says_why(text: str, words: str) -> None:
    reasons = [str(row.reason) for row in master_file.read(text, ZONE).refused]
    assert any(words in reason for reason in reasons), reasons


def test_a_file_has_limits() -> None:
    with pytest.raises(RuleError, match="1 MB"):
        master_file.read("a" * 1_000_001, ZONE)
    with pytest.raises(RuleError, match="lines"):
        master_file.read("\n" * 20_001, ZONE)
    many = "\n".join(f"h{n} A 192.0.2.1" for n in range(5001))
    with pytest.raises(RuleError, match="5000 records"):
        master_file.read(many, ZONE)


def test_a_line_of_a_million_bytes_takes_no_time() -> None:
    begun = time.monotonic()
    for line in ("a " + "1 " * 490_000, "a TXT " + '"x" ' * 200_000, "a." * 490_000 + " A 1.2.3.4"):
        file = master_file.read(line, "example.com")
        assert (len(file.lines), len(file.refused)) == (0, 1)
    assert time.monotonic() - begun < 12


@pytest.mark.parametrize("line", ["(" * 49, "(" + "()" * 24, "( a", '"', "\\a" * 20])
def test_open_parentheses_take_no_time(line: str) -> None:
    text = f"{line}\n" * 18_000
    begun = time.monotonic()
    master_file.read(text[:1_000_000], "example.com")
    master_file.name_in(text)
    assert time.monotonic() - begun < 8


def test_a_file_names_its_zone() -> None:
    assert master_file.name_in(BIND) == ZONE
    assert master_file.name_in("Example.NET. 60 IN SOA a b 1 2 3 4 5") == "example.net"
    assert master_file.name_in("a A 192.0.2.1") == ""


def test_bytes_that_are_no_text_become_escapes() -> None:
    text = master_file.decoded(b'\xef\xbb\xbft TXT "caf\xe9 \xc3\xa9"')
    (line,) = master_file.read(text, ZONE).lines
    assert records.rdata(line.record) == '"caf\\233 \\195\\169"'


# Any record that the platform stores comes back from its own export.
LABELS = st.from_regex(r"\A[a-z_]([a-z0-9_-]{0,8}[a-z0-9])?\Z")
HOSTS = st.one_of(
    LABELS,
    st.builds(lambda a, b: f"{a}.{b}.example", LABELS, LABELS),
    st.builds(lambda a: f"{a.upper()}.example.com.", LABELS),
    st.builds(lambda a: f"{a}.", LABELS),
)
SHORT = st.integers(0, 65535)
INNER = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(
    lambda text: text.replace("\\", "\\\\").replace('"', '\\"')
)
TEXTS = st.one_of(
    st.text(
        st.characters(min_codepoint=32, codec="utf-8", exclude_categories=["Cc", "Cs"]),
        min_size=1,
        max_size=300,
    ),
    st.lists(st.binary(max_size=60), min_size=1, max_size=3).map(
        lambda parts: " ".join(
            '"' + "".join(f"\\{byte:03}" for byte in part) + '"' for part in parts
        )
    ),
)
VALUES = {
    "A": st.ip_addresses(v=4).map(str),
    "AAAA": st.ip_addresses(v=6).map(str),
    "CNAME": HOSTS,
    "NS": HOSTS,
    "PTR": HOSTS,
    "MX": st.one_of(HOSTS, st.just(".")),
    "SRV": st.builds(lambda w, p, h: f"{w} {p} {h}", SHORT, SHORT, HOSTS),
    "NAPTR": st.builds(
        lambda o, p, f, s, r, h: f'{o} {p} "{f}" "{s}" "{r}" {h}',
        SHORT, SHORT, st.sampled_from(["", "s", "U"]), INNER, INNER, st.one_of(HOSTS, st.just(".")),
    ),
    "TXT": TEXTS,
    "LOC": st.builds(
        lambda d, m, s, a, z: f"{d} {m} {s:.3f} N {d} {m} {s:.3f} W {a}.00m{z}",
        st.integers(0, 89), st.integers(0, 59), st.floats(0, 59.9), st.integers(-100000, 42849672),
        st.sampled_from(["", " 1m", " 10m 10000m", " 0.05m 90000000m 2.5m"]),
    ),
}  # fmt: skip


@st.composite
def stored(draw: st.DrawFn) -> Record:
    kind = draw(st.sampled_from(records.TYPES))
    label = draw(st.one_of(LABELS, st.just("*"), st.just("a.b")))
    wanted = Record(
        zone=ZONE,
        name=label,
        type=kind,
        ttl=draw(st.integers(1, zones.MAX_SECONDS)),
        value=draw(VALUES[kind]),
        priority=draw(SHORT) if kind in ("MX", "SRV") else None,
    )
    try:
        return records.checked(wanted, ZONE, 3600)
    except RuleError:
        return draw(st.nothing())


@given(
    st.lists(stored(), max_size=8, unique_by=lambda row: (row.name, row.type, records.rdata(row))),
    st.lists(LABELS, max_size=3, unique=True),
    st.sampled_from(["", "a.b@example.com", "o'x+y@mail.example.net", "hostmaster@example.com"]),
)
@settings(max_examples=400, deadline=None)
def test_what_is_exported_comes_back_as_it_was(
    rows: list[Record], servers: list[str], email: str
) -> None:
    zone = zones.checked(Zone(name=ZONE, nameservers=tuple(servers), email=email, serial=7))
    text = zone_file.zone_text(zone, rows)
    file = master_file.read(text, ZONE)
    assert file.refused == ()
    assert zone_file.zone_text(file.zone, [line.record for line in file.lines]) == text
    # The zone that it came from needs no change.
    present = [replace(row, id=number) for number, row in enumerate(rows, 1)]
    plan = planned(file, zone, present)
    assert plan.attributes == []
    assert (plan.added, plan.changed, plan.left, plan.rejected) == ((), (), (), ())
    assert plan.writes == 0


def present(*lines: str) -> list[Record]:
    """Stored records by their lines."""
    found = master_file.read("\n".join(lines), ZONE).lines
    return [replace(row.record, id=number) for number, row in enumerate(found, 1)]


def plan_of(text: str, rows: list[Record], *, removes: bool = False) -> zone_plan.Plan:
    return planned(
        master_file.read(text, ZONE), zones.checked(Zone(name=ZONE)), rows, removes=removes
    )


def test_a_plan_sorts_the_lines() -> None:
    rows = present("www 60 A 192.0.2.1", "mx 60 MX 10 a", "old 60 A 192.0.2.9", "same 60 TXT x")
    plan = plan_of("www 60 A 192.0.2.2\nmx 60 MX 20 a\nsame 60 TXT x\nnew 60 A 192.0.2.3", rows)
    assert [(c.number, c.record.value, c.record.priority, c.record.id) for c in plan.changed] == [
        (1, "192.0.2.2", None, 1),
        (2, "a.example.com", 20, 2),
    ]
    assert [c.record.name for c in plan.added] == ["new.example.com"]
    assert [row.name for row in plan.unchanged] == ["same.example.com"]
    assert [row.name for row in plan.left] == ["old.example.com"]
    assert plan.removed == ()
    assert plan.writes == 3


def test_texts_and_several_addresses_replace_nothing() -> None:
    rows = present("@ TXT spf", "www A 192.0.2.1", "www A 192.0.2.2")
    plan = plan_of("@ TXT other\nwww A 192.0.2.3", rows)
    assert len(plan.added) == 2
    assert len(plan.left) == 3
    assert plan.changed == ()


def test_another_ttl_is_a_change() -> None:
    plan = plan_of("www 300 A 192.0.2.1", present("www 60 A 192.0.2.1"))
    assert [(c.record.ttl, c.old and c.old.ttl) for c in plan.changed] == [(300, 60)]


def test_the_cname_rule_holds_before_anything_is_written() -> None:
    rows = present("www A 192.0.2.1")
    plan = plan_of("www CNAME x\n@ CNAME y", rows)
    assert [row.number for row in plan.rejected] == [1, 2]
    plan = plan_of("www CNAME x", rows, removes=True)
    assert plan.rejected == ()
    assert plan.writes == 2


def test_the_digest_stands_for_the_whole_plan() -> None:
    rows = present("www 60 A 192.0.2.1")
    text = "www 60 A 192.0.2.2"
    assert plan_of(text, rows).digest == plan_of(text, rows).digest
    others = {
        plan_of(text, rows).digest,
        plan_of(text, rows, removes=True).digest,
        plan_of("www 61 A 192.0.2.2", rows).digest,
        plan_of(text, present("www 60 A 192.0.2.9")).digest,
    }
    assert len(others) == 4


def test_name_servers_that_are_records_stay_records() -> None:
    zone = zones.checked(Zone(name=ZONE, nameservers=("ns1",)))
    row = Record(id=5, zone=ZONE, name=ZONE, type="NS", ttl=60, value="ns9.example.com")
    file = master_file.read(zone_file.zone_text(zone, [row]), ZONE)
    plan = planned(file, zone, [row])
    assert (plan.attributes, plan.writes, plan.unchanged) == ([], 0, (row,))
