"""Secrets of jobs at rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from ngnpanel.jobs import sealing, submitting
from ngnpanel.jobs.models import Job, JobItem, State
from tests.jobs.working import actor, prepared
from tests.people import ALICE, People


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_for_its_purpose_alone(content: bytes, purpose: str) -> None:
    sealed = sealing.seal(content, purpose)
    assert sealing.unseal(sealed, purpose) == content
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(sealed, purpose + "x")
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]), purpose)


def test_another_key_opens_nothing(settings: Settings) -> None:
    sealed = sealing.seal(b"hush", "a test")
    settings.SECRET_KEY = "another key"
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(sealed, "a test")
    with pytest.raises(sealing.Unsealable):
        sealing.unseal(b"short", "a test")


def test_secrets_go_with_the_end_of_a_job(people: People) -> None:
    job = prepared(actor(people), "account-quota", {"quota": 1}, keys=[str(ALICE)])
    Job.objects.filter(pk=job.pk).update(sealed=sealing.seal_values({"a": "b"}, "x"))
    JobItem.objects.update(sealed=sealing.seal_values({"a": "b"}, "x"))
    submitting.cancel(job)
    assert (job.state, job.sealed) == (State.CANCELLED, None)
    assert set(JobItem.objects.values_list("sealed", flat=True)) == {None}
