"""The overview: what happens to a call now, do not disturb, and who may look."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.signing import get_cookie_signer
from django.test import Client

from ngnpanel.accounts.domain.accept import AcceptRules, TemporaryRule, WeeklyRule
from ngnpanel.accounts.domain.calls import Call as OneCall
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.phonebook import Contact
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber import lastvisit, standing
from ngnpanel.accounts.subscriber.peace import minutes_until
from ngnpanel.plans.models import PlannedRule
from tests.accounts.subscriber.helping import page, register, rules, say, words
from tests.people import ALICE, BOB, FOREIGN, People, api, calls
from tests.provisioning.proxy import own_database

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
    assert answer.context["trail"][-1].text == "The call is forwarded to bob@acme.example."
    body = answer.content.decode()
    assert body.count('class="way ') == 2
    assert body.count('class="strip ') == 2
    assert "style=" not in body


def test_a_mailbox_that_is_gone_counts_as_not_set(subscriber: Client) -> None:
    api().sip.set_diversions(ALICE, Diversions(fnol="<voice-mailbox>"))
    text = page(subscriber.get(URL))
    assert "you have no mailbox, so this counts as not set" in text


def test_the_overview_tells_the_next_24_hours_and_the_state_of_voicemail(
    people: People,
) -> None:
    register(ALICE, "snom320/8.7")
    subscriber = people.browser("subscriber")
    text = page(subscriber.get(URL))
    assert "The next 24 hours If your phones stay as they are now." in text
    assert "For the next 24 hours calls ring." in text
    assert "Voicemail Off" in text
    assert "What happens?" in text
    assert 'title="FNOA"' not in subscriber.get(URL).content.decode()
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="1234", email="a@b.example"))
    rule = WeeklyRule(days=127, start="00:00", stop="23:59", groups=("nobody",))
    api().sip.set_accept_rules(ALICE, AcceptRules(persistent=(rule,)))
    api().sip.set_diversions(ALICE, Diversions(funv="<voice-mailbox>"))
    body = people.browser("reseller").get(URL).content.decode()
    assert "Messages are sent to a@" in words_of(body)
    assert "For the next 24 hours calls go to voicemail." in words_of(body)
    assert 'title="FUNV 181"' in body
    assert 'title="FNOA"' in body


def test_a_holiday_that_begins_within_a_day_is_in_the_outlook(
    people: People, time_machine: Any
) -> None:
    time_machine.move_to("2026-11-23 09:00:00+00:00", tick=False)
    subscriber = people.browser("subscriber")
    register(ALICE, "Snom/1")
    begin = datetime(2026, 11, 23, 15, tzinfo=UTC)
    PlannedRule.objects.create(
        account=str(ALICE), groups=["nobody"], start=begin, stop=begin + timedelta(hours=3)
    )
    with calls(5):
        text = page(subscriber.get(f"/subscriber/{ALICE}/"))
    assert (
        "Until 16:00 calls ring, then callers hear that you are not available until 19:00." in text
    )
    PlannedRule.objects.create(
        account=str(BOB), groups=["nobody"], start=begin, stop=begin + timedelta(hours=9)
    )
    assert page(subscriber.get(f"/subscriber/{ALICE}/")) == text


def test_what_is_to_be_set_up_comes_first_while_nothing_is_set(subscriber: Client) -> None:
    def places() -> tuple[int, int]:
        text = page(subscriber.get(f"/subscriber/{ALICE}/"))
        return text.index("Set up my calls"), text.index("The next 24 hours")

    setting_up, outlook = places()
    assert setting_up < outlook
    api().sip.set_diversions(ALICE, Diversions(fbus="sip:bob@acme.example"))
    setting_up, outlook = places()
    assert setting_up > outlook


def test_credit_and_the_monthly_limit_need_one_call_more(subscriber: Client) -> None:
    sip = api().sip
    sip.update_account(replace(sip.account(ALICE), quota=20))
    with calls(6):
        text = page(subscriber.get(URL))
    assert "Monthly limit € 0.00 in 0 calls this month, of € 20.00" in text
    sip.update_account(replace(sip.account(ALICE), prepaid=True))
    with calls(6):
        text = page(subscriber.get(URL))
    assert "Credit € 0.00 Needs care" in text


def test_do_not_disturb_until_a_time(subscriber: Client) -> None:
    told = say(subscriber, URL + "do-not-disturb/", {"minutes": "until", "until": "06:30"})
    assert told[0].startswith("Do not disturb is on until ")
    assert "06:30. Nobody gets through." in told[0]
    assert rules(ALICE).temporary is not None
    for odd in ("", "25:00", "٣:00"):
        told = say(subscriber, URL + "do-not-disturb/", {"minutes": "until", "until": odd})
        assert told == ["Enter a time of day between 00:00 and 23:59."]
    say(subscriber, URL + "do-not-disturb/", {"minutes": "off"})
    again = subscriber.post(URL + "do-not-disturb/", {"minutes": "until", "until": "25:00"})
    assert again["Location"] == URL + "?until=25%3A00#peace"
    body = subscriber.get(again["Location"]).content.decode()
    assert 'name="until" value="25:00"' in body


@pytest.mark.parametrize(
    ("now", "clock", "minutes"),
    [
        ("2026-11-24T12:00", "12:30", 30),
        ("2026-11-24T12:00", "12:00", 24 * 60),
        ("2026-11-24T12:00", "11:59", 24 * 60 - 1),
        ("2026-03-28T23:00", "07:00", 7 * 60),
        ("2026-10-24T23:00", "07:00", 9 * 60),
    ],
)
def test_minutes_until_a_time_are_those_that_pass(now: str, clock: str, minutes: int) -> None:
    zone = ZoneInfo("Europe/Amsterdam")
    moment = datetime.fromisoformat(now).replace(tzinfo=zone).astimezone(UTC)
    assert minutes_until(clock, zone, moment) == minutes


def test_missed_calls_since_the_visit_before(people: People) -> None:
    browser = people.browser("subscriber")
    with calls(2):
        text = page(browser.get(URL + "missed/"))
    assert "0 missed calls in the last 24 hours" in text
    now = datetime.now(UTC)
    browser.get(URL)
    cookie = browser.cookies[lastvisit.COOKIE]
    assert (cookie["path"], cookie["httponly"]) == (URL, True)
    sees(browser, now - timedelta(hours=3))
    browser.get(URL)
    browser.get(URL)  # the same visit
    part = browser.get(URL + "missed/", headers={"HX-Request": "true"})
    assert "0 missed calls since your last visit (" in words(part)
    assert "<html" not in part.content.decode()
    browser.cookies[lastvisit.COOKIE] = "0.1:forged"
    assert "in the last 24 hours" in page(browser.get(URL + "missed/"))
    support = people.browser("reseller")
    support.get(URL)
    assert lastvisit.COOKIE not in support.cookies


def test_missed_calls_are_told_by_name_and_time(subscriber: Client) -> None:
    now = int(datetime.now(UTC).timestamp())
    with own_database() as proxy:
        proxy.make("acc")
        proxy.make("missed_calls")
        proxy.call(str(BOB), str(ALICE), start=now - 900, seconds=60, call_id="taken")
        for place in range(7):
            proxy.invite(
                "0031208005161@pstn.example",
                str(ALICE),
                start=now - 60 * place - 60,
                code=480,
                call_id=f"missed-{place}",
                table="missed_calls",
            )
        hidden = "anonymous@anonymous.invalid"
        proxy.invite(hidden, str(ALICE), start=now - 9, code=480, call_id="h", table="missed_calls")
        text = page(subscriber.get(URL + "missed/"))
    assert "8 missed calls in the last 24 hours" in text
    assert "Somebody who hides their number" in text
    assert text.count("+31 20 800 5161") == 4
    assert "And 3 more." in text


def test_what_counts_as_missed() -> None:
    ended = OneCall(start_time=1, stop_time=2, duration=0, status=487)
    assert standing.is_missed(ended)
    assert not standing.is_missed(replace(ended, duration=1))
    assert not standing.is_missed(replace(ended, stop_time=0))
    assert not standing.is_missed(replace(ended, status=435))


def sees(browser: Client, moment: datetime) -> None:
    """Leave the cookie of a look at that moment."""
    signer = get_cookie_signer(salt=lastvisit.COOKIE + f"visit of {ALICE}")
    browser.cookies[lastvisit.COOKIE] = signer.sign(f"0.{int(moment.timestamp())}")


def words_of(body: str) -> str:
    """The words of a page's source."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", body))


PAGES = (
    "",
    "missed/",
    "what-if/",
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
    answer = browser.post(URL + "do-not-disturb/", {"minutes": "60"})
    assert answer.status_code == 503
    assert 'name="minutes" value="60"' in answer.content.decode()


def snapshot() -> tuple[Any, ...]:
    """All that the pages of an account can change."""
    sip, found = api().sip, list[Any]()
    for id in (ALICE, BOB, FOREIGN):
        found.append((sip.account(id), sip.diversions(id), sip.accept_rules(id)))
        found.append((sip.rejected_callers(id), tuple(sip.contacts(id)), sip.aliases_of(id).rows))
        found.append((api().voicemail.mailbox(id),))
    return tuple(found)
