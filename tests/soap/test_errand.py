"""What one request of a person spends on a platform that does not answer, and what it wrote."""

from __future__ import annotations

import time

import pytest

from ngnpanel.soap import errand, metering
from ngnpanel.soap.errors import Invalid, Unavailable
from tests.soap.scripted import ScriptedPlatform


def fresh(*, was_sent: bool = True) -> Unavailable:
    return Unavailable("The platform did not answer in time.", was_sent=was_sent)


def failing(writes: bool, error: Unavailable, seconds: float = 0.0) -> Unavailable:
    def away() -> None:
        time.sleep(seconds)
        raise error

    with pytest.raises(Unavailable), errand.step(writes=writes):
        away()
    return error


def done(seconds: float = 0.0) -> None:
    with errand.step(writes=True):
        time.sleep(seconds)


def test_what_failed_calls_took_is_taken_off_the_time_of_later_ones() -> None:
    with errand.begun():
        assert errand.left(5.0) == 5.0
        failing(writes=False, error=fresh(), seconds=0.05)
        assert 4.8 < errand.left(5.0) <= 4.95
        with pytest.raises(Unavailable) as caught:
            errand.left(0.05)
    assert not caught.value.was_sent
    assert errand.left(0.05) == 0.05, "outside of an errand each call has its own time"


def test_what_was_answered_costs_nothing() -> None:
    with errand.begun():
        done(0.05)
        assert errand.left(1.0) == 1.0


def test_an_errand_may_have_less_time_than_a_call() -> None:
    with errand.begun(most=0.7):
        assert errand.left(5.0) == 0.7
        errand.waited(0.5)
        assert errand.left(5.0) == pytest.approx(0.2)


def test_a_reading_that_fails_has_written_nothing() -> None:
    with errand.begun():
        assert not failing(writes=False, error=fresh()).may_have_written


def test_a_write_without_an_answer_may_have_been_done() -> None:
    with errand.begun():
        assert failing(writes=True, error=fresh()).may_have_written
        assert failing(writes=False, error=fresh()).may_have_written, "nor is it known later"


def test_a_write_that_was_not_sent_wrote_nothing_unless_an_earlier_one_did() -> None:
    with errand.begun():
        assert not failing(writes=True, error=fresh(was_sent=False)).may_have_written
        done()
        assert failing(writes=True, error=fresh(was_sent=False)).may_have_written


def test_what_the_platform_refused_is_not_written() -> None:
    with errand.begun():
        with pytest.raises(Invalid), errand.step(writes=True):
            raise Invalid("no")
        assert not failing(writes=False, error=fresh()).may_have_written


def test_without_an_errand_nobody_claims_that_nothing_was_written() -> None:
    assert failing(writes=False, error=fresh()).may_have_written


def test_a_port_knows_its_reads() -> None:
    with errand.begun(), pytest.raises(Unavailable) as read:
        ScriptedPlatform(fresh()).port().call("getDomains", None)
    assert not read.value.may_have_written
    with errand.begun(), pytest.raises(Unavailable) as write:
        ScriptedPlatform(fresh()).port().call("deleteDomain", "acme.example")
    assert write.value.may_have_written


def test_the_log_tells_a_call_that_was_not_sent_from_one_without_answer() -> None:
    with metering.counted() as meter:
        for was_sent in (True, False):
            with pytest.raises(Unavailable):
                ScriptedPlatform(fresh(was_sent=was_sent)).port().call("getDomains", None)
    assert [call.outcome for call in meter.log] == ["unavailable", "unsent"]
