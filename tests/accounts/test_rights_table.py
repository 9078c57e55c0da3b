"""The settings of an account by role (reference 3.3): who changes what, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Account
from ngnpanel.soap import metering
from tests.filling import shown
from tests.people import ALICE, People, api

EDIT = f"/sip/accounts/{ALICE}/edit/"
LIFT = f"/sip/accounts/{ALICE}/do/lift-quota/"


@dataclass(frozen=True)
class Desk:
    """A person at work, and the rights that were withdrawn from reseller and customer."""

    person: str
    reseller_lacks: str = ""
    customer_lacks: str = ""

    def browser(self, people: People) -> Any:
        """That person signed in, after the rights are gone."""
        for customer, name in (
            (people.reseller, self.reseller_lacks),
            (people.customer, self.customer_lacks),
        ):
            if name:
                gone = CustomerProperty(name=name, value="0", category="sip", permission="admin")
                api().customers.set_properties(customer, [gone])
        return people.browser(self.person)


A = Desk("administrator")
R, C = Desk("reseller"), Desk("customer")
PSTN, PREPAID = "pstn_changes", "prepaid_changes"
R_NO_PSTN, R_NO_PREPAID = Desk("reseller", PSTN), Desk("reseller", PREPAID)
C_NO_PSTN, C_BELOW_NO_PSTN = Desk("customer", "", PSTN), Desk("customer", PSTN)
C_NO_PREPAID, C_BELOW_NO_PREPAID = Desk("customer", "", PREPAID), Desk("customer", PREPAID)
EVERYBODY = (A, R, C, R_NO_PSTN, R_NO_PREPAID, C_NO_PSTN, C_BELOW_NO_PSTN, C_NO_PREPAID)
WITHOUT_PSTN = (R_NO_PSTN, C_NO_PSTN, C_BELOW_NO_PSTN)
WITHOUT_PREPAID = (R_NO_PREPAID, C_NO_PREPAID, C_BELOW_NO_PREPAID)

# What a setting is called on the form, what somebody types, and who may; all others read.
FREE = {
    "first_name": "Typed",
    "last_name": "Typed",
    "email": "typed@acme.example",
    "language": "nl",
    "timezone": "UTC",
    "password": "typed by hand",
    "web_password": "typed by hand",
    "mobile_number": "+31612345678",
    "region": "Utrecht",
    "timeout": "77",
    "blocked": "on",
    "trunking": "on",
    "deny_password_change": "on",
    "rate_on_net": "on",
    "anonymous": "on",
    "anonymous_reject": "on",
    "missed_calls": "on",
    "other_groups": "typed-group",
}
TABLE: tuple[tuple[str, str, tuple[Desk, ...], tuple[Desk, ...]], ...] = (
    ("quota", "77", (A, R, C), WITHOUT_PSTN),
    ("rpid", "+31208005177", (A, R, C), WITHOUT_PSTN),
    ("free_pstn", "", (A, R, C), WITHOUT_PSTN),
    ("prepaid", "on", (A, R, C), WITHOUT_PREPAID),
    ("call_limit", "77", (A, R), (*WITHOUT_PSTN, C)),
    ("acl", "192.0.2.0/24", (A, R, R_NO_PSTN), (C, C_NO_PSTN)),
)
MAY = [(name, typed, desk) for name, typed, may, _reads in TABLE for desk in may]
READS = [(name, typed, desk) for name, typed, _may, reads in TABLE for desk in reads]


def send(browser: Any, **typed: str) -> Any:
    """Open the form, and send it with these values, offered or not; an empty one is unticked."""
    data = {**shown(browser.get(EDIT).context["form"]), **typed}
    return browser.post(EDIT, {name: value for name, value in data.items() if value})


def told(account: Account, name: str) -> Any:
    """What the stored account says about a setting of the form."""
    if name in ("free_pstn", "blocked", "trunking", "anonymous", "missed_calls"):
        return name.replace("_", "-") in account.groups
    return getattr(account, name)


@pytest.mark.parametrize(("name", "typed", "desk"), MAY)
def test_who_may_change_a_setting_does(people: People, name: str, typed: str, desk: Desk) -> None:
    browser, before = desk.browser(people), api().sip.account(ALICE)
    answer = send(browser, **{name: typed})
    assert answer.status_code == 302, answer.context["form"].errors
    assert told(api().sip.account(ALICE), name) != told(before, name)


@pytest.mark.parametrize(("name", "typed", "desk"), READS)
def test_who_may_not_reads_it_and_forged_input_is_ignored(
    people: People, name: str, typed: str, desk: Desk
) -> None:
    browser, before = desk.browser(people), api().sip.account(ALICE)
    page = browser.get(EDIT)
    assert page.context["form"].fields[name].disabled
    assert f'name="{name}"' not in page.content.decode()
    answer = send(browser, **{name: typed, "first_name": "Changed"})
    assert answer.status_code == 302
    after = api().sip.account(ALICE)
    assert after.first_name == "Changed"
    assert told(after, name) == told(before, name)


@pytest.mark.parametrize("desk", EVERYBODY)
def test_all_staff_change_what_is_free_whatever_their_rights(people: People, desk: Desk) -> None:
    browser = desk.browser(people)
    owner = "" if desk.person == "customer" else str(people.customer)
    answer = send(browser, **FREE, **({"owner": owner} if owner else {}))
    assert answer.status_code == 302, answer.context["form"].errors
    account = api().sip.account(ALICE)
    assert (account.name, account.email) == ("Typed Typed", "typed@acme.example")
    assert (account.timezone, account.region, account.timeout) == ("UTC", "Utrecht", 77)
    assert account.password == "typed by hand"
    assert account.property_value("language") == "nl"
    assert account.property_value("web_password")
    assert set(account.groups) >= {
        *("blocked", "trunking", "deny-password-change", "rate-on-net"),
        *("anonymous", "anonymous-reject", "missed-calls", "typed-group", "free-pstn"),
    }
    by = "customer" if desk.person == "customer" else "reseller"
    assert account.property_value("blocked_by") == by
    assert account.owner == (int(owner) if owner else 0)


@pytest.mark.parametrize(
    ("desk", "code"), [(A, 302), (R, 302), (C, 302), *((desk, 403) for desk in WITHOUT_PSTN)]
)
def test_who_may_lift_the_block_of_the_quota(people: People, desk: Desk, code: int) -> None:
    browser = desk.browser(people)
    api().sip.add_to_group(ALICE, "quota")
    with metering.counted() as meter:
        browser.get(f"/sip/accounts/{ALICE}/")
    assert meter.calls <= 3
    # The form tells the panel what the person may do, and the page offers that alone.
    browser.get(f"/sip/accounts/{ALICE}/edit/")
    page = browser.get(f"/sip/accounts/{ALICE}/").content.decode()
    assert ("lift-quota" in page) is (code == 302)
    assert browser.post(LIFT).status_code == code
    assert ("quota" in api().sip.account(ALICE).groups) is (code == 403)


def test_a_customer_cannot_lift_what_the_reseller_blocked(people: People) -> None:
    send(R.browser(people), blocked="on")
    browser = C.browser(people)
    assert browser.get(EDIT).context["form"].fields["blocked"].disabled
    send(browser, blocked="", first_name="Changed")
    account = api().sip.account(ALICE)
    assert (account.first_name, account.property_value("blocked_by")) == ("Changed", "reseller")
    assert "blocked" in account.groups


@pytest.mark.parametrize("desk", [A, R, C, *WITHOUT_PSTN])
def test_groups_of_the_platform_survive_every_desk(people: People, desk: Desk) -> None:
    browser, before = desk.browser(people), api().sip.account(ALICE)
    kept = ("free-pstn", "their-own", "voicemail", "sms")
    api().sip.update_account(replace(before, groups=kept, quota=9))
    api().sip.add_to_group(ALICE, "quota")
    api().sip.add_to_group(ALICE, "intercept")
    assert send(browser, first_name="Changed").status_code == 302
    after = api().sip.account(ALICE)
    assert (after.first_name, after.quota) == ("Changed", 9)
    assert set(after.groups) == {*kept, "quota", "intercept"}


@pytest.mark.parametrize("desk", [A, R, C])
def test_the_quota_waits_while_telephone_calls_are_off(people: People, desk: Desk) -> None:
    browser = desk.browser(people)
    send(browser, quota="25")
    send(browser, free_pstn="")
    account = api().sip.account(ALICE)
    assert (account.quota, account.property_value("last_sip_quota")) == (0, "25")
    send(browser, free_pstn="on")
    account = api().sip.account(ALICE)
    assert (account.quota, account.property_value("last_sip_quota")) == (25, "")
