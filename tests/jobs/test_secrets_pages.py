"""What is secret on the pages of jobs: fields that are never shown again, files fetched once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ngnpanel.jobs import files, kinds, sealing, submitting
from ngnpanel.jobs.forms import SettingsForm
from ngnpanel.jobs.models import Job, JobFile
from tests.jobs.working import actor, prepared, work
from tests.people import ALICE, People, calls

SECRET = "correct horse battery"


class KeyForm(SettingsForm):
    """A secret, and a field that is none."""

    quota = forms.IntegerField(label="Quota")
    key = forms.CharField(label="Key", widget=forms.PasswordInput)
    secret = ("key",)


@pytest.fixture
def job(people: People, monkeypatch: pytest.MonkeyPatch) -> Job:
    """A job of the reseller with a secret among its settings."""
    kind = kinds.find("account-quota")
    assert kind is not None
    monkeypatch.setattr(type(kind), "form_class", KeyForm)
    source = {"resource": "account", "keys": [str(ALICE)]}
    return submitting.draft(kind, actor(people), login=people.reseller, source=source)


def post(browser: Client, job: Job, **values: Any) -> int:
    answer = browser.post(reverse("job-settings", args=[job.pk]), values)
    job.refresh_from_db()
    return answer.status_code


def unsealed(job: Job) -> dict[str, Any]:
    return sealing.unseal_values(job.sealed, f"job {job.pk}")


def test_a_secret_is_sealed_and_stays_when_its_field_is_left_empty(
    reseller: Client, job: Job
) -> None:
    assert post(reseller, job, quota="5") == 422
    assert post(reseller, job, quota="5", key=SECRET) == 302
    assert job.params == {"quota": 5, "has_secrets": True}
    assert unsealed(job) == {"key": SECRET}
    work()
    form = reseller.get(reverse("job-settings", args=[job.pk])).content.decode()
    assert "Leave it empty to keep what was entered before." in form
    assert SECRET not in form
    assert post(reseller, job, quota="6") == 302
    assert (job.params["quota"], unsealed(job)) == (6, {"key": SECRET})
    assert post(reseller, job, quota="6", key="another") == 302
    assert unsealed(job) == {"key": "another"}
    assert SECRET not in reseller.get(reverse("job-detail", args=[job.pk])).content.decode()


@pytest.fixture
def file(people: People) -> JobFile:
    """A file of a job of the customer."""
    job = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    return files.keep(job, "Zugänge 1.csv", b"user,password\n", "text/csv")


def address(file: JobFile) -> str:
    return reverse("job-file", args=[file.job_id, file.pk])


def test_a_file_is_fetched_once_by_whoever_made_the_job(customer: Client, file: JobFile) -> None:
    page = customer.get(reverse("job-detail", args=[file.job_id])).content.decode()
    assert f'action="{address(file)}"' in page
    assert "until" in page
    with calls(0):
        answer = customer.post(address(file))
    assert answer.content == b"user,password\n"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Zug")
    assert answer["Cache-Control"] == "no-store, private"
    again = customer.post(address(file), follow=True).content.decode()
    assert "This file was fetched already" in again
    assert f'action="{address(file)}"' not in again


@pytest.mark.parametrize("person", ["administrator", "reseller", "stranger"])
def test_a_file_is_missing_for_everybody_else(people: People, file: JobFile, person: str) -> None:
    browser = people.browser(person)
    assert browser.post(address(file)).status_code == 404
    seen = browser.get(reverse("job-detail", args=[file.job_id])).content.decode()
    assert file.name not in seen
    assert files.take(file) == b"user,password\n"


def test_a_file_goes_after_its_time_and_another_jobs_file_is_missing(
    people: People, customer: Client, file: JobFile
) -> None:
    other = prepared(actor(people, "customer"), "account-quota", {"quota": 5}, keys=[str(ALICE)])
    assert customer.post(reverse("job-file", args=[other.pk, file.pk])).status_code == 404
    JobFile.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert "it is gone" in customer.post(address(file), follow=True).content.decode()
