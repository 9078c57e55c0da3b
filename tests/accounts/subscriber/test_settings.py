"""Settings and passwords: what each role may change, and that nothing else is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.sip import Account, Network, Property, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.accounts.subscriber.forms.settings import Offer, SettingsForm
from tests.accounts.subscriber.helping import page, say, words
from tests.people import ALICE, PASSWORD, People, api, calls

URL = f"/subscriber/{ALICE}/settings/"
FORM = {
    "email": "alice@acme.example",
    "mobile_number": "",
    "timezone": "Europe/Amsterdam",
    "language": "",
    "timeout": "35",
}


def stored() -> Account:
    return api().sip.account(ALICE)


def test_the_page_says_what_stands_fast(subscriber: Client) -> None:
    with calls(1):
        subscriber.get(URL)
    account = replace(stored(), quota=50, acl=(Network(ip="192.0.2.0", mask=24),), call_limit=2)
    api().sip.update_account(account)
    with calls(2):
        text = page(subscriber.get(URL))
    assert "Monthly limit € 50.00" in text
    assert "This month € 0.00 in 0 calls" in text
    assert "Allowed networks 192.0.2.0/24" in text
    assert "For staff" not in text
    assert "Quick dial" not in text


def test_one_field_changes_and_all_else_is_equal(subscriber: Client) -> None:
    account = replace(
        stored(),
        quota=7,
        groups=("free-pstn", "x-odd", "payments", "anonymous"),
        properties=(
            Property(name="x-private", value="ünï <&>"),
            Property(name="web_password", value="w"),
        ),
        acl=(Network(ip="192.0.2.0", mask=24),),
        rpid="31208005161",
        quickdial_prefix="31",
        region="north",
    )
    api().sip.update_account(account)
    before = stored()
    with calls(3):
        told = say(subscriber, URL, {**FORM, "anonymous": "on", "timeout": "20"})
    assert told == ["Your settings are saved. Changed: rings for."]
    assert replace(stored(), change_date=None) == replace(before, timeout=20, change_date=None)


def test_everything_a_subscriber_may_change(subscriber: Client) -> None:
    data = {
        "email": "new@acme.example",
        "mobile_number": "0031 6 12345678",
        "timezone": "Asia/Kathmandu",
        "language": "nl",
        "timeout": "900",
        "anonymous": "on",
        "anonymous_reject": "on",
        "missed_calls": "on",
        "first_name": "Eve",
        "trunking": "on",
        "quickdial_prefix": "31",
        "rpid": "1",
    }
    say(subscriber, URL, data)
    account = stored()
    assert account.email == "new@acme.example"
    assert account.timezone == "Asia/Kathmandu"
    assert account.timeout == 900
    assert account.property_value("mobile_number") == "+31612345678"
    assert account.property_value("language") == "nl"
    assert set(account.groups) == {"free-pstn", "anonymous", "anonymous-reject", "missed-calls"}
    assert (account.first_name, account.quickdial_prefix, account.rpid) == ("Alice", "", "")


def test_a_stored_number_and_language_are_shown_as_people_write_them(subscriber: Client) -> None:
    told = {"mobile_number": "0031612345678", "language": "en"}
    api().sip.update_account(replace(stored().with_properties(told), rpid="0031208005161"))
    answer = subscriber.get(URL)
    body = answer.content.decode()
    assert 'value="+31 6 12345678"' in body
    assert '<option value="en" selected>English</option>' in body
    assert body.count(">English</option>") == 1
    assert "Your number +31 20 800 5161" in page(answer)
    same = {**FORM, "language": "en", "mobile_number": "+31 6 12345678"}
    assert say(subscriber, URL, same) == ["Nothing was changed."]
    say(subscriber, URL, {**same, "timeout": "20"})
    assert {name: stored().property_value(name) for name in told} == told


def test_the_mailbox_follows_the_mail_address(subscriber: Client) -> None:
    before = api().voicemail.add_mailbox(
        Mailbox(sip_id=ALICE, password="1234", name="Alice Smith", email="alice@acme.example")
    )
    with calls(4):
        say(subscriber, URL, {**FORM, "email": "new@acme.example"})
    assert api().voicemail.mailbox(ALICE) == replace(before, email="new@acme.example")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", "a@b"),
        ("timeout", "901"),
        ("timeout", "-1"),
        ("timeout", "9" * 30),
        ("timeout", "abc"),
        ("timezone", "Mars/Olympus"),
        ("timezone", ""),
        ("language", "xx"),
        ("mobile_number", "0612345678"),
        ("mobile_number", "+31 what"),
    ],
)
def test_bad_input_comes_back_with_a_sentence(subscriber: Client, field: str, value: str) -> None:
    before = stored()
    answer = subscriber.post(URL, {**FORM, "email": "typed@acme.example", field: value})
    assert answer.status_code == 422
    assert "needs your attention" in words(answer)
    if field != "email":
        assert 'value="typed@acme.example"' in answer.content.decode()
    assert stored() == before


def test_staff_see_more_and_a_way_to_the_account_form(reseller: Client) -> None:
    body = reseller.get(URL).content.decode()
    assert f"/sip/accounts/{ALICE}/edit/" in body
    data = {**FORM, "first_name": "Alicia", "last_name": "Smith", "deny_password_change": "on"}
    say(reseller, URL, data)
    assert stored().first_name == "Alicia"
    assert "deny-password-change" in stored().groups


def test_the_panel_password_asks_for_the_old_one(subscriber: Client) -> None:
    where = URL + "panel-password/"
    data = {
        "current_password": "wrong",
        "new_password": "another secret",
        "repeated_password": "another secret",
    }
    answer = subscriber.post(where, data)
    assert answer.status_code == 422
    assert "This is not the password that you sign in with." in words(answer)
    assert "another secret" not in answer.content.decode()
    say(subscriber, where, {**data, "current_password": PASSWORD})
    kept = stored().property_value("web_password")
    assert passwords.verify("alice", "acme.example", "another secret", kept)
    assert stored().password == PASSWORD
    assert subscriber.post(where, {"remove": "1", "current_password": PASSWORD}).status_code == 422
    say(subscriber, where, {"remove": "1", "current_password": "another secret"})
    assert stored().property_value("web_password") == ""


def test_the_sip_password_changes_and_the_session_stays(people: People, subscriber: Client) -> None:
    where = URL + "phone-password/"
    data = {
        "current_password": PASSWORD,
        "new_password": "another secret",
        "repeated_password": "another secret",
    }
    other = people.browser("subscriber")
    other.get(URL)
    told = say(subscriber, where, data)
    assert told == ["The SIP password is changed. Enter it on your phones now."]
    assert stored().password == "another secret"
    assert subscriber.get(URL).status_code == 200
    assert other.get(URL).status_code == 302


def test_blanks_around_the_present_password_belong_to_it(subscriber: Client) -> None:
    api().sip.update_account(replace(stored(), password=" blank "))
    new = "another password"
    url = URL + "phone-password/"
    for typed, status in (("blank", 422), (" blank ", 302)):
        answer = subscriber.post(
            url, {"current_password": typed, "new_password": new, "repeated_password": new}
        )
        assert answer.status_code == status


def test_a_locked_sip_password_is_for_staff_only(
    people: People, subscriber: Client, reseller: Client
) -> None:
    api().sip.add_to_group(ALICE, "deny-password-change")
    where = URL + "phone-password/"
    assert subscriber.get(where).status_code == 403
    data = {
        "current_password": PASSWORD,
        "new_password": "another secret",
        "repeated_password": "another secret",
    }
    assert subscriber.post(where, data).status_code == 403
    assert stored().password == PASSWORD
    say(reseller, where, data)
    assert stored().password == "another secret"
    assert subscriber.get(URL).status_code == 302  # what it was signed in with is gone
    assert "Your provider keeps it" in page(people.browser("subscriber").get(URL))


@pytest.mark.parametrize(
    ("new", "again"),
    [("short", "short"), ("long enough", "other one"), ("tab\there123", "tab\there123"), ("", "")],
)
def test_a_bad_password_is_refused(subscriber: Client, new: str, again: str) -> None:
    data = {"current_password": PASSWORD, "new_password": new, "repeated_password": again}
    assert subscriber.post(URL + "phone-password/", data).status_code == 422
    assert stored().password == PASSWORD


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, platform_is_down: None
) -> None:
    browser = people.browser("subscriber")
    data = {**FORM, "email": "typed@acme.example", "mobile_number": "+31612345678"}
    answer: Any = browser.post(URL, data)
    assert answer.status_code == 503
    body = answer.content.decode()
    assert 'value="typed@acme.example"' in body
    assert 'value="+31612345678"' in body
    assert '<option value="Europe/Amsterdam" selected>' in body
    assert "nothing was saved" in words(answer)


def test_guessing_the_old_password_gets_slow(subscriber: Client) -> None:
    cache.clear()
    where = URL + "panel-password/"
    data = {
        "current_password": "wrong",
        "new_password": "another secret",
        "repeated_password": "another secret",
    }
    answers = [subscriber.post(where, data).status_code for _ in range(8)]
    assert answers[:5] == [422] * 5
    assert answers[-1] == 302
    assert say(subscriber, where, {**data, "current_password": PASSWORD})[0].startswith(
        "Too many attempts"
    )
    assert stored().property_value("web_password") == ""
    cache.clear()


def test_a_number_has_quick_dial(people: People, administrator: Client) -> None:
    number = SipId(username="31208005161", domain="acme.example")
    api().sip.add_account(replace(stored(), id=number, password=PASSWORD))
    where = f"/subscriber/{number}/settings/"
    assert "Quick dial" in page(administrator.get(where))
    data = {**FORM, "quickdial_prefix": "3120"}
    say(administrator, where, {**data, "first_name": "Alice", "last_name": "Smith"})
    account = api().sip.account(number)
    assert account.quickdial_prefix == "3120"
    wrong = administrator.post(where, {**data, "quickdial_prefix": "31-20"})
    assert wrong.status_code == 422


def test_a_platform_without_clear_passwords_gets_digests(
    people: People, subscriber: Client, settings: Any
) -> None:
    settings.PROVISIONING = {**settings.PROVISIONING, "STORE_CLEAR_TEXT_PASSWORDS": False}
    sip = api().sip
    sip.update_account(replace(stored(), password="first secret"))
    assert stored().password == ""
    data = {
        "current_password": "first secret",
        "new_password": "another secret",
        "repeated_password": "another secret",
    }
    say(subscriber, URL + "phone-password/", data)
    assert passwords.verify_ha1("alice", "acme.example", "another secret", stored().ha1)


def test_an_account_without_time_zone_may_stay_without(people: People) -> None:
    actor = people.actor("subscriber")
    assert actor is not None
    account = replace(stored(), timezone="")
    data = {**FORM, "timezone": "", "timeout": "20"}
    form = SettingsForm(data, actor=actor, record=account, offered=Offer())
    assert form.is_valid(), form.errors
    assert form.to_domain(account) == replace(account, timeout=20)


def test_what_is_for_staff_is_not_read_from_a_subscriber(subscriber: Client) -> None:
    api().sip.update_account(replace(stored(), quota=7, groups=("blocked", "x-odd")))
    before = stored()
    forged = {"quota": "999", "prepaid": "on", "free_pstn": "on", "blocked": "", "rpid": "666"}
    names = {"first_name": "Root", "owner": "1", "other_groups": "intercept", "acl": "0.0.0.0/0"}
    rights = {"call_limit": "99", "trunking": "on", "rate_on_net": "on", "payments": "on"}
    more = {"groups": "free-pstn", "balance": "999", "deny_password_change": "on"}
    say(subscriber, URL, {**FORM, **forged, **names, **rights, **more, "timeout": "20"})
    assert replace(stored(), change_date=None) == replace(before, timeout=20, change_date=None)
