"""Each setting by role (reference, section 6): who edits, who reads, who does not see it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from django.test import Client
from pytest_django import Settings

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Account, Network, SipId
from tests.accounts.subscriber.helping import page, say
from tests.filling import shown
from tests.people import PASSWORD, People, api, calls, sign_in

NUMBER = SipId(username="31208005161", domain="acme.example")
URL = f"/subscriber/{NUMBER}/settings/"
LIFT = f"{URL}lift-quota/"
PSTN, PREPAID, SMS = "pstn_changes", "prepaid_changes", "sms_access"
# The roles of the table; the last two are the same people without rights over telephone calls.
DESKS: Final = {
    "subscriber": ("subscriber", True),
    "customer": ("customer", True),
    "reseller": ("reseller", True),
    "administrator": ("administrator", True),
    "weak customer": ("customer", False),
    "weak reseller": ("reseller", False),
}
# Field -> what is typed, and E(dit), R(ead) or - for each of the desks, in their order.
TABLE: Final[dict[str, tuple[str, str]]] = {
    "first_name": ("Typed", "-EEEEE"),
    "last_name": ("Typed", "-EEEEE"),
    "language": ("nl", "EEEEEE"),
    "timezone": ("UTC", "EEEEEE"),
    "region": ("south", "EEEEEE"),
    "quota": ("77", "REEERR"),
    "prepaid": ("on", "REEERR"),
    "blocked": ("on", "-EEEEE"),
    "trunking": ("on", "-EEEEE"),
    "deny_password_change": ("on", "-EEEEE"),
    "free_pstn": ("", "REEERR"),
    "rpid": ("+31208005177", "REEERR"),
    "anonymous": ("on", "EEEEEE"),
    "rate_on_net": ("on", "-EEEEE"),
    # A weak reseller has texts all the same.
    "sms": ("on", "REEERE"),
    "payments": ("on", "-EEEEE"),
    "anonymous_reject": ("on", "EEEEEE"),
    "missed_calls": ("on", "EEEEEE"),
    "other_groups": ("their-own more", "-EEEEE"),
    "owner": ("customer", "-EEEEE"),
    "quickdial_prefix": ("3120", "EEEEEE"),
    "mobile_number": ("+31612345678", "EEEEEE"),
    "acl": ("192.0.2.0/24", "RREERE"),
    "call_limit": ("77", "RREERR"),
    "timeout": ("77", "EEEEEE"),
    "show_barring_tab": ("on", "EEEEEE"),
    "email": ("typed@acme.example", "EEEEEE"),
}
# What a subscriber reads about a field, where there is something to read.
READ: Final = {
    "quota": "Monthly limit € 50.00",
    "prepaid": "Payment By invoice",
    "free_pstn": "Telephone network Allowed",
    "rpid": "Your number +31 20 800 5161",
    "sms": "Text messages Not allowed",
    "acl": "Allowed networks 198.51.100.0/24",
    "call_limit": "Calls at once 2",
}


def stored() -> Account:
    return replace(api().sip.account(NUMBER), change_date=None)


def grant(customer: int, *names: str) -> None:
    rights = [
        CustomerProperty(
            name=name,
            value="1" if name in names else "0",
            category="sip",
            permission="admin",
        )
        for name in (PSTN, PREPAID, SMS)
    ]
    api().customers.set_properties(customer, rights)


@pytest.fixture
def number(people: People, settings: Settings) -> Account:
    """An account with something of everything."""
    settings.EMERGENCY_REGIONS = ("north", "south")
    account = api().sip.account(SipId(username="alice", domain="acme.example"))
    sip = api().sip
    account = replace(
        account,
        id=NUMBER,
        password=PASSWORD,
        quota=50,
        call_limit=2,
        rpid="0031208005161",
        region="north",
        groups=("free-pstn", "their-own"),
    )
    sip.add_account(account.with_properties({"x-private": "kept"}))
    network = Network(ip="198.51.100.0", mask=24)
    changed = replace(sip.account(NUMBER), password="", acl=(network,))
    sip.update_account(changed)
    return stored()


def browser_of(people: People, desk: str) -> Client:
    """That person signed in, with the rights of the desk."""
    person, is_strong = DESKS[desk]
    grant(people.reseller, *((PSTN, PREPAID, SMS) if is_strong else (SMS,)))
    grant(people.customer, *((PSTN, PREPAID, SMS) if is_strong else ()))
    if person != "subscriber":
        return people.browser(person)
    actor = people.actor("subscriber")
    assert actor is not None
    client = Client()
    sign_in(client, replace(actor, account=str(NUMBER)))
    return client


@pytest.mark.parametrize("desk", DESKS)
def test_each_role_edits_reads_or_does_not_see_a_setting(
    people: People, number: Account, desk: str
) -> None:
    place = list(DESKS).index(desk)
    browser = browser_of(people, desk)
    answer = browser.get(URL)
    text, form = page(answer), answer.context["form"]
    for name, (typed, marks) in TABLE.items():
        mark = marks[place]
        if mark == "E":
            assert name in form.fields, (desk, name)
            assert not form.fields[name].disabled, (desk, name)
            continue
        if mark == "R":
            told = READ.get(name, "") if desk == "subscriber" else str(form.fields[name].label)
            assert told in text, (desk, name)
        assert f'name="{name}"' not in answer.content.decode(), (desk, name)
        # Forged: sent although it was not offered.
        before = stored()
        data = {**shown(form), name: str(people.customer) if name == "owner" else typed}
        browser.post(URL, {key: value for key, value in data.items() if value})
        assert stored() == before, (desk, name)


@pytest.mark.parametrize("desk", ["subscriber", "customer", "reseller", "administrator"])
def test_each_role_saves_what_it_edits(people: People, number: Account, desk: str) -> None:
    place = list(DESKS).index(desk)
    browser = browser_of(people, desk)
    with calls({"subscriber": 2, "customer": 4, "reseller": 4, "administrator": 3}[desk]):
        answer = browser.get(URL)
    mine = {name: typed for name, (typed, marks) in TABLE.items() if marks[place] == "E"}
    if "owner" in mine:
        mine["owner"] = str(people.customer)
    data = {**shown(answer.context["form"]), **mine}
    say(browser, URL, {name: value for name, value in data.items() if value})
    after = stored()
    assert (after.email, after.timezone, after.timeout) == ("typed@acme.example", "UTC", 77)
    assert (after.region, after.quickdial_prefix) == ("south", "3120")
    told = {item.name: item.value for item in after.properties}
    expected = {"language": "nl", "mobile_number": "+31612345678", "show_barring_tab": "1"}
    assert told.items() >= {**expected, "x-private": "kept"}.items()
    assert set(after.groups) >= {"anonymous", "anonymous-reject", "missed-calls", "their-own"}
    is_staff = desk != "subscriber"
    assert (after.name == "Typed Typed") is is_staff
    assert (after.rpid == "+31208005177") is is_staff
    assert bool(after.prepaid) is is_staff
    assert ("free-pstn" in after.groups) is not is_staff
    assert after.owner == (people.customer if is_staff else 0)
    groups = {"blocked", "trunking", "deny-password-change", "rate-on-net", "sms", "payments"}
    assert groups & set(after.groups) == (groups if is_staff else set())
    assert ("more" in after.groups) is is_staff
    if is_staff:
        # Withdrawn together with telephone calls, to come back with them.
        assert (after.quota, told["last_sip_quota"]) == (0, "77")
        assert told["blocked_by"] == ("customer" if desk == "customer" else "reseller")
    may_limit = desk in ("reseller", "administrator")
    assert after.call_limit == (77 if may_limit else 2)
    assert str(after.acl[0]) == ("192.0.2.0/24" if may_limit else "198.51.100.0/24")


@pytest.mark.parametrize("desk", DESKS)
def test_who_sets_the_quota_lifts_its_block(people: People, number: Account, desk: str) -> None:
    browser = browser_of(people, desk)
    api().sip.add_to_group(NUMBER, "quota")
    text = page(browser.get(URL))
    assert "The monthly limit is used up" in text
    may = desk in ("customer", "reseller", "administrator")
    assert ("Let the account call again" in text) is may
    assert browser.post(LIFT).status_code == (302 if may else 403)
    assert ("quota" in stored().groups) is not may


def test_the_operator_lets_lower_roles_set_limits(
    people: People, number: Account, settings: Settings
) -> None:
    settings.CALL_LIMIT_ROLE = settings.IP_LIST_ROLE = "subscriber"
    browser = browser_of(people, "subscriber")
    form = browser.get(URL).context["form"]
    say(browser, URL, {**shown(form), "call_limit": "3", "acl": "203.0.113.9"})
    assert (stored().call_limit, str(stored().acl[0])) == (3, "203.0.113.9/32")
    # Telephone calls are not the customer's: neither is their number, whatever its role.
    fields = browser_of(people, "weak customer").get(URL).context["form"].fields
    assert (fields["call_limit"].disabled, fields["acl"].disabled) == (True, False)
    settings.CALL_LIMIT_ROLE = settings.IP_LIST_ROLE = "admin"
    fields = browser_of(people, "reseller").get(URL).context["form"].fields
    assert fields["call_limit"].disabled
    assert fields["acl"].disabled


def test_a_customer_cannot_lift_a_block_of_the_reseller(people: People, number: Account) -> None:
    browser = browser_of(people, "reseller")
    say(browser, URL, {**shown(browser.get(URL).context["form"]), "blocked": "on"})
    browser = browser_of(people, "customer")
    form = browser.get(URL).context["form"]
    assert form.fields["blocked"].disabled
    browser.post(URL, shown(form))
    assert "blocked" in stored().groups
    assert stored().property_value("blocked_by") == "reseller"


def test_what_does_not_exist_for_the_account_is_not_shown(
    people: People, number: Account, settings: Settings
) -> None:
    settings.EMERGENCY_REGIONS, settings.BARRING_TAB = (), True
    api().sip.update_account(replace(stored(), groups=("their-own",), password=""))
    api().customers.set_properties(
        people.reseller,
        [CustomerProperty(name="pstn_access", value="0", category="sip", permission="admin")],
    )
    form = browser_of(people, "weak reseller").get(URL).context["form"]
    gone = {"region", "show_barring_tab", "mobile_number", "call_limit", "prepaid", "free_pstn"}
    assert not gone & form.fields.keys()


def test_numbers_to_dial_are_told_where_there_are_some(people: People, number: Account) -> None:
    codes = {"change_privacy": "*67", "check_privacy": "*68", "reject_anonymous": "<b>"}
    api().customers.set_properties(
        people.reseller,
        [CustomerProperty(name=f"{n}_access_number", value=v) for n, v in codes.items()],
    )
    answer = browser_of(people, "subscriber").get(URL)
    text = page(answer)
    assert "Dial *67 to switch it" in text
    assert "Dial *68 to hear" in text
    assert "<b>" not in answer.content.decode()
    assert "There it is " in text


def test_two_people_who_change_settings_lose_nothing(people: People, number: Account) -> None:
    mine, theirs = browser_of(people, "subscriber"), people.browser("reseller")
    form = mine.get(URL).context["form"]
    opened = {"opened": form.opening, **shown(form)}
    other = shown(theirs.get(URL).context["form"])
    say(theirs, URL, {**other, "timeout": "50", "email": "theirs@acme.example"})
    say(mine, URL, {**opened, "timezone": "UTC"})
    after = stored()
    assert (after.timeout, after.email, after.timezone) == (50, "theirs@acme.example", "UTC")
    # Both changed the same: the second one hears of it before anything is written.
    answer = mine.post(URL, {**opened, "timeout": "60"})
    assert answer.status_code == 422
    assert "Somebody changed this to “50”" in answer.content.decode()
    assert stored().timeout == 50
