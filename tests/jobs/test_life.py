"""The life of a job: looked up, previewed, done, undone; paused, cancelled and tried again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.jobs import kinds, running, submitting
from ngnpanel.jobs.models import Job, Pause, State
from ngnpanel.web.faults import Refused
from tests.jobs.working import (
    actor,
    add_accounts,
    balance,
    counts,
    done,
    failing,
    items,
    prepared,
    quota,
    reopen,
    work,
)
from tests.people import ALICE, FOREIGN, People, api

ON_DOMAIN = {"filter": {"domain": "acme.example"}, "order": "username"}


def test_a_preview_says_what_would_change_and_changes_nothing(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 50}, query=ON_DOMAIN)
    assert job.state == State.PREVIEWED
    assert [(item.key, item.before, item.after) for item in items(job)] == [
        ("alice@acme.example", {"quota": None}, {"quota": 50}),
        ("bob@acme.example", {"quota": None}, {"quota": 50}),
    ]
    assert quota("alice@acme.example") == 0


def test_a_job_does_what_its_preview_said_and_is_undone(people: People) -> None:
    job = done(prepared(actor(people), "account-quota", {"quota": 50}, query=ON_DOMAIN))
    assert (job.state, counts(job)) == (State.DONE, {"done": 2})
    assert quota("bob@acme.example") == 50
    undoing = submitting.undo(job, actor(people))
    work()
    undoing.refresh_from_db()
    assert undoing.state == State.PREVIEWED
    assert counts(done(undoing)) == {"done": 2}
    assert quota("bob@acme.example") == 0


def test_a_record_that_changed_since_is_listed_and_left_alone(people: People) -> None:
    job = done(prepared(actor(people), "account-quota", {"quota": 50}, query=ON_DOMAIN))
    api().sip.update_account(replace(api().sip.account(ALICE), quota=70))
    undoing = submitting.undo(job, actor(people))
    work()
    undoing.refresh_from_db()
    refused = {item.title: item.reason for item in items(undoing) if item.reason}
    assert refused == {"alice@acme.example": "It was changed since, so it is left as it is."}
    done(undoing)
    assert (quota("alice@acme.example"), quota("bob@acme.example")) == (70, 0)


def test_what_somebody_else_changed_in_the_record_survives(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 50}, keys=[str(ALICE)])
    api().sip.update_account(
        replace(api().sip.account(ALICE), first_name="Alicia", groups=("missed-calls",))
    )
    done(job)
    stored = api().sip.account(ALICE)
    assert (stored.quota, stored.first_name, stored.groups) == (50, "Alicia", ("missed-calls",))


def test_what_is_so_already_and_what_is_gone_are_said(people: People) -> None:
    keys = [str(ALICE), "bob@acme.example", "gone@acme.example", str(FOREIGN)]
    done(prepared(actor(people), "account-quota", {"quota": 9}, keys=[str(ALICE)]))
    job = prepared(actor(people), "account-quota", {"quota": 9}, keys=keys)
    assert [(item.key, item.outcome, item.reason) for item in items(job)] == [
        (str(ALICE), "skipped", "It is so already."),
        ("bob@acme.example", "pending", ""),
        ("gone@acme.example", "refused", "It is not there any more."),
        (str(FOREIGN), "refused", "It is not there any more."),
    ]
    assert counts(done(job)) == {"skipped": 1, "done": 1, "refused": 2}
    assert api().sip.account(FOREIGN).quota is None


def test_a_filter_of_more_than_a_window_is_fixed_at_the_preview(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ngnpanel.jobs.records.WINDOW", 3)
    add_accounts(8)
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    assert len(items(job)) == 10
    api().sip.add_account(replace(api().sip.account(ALICE), id=SipId.parse("new@acme.example")))
    done(job)
    assert counts(job) == {"done": 10}
    assert quota("new@acme.example") == 0


def test_items_that_somebody_began_before_come_last_and_are_read_with_the_others(
    people: People,
) -> None:
    add_accounts(15)
    query = {"filter": {"username": "u%"}, "order": "username"}
    job = prepared(actor(people), "account-quota", {"quota": "5"}, query=query)
    job.items.filter(position__lte=3).update(attempts=1)
    assert counts(done(job)) == {"done": 15}


def test_cancelling_leaves_the_rest_undone(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    submitting.begin(job)
    monkeypatch.setattr(running, "LOOK", 0)
    kind = type(kinds.table()["account-quota"])
    original = kind.look

    def look(self: object, *arguments: object) -> object:
        submitting.cancel(Job.objects.get(pk=job.pk))  # somebody presses the button now
        return original(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "look", look)
    work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.CANCELLED, {"done": 1, "pending": 1})
    with pytest.raises(Refused, match="over already"):
        submitting.cancel(job)


def test_a_paused_job_goes_on_when_somebody_says_so(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    submitting.begin(job)
    submitting.pause(job)
    work()
    assert counts(job) == {"pending": 2}
    submitting.resume(job)
    work()
    assert counts(job) == {"done": 2}


def test_a_platform_that_is_down_pauses_the_job_which_resumes_by_itself(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    submitting.begin(job)
    with failing("getAccount", 1):
        work()
    job.refresh_from_db()
    assert (job.state, job.pause, counts(job)) == (
        State.PAUSED,
        Pause.PLATFORM,
        {"pending": 2},
    )
    work()  # nobody asks it while it is closed
    assert counts(job) == {"pending": 2}
    reopen()
    work()
    job.refresh_from_db()
    assert (job.state, job.pause, counts(job)) == (State.DONE, "", {"done": 2})


@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_is_not_written_twice(people: People, after: bool) -> None:
    keys = add_accounts(3, prepaid=True)
    job = prepared(actor(people), "account-balance", {"amount": "2.50"}, keys=keys)
    submitting.begin(job)
    with failing("addBalance", 1, after=after):
        work()
        reopen()
        work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"done": 3})
    assert [balance(key) for key in keys] == [2.5, 2.5, 2.5]


def test_balances_are_taken_back_once(people: People) -> None:
    keys = add_accounts(2, prepaid=True)
    job = done(prepared(actor(people), "account-balance", {"amount": "2.50"}, keys=keys))
    for expected in ({"done": 2}, {"refused": 2}):
        undoing = submitting.undo(job, actor(people))
        work()
        undoing.refresh_from_db()
        assert counts(done(undoing)) == expected
    assert [balance(key) for key in keys] == [0, 0]


def test_an_actor_who_lost_the_right_is_refused(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    lost = CustomerProperty(name="pstn_changes", value="0", category="sip", permission="admin")
    api().customers.set_properties(people.reseller, [lost])
    assert counts(done(job)) == {"refused": 2}
    assert {item.reason for item in items(job)} == {"You may not change what calls may cost."}


def test_an_actor_who_is_gone_is_refused(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    Job.objects.filter(pk=job.pk).update(login=999999, customer=999999)
    job.refresh_from_db()
    assert counts(done(job)) == {"refused": 2}
    assert quota(str(ALICE)) == 0


def test_a_job_of_another_version_waits_for_a_worker_that_knows_it(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    Job.objects.filter(pk=job.pk).update(version=99)
    done(job)
    assert (job.state, job.pause, counts(job)) == (State.PAUSED, Pause.VERSION, {"pending": 2})
    Job.objects.filter(pk=job.pk).update(version=1)
    work()  # a worker that knows it came
    job.refresh_from_db()
    assert counts(job) == {"done": 2}


def test_a_draft_of_another_version_is_left_alone(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, query=ON_DOMAIN)
    Job.objects.filter(pk=job.pk).update(version=99, state=State.DRAFT, cursor={})
    assert not running.turn()
    job.refresh_from_db()
    assert (job.state, job.pause) == (State.DRAFT, "")


def test_what_failed_is_tried_again(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    kind = type(kinds.find("account-quota"))

    def broken(*_arguments: object) -> None:
        raise kinds.Fail("The wind blew.")

    with monkeypatch.context() as patch:
        patch.setattr(kind, "changed", broken)
        done(job)
    assert [(item.outcome, item.reason) for item in items(job)] == [("failed", "The wind blew.")]
    assert submitting.retry(job) == 1
    work()
    assert counts(job) == {"done": 1}
    job.refresh_from_db()
    with pytest.raises(Refused, match="Nothing of this job failed"):
        submitting.retry(job)


def test_nobody_begins_what_the_role_may_not(people: People) -> None:
    kind = kinds.find("account-quota")
    assert kind is not None
    with pytest.raises(Refused):
        submitting.draft(kind, actor(people, "subscriber"))


def test_jobs_are_seen_within_the_tenancy_alone(people: People) -> None:
    job = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    seen = {
        name: submitting.of_tenant(actor(people, name)).filter(pk=job.pk).exists()
        for name in ("administrator", "reseller", "customer", "subscriber", "stranger")
    }
    assert seen == {
        "administrator": True,
        "reseller": True,
        "customer": True,
        "subscriber": False,
        "stranger": False,
    }
