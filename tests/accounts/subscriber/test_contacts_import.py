"""Contacts from a file: what is seen before, what is written, and what is never lost."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.accept import CONTACT_GROUPS
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.subscriber import contacts_csv, contacts_reading, vcards
from ngnpanel.accounts.subscriber.address_book import Entry
from ngnpanel.accounts.subscriber.contacts_import import Errand, Kind, plan
from ngnpanel.accounts.subscriber.views import contacts_import
from tests.accounts.subscriber.helping import page, words
from tests.people import ALICE, BOB, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/contacts/import/"
CONTACTS = f"/subscriber/{ALICE}/contacts/"
DOMAIN = "acme.example"
TABLE = "number,name,group\n+31 20 800 5161,Office,business\nmum@home.example,Mum,family\n"


def one(address: str, name: str = "", *groups: str, label: str = "") -> Entry:
    return Entry(line=1, address=address, name=name, groups=groups, label=label)


def steps(*entries: Entry, stored: tuple[Contact, ...] = ()) -> list[tuple[str, str, str, str]]:
    """What becomes of entries: kind, address, name and group."""
    found = []
    for step in plan(entries, stored, DOMAIN):
        wanted = step.wanted or Contact(uri="")
        found.append((step.kind.value, wanted.uri, wanted.name, wanted.group))
    return found


def hidden(answer: Any) -> dict[str, str]:
    """What the page carries on."""
    found = re.search(r'name="errand" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return {"errand": html.unescape(found[1]), "go": "1"}


def stored() -> list[tuple[str, str, str]]:
    return sorted((one.uri, one.name, one.group) for one in api().sip.all_contacts(ALICE))


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        ("+31 (0)20 800 5161", "%31208005161@%"),
        ("0031 (0) 20-800 5161", "%31208005161@%"),
        ("+31\u00a020\u20118005161\u200b", "%31208005161@%"),
        ("sip:Mum@Home.Example", "mum@home.example"),
        ("4711", "4711@acme.example"),
    ],
)
def test_numbers_are_read_as_people_write_them(address: str, uri: str) -> None:
    assert steps(one(address, "A")) == [("add", uri, "A", "")]


def test_what_is_no_address_is_refused_with_the_way_to_mend_it() -> None:
    (national, nothing) = plan([one("020 800 5161", "A"), one("", "B")], (), DOMAIN)
    assert "country code" in national.reason
    assert "There is no number" in nothing.reason


def test_what_the_file_leaves_empty_stays() -> None:
    before = Contact(
        uri="0031208005161@%", name="Office", group="vip", first_name="Of", last_name="Fice"
    )
    entry = one("+31208005161", "", "* myContacts")
    assert steps(entry, stored=(before,)) == [("same", before.uri, "Office", "vip")]
    (step,) = plan([one("+31208005161", "Bureau")], (before,), DOMAIN)
    assert step.kind is Kind.CHANGE
    assert step.wanted == Contact(
        uri=before.uri, name="Bureau", group="vip", first_name="Of", last_name="Fice"
    )


def test_groups_are_known_by_word_and_others_are_told() -> None:
    assert steps(one("+31208005161", "A", "Tennis", "Family")) == [
        ("add", "%31208005161@%", "A", "family")
    ]
    (step,) = plan([one("+31208005161", "A", "Tennis")], (), DOMAIN)
    assert "Tennis" in step.remark
    (step,) = plan([one("+31208005161", "A" * 200)], (), DOMAIN)
    assert step.wanted is not None
    assert len(step.wanted.name) == 128
    assert "shortened" in step.remark


@pytest.mark.parametrize(
    "name", ["Anne\u2011Marie \u2014 at home", "\U0001f469\u200d\U0001f467 Mum"]
)
def test_names_keep_their_signs(name: str) -> None:
    assert steps(one("+31208005161", f" {name}\x0b ")) == [("add", "%31208005161@%", name, "")]
    before = Contact(uri="%31208005161@%", name="two  blanks\u00a0")
    assert steps(one("+31208005161", before.name), stored=(before,))[0][0] == "same"


def test_several_numbers_of_a_person_are_told_apart_and_one_number_is_taken_once() -> None:
    assert steps(
        one("+31208005161", "Ann", label="work"),
        one("+31208005162", "Ann", label="mobile"),
        one("0031208005161", "Other"),
    ) == [
        ("add", "%31208005161@%", "Ann (work)", ""),
        ("add", "%31208005162@%", "Ann (mobile)", ""),
        ("refuse", "", "", ""),
    ]


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]),
    max_size=30,
).map(lambda text: " ".join(text.split()))
URIS = st.one_of(
    st.from_regex(r"%[1-9][0-9]{4,14}@%", fullmatch=True),
    st.from_regex(r"00[1-9][0-9]{4,12}@%", fullmatch=True),
    st.from_regex(r"[a-z][a-z0-9.]{0,10}[a-z]@[a-z]{1,8}\.example", fullmatch=True),
    st.from_regex(r"%@[a-z]{1,8}\.example", fullmatch=True),
)


@given(
    contacts=st.lists(
        st.builds(Contact, uri=URIS, name=NAMES, group=st.sampled_from(["", *CONTACT_GROUPS])),
        min_size=1,
        max_size=6,
        unique_by=lambda contact: contact.uri.removeprefix("00").strip("%"),
    ),
    write=st.sampled_from([vcards.write, contacts_csv.write]),
)
def test_what_was_downloaded_changes_nothing(contacts: list[Contact], write: Any) -> None:
    entries = contacts_reading.read(contacts_reading.decoded(write(contacts).encode()))
    kinds = {step.kind for step in plan(entries, contacts, DOMAIN)}
    assert kinds == {Kind.SAME}


@given(
    entries=st.lists(st.builds(one, st.text(max_size=9), st.text(max_size=9), st.text(max_size=5)))
)
def test_an_errand_travels_unchanged_and_no_text_breaks_a_plan(entries: list[Entry]) -> None:
    errand = Errand(entries=tuple(entries), takes_file=True, added=[0], failed={2: "why"})
    try:
        sent = signing.dumps(errand.pack(), salt="s", compress=True)
    except UnicodeEncodeError:
        return
    assert Errand.unpack(signing.loads(sent, salt="s")) == errand
    for step in plan(entries, (), DOMAIN):
        assert step.reason or step.wanted


def test_nothing_is_written_before_it_was_seen(subscriber: Client) -> None:
    with calls(1):
        assert "Choose another" not in page(subscriber.get(URL))
    with calls(2):
        answer = subscriber.post(URL, {"text": TABLE})
    text = page(answer)
    assert "2 contacts are added" in text
    assert "+31 20 800 5161 · Business" in text
    assert stored() == []
    with calls(4):
        done = subscriber.post(URL, hidden(answer))
    assert "2 contacts added" in page(done)
    assert stored() == [
        ("%31208005161@%", "Office", "business"),
        ("mum@home.example", "Mum", "family"),
    ]
    again = subscriber.post(URL, hidden(answer))  # the same form once more
    assert "2 contacts were there already" in page(again)
    assert len(stored()) == 2


@pytest.mark.parametrize(("mode", "name"), [("mine", "Office"), ("file", "Bureau")])
def test_the_person_decides_what_becomes_of_contacts_that_differ(
    subscriber: Client, mode: str, name: str
) -> None:
    old = Contact(uri="0031208005161@%", name="Office", group="vip", first_name="Of")
    api().sip.add_contact(ALICE, old)
    cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Bureau\nTEL;TYPE=WORK:+31 20 800 5161\nEND:VCARD\n"
    upload = SimpleUploadedFile("people.vcf", ("\ufeff" + cards).encode("utf-16"))
    answer = subscriber.post(URL, {"file": upload, "text": ""})
    assert "1 contact differs from yours" in page(answer)
    assert "Name: Office → Bureau" in page(answer)
    done = subscriber.post(URL, {**hidden(answer), "mode": mode})
    assert ("1 contact changed" in page(done)) == (mode == "file")
    assert ("kept as it was" in page(done)) == (mode == "mine")
    (contact,) = api().sip.all_contacts(ALICE)
    assert (contact.uri, contact.name, contact.group) == (old.uri, name, "vip")


def test_lines_that_cannot_be_taken_are_told_with_their_number(subscriber: Client) -> None:
    answer = subscriber.post(
        URL, {"text": "number;name\n+31208005161;<b>Ann</b>\n0201234567;Ben\n"}
    )
    text = page(answer)
    assert "1 line is left out" in text
    assert "line 3" in text
    assert "country code" in text
    assert "&lt;b&gt;Ann" in answer.content.decode()
    assert "1 line left out" in page(subscriber.post(URL, hidden(answer)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": ""}, "Choose a file, or paste its text below"),
        ({"text": "no numbers here"}, "No column has telephone numbers"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 zip")}, "This is a spreadsheet"),
        ({"file": SimpleUploadedFile("empty.csv", b"")}, "There is nothing in it"),
        ({"text": "BEGIN:VCARD\nFN:x\n"}, "no whole file of vCards"),
    ],
)
def test_what_is_no_file_of_contacts_is_told(
    subscriber: Client, data: dict[str, Any], said: str
) -> None:
    answer = subscriber.post(URL, data)
    assert answer.status_code == 422
    assert said in words(answer)
    if "text" in data:
        assert html.escape(data["text"]) in answer.content.decode()


def test_a_long_import_goes_on_in_parts(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contacts_import, "MOST_WRITES", 2)
    people = "".join(f"friend{n}@home.example,Friend {n}\n" for n in range(5))
    answer = subscriber.post(URL, {"text": "address,name\n" + people})
    for left in (3, 1):
        with calls(4):
            answer = subscriber.post(URL, hidden(answer))
        assert f"Still to go: {left}" in page(answer)
        assert 'hx-trigger="load' in answer.content.decode()
        assert ">Continue</button>" in answer.content.decode()
    assert "5 contacts added" in page(subscriber.post(URL, hidden(answer)))
    assert len(stored()) == 5


def test_a_contact_that_came_meanwhile_stays_as_it_is(
    subscriber: Client,
) -> None:
    answer = subscriber.post(URL, {"text": TABLE})
    api().sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mother"))
    assert "1 contact of yours kept" in page(subscriber.post(URL, hidden(answer)))
    assert ("mum@home.example", "Mother", "") in stored()


def test_what_the_platform_refuses_is_told_and_the_rest_is_written(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = subscriber.post(URL, {"text": TABLE})
    real = contacts_import.planned

    def late(*of: Any) -> Any:
        found = real(*of)
        with pytest.MonkeyPatch.context():
            api().sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mother"))
        return found

    monkeypatch.setattr(contacts_import, "planned", late)
    done = page(subscriber.post(URL, hidden(answer)))
    assert "1 contact added" in done
    assert "This contact is in the list already" in done


def test_while_the_platform_is_away_the_file_waits_in_the_page(
    subscriber: Client, settings: Any
) -> None:
    before = dict(settings.PLATFORMS)
    take_platform_away(settings)
    typed = subscriber.post(URL, {"text": "no numbers here"})
    assert typed.status_code == 422
    assert "no numbers here" in typed.content.decode()
    answer = subscriber.post(URL, {"text": TABLE})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "nothing is written yet" in words(answer)
    settings.PLATFORMS = before
    carried = hidden(answer)
    del carried["go"]
    preview = subscriber.post(URL, carried)
    assert "2 contacts are added" in page(preview)
    take_platform_away(settings)
    stopped = subscriber.post(URL, hidden(preview))
    assert stopped.status_code == 503
    assert "the rest waits here" in words(stopped)
    settings.PLATFORMS = before
    assert "2 contacts added" in page(subscriber.post(URL, hidden(stopped)))


def test_a_field_that_was_not_made_for_this_account_counts_for_nothing(
    subscriber: Client, reseller: Client
) -> None:
    answer = reseller.post(f"/subscriber/{BOB}/contacts/import/", {"text": TABLE})
    assert "2 contacts are added" in page(answer)
    for sent in (hidden(answer)["errand"], "made up", hidden(answer)["errand"][:-2]):
        refused = subscriber.post(URL, {"errand": sent, "go": "1"})
        assert refused.status_code == 422
        assert "This preview is too old" in words(refused)
    assert stored() == []


def test_support_does_the_same_and_a_stranger_nothing(
    reseller: Client, stranger: Client, subscriber: Client
) -> None:
    answer = reseller.post(URL, {"text": TABLE})
    assert "2 contacts added" in page(reseller.post(URL, hidden(answer)))
    assert stranger.get(URL).status_code == 404
    assert stranger.post(URL, {"text": TABLE}).status_code == 404
    assert stranger.post(URL, hidden(answer)).status_code == 404
    api().sip.add_to_group(ALICE, "trunking")
    assert subscriber.get(URL).status_code == 404


def test_contacts_lead_here(subscriber: Client) -> None:
    assert f'href="{URL}"' in subscriber.get(CONTACTS).content.decode()
    api().sip.add_contact(ALICE, Contact(uri="mum@home.example"))
    assert f'href="{URL}"' in subscriber.get(CONTACTS).content.decode()


def test_too_much_at_once_is_refused_before_it_is_read(subscriber: Client) -> None:
    upload = SimpleUploadedFile("people.csv", b"x" * (4 * 1024 * 1024 + 1))
    assert subscriber.post(URL, {"file": upload}).status_code == 400
    rows = "".join(f"friend{n}@home.example\n" for n in range(501))
    answer = subscriber.post(URL, {"text": "address\n" + rows})
    assert answer.status_code == 422
    assert "more than 500 contacts" in words(answer)
