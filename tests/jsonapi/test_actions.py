"""Every action of the API against the server: what it answers, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from ngnpanel.accounts.client import SipClient
from ngnpanel.accounts.domain.accept import AcceptRules, WeeklyRule
from ngnpanel.accounts.domain.calls import Call, Calls
from ngnpanel.accounts.domain.diversions import Diversions
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.accounts.domain.voicemail import Mailbox, VoicemailOptions
from ngnpanel.jsonapi.actions import ACTIONS
from ngnpanel.provisioning import models, vouchers
from ngnpanel.users import throttle
from tests.accounts.subscriber.helping import register, rules
from tests.belongings import Estates
from tests.jsonapi.asking import URL, get, post, prove
from tests.people import ALICE, DOMAIN, PASSWORD, People, api

WEEK = AcceptRules(
    persistent=(WeeklyRule(days=31, start="09:00", stop="17:00", groups=("everybody",)),)
)


def test_identity_and_devices(subscriber: Client) -> None:
    account = api().sip.account(ALICE).with_properties({"mobile_number": "+31612345678"})
    api().sip.update_account(replace(account, password="", timeout=20))
    register(ALICE, "Yealink SIP-T46S 66.86", transport="tls")
    assert get(subscriber, "get_identity") == {
        "sip_address": "alice@acme.example",
        "email": "alice@acme.example",
        "first": "Alice",
        "lastname": "Smith",
        "pstn_caller_id": "",
        "mobile_number": "+31612345678",
        "timezone": "Europe/Amsterdam",
        "no_answer_timeout": 20,
        "quick_dial": "",
    }
    (device,) = get(subscriber, "get_devices")
    assert device["contact"] == "192.0.2.7:5060"
    assert device["publicContact"] == "203.0.113.9:5060"
    assert 2900 < device["expires"] <= 3001
    assert (device["user_agent"], device["transport"]) == ("Yealink SIP-T46S 66.86", "tls")


def test_a_partial_change_of_forwarding_keeps_the_rest(subscriber: Client) -> None:
    stored = Diversions(fbus="sip:bob@acme.example", runc="sip:far@away.example")
    api().sip.set_diversions(ALICE, stored)
    answer = post(subscriber, "set_call_forwarding", FNOA="+31 20 800 5161")
    assert answer["success"] is True
    assert answer["error_message"].startswith("No answer: calls go to")
    wanted = replace(stored, fnoa="sip:0031208005161@acme.example")
    assert api().sip.diversions(ALICE) == wanted
    assert get(subscriber, "get_call_forwarding") == {
        "FUNV": "",
        "FUNC": "",
        "FNOL": "",
        "FBUS": "bob@acme.example",
        "FNOA": "0031208005161@acme.example",
    }
    post(subscriber, "set_call_forwarding", FBUS="")
    assert api().sip.diversions(ALICE) == replace(wanted, fbus="")
    # What was read can be written back: nothing changes.
    again = post(subscriber, "set_call_forwarding", **get(subscriber, "get_call_forwarding"))
    assert again == {"success": True, "error_message": "Nothing was changed."}
    assert api().sip.diversions(ALICE) == replace(wanted, fbus="")


def test_both_wildcards_of_forwarding(subscriber: Client) -> None:
    for wildcard, missing in (("<voice-mailbox>", "mailbox"), ("<mobile-number>", "mobile number")):
        refused = post(subscriber, "set_call_forwarding", FBUS=wildcard)
        assert not refused["success"]
        assert f"You have no {missing}." in refused["error_message"]
    account = api().sip.account(ALICE).with_properties({"mobile_number": "+31612345678"})
    api().sip.update_account(replace(account, password=""))
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, password="123456"))
    fields = {"FBUS": "<voice-mailbox>", "FNOL": "voice-mailbox", "FUNC": "<mobile-number>"}
    assert post(subscriber, "set_call_forwarding", **fields)["success"]
    found = get(subscriber, "get_call_forwarding")
    assert (found["FBUS"], found["FNOL"]) == ("<voice-mailbox>", "<voice-mailbox>")
    assert found["FUNC"] == "0031612345678@acme.example"


@pytest.mark.parametrize("target", ["alice", "<odd>", "a b c@d", "bob@acme.example:5060"])
def test_a_bad_destination_changes_nothing(subscriber: Client, target: str) -> None:
    before = api().sip.diversions(ALICE)
    answer: Any = subscriber.post(f"{URL}{ALICE}/set_call_forwarding/", {"FUNC": target})
    assert (answer.status_code, answer.json()["success"]) == (422, False)
    assert answer.json()["error_message"]
    assert api().sip.diversions(ALICE) == before


def test_do_not_disturb_keeps_the_weekly_rules_with_their_days(subscriber: Client) -> None:
    api().sip.set_accept_rules(ALICE, WEEK)
    assert "Nobody gets through." in post(subscriber, "set_dnd_on", duration=30)["error_message"]
    found = get(subscriber, "get_accept_rules")
    assert found["persistent"] == [
        {"days": 31, "start": "09:00", "stop": "17:00", "groups": ["everybody"]}
    ]
    assert found["temporary"]["groups"] == ["nobody"]
    assert 29 <= found["temporary"]["duration"] <= 30
    assert post(subscriber, "set_dnd_on")["error_message"].startswith("Do not disturb is on until")
    assert post(subscriber, "set_dnd_off")["success"] is True
    assert rules(ALICE).persistent == WEEK.persistent
    assert get(subscriber, "get_accept_rules")["temporary"]["groups"] in ([], ["everybody"])


def test_refused_callers(subscriber: Client) -> None:
    api().sip.set_rejected_callers(ALICE, ["sip:%31208005161@%", "bob@acme.example"])
    assert get(subscriber, "get_reject_rules") == ["%31208005161@%", "bob@acme.example"]


def test_privacy_is_switched_twice_without_harm(subscriber: Client) -> None:
    for action, member in (("set_privacy_on", True), ("set_privacy_off", False)):
        for _time in range(2):
            assert post(subscriber, action)["success"] is True
        groups = api().sip.account(ALICE).groups
        assert ("anonymous" in groups, "free-pstn" in groups) == (member, True)


def test_other_names(subscriber: Client) -> None:
    added = post(subscriber, "add_alias", username="Info")
    assert added == {
        "success": True,
        "error_message": "Calls to info@acme.example reach you now.",
    }
    assert get(subscriber, "get_aliases") == ["info@acme.example", "sales@acme.example"]
    for name in ("bob", "info@globex.example", "*21", ""):
        assert post(subscriber, "add_alias", username=name)["success"] is False
    assert post(subscriber, "add_alias")["error_message"] == "username is missing."
    assert get(subscriber, "get_aliases") == ["info@acme.example", "sales@acme.example"]


def test_the_pin_is_told_to_the_subscriber_over_tls_alone(people: People) -> None:
    nothing = prove("get_voicemail").json()
    assert (nothing["Mailbox"], nothing["Password"], nothing["Account"]) == ("", "", "")
    box = Mailbox(
        sip_id=ALICE,
        password="123456",
        name="Alice",
        email="alice@acme.example",
        options=VoicemailOptions(delete=False),
    )
    stored = api().voicemail.add_mailbox(box)
    told = prove("get_voicemail", secure=True).json()
    assert told["Password"] == "123456"
    assert told["Options"] == {"delete": False}
    assert (told["Mailbox"], told["Account"]) == (stored.mailbox, f"{stored.mailbox}@{DOMAIN}")
    assert prove("get_voicemail").json()["Password"] == ""
    for person in ("administrator", "reseller", "customer", "subscriber"):
        browser = people.browser(person)
        answer: Any = browser.get(f"{URL}{ALICE}/get_voicemail/", secure=True)
        assert (answer.json()["Mailbox"], answer.json()["Password"]) == (stored.mailbox, "")


def test_history_is_completed_calls_with_texts_decoded(
    subscriber: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = Call(
        session_id="a=3Db",
        from_uri="sip:alice@acme.example",
        to_uri="sip:0031208005161@acme.example;user=3Dphone",
        from_header='"Alice =C3=A9" <sip:alice@acme.example>',
        start_time=1_700_000_000,
        stop_time=1_700_000_060,
        duration=60,
        status=200,
        price=0.12,
        application_types=("audio=2C video",),
    )
    received = replace(call, from_uri="sip:bob@acme.example", from_header="Bob <sip:bob@x.example>")
    calls = Calls(
        placed=(call, replace(call, stop_time=0), replace(call, status=435)), received=(received,)
    )
    monkeypatch.setattr(SipClient, "calls", lambda *_arguments: calls)
    found = get(subscriber, "get_history")
    (placed,), (got,) = found["placed"], found["received"]
    assert placed["remoteParty"] == "+31208005161@acme.example"
    assert (placed["startTime"], placed["stopTime"]) == (
        "2023-11-14 23:13:20",
        "2023-11-14 23:14:20",
    )
    assert (placed["timezone"], placed["sessionId"]) == ("Europe/Amsterdam", "a=b")
    assert (placed["media"], placed["price"]) == (["audio", "video"], 0.12)
    assert (got["remoteParty"], got["displayName"]) == ("bob@acme.example", "Bob")


def test_history_and_usage_of_an_account_without_calls(subscriber: Client) -> None:
    assert get(subscriber, "get_history") == {"placed": [], "received": []}
    assert get(subscriber, "get_monthly_usage") == {"calls": 0, "price": 0.0}


def test_credit(subscriber: Client, people: People) -> None:
    assert get(subscriber, "get_prepaid") == {"balance": None}
    assert get(subscriber, "get_balance_history") == []
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", prepaid=True))
    api().sip.add_balance(ALICE, 12.5, "=1+1")
    assert get(subscriber, "get_prepaid") == {"balance": 12.5}
    (entry,) = get(subscriber, "get_balance_history")
    assert (entry["value"], entry["balance"], entry["description"]) == (12.5, 12.5, "=1+1")
    file: Any = subscriber.get(f"{URL}{ALICE}/get_balance_history/", {"csv": "1"})
    assert file["Content-Type"].startswith("text/csv")
    assert file["Cache-Control"] == "no-store, private"
    header, line = b"".join(file).decode("utf-8-sig").splitlines()
    assert header == '"id","account","date","action","description","value","final balance"'
    assert "'=1+1" in line


def test_a_voucher_is_redeemed_and_guesses_get_slow(subscriber: Client, people: People) -> None:
    refused = post(subscriber, "add_balance", id=1, number="0" * 16)
    assert refused["error_message"] == "This account does not have that."  # it pays by invoice
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="", prepaid=True))
    seller = models.Customer.objects.get(pk=people.reseller)
    made = vouchers.make(seller, 1, Decimal(10), now() + timedelta(days=9))[0]
    card = {"id": made.voucher.pk, "number": made.number}
    told = post(subscriber, "add_balance", **card)
    assert told == {
        "success": True,
        "error_message": "+10.00: the balance went from € 0.00 to € 10.00.",
    }
    assert get(subscriber, "get_prepaid") == {"balance": 10.0}
    for _guess in range(throttle.FREE_FOR_NAME + 1):
        answer = post(subscriber, "add_balance", **card)
        assert not answer["success"]
    late: Any = subscriber.post(f"{URL}{ALICE}/add_balance/", {**card, "number": "1" * 16})
    assert late.status_code == 429


def test_numbers_that_lead_to_the_account(estates: Estates) -> None:
    """The filter of the platform is a pattern: a_ice would find alice as well."""
    like = SipId(username="a_ice", domain=DOMAIN)
    admin = api()
    admin.sip.add_account(replace(admin.sip.account(ALICE), id=like, password=PASSWORD))
    assert get(estates.people.browser("subscriber"), "get_enum") == ["+31208005161"]
    assert get(estates.people.browser("customer"), "get_enum", like) == []


def test_a_trunk_has_no_forwarding(subscriber: Client) -> None:
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, password="").with_groups({"trunking": True}))
    answer: Any = subscriber.get(URL, {"action": "get_call_forwarding"})
    assert answer.json() == {"success": False, "error_message": "This account does not have that."}


def test_no_action_changes_a_password() -> None:
    """What the provider locks with deny-password-change stays locked here."""
    assert not [name for name in ACTIONS if "password" in name]
    fields = {parameter.name for action in ACTIONS.values() for parameter in action.parameters}
    assert not fields & {"password", "web_password", "ha1"}
