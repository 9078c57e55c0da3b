"""Bulk acts on accounts: whose right it is, what follows what, and what is never emptied."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Account, SipId
from ngnpanel.accounts.domain.voicemail import Mailbox
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import State
from tests.jobs.working import actor, counts, done, items, prepared, work
from tests.people import ALICE, BOB, FOREIGN, People, api

BOTH = [str(ALICE), str(BOB)]


def take_right(customer: int, name: str) -> None:
    """A customer or reseller has a right no more."""
    lost = CustomerProperty(name=name, value="0", category="sip", permission="admin")
    api().customers.set_properties(customer, [lost])


def change(address: SipId, **facts: Any) -> None:
    """Somebody else changes an account meanwhile."""
    api().sip.update_account(replace(api().sip.account(address), **facts))


def alice() -> Account:
    """As the platform has her now."""
    return api().sip.account(ALICE)


def reasons(job: Any) -> set[str]:
    """Why items are not done."""
    return {item.reason for item in items(job)}


CALLS = "You may not change what calls may cost."
RIGHTS: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("account-pstn-on", {}, "pstn_changes", CALLS),
    ("account-pstn-off", {}, "pstn_changes", CALLS),
    ("account-quota", {"quota": 5}, "pstn_changes", CALLS),
    ("account-quota-lift", {}, "pstn_changes", CALLS),
    ("account-caller-id-name", {}, "pstn_changes", CALLS),
    ("account-caller-id-prefix", {"digits": "31"}, "pstn_changes", CALLS),
    ("account-caller-id-strip", {"count": 1}, "pstn_changes", CALLS),
    ("account-prepaid", {}, "prepaid_changes", "You may not change who is prepaid."),
    ("account-postpaid", {}, "prepaid_changes", "You may not change who is prepaid."),
    ("account-balance", {"amount": "1"}, "prepaid_changes", "You may not change who is prepaid."),
    ("account-group-add", {"group": "sms"}, "sms_access", "You may not change text messages."),
    ("account-pstn-on", {}, "pstn_access", "Your reseller has no access to the telephone network."),
)


@pytest.mark.parametrize(("kind", "params", "right", "sentence"), RIGHTS)
def test_who_lost_the_right_is_refused(
    people: People, kind: str, params: dict[str, Any], right: str, sentence: str
) -> None:
    take_right(people.reseller, right)
    for person in ("reseller", "customer"):
        job = prepared(actor(people, person), kind, params, keys=[str(ALICE)])
        assert reasons(job) == {sentence}


def test_without_the_right_nothing_is_taken_back_either(people: People) -> None:
    job = done(prepared(actor(people), "account-pstn-off", keys=[str(ALICE)]))
    assert alice().groups == ()
    take_right(people.reseller, "pstn_changes")
    undoing = submitting.undo(job, actor(people))
    work()
    assert reasons(undoing) == {CALLS}


def test_a_customer_does_not_touch_the_block_of_its_reseller(people: People) -> None:
    done(prepared(actor(people), "account-block", keys=[str(ALICE)]))
    assert alice().property_value("blocked_by") == "reseller"
    for kind in ("account-unblock", "account-block"):
        job = prepared(actor(people, "customer"), kind, keys=BOTH)
        assert items(job)[0].reason == "Your reseller blocked it."
    assert counts(done(prepared(actor(people), "account-unblock", keys=[str(ALICE)]))) == {
        "done": 1
    }


def test_a_reseller_takes_over_the_block_of_its_customer(people: People) -> None:
    done(prepared(actor(people, "customer"), "account-block", keys=[str(ALICE)]))
    assert alice().property_value("blocked_by") == "customer"
    done(prepared(actor(people), "account-block", keys=[str(ALICE)]))
    assert alice().property_value("blocked_by") == "reseller"


def test_telephone_calls_make_prepaid_where_that_is_not_free_to_choose(people: People) -> None:
    change(ALICE, groups=())
    take_right(people.reseller, "prepaid_changes")
    job = prepared(actor(people), "account-pstn-on", keys=BOTH)
    assert [(item.outcome, item.reason) for item in items(job)] == [
        ("pending", ""),
        ("skipped", "It is so already."),
    ]
    done(job)
    assert (alice().prepaid, api().sip.account(BOB).prepaid) == (True, False)
    undoing = submitting.undo(job, actor(people))
    work()
    assert reasons(undoing) == {"You may not change who is prepaid."}


def test_only_prepaid_accounts_have_a_balance(people: People) -> None:
    job = prepared(actor(people), "account-balance", {"amount": "1"}, keys=[str(ALICE)])
    assert reasons(job) == {"It is not prepaid, so it has no balance."}


def test_a_caller_id_that_cannot_be_made_is_refused_by_name(people: People) -> None:
    change(BOB, rpid="+31208005161")
    found = {}
    for kind, params in (
        ("account-caller-id-name", {}),
        ("account-caller-id-prefix", {"digits": "31"}),
        ("account-caller-id-strip", {"count": 20}),
    ):
        job = prepared(actor(people), kind, params, keys=BOTH)
        found[kind] = [item.reason for item in items(job)]
    assert found == {
        "account-caller-id-name": ["Its name is no number."] * 2,
        "account-caller-id-prefix": [
            "It has no caller id.",
            "Its caller id is international already.",
        ],
        "account-caller-id-strip": [
            "It has no caller id.",
            "Too little of its caller id would be left.",
        ],
    }


def test_a_mailbox_is_called_like_its_account_afterwards(people: People) -> None:
    api().voicemail.add_mailbox(Mailbox(sip_id=ALICE, name="Alice Smith", email="a@acme.example"))
    job = done(prepared(actor(people), "account-last-name", {"name": "Jones"}, keys=BOTH))
    mailbox = api().voicemail.mailbox(ALICE)
    assert mailbox is not None
    assert mailbox.name == "Alice Jones"
    undoing = submitting.undo(job, actor(people))
    work()
    done(undoing)
    mailbox = api().voicemail.mailbox(ALICE)
    assert mailbox is not None
    assert (mailbox.name, alice().last_name) == ("Alice Smith", "Smith")


def test_somebody_else_is_no_owner(people: People) -> None:
    job = prepared(actor(people), "account-owner", {"owner": people.stranger}, keys=BOTH)
    assert job.state == State.CANCELLED
    assert job.remark == f"You have no customer with the number {people.stranger}."
    assert alice().owner == 0


def test_whose_owner_one_is_may_be_looked_at_and_not_changed(people: People) -> None:
    change(FOREIGN, owner=people.customer)
    job = prepared(
        actor(people, "customer"), "account-first-name", {"name": "Mine"}, keys=[str(FOREIGN)]
    )
    assert reasons(job) == {"You may not change this record."}


@pytest.mark.parametrize("group", ["prepaid", "intercept", "quota", "blocked", "free-pstn"])
@pytest.mark.parametrize("kind", ["account-group-add", "account-group-remove"])
def test_groups_that_follow_something_else_are_no_choice(
    people: People, kind: str, group: str
) -> None:
    found = kinds.find(kind)
    assert found is not None
    assert found.form_class is not None
    form = found.form_class({"group": "", "other": group}, actor=actor(people))
    sentence = f"{group} follows a setting of its own, so it cannot be chosen here."
    assert form.errors == {"other": [sentence]}
    forged = prepared(actor(people), kind, {"group": group}, keys=[str(ALICE)])
    assert reasons(forged) == {sentence}


def test_who_is_in_the_group_already_is_passed_over(people: People) -> None:
    change(ALICE, groups=("free-pstn", "vip"))
    job = prepared(actor(people), "account-group-add", {"group": "vip"}, keys=BOTH)
    change(BOB, groups=("free-pstn", "vip"))  # between the preview and the word
    assert counts(done(job)) == {"skipped": 2}


def test_leaving_a_group_leaves_the_others_to_whoever_changes_them(people: People) -> None:
    change(ALICE, groups=("free-pstn", "vip"))
    job = done(prepared(actor(people), "account-group-remove", {"group": "vip"}, keys=[str(ALICE)]))
    change(ALICE, groups=("missed-calls",))
    undoing = submitting.undo(job, actor(people))
    work()
    done(undoing)
    assert alice().groups == ("missed-calls", "vip")
