"""Contacts as files: what is downloaded holds all of them and runs nowhere as a formula."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import vcards
from tests.accounts.subscriber.helping import page
from tests.people import ALICE, BOB, api, calls

URL = f"/subscriber/{ALICE}/contacts/export/"
MUM = Contact(uri="mum@home.example", name="=Mum; Ünal, née O'Hara", group="family")
OFFICE = Contact(uri="%31208005161@%", name="Office <b>")


def test_contacts_are_downloaded_as_vcards_and_csv(subscriber: Client) -> None:
    for contact in (OFFICE, MUM):
        api().sip.add_contact(ALICE, contact)
    text = page(subscriber.get(f"/subscriber/{ALICE}/contacts/"))
    assert "Download as vCard" in text
    with calls(2):
        answer = subscriber.get(f"{URL}?format=vcard")
    assert answer["Content-Disposition"] == 'attachment; filename="contacts.vcf"'
    entries = list(vcards.read(answer.content.decode()))
    assert [(one.address, one.name, "".join(one.groups)) for one in entries] == [
        ("mum@home.example", MUM.name, "family"),
        ("+31208005161", "Office <b>", ""),
    ]
    with calls(2):
        answer = subscriber.get(f"{URL}?format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))) == [
        ["address", "name", "group"],
        ["mum@home.example", f"'{MUM.name}", "family"],
        ["%31208005161@%", "Office <b>", ""],
    ]


def test_no_contact_is_left_out(subscriber: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ngnpanel.accounts.client.MAX_CONTACTS", 2)
    for number in range(5):
        api().sip.add_contact(ALICE, Contact(uri=f"friend{number}@home.example"))
    with calls(4):
        answer = subscriber.get(f"{URL}?format=csv")
    assert answer.content.decode().count("@home.example") == 5


def test_other_formats_and_other_people_find_nothing(subscriber: Client) -> None:
    assert subscriber.get(f"{URL}?format=xls").status_code == 404
    assert subscriber.get(f"/subscriber/{BOB}/contacts/export/").status_code == 404
