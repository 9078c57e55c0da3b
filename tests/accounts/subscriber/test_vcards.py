"""Contacts as vCards: what is written reads back equal, what others write is understood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.rules import RuleError
from ngnpanel.accounts.subscriber import addresses, vcards
from ngnpanel.accounts.subscriber.address_book import Entry

NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=128).filter(
    lambda name: not name or name.strip()
)
KEYS = st.one_of(
    st.from_regex(r"%[1-9][0-9]{4,14}@%", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9._]{0,20}[a-z0-9]@[a-z]{1,9}\.example", fullmatch=True),
    st.sampled_from(["%@evil.example", "0031850078%@%", "a_b%@x.example"]),
)
CONTACTS = st.builds(
    Contact, uri=KEYS, name=NAMES, group=st.sampled_from(["", "vip", "family", "a,b;c\\n"])
)


@settings(max_examples=60, deadline=None)
@given(st.lists(CONTACTS, min_size=1, max_size=5))
def test_what_is_written_reads_back_equal(contacts: list[Contact]) -> None:
    text = vcards.write(contacts)
    assert all(len(line.encode()) <= vcards.LINE for line in text.split("\r\n"))
    back = [
        Contact(
            uri=addresses.pattern(entry.address, "acme.example"),
            name=entry.name,
            group="".join(entry.groups),
        )
        for entry in vcards.read(text)
    ]
    assert back == contacts


def test_a_name_of_blanks_is_none() -> None:
    blank = Contact(uri="%31208005161@%", name=" \u2003")
    assert [entry.name for entry in vcards.read(vcards.write([blank]))] == [""]


def test_cards_of_others_are_understood() -> None:
    text = (
        "BEGIN:VCARD\nVERSION:3.0\nN:B;Ann\nFN:Ann\\, the\n  first\nitem1.TEL;TYPE=home,voice:"
        '+31 20 800 5161\nTEL;TYPE="x:y":+31 20 800 5162\nIMPP:xmpp:a@b.example\n'
        "X-SIP:sip:ann@home.example\nCATEGORIES:Friends,Work\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nFN:Nobody\nEND:VCARD\n"
    )
    assert list(vcards.read(text)) == [
        Entry(
            line=1,
            address=address,
            name="Ann, the first",
            groups=("Friends", "Work"),
            label=label,
        )
        for address, label in (
            ("+31 20 800 5161", "home"),
            ("+31 20 800 5162", ""),
            ("ann@home.example", ""),
        )
    ] + [Entry(line=12, address="", name="Nobody")]


def test_old_cards_are_understood() -> None:
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:"
        "M=FCller;J=\r\n=F6rg;;;\r\nTEL;WORK;VOICE:+49301234567\r\nTEL;CELL:+491701234567\r\n"
        "PHOTO;ENCODING=BASE64;JPEG:\r\n AAAA\r\n\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=NONE;ENCODING=QUOTED-PRINTABLE:;\r\n"
        "ORG:Acme;Sales\r\nTEL:1001\r\nEND:VCARD\r\n"
    )
    assert list(vcards.read(text)) == [
        Entry(line=1, address="+49301234567", name="Jörg Müller", label="work"),
        Entry(line=1, address="+491701234567", name="Jörg Müller", label="mobile"),
        Entry(line=11, address="1001", name="Acme"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name,address",
        "BEGIN:VCARD\nVERSION:3.0\nFN:A",
    ],
)
def test_what_is_no_vcard_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RuleError):
        list(vcards.read(text))
