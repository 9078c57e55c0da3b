"""A mailbox by its address: written where the reseller wants it, and read as voicemail."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.diversions import VOICE_MAILBOX, Diversions
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber.mailbox_address import by_word, may_lead_to_one
from tests.accounts.subscriber.helping import page, register
from tests.accounts.subscriber.test_hours import ANSWERS
from tests.filling import fill
from tests.people import ALICE, People, api, calls

HOME = f"/subscriber/{ALICE}/"
ADDRESS = "sip:1000000@vm.example"
BOX = Mailbox(sip_id=ALICE, mailbox="1000000")


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def wish(people: People, server: str = "vm.example", absolute: str = "1") -> None:
    """What the reseller says about its voicemail server."""
    names = {"voicemail_server": server, "absolute_voicemail_uri": absolute}
    api().customers.set_properties(
        people.reseller,
        [CustomerProperty(name=name, value=value, category="sip") for name, value in names.items()],
    )


def stored() -> Diversions:
    return api().sip.diversions(ALICE)


def test_the_address_of_the_mailbox_is_written_and_read_as_voicemail(
    people: People, subscriber: Client
) -> None:
    wish(people)
    assert subscriber.post(f"{HOME}voicemail/", {"delivery": "mail"}).status_code == 200
    assert stored() == Diversions(fbus=ADDRESS, fnoa=ADDRESS, fnol=ADDRESS)
    with calls(3):
        form = subscriber.get(f"{HOME}forwarding/").context["form"]
    assert [form[name].value() for name in ("fbus", "fnoa", "fnol", "func")] == [
        *("mailbox", "mailbox", "mailbox", "none"),
    ]
    assert "callers hear" not in page(subscriber.get(HOME))
    told = page(subscriber.get(f"{HOME}what-if/", {"phones": "offline"}))
    assert "The call goes to your voicemail." in told
    # One condition changes; the others stay letter by letter, the new one has the address.
    fill(subscriber, f"{HOME}forwarding/", func="mailbox", fnol="none")
    assert stored() == Diversions(fbus=ADDRESS, fnoa=ADDRESS, func=ADDRESS)
    assert subscriber.post(f"{HOME}voicemail/off/").status_code == 302
    assert stored() == Diversions()


def test_the_hours_write_the_address_of_a_mailbox_that_they_open(
    people: People, subscriber: Client
) -> None:
    wish(people)
    assert subscriber.post(f"{HOME}accept/hours/", ANSWERS).status_code == 302
    assert stored() == Diversions(funv=ADDRESS)
    assert "At other times calls go to voicemail." in page(subscriber.get(HOME))


@pytest.mark.parametrize(
    ("server", "absolute"),
    [("vm.example", ""), ("vm.example", "0"), ("", "1"), ("<b>", "1"), ("acme.example", "1")],
)
def test_the_word_is_written_otherwise(
    people: People, subscriber: Client, server: str, absolute: str
) -> None:
    wish(people, server, absolute)
    subscriber.post(f"{HOME}voicemail/", {"delivery": "mail"})
    assert stored().fbus == VOICE_MAILBOX


def test_an_address_that_is_there_already_survives_without_the_property(
    people: People, subscriber: Client
) -> None:
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234"))
    api().sip.set_diversions(ALICE, Diversions(fbus=ADDRESS, rnoa=ADDRESS))
    register(ALICE, "Snom/1")
    fill(subscriber, f"{HOME}forwarding/", fnol="mailbox")
    assert stored() == Diversions(fbus=ADDRESS, rnoa=ADDRESS, fnol=VOICE_MAILBOX)
    told = page(subscriber.get(f"{HOME}what-if/", {"phones": "busy"}))
    assert "The call goes to your voicemail." in told


def test_what_may_be_a_mailbox() -> None:
    domain = ALICE.domain
    assert may_lead_to_one(VOICE_MAILBOX, domain)
    assert may_lead_to_one(ADDRESS, domain)
    assert not may_lead_to_one(f"sip:1000000@{domain}", domain)
    assert not may_lead_to_one("sip:bob@vm.example", domain)
    both = Diversions(func=ADDRESS, runc=ADDRESS, fnol=f"sip:1000000@{domain}")
    assert by_word(both, BOX, domain) == Diversions(
        func=VOICE_MAILBOX, runc=ADDRESS, fnol=f"sip:1000000@{domain}"
    )
    assert by_word(both, None, domain) is both
