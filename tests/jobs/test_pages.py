"""The page of a job as people use it: settings, preview, progress, results, and who may what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ngnpanel.jobs import kinds, submitting
from ngnpanel.jobs.kinds import Remark
from ngnpanel.jobs.models import Job, JobItem, Outcome, Pause, State
from tests.jobs.working import actor, add_accounts, done, failing, prepared, quota, reopen, work
from tests.people import ALICE, DOMAIN, People, calls

BOB = f"bob@{DOMAIN}"
BOTH = [str(ALICE), BOB]


def page(browser: Client, job: Job, **query: str) -> str:
    """The text of the page of a job, which makes no call."""
    with calls(0):
        answer = browser.get(reverse("job-detail", args=[job.pk]), query)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def press(browser: Client, job: Job, act: str, **values: str) -> str:
    """Press a button, and read what the next page says."""
    answer = browser.post(reverse("job-act", args=[job.pk, act]), values, follow=True)
    return " ".join(answer.content.decode().split())


def begin(browser: Client, job: Job) -> str:
    """Read the preview and give the word."""
    stamp = browser.get(reverse("job-detail", args=[job.pk])).context["stamp"]
    return press(browser, job, "begin", seen=stamp)


def stored(job: Job) -> Job:
    """As the database has it now."""
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def draft(people: People) -> Job:
    """A job of the reseller whose settings are open."""
    kind = kinds.find("account-quota")
    assert kind is not None
    source = {"resource": "account", "keys": BOTH, "list": "domain=acme.example"}
    return submitting.draft(kind, actor(people), login=people.reseller, source=source)


def test_settings_are_asked_first_and_then_the_preview_comes(reseller: Client, draft: Job) -> None:
    address = reverse("job-settings", args=[draft.pk])
    assert reseller.get(reverse("job-detail", args=[draft.pk]))["Location"] == address
    with calls(0):
        form = reseller.get(address).content.decode()
    assert "2 ticked: SIP accounts" in form
    assert "/sip/accounts/?domain=acme.example" in form
    with calls(0):
        wrong = reseller.post(address, {"quota": "plenty"})
    assert wrong.status_code == 422
    assert b"is-invalid" in wrong.content
    assert reseller.post(address, {"quota": "50"})["Location"] == f"/jobs/{draft.pk}/"
    assert "0</strong> records found so far" in page(reseller, draft)
    work()
    preview = page(reseller, draft)
    assert "2 records would change. Nothing has been changed yet." in preview
    assert "Set the quota of 2 accounts" in preview
    assert '<span class="job-what">Quota</span> <ins>50</ins>' in preview
    assert 'value="50"' in reseller.get(address).content.decode()


def test_a_job_goes_from_the_word_to_its_results_and_back(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    assert "It begins as soon as a worker is free" in begin(reseller, draft)
    work()
    over = page(reseller, draft)
    assert "2 records are done." in over
    assert "(after 1 second)" in over
    assert "hx-trigger" not in over.partition('id="job-progress"')[2].partition(">")[0]
    assert quota(BOB) == 50
    undone = reseller.post(reverse("job-act", args=[draft.pk, "undo"]))
    undoing = Job.objects.get(parent=draft)
    assert undone["Location"] == f"/jobs/{undoing.pk}/"
    work()
    preview = page(reseller, undoing)
    assert "Take back 2 changes" in preview
    assert f'href="/sip/accounts/{BOB}/"' in preview
    assert "<del>50</del>" in preview
    begin(reseller, undoing)
    work()
    assert quota(BOB) == 0
    assert f'<a href="/jobs/{undoing.pk}/">' in page(reseller, draft)


def test_pressing_twice_begins_once_and_says_nothing(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    begin(reseller, draft)
    work()
    began = stored(draft).queued
    again = press(reseller, draft, "begin", seen="anything")
    assert 'class="banner' not in again
    assert stored(draft).queued == began


def test_nobody_begins_a_preview_that_he_has_not_read(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    stamp = reseller.get(reverse("job-detail", args=[draft.pk])).context["stamp"]
    submitting.prepare(stored(draft), {"quota": 7000})
    work()
    said = press(reseller, draft, "begin", seen=stamp)
    assert "The job changed after you opened its page" in said
    assert stored(draft).state == State.PREVIEWED


@pytest.mark.parametrize("act", ["pause", "resume", "retry", "undo", "repeat", "cancel"])
def test_acts_that_do_not_fit_are_answered_by_a_sentence(
    reseller: Client, draft: Job, act: str
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    said = press(reseller, draft, act)
    assert "That does not fit any more. The job now: Waits for your word." in said
    assert stored(draft).state == State.PREVIEWED


def test_an_act_that_nobody_knows_is_missing(reseller: Client, draft: Job) -> None:
    assert reseller.post(reverse("job-act", args=[draft.pk, "explode"])).status_code == 404
    assert reseller.get(f"/jobs/{'9' * 30}/").status_code == 404


def test_a_stranger_finds_nothing_and_changes_nothing(
    stranger: Client, subscriber: Client, draft: Job
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    for act in ("begin", "cancel", "discard", "pause", "undo", "repeat"):
        address = reverse("job-act", args=[draft.pk, act])
        assert stranger.post(address).status_code == 404
        assert subscriber.post(address).status_code == 403
    for name in ("job-detail", "job-settings", "job-results-csv"):
        assert stranger.get(reverse(name, args=[draft.pk])).status_code == 404
    assert stranger.post(reverse("job-settings", args=[draft.pk]), {"quota": 1}).status_code == 404
    assert stored(draft).state == State.PREVIEWED
    assert "No job yet" in stranger.get(reverse("job-list")).content.decode()


def test_whoever_stands_above_may_stop_a_job_and_not_begin_it(
    people: People, reseller: Client, customer: Client
) -> None:
    job = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=BOTH)
    seen = page(reseller, job)
    assert "act-begin" not in seen
    assert "act-discard" in seen
    said = press(reseller, job, "begin")
    assert "The job runs in the name of Acme, who alone may do this." in said
    assert "act-begin" in page(customer, job)
    begin(customer, job)
    assert "What is done stays done." in press(reseller, job, "cancel")


def test_a_draft_is_discarded_without_a_trace(reseller: Client, draft: Job) -> None:
    said = press(reseller, draft, "discard")
    assert "Nothing was changed." in said
    assert not Job.objects.exists()
    part = reseller.get(
        reverse("job-detail", args=[draft.pk]), {"shown": "draft"}, headers={"HX-Request": "true"}
    )
    assert part["HX-Redirect"] == reverse("job-list")


def test_the_numbers_move_alone_until_the_job_stands_in_another_way(
    reseller: Client, draft: Job
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    submitting.begin(draft)
    address, htmx = reverse("job-detail", args=[draft.pk]), {"HX-Request": "true"}
    same = reseller.get(address, {"shown": "queued"}, headers=htmx)
    assert same.content.decode().strip().startswith('<div id="job-progress"')
    assert 'hx-trigger="every 1s"' in same.content.decode()
    work()
    other = reseller.get(address, {"shown": "queued"}, headers=htmx)
    assert other["HX-Retarget"] == "#job"
    assert other.content.decode().strip().startswith('<div id="job"')
    assert "hx-trigger" not in other.content.decode()
    assert "shown=" not in other.content.decode()


def test_without_scripts_the_page_comes_again(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    refresh = '<noscript><meta http-equiv="refresh"'
    assert refresh in page(reseller, draft)
    assert 'hx-trigger="every 1s"' in page(reseller, draft)
    work()
    assert refresh not in page(reseller, draft)
    assert 'hx-trigger="every' not in page(reseller, draft)
    submitting.begin(draft)
    assert refresh in page(reseller, draft)
    assert 'hx-trigger="every 1s"' in page(reseller, draft)


def test_a_platform_that_is_away_is_told_with_the_time(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    submitting.begin(draft)
    with failing("getAccount", 1):
        work()
    waiting = page(reseller, draft)
    assert "Waits for the platform" in waiting
    assert re.search(r"The platform is asked again in [12] seconds?\.", waiting)
    assert "act-ask" in waiting
    reopen()
    assert "The platform is asked again now." in page(reseller, draft)
    press(reseller, draft, "ask")
    work()
    assert stored(draft).state == State.DONE


def test_pausing_and_going_on(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    submitting.begin(draft)
    assert "It rests until somebody lets it go on." in press(reseller, draft, "pause")
    press(reseller, draft, "resume")
    work()
    assert stored(draft).state == State.DONE


def test_a_job_of_another_version_says_so(reseller: Client, draft: Job) -> None:
    Job.objects.filter(pk=draft.pk).update(state=State.PAUSED, pause=Pause.VERSION)
    assert "another version of the panel" in page(reseller, draft)
    Job.objects.filter(pk=draft.pk).update(kind="from-tomorrow")
    seen = page(reseller, draft)
    assert "An act that this version of the panel does not know" in seen
    assert "act-resume" not in seen


def test_a_silent_worker_is_told(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    assert "No worker has given a sign for a while." in page(reseller, draft)
    cache.set("worker-heartbeat", timezone.now().timestamp(), 20)
    assert "No worker has given a sign" not in page(reseller, draft)


def test_failures_are_listed_with_their_reasons_and_tried_again(
    reseller: Client, draft: Job
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    submitting.begin(draft)
    Job.objects.filter(pk=draft.pk).update(state=State.DONE, finished=timezone.now())
    JobItem.objects.filter(job=draft, key=BOB).update(
        outcome=Outcome.FAILED, reason="<b>The platform coughed.</b>"
    )
    JobItem.objects.filter(job=draft, key=str(ALICE)).update(outcome=Outcome.DONE)
    over = page(reseller, draft)
    assert "Done, with failures" in over
    assert "1 record is done. 1 failed." in over
    assert "&lt;b&gt;The platform coughed.&lt;/b&gt;" in over
    # The table begins with what somebody wants to see.
    assert [row.key for row in _rows(reseller, draft)] == [
        str(JobItem.objects.get(job=draft, key=BOB).pk)
    ]
    assert "1 record is tried again." in press(reseller, draft, "retry")
    work()
    assert quota(BOB) == 50


def _rows(browser: Client, job: Job, **query: Any) -> list[Any]:
    answer = browser.get(reverse("job-detail", args=[job.pk]), query)
    return list(answer.context["listing"].rows)


def test_a_red_remark_stands_against_beginning(
    reseller: Client, draft: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    kind = kinds.find("account-quota")
    said = [Remark("It needs 2 credits, and 1 is left.", "red")]
    monkeypatch.setattr(type(kind), "remarks", lambda _kind, _work: said)
    seen = page(reseller, draft)
    assert "It needs 2 credits, and 1 is left." in seen
    assert "act-begin" not in seen
    assert "It needs 2 credits" in begin(reseller, draft)
    assert stored(draft).state == State.PREVIEWED
    said[0] = Remark("It needs 2 of 9 credits.", "amber")
    begin(reseller, draft)
    assert stored(draft).state == State.QUEUED


def test_a_job_is_repeated_with_its_settings_filled_in(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    done(draft)
    answer = reseller.post(reverse("job-act", args=[draft.pk, "repeat"]))
    again = Job.objects.get(parent=draft)
    assert answer["Location"] == reverse("job-settings", args=[again.pk])
    assert 'value="50"' in reseller.get(answer["Location"]).content.decode()


def test_results_are_a_file_that_no_spreadsheet_runs(reseller: Client, draft: Job) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()
    JobItem.objects.filter(job=draft, key=BOB).update(
        given={"Name": "=2+5", "=evil": "x"}, outcome=Outcome.REFUSED, reason="@nobody"
    )
    with calls(0):
        answer = reseller.get(reverse("job-results-csv", args=[draft.pk]))
        lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    header = '"Name","\'=evil","key","record","outcome","reason","finished"'
    assert lines[0].removeprefix("\ufeff") == header
    assert lines[1] == f'"","","{ALICE}","{ALICE}","Not yet","",""'
    assert lines[2] == f'"\'=2+5","x","{BOB}","{BOB}","Refused","\'@nobody",""'


def test_five_thousand_records_cost_as_many_queries_as_two(
    people: People, reseller: Client, draft: Job
) -> None:
    submitting.prepare(draft, {"quota": 50})
    work()

    def queries(**query: str) -> int:
        reseller.get(reverse("job-detail", args=[draft.pk]), query)
        with CaptureQueriesContext(connection) as seen:
            page(reseller, draft, **query)
        return len(seen)

    few = queries()
    JobItem.objects.bulk_create(
        JobItem(job=draft, position=at, key=f"u{at}@x", title=f"u{at}@x", after={"quota": 50})
        for at in range(3, 5003)
    )
    assert queries() == few
    assert queries(page="200", outcome="all") == few
    assert queries(q="u4999") == few + 1
    assert few <= 10
    last = _rows(reseller, draft, page="251", outcome="all")
    assert [row.record.item.title for row in last] == ["u5001@x", "u5002@x"]
    beyond = reseller.get(reverse("job-detail", args=[draft.pk]), {"page": "999"})
    assert "page=251" in beyond["Location"]
    assert "No record is like this" in page(reseller, draft, q="nobody")


def test_a_job_of_many_shows_how_fast_it_goes(reseller: Client, draft: Job) -> None:
    add_accounts(1)
    submitting.prepare(draft, {"quota": 50})
    work()
    long_ago = timezone.now() - timedelta(seconds=10)
    Job.objects.filter(pk=draft.pk).update(state=State.RUNNING, started=long_ago, queued=long_ago)
    JobItem.objects.bulk_create(
        JobItem(job=draft, position=at, key=f"u{at}@x", outcome=Outcome.DONE) for at in range(50)
    )
    moving = page(reseller, draft)
    assert "<b> 50 of 52 </b>" in moving
    assert "5 a second" in moving
    assert "about 1 second left" in moving
    assert '<progress max="52" value="50"' in moving
