"""The bar under a list makes jobs of what was ticked, and the list of jobs shows them."""

from __future__ import annotations

from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ngnpanel.jobs import kinds, offering, submitting
from ngnpanel.jobs.kinds import Kind
from ngnpanel.jobs.models import Job, JobItem, Outcome, State
from ngnpanel.jobs.records import RecordKind
from tests.jobs.working import actor, add_accounts, done, items, prepared, quota, work
from tests.people import ALICE, FOREIGN, People, calls

BAR = "/sip/accounts/list/selection/"


def tick(browser: Client, **values: Any) -> Any:
    """What the bar posts, which costs no call."""
    posted = {"act": "job", "job": "account-quota", "query": "", **values}
    with calls(0):
        return browser.post(BAR, posted)


def test_the_bar_offers_what_this_person_may_do(reseller: Client, subscriber: Client) -> None:
    bar = reseller.get("/sip/accounts/").content.decode()
    assert '<option value="account-quota">Set the quota</option>' in bar
    assert '<option value="account-balance">Add to the balance</option>' in bar
    assert subscriber.post(BAR, {"act": "job", "job": "account-quota"}).status_code == 403


def test_ticked_rows_become_a_job_with_open_settings(reseller: Client) -> None:
    answer = tick(reseller, keys=[str(ALICE), str(FOREIGN)], query="domain=acme.example&page=1")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job-settings", args=[job.pk])
    assert job.source == {
        "resource": "account",
        "keys": [str(ALICE), str(FOREIGN)],
        "list": "domain=acme.example",
    }
    assert (job.state, job.actor_name, job.login) == (State.DRAFT, "Reseller", job.customer)


def test_all_that_match_are_those_of_the_filter_on_whatever_page(
    reseller: Client, people: People
) -> None:
    add_accounts(25)
    tick(reseller, scope="all", query="q=u000&rows=10&order=-changeDate")
    job = Job.objects.get()
    # In the order of their names: nothing that changes meanwhile slips through.
    assert job.source["query"] == {"filter": job.source["query"]["filter"], "order": "username"}
    reseller.post(reverse("job-settings", args=[job.pk]), {"quota": "7"})
    work()
    job.refresh_from_db()
    assert len(items(job)) == 25
    assert "All that match: SIP accounts" in " ".join(
        reseller.get(reverse("job-detail", args=[job.pk])).content.decode().split()
    )
    done(job)
    assert (quota("u00025@acme.example"), quota(str(ALICE))) == (7, 0)


def test_nothing_ticked_or_nothing_chosen_is_told_and_makes_no_job(reseller: Client) -> None:
    for values in cast("list[dict[str, Any]]", [{"keys": []}, {"keys": [str(ALICE)], "job": ""}]):
        answer = tick(reseller, query="domain=acme.example", **values)
        assert answer["Location"] == "/sip/accounts/?domain=acme.example"
        said = reseller.get(answer["Location"]).content.decode()
        assert "Tick some records and choose what to do with them." in said
    assert not Job.objects.exists()


@pytest.mark.parametrize("name", ["undo", "nonsense", "account-quota/"])
def test_what_is_not_offered_is_missing(reseller: Client, name: str) -> None:
    assert tick(reseller, keys=[str(ALICE)], job=name).status_code == 404
    assert tick(reseller, keys=[str(ALICE)], act=f"job:{name}").status_code == 404


def test_acts_of_another_list_are_missing(reseller: Client) -> None:
    posted = {"act": "job", "job": "account-quota", "keys": ["acme.example"]}
    assert reseller.post("/sip/domains/list/selection/", posted).status_code == 404


@pytest.mark.parametrize("key", ["x" * 331, "a\0b"])
def test_what_can_be_no_record_makes_no_job(reseller: Client, key: str) -> None:
    said = reseller.get(tick(reseller, keys=[key])["Location"]).content.decode()
    assert "These are no records of the list." in said
    assert not Job.objects.exists()


def test_keys_that_make_no_sense_are_refused_one_by_one(people: People) -> None:
    for kind in kinds.table().values():
        if not isinstance(kind, RecordKind):
            continue
        if kind.form_class is None:
            junk = ["nonsense", "7", "a@b@c", "%", " "]
            job = prepared(actor(people, "administrator"), kind.name, keys=junk)
            assert {item.outcome for item in items(job)} == {Outcome.REFUSED}, kind.name


