"""Files of contacts from anywhere: what each says, and never a crash."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import contacts_csv, contacts_reading
from ngnpanel.accounts.subscriber.address_book import MOST_ENTRIES, Entry, tidied

NUMBER = "+31 20 800 5161"
MOBILE = "+31 6 1234 5678"
CONTACTS = st.builds(
    Contact,
    uri=st.sampled_from(["%31208005161@%", "mum@home.example", "1001@acme.example", "%@x.example"]),
    name=st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40).map(
        str.strip
    )
    | st.sampled_from(["=1+1", "'=1+1", "''", "-5", '"', "a,b;c|d", "@home"]),
    group=st.sampled_from(["", "vip", "family"]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(CONTACTS, min_size=1, max_size=5))
def test_what_is_written_as_csv_reads_back_equal(contacts: list[Contact]) -> None:
    entries = contacts_reading.read(contacts_reading.decoded(contacts_csv.write(contacts).encode()))
    assert [(one.address, one.name, "".join(one.groups)) for one in entries] == [
        (contact.uri, contact.name, contact.group) for contact in contacts
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "header",
    [
        ("Name", "Number", "Group"),
        ("Naam", "Telefoonnummer", "Groep"),
        ("Name", "Rufnummer", "Gruppe"),
        ("Nombre", "Teléfono móvil", "Grupo"),
        ("Nume", "Număr", "Grupă"),
        None,
    ],
)
def test_columns_are_known_by_their_names_or_by_what_is_in_them(
    separator: str, header: tuple[str, ...] | None
) -> None:
    rows = [*([header] if header else []), ("Mum", NUMBER, "family"), ("", "", ""), ("Bob", "", "")]
    text = "\r\n".join(separator.join(row) for row in rows)
    first = 2 if header else 1
    assert contacts_reading.read(text) == (
        Entry(line=first, address=NUMBER, name="Mum", groups=("family",)),
        Entry(line=first + 2, address="", name="Bob"),
    )


@pytest.mark.parametrize(
    ("text", "name", "groups"),
    [
        (
            (
                "Name,Given Name,Family Name,Group Membership,Phone 1 - Type,Phone 1 - Value,"
                f"Phone 2 - Type,Phone 2 - Value\nAnn B,Ann,B,* myContacts ::: friends,"
                f"Work,{NUMBER},Mobile,{MOBILE}\n"
            ),
            "Ann B",
            ("* myContacts", "friends"),
        ),
        (
            (
                "First Name,Last Name,Labels,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
                f"Phone 2 - Value\nAnn,B,,Work,{NUMBER},Mobile,{MOBILE}\n"
            ),
            "Ann B",
            (),
        ),
        (
            (
                "First Name,Middle Name,Last Name,Company,Home Street,Business Phone,Mobile Phone,"
                f"E-mail Address,Categories\nAnn,C,B,Acme,Street 1,{NUMBER},{MOBILE},a@b.example,"
                "Business;VIP\n"
            ),
            "Ann C B",
            ("Business", "VIP"),
        ),
        (f"sep=;\nNombre;Apellidos;Trabajo tel;Móvil\nAnn;B;{NUMBER};{MOBILE}\n", "Ann B", ()),
        (f"Nume;Prenume;Telefon serviciu;Mobil\nB;Ann;{NUMBER};{MOBILE}\n", "Ann B", ()),
    ],
)
def test_exports_of_other_programs_are_understood(
    text: str, name: str, groups: tuple[str, ...]
) -> None:
    entries = contacts_reading.read(text)
    assert [(one.address, one.label) for one in entries] == [(NUMBER, "work"), (MOBILE, "mobile")]
    assert {(one.name, one.groups) for one in entries} == {(name, groups)}


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Ünal 王"),
        ("utf-8-sig", "Ünal"),
        ("utf-16", "Ünal"),
        ("utf-16-be", "Unal Bucuresti Street"),
        ("cp1252", "Jörg Muñoz € Mª"),
        ("iso8859-2", "Ştefan Brătianu Goţiu"),
        ("cp1250", "Şerban Žižek"),
    ],
)
def test_the_signs_of_a_file_are_guessed(encoding: str, name: str) -> None:
    data = f"name,number\n{name},{NUMBER}\n".encode(encoding)
    assert contacts_reading.read(contacts_reading.decoded(data))[0].name == name


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "nothing in it"),
        (b"\n \n", "nothing in it"),
        (b"name,number\n", "nothing in it"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "no file of contacts"),
        (b"hello\nworld\n", "No column"),
        (b'name,number\nAnn,1001\n"Bob,1002\nCarol,1003\n', "line 3 has no end"),
        (b"number\n" + b"1001\n" * (MOST_ENTRIES + 1), "more than 500"),
    ],
)
def test_what_holds_no_contacts_is_refused_with_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        contacts_reading.read(contacts_reading.decoded(data))


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text('":;,|\t\n =BEGINVCARDTELFN0+@%', max_size=200).map(str.encode)
    | st.text('":;,=\n A0+@%', max_size=99).map(
        lambda text: f"BEGIN:VCARD\nTEL;QUOTED-PRINTABLE:{text}\nEND:VCARD\n".encode()
    )
)
def test_no_file_at_all_is_a_crash(data: bytes) -> None:
    with suppress(RuleError):
        for entry in contacts_reading.read(contacts_reading.decoded(data)):
            assert entry.line > 0


def test_no_row_is_lost() -> None:
    text = "name,number\n" + "".join(f"N{at},{1000 + at}\n" for at in range(MOST_ENTRIES))
    entries = contacts_reading.read(text)
    assert [one.address for one in entries] == [str(1000 + at) for at in range(MOST_ENTRIES)]
    assert [one.line for one in entries] == list(range(2, MOST_ENTRIES + 2))


def test_signs_that_nobody_sees_are_left_out() -> None:
    assert tidied("\u202a+31\u00a020\u20118005161\u202c\n") == "+31 20-8005161"
