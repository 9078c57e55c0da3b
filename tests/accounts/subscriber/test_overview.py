"""The overview: what happens to a call now, do not disturb, and who may look."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.voicemail import Mailbox
from tests.accounts.subscriber.helping import page, register, rules, say
from tests.people import ALICE, BOB, FOREIGN, People, api, calls

URL = f"/subscriber/{ALICE}/"


def test_the_overview_says_what_happens_and_needs_five_calls(subscriber: Client) -> None:
    register(ALICE, "Yealink SIP-T46S 66.86.0.15", port=5060)
    register(ALICE, "Linphone iPhone/5.2", port=5070)
    admin = api()
    admin.voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234", email="a@b.example"))
    admin.sip.set_diversions(ALICE, Diversions(fnoa="<voice-mailbox>", fbus="sip:bob@acme.example"))
    with calls(5):
        text = page(subscriber.get(URL))
    assert (
        "Right now calls ring on Desk phone and Mobile; if you do not answer within "
        "35 seconds they go to voicemail."
    ) in text
    assert "If you are busy Calls go to bob@acme.example" in text
    assert "If no phone is online Callers hear that you cannot be reached" in text


def test_without_phones_and_rules_the_overview_says_so(subscriber: Client) -> None:
    text = page(subscriber.get(URL))
    expected = (
        "Right now none of your phones is online, so callers hear that you cannot be reached."
    )
    assert expected in text
    assert "You have no rules about who may call, so everybody may." in text


def test_only_the_family_gets_through(subscriber: Client) -> None:
    register(ALICE, "snom320/8.7")
    sip = api().sip
    sip.add_contact(ALICE, Contact(uri="mum@home.example", name="Mum", group="family"))
    rule = WeeklyRule(days=127, start="00:00", stop="23:59", groups=("family",))
    sip.set_accept_rules(ALICE, AcceptRules(persistent=(rule,)))
    sip.set_diversions(ALICE, Diversions(funv="sip:0031208005161@acme.example"))
    text = page(subscriber.get(URL))
    assert "Right now only Family get through: their calls ring on Desk phone" in text
    assert "Everybody else goes to +31 20 800 5161." in text


def test_do_not_disturb_is_one_tap_and_keeps_the_week(subscriber: Client) -> None:
    rule = WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",))
    api().sip.set_accept_rules(ALICE, AcceptRules(persistent=(rule,)))
    with calls(3):
        answer = subscriber.post(URL + "do-not-disturb/", {"minutes": "60"})
    assert answer.status_code == 302
    assert rules(ALICE).persistent == (rule,)
    assert rules(ALICE).temporary == TemporaryRule(groups=("nobody",), duration=60)
    text = page(subscriber.get(URL))
    assert "Do not disturb is on until" in text
    assert "callers hear that you are not available" in text
    assert say(subscriber, URL + "do-not-disturb/", {"minutes": "off"}) == [
        "Do not disturb is off."
    ]
    assert rules(ALICE).temporary is None
    assert rules(ALICE).persistent == (rule,)


def test_do_not_disturb_without_end(subscriber: Client) -> None:
    told = say(subscriber, URL + "do-not-disturb/", {"minutes": "0"})
    assert told == ["Do not disturb is on until you switch it off. Nobody gets through."]
    assert "Do not disturb is on until you switch it off; callers hear" in page(subscriber.get(URL))


@pytest.mark.parametrize("minutes", ["", "-1", "7", "٣", "1e3", "off "])
def test_an_odd_length_changes_nothing(subscriber: Client, minutes: str) -> None:
    told = say(subscriber, URL + "do-not-disturb/", {"minutes": minutes})
    assert told == ["Choose how long you want peace."]
    assert rules(ALICE) == AcceptRules()


def test_a_blocked_account_is_told_so(subscriber: Client) -> None:
    api().sip.add_to_group(ALICE, "blocked")
    assert "Your account is blocked, so you get no calls." in page(subscriber.get(URL))


def test_the_picture_is_the_same_in_words(subscriber: Client) -> None:
    sip = api().sip
    sip.set_diversions(ALICE, Diversions(func="sip:bob@acme.example"))
    answer = subscriber.get(URL)
    assert "Right now all calls go to bob@acme.example." in page(answer)
    assert answer.context["trail"][-1] == "The call is forwarded to bob@acme.example."
    body = answer.content.decode()
    assert body.count('class="way ') == 2
    assert "style=" not in body


def test_a_mailbox_that_is_gone_counts_as_not_set(subscriber: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(fnol="<voice-mailbox>"))
    text = page(subscriber.get(URL))
    assert "you have no mailbox, so this counts as not set" in text


PAGES = (
    "",
    "identity/",
    "devices/",
    "forwarding/",
    "accept/",
    "contacts/",
    "contacts/add/",
    "contacts/edit/?uri=x",
    "contacts/delete/?uri=x",
    "rejected/",
    "voicemail/",
    "voicemail/off/",
    "settings/",
    "settings/phone-password/",
    "settings/panel-password/",
    "identity/aliases/sales@acme.example/delete/",
)
POSTS = (
    "do-not-disturb/",
    "identity/",
    "forwarding/",
    "accept/",
    "accept/temporary/",
    "contacts/add/",
    "contacts/delete/?uri=x",
    "rejected/",
    "rejected/again/",
    "rejected/anonymous/",
    "voicemail/",
    "voicemail/off/",
    "settings/",
    "settings/phone-password/",
    "settings/panel-password/",
    "identity/aliases/sales@acme.example/delete/",
)


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_gets_404(people: People, path: str) -> None:
    stranger = people.browser("stranger")
    assert stranger.get(URL + path).status_code == 404


@pytest.mark.parametrize("path", POSTS)
def test_a_stranger_cannot_post(people: People, path: str) -> None:
    before = snapshot()
    for address in (ALICE, BOB, FOREIGN):
        browser = people.browser("stranger" if address != FOREIGN else "reseller")
        answer = browser.post(f"/subscriber/{address}/{path}", {"minutes": "60", "remove": "1"})
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert browser.get(answer["Location"]).status_code == 404
    assert snapshot() == before


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("other", [BOB, FOREIGN, "alice@nowhere.example", "alice", "@", "a@b@c"])
def test_a_subscriber_sees_one_account_without_asking(
    subscriber: Client, path: str, other: object
) -> None:
    with calls(0):
        answer = subscriber.get(f"/subscriber/{other}/{path}")
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["administrator", "reseller", "customer"])
def test_support_sees_the_same_pages_under_a_banner(people: People, name: str) -> None:
    browser = people.browser(name)
    body = browser.get(URL).content.decode()
    assert "support-banner" in body
    assert "/sip/accounts/" in body
    assert "support-banner" not in people.browser("subscriber").get(URL).content.decode()


def test_nobody_is_sent_to_the_sign_in_page(people: People) -> None:
    answer = people.browser("nobody").get(URL)
    assert answer["Location"].startswith("/login/")


def test_a_trunk_has_no_forwarding_accept_and_contacts(people: People) -> None:
    api().sip.add_to_group(ALICE, "trunking")
    browser = people.browser("subscriber")
    body = browser.get(URL).content.decode()
    for tab in ("forwarding", "accept", "contacts", "rejected"):
        assert f'class="entry" href="{URL}{tab}/"' not in body
        assert browser.get(f"{URL}{tab}/").status_code == 404
    assert f'href="{URL}voicemail/"' in body


def test_a_platform_that_is_down_is_said_so(people: People, platform_is_down: None) -> None:
    browser = people.browser("subscriber")
    assert browser.get(URL).status_code == 503
    told = say(browser, URL + "do-not-disturb/", {"minutes": "60"})
    assert told[0].startswith("The platform does not answer")


def snapshot() -> tuple[Any, ...]:
    """All that the pages of an account can change."""
    sip, found = api().sip, list[Any]()
    for id in (ALICE, BOB, FOREIGN):
        found.append((sip.account(id), sip.diversions(id), sip.accept_rules(id)))
        found.append((sip.rejected_callers(id), tuple(sip.contacts(id)), sip.aliases_of(id).rows))
        found.append((api().voicemail.mailbox(id),))
    return tuple(found)