def test_too_many_open_jobs_are_told(reseller: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "MOST_JOBS", 1)
    tick(reseller, keys=[str(ALICE)])
    said = reseller.get(tick(reseller, keys=[str(ALICE)])["Location"]).content.decode()
    assert "There are 1 jobs that are not over." in said


class Paint(Kind):
    """Many acts make groups; one without settings is looked up at once."""

    resource = "account"
    permission = "account.edit"
    label = _("Paint")


class Burn(Paint):
    name = "burn"
    is_dangerous = True


def test_many_acts_stand_in_groups_and_the_dangerous_apart(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Kind] = []
    for at in range(18):
        kind = Paint()
        kind.name = f"paint-{at}"  # type: ignore[misc] # a kind of this test
        kind.group = ("", "Calling", "Money")[at % 3]  # type: ignore[misc]
        made.append(kind)
    monkeypatch.setattr(kinds, "table", lambda: {k.name: k for k in (*made, Burn())})
    offer = offering.offered(actor(people), "account")
    assert [(title, len(found)) for title, found in offer.groups] == [
        ("", 6), ("Calling", 6), ("Money", 6),
    ]  # fmt: skip
    assert [kind.name for kind in offer.dangerous] == ["burn"]
    browser = people.browser("reseller")
    bar = browser.get("/sip/accounts/").content.decode()
    assert '<optgroup label="Money">' in bar
    assert 'name="act" value="job:burn"' in bar
    answer = tick(browser, keys=[str(ALICE)], act="job:burn", job="")
    job = Job.objects.get()
    assert answer["Location"] == reverse("job-detail", args=[job.pk])
    assert job.is_preparing


def test_the_list_of_jobs_says_what_who_and_how_far(people: People, customer: Client) -> None:
    job = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    mine = prepared(actor(people), "account-balance", {"amount": "5"}, keys=[str(ALICE)])
    with calls(0):
        listed = customer.get("/jobs/").content.decode()
    assert f'<a href="/jobs/{job.pk}/">Set the quota to 5</a>' in listed
    assert f'href="/jobs/{mine.pk}/"' not in listed
    seen = people.browser("reseller").get("/jobs/").content.decode()
    assert seen.index(f'href="/jobs/{mine.pk}/"') < seen.index(f'href="/jobs/{job.pk}/"')
    assert "Acme" in seen


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", {"previewed"}),
        ("state=over", {"done"}),
        ("state=failed", {"done"}),
        ("state=work", set[str]()),
        ("kind=account-balance", set[str]()),
        ("kind=account-quota&mine=on", {"previewed", "done"}),
        ("state=nonsense&kind=%00&page=x", {"previewed", "done"}),
    ],
)
def test_jobs_are_found_by_how_they_stand(
    people: People, reseller: Client, query: str, found: set[str]
) -> None:
    prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    over = done(prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)]))
    JobItem.objects.filter(job=over).update(outcome=Outcome.FAILED)
    prepared(actor(people, "stranger"), "account-quota", {"quota": 5}, keys=[str(FOREIGN)])
    rows = reseller.get(f"/jobs/?{query}").context["listing"].rows
    assert {row.record.job.state for row in rows} == found


def test_a_page_of_jobs_costs_the_same_for_few_and_many(people: People, reseller: Client) -> None:
    def queries() -> int:
        reseller.get("/jobs/")
        with CaptureQueriesContext(connection) as seen:
            assert reseller.get("/jobs/").status_code == 200
        return len(seen)

    job = prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    few = queries()
    for _at in range(30):
        job.pk = None
        job.save(force_insert=True)
    assert queries() == few
    assert few <= 6
    assert reseller.get("/jobs/?page=9")["Location"] == "/jobs/?page=2"


def test_a_job_at_work_moves_in_the_list(people: People, reseller: Client) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    submitting.begin(job)
    address = reverse("job-detail", args=[job.pk])
    assert f'hx-get="{address}?part=cell"' in reseller.get("/jobs/").content.decode()
    cell = reseller.get(address, {"part": "cell"}, headers={"HX-Request": "true"})
    assert "0 of 1" in " ".join(cell.content.decode().split())
    work()
    cell = reseller.get(address, {"part": "cell"}, headers={"HX-Request": "true"})
    assert "hx-trigger" not in cell.content.decode()
    assert "1 record" in " ".join(cell.content.decode().split())


def test_htmx_gets_the_table_of_jobs_alone(reseller: Client) -> None:
    part = reseller.get("/jobs/?state=open", headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<section id="list"')
    assert "Nothing matches these filters" in part
