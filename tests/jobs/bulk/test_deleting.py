"""Deleting in bulk: what stays, what goes along, and what comes back."""

from __future__ import annotations

from dataclasses import replace

from ngnpanel.accounts.domain import passwords
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import Alias, SipId
from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.models import Job
from tests.jobs.bulk.account_rows import add_account
from tests.jobs.working import actor, counts, done, items, prepared, work
from tests.people import ALICE, BOB, DOMAIN, PASSWORD, SALES, People, add_customer, api


def undone(job: Job, people: People) -> Job:
    """The job that took it back."""
    undoing = submitting.undo(job, actor(people))
    work()
    undoing.refresh_from_db()
    return done(undoing)


def reasons(job: Job) -> list[str]:
    """Why items are not done, in their order."""
    return [item.reason for item in items(job)]


def test_nobody_deletes_oneself(people: People) -> None:
    own, other = str(people.reseller), str(people.customer)
    job = prepared(actor(people), "customer-delete", keys=[own, other])
    assert reasons(job) == ["You cannot delete yourself.", ""]


def test_an_employee_deletes_neither_the_reseller_nor_oneself(people: People) -> None:
    employee = add_customer("employee", reseller=people.reseller)
    kind = kinds.find("customer-delete")
    assert kind is not None
    source = {"resource": "customer", "keys": [str(people.reseller), str(employee)]}
    job = submitting.draft(kind, actor(people), login=employee, source=source)
    submitting.prepare(job, {})
    Job.objects.filter(pk=job.pk).update(login=employee)
    stored = api().customers.customer(employee)
    api().customers.update_customer(replace(stored, impersonate=people.reseller))
    work()
    assert reasons(job) == ["You cannot delete yourself."] * 2


def test_customers_with_something_of_theirs_or_an_order_stay(people: People) -> None:
    ordered = add_customer("ordered", reseller=people.reseller)
    order = CustomerProperty(
        name="support_order", value="1", category="billing", permission="admin"
    )
    api().customers.set_properties(ordered, [order])
    keys = [str(people.customer), str(ordered)]
    job = done(prepared(actor(people), "customer-delete", keys=keys))
    assert [(item.outcome, item.reason) for item in items(job)] == [
        (
            "failed",
            "Records still belong to this customer. Delete them or give them away first.",
        ),
        ("refused", "There is an order for its support."),
    ]


def test_a_domain_in_use_stays(people: People) -> None:
    job = done(prepared(actor(people), "domain-delete", keys=[DOMAIN]))
    assert [(item.outcome, item.reason) for item in items(job)] == [
        (
            "failed",
            "The SIP domain still has accounts or aliases. Delete or move those first.",
        )
    ]


def test_an_account_comes_back_with_its_password_and_without_what_was_told_to_go(
    people: People,
) -> None:
    job = done(prepared(actor(people), "account-delete", keys=[str(ALICE)]))
    assert PASSWORD not in str([(item.before, item.after) for item in items(job)])
    undoing = undone(job, people)
    assert counts(undoing) == {"done": 1}
    account = api().sip.account(ALICE)
    assert (account.password, account.groups) == (PASSWORD, ("free-pstn",))
    assert api().sip.aliases_of(ALICE).total == 0


def test_where_the_password_was_not_told_it_comes_back_with_another_one(people: People) -> None:
    pair = passwords.digest_pair("bob", DOMAIN, "only digests")
    api().sip.update_account(replace(api().sip.account(BOB), password=pair))
    job = done(prepared(actor(people), "account-delete", keys=[str(BOB)]))
    assert counts(undone(job, people)) == {"done": 1}
    assert len(api().sip.account(BOB).password) == 20


def test_the_preview_counts_mailboxes_and_balances(people: People) -> None:
    keys = [
        add_account(groups=("voicemail",)),
        add_account(groups=("voicemail",), prepaid=True),
        add_account(prepaid=True, groups=()),
    ]
    job = prepared(actor(people), "account-delete", keys=[*keys, str(ALICE)])
    kind = kinds.find("account-delete")
    assert kind is not None
    found = kind.remarks(kinds.Work(job=job, actor=actor(people), api=api()))
    assert [str(remark.text) for remark in found] == [
        "2 of them have mailboxes, whose messages are gone then.",
        "2 of them are prepaid: what is left of their balances is gone then.",
    ]


def test_taking_back_says_what_stays_away(people: People) -> None:
    job = done(prepared(actor(people), "account-delete", keys=[str(ALICE)]))
    undoing = submitting.undo(job, actor(people))
    work()
    kind = kinds.find("undo")
    assert kind is not None
    found = kind.remarks(kinds.Work(job=undoing, actor=actor(people), api=api()))
    assert [str(remark.text)[:51] for remark in found] == [
        "Accounts come back with their settings, without ali"
    ]


def test_what_stands_in_its_place_by_now_is_left_alone(people: People) -> None:
    other = SipId(username="info", domain=DOMAIN)
    owned = Alias(id=other, target=ALICE, owner=people.customer)
    api().sip.add_alias(owned)
    job = done(prepared(actor(people), "alias-delete", keys=[str(SALES), str(other)]))
    api().sip.add_alias(Alias(id=SALES, target=BOB))
    api().sip.add_alias(owned)
    undoing = undone(job, people)
    assert [(item.outcome, item.reason) for item in items(undoing)] == [
        ("skipped", "It is there again already."),
        (
            "refused",
            "There is another one in its place by now; that is left as it is.",
        ),
    ]
    assert api().sip.alias(SALES).target == BOB


def test_what_is_gone_when_its_turn_comes_is_as_good_as_deleted(people: People) -> None:
    job = prepared(actor(people), "alias-delete", keys=[str(SALES)])
    api().sip.delete_alias(SALES)
    assert reasons(done(job)) == ["It is not there any more."]


def test_an_alias_does_not_lead_to_itself(people: People) -> None:
    job = prepared(actor(people), "alias-target", {"target": str(SALES)}, keys=[str(SALES)])
    assert reasons(job) == ["An alias cannot lead to itself."]
