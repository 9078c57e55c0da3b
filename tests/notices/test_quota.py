"""The run over monthly limits, with real call records: stopped once, told once, free in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from pytest_django import Settings

from ngnpanel.accounts import services
from ngnpanel.accounts.client import SipClient
from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.notices import rounds
from ngnpanel.notices.models import Letter, Metered, Round, Sender, Text
from ngnpanel.notices.quota import finding, run
from ngnpanel.notices.quota.run import check_quotas
from ngnpanel.soap import metering
from ngnpanel.soap.errors import Conflict
from tests.people import ALICE, BOB, FOREIGN, People, api, calls, take_platform_away
from tests.provisioning.proxy import RATED, Proxy, own_database

NUMBER = "0031208005161@acme.example"


@pytest.fixture
def clock(time_machine: Any) -> Any:
    """The middle of a month that is later than all that the world was made with."""
    time_machine.move_to(datetime(2035, 11, 20, 12, 0, tzinfo=UTC), tick=False)
    return time_machine


@pytest.fixture
def proxy(clock: Any, people: People, settings: Settings) -> Iterator[Proxy]:
    """A proxy that accounts with prices; the operator wants to know."""
    settings.OPERATOR_EMAIL = "noc@operator.example"
    with own_database() as made:
        made.make("acc", RATED)
        made.make("missed_calls")
        yield made


def limit(quota: int, id: SipId = ALICE, **more: Any) -> None:
    sip = api().sip
    sip.update_account(replace(sip.account(id), quota=quota, password="", **more))


def spend(proxy: Proxy, price: float, day: int = 10, id: SipId = ALICE, month: int = 11) -> None:
    start = int(datetime(2035, month, day, 12, tzinfo=UTC).timestamp())
    number = str(proxy.numbers)
    proxy.invite(str(id), NUMBER, start=start, price=price, duration=60, call_id=f"{id}{number}")


def is_stopped(id: SipId = ALICE) -> bool:
    return "quota" in api().sip.account(id).groups


def told() -> list[str]:
    """Who got a mail, without the operator."""
    return [to for letter in mail.outbox for to in letter.recipients() if "operator" not in to]


def later(clock: Any, minutes: int = 5) -> None:
    clock.shift(minutes * 60)
    check_quotas()


def test_an_account_over_its_limit_is_stopped_and_told_once(proxy: Proxy, clock: Any) -> None:
    limit(20)
    spend(proxy, 20.0)
    check_quotas()
    assert not is_stopped()  # used up to the cent is not over
    spend(proxy, 0.45)
    later(clock)
    assert is_stopped()
    assert told() == ["alice@acme.example"]
    letter, report = mail.outbox
    assert letter.subject == f"The monthly limit of {ALICE} is used up"
    assert "in November 2035 came to € 20.45; its monthly limit is € 20.00" in letter.body
    assert report.recipients() == ["noc@operator.example"]
    assert f"{ALICE}  € 20.45 / € 20.00" in report.body
    spend(proxy, 5.0)
    for _run in range(3):
        later(clock)
    assert len(mail.outbox) == 2
    row = Metered.objects.get()
    assert (row.usage, row.block_month, row.quota) == (20.45, "2035-11", 20)
    assert row.notified


def test_calls_of_other_months_and_of_others_do_not_count(proxy: Proxy) -> None:
    limit(20)
    spend(proxy, 50.0, day=31, month=10)
    spend(proxy, 50.0, id=BOB)
    # 23:30 UTC is the first of November in Amsterdam.
    start = int(datetime(2035, 10, 31, 23, 30, tzinfo=UTC).timestamp())
    proxy.invite(str(ALICE), NUMBER, start=start, price=21.0, duration=9, call_id="night")
    check_quotas()
    assert is_stopped()
    assert Metered.objects.get().usage == 21.0
    assert not is_stopped(BOB)


def test_at_the_months_turn_of_its_own_clock_the_account_is_free(proxy: Proxy, clock: Any) -> None:
    limit(20)
    limit(20, FOREIGN, timezone="Pacific/Pago_Pago")
    spend(proxy, 21.0)
    spend(proxy, 21.0, id=FOREIGN)
    check_quotas()
    assert is_stopped()
    assert is_stopped(FOREIGN)
    clock.move_to(datetime(2035, 11, 30, 22, 59, tzinfo=UTC), tick=False)
    check_quotas()
    assert is_stopped()
    clock.move_to(datetime(2035, 11, 30, 23, 1, tzinfo=UTC), tick=False)
    check_quotas()
    assert not is_stopped()
    assert is_stopped(FOREIGN)
    clock.move_to(datetime(2035, 12, 1, 11, 1, tzinfo=UTC), tick=False)
    check_quotas()
    assert not is_stopped(FOREIGN)
    # The next month begins with nothing, and ends like this one.
    spend(proxy, 30.0, day=1, month=12)
    later(clock)
    assert is_stopped()
    assert told().count("alice@acme.example") == 3


def test_a_machine_that_was_off_catches_up(proxy: Proxy, clock: Any) -> None:
    limit(20)
    limit(20, BOB)
    spend(proxy, 21.0)
    spend(proxy, 21.0, id=BOB)
    check_quotas()
    mail.outbox.clear()
    clock.move_to(datetime(2035, 12, 20, 12, 0, tzinfo=UTC), tick=False)
    spend(proxy, 22.0, day=15, month=12)
    check_quotas()
    # Alice is over the limit of the new month as well, Bob is not.
    assert is_stopped()
    assert not is_stopped(BOB)
    assert told() == ["alice@acme.example"]
    later(clock)
    assert told() == ["alice@acme.example"]


def test_what_staff_lifts_stays_lifted_until_the_month_or_the_limit_changes(
    proxy: Proxy, clock: Any
) -> None:
    limit(20)
    spend(proxy, 21.0)
    check_quotas()
    services.lift_quota_block(api(), api().sip.account(ALICE))
    spend(proxy, 1.0)
    for _run in range(2):
        later(clock)
    assert not is_stopped()
    # A new limit that is used up is a new matter, of which the subscriber knows already.
    limit(22)
    later(clock)
    assert not is_stopped()
    spend(proxy, 1.0)
    later(clock)
    assert is_stopped()
    assert told() == ["alice@acme.example"]
    # Lifted in the old month, over in the new one.
    services.lift_quota_block(api(), api().sip.account(ALICE))
    clock.move_to(datetime(2035, 12, 20, 12, 0, tzinfo=UTC), tick=False)
    spend(proxy, 23.0, day=15, month=12)
    check_quotas()
    assert is_stopped()


def test_a_higher_limit_lets_go_at_once_and_none_at_all_too(proxy: Proxy, clock: Any) -> None:
    limit(20)
    spend(proxy, 21.0)
    check_quotas()
    limit(50)
    later(clock)
    assert not is_stopped()
    limit(20)
    later(clock)
    assert is_stopped()
    limit(0)
    later(clock)
    assert not is_stopped()
    assert not Metered.objects.exists()
    assert told() == ["alice@acme.example"]


def test_a_block_of_somebody_else_is_left_alone(proxy: Proxy, clock: Any) -> None:
    sip = api().sip
    sip.add_to_group(ALICE, "quota")
    sip.add_to_group(BOB, "quota")  # has no limit
    limit(20)
    check_quotas()
    assert is_stopped()
    limit(30)
    later(clock)
    assert is_stopped()
    spend(proxy, 40.0)
    later(clock)
    assert mail.outbox == []
    clock.move_to(datetime(2035, 12, 2, 12, 0, tzinfo=UTC), tick=False)
    check_quotas()
    assert not is_stopped()
    assert is_stopped(BOB)


def test_accounts_without_a_limit_or_telephone_calls_cost_nothing(proxy: Proxy, clock: Any) -> None:
    limit(20, groups=())
    spend(proxy, 21.0)
    with calls(2):  # the newest change, and those that may call
        check_quotas()
    clock.shift(300)
    with calls(1):  # what changed since
        check_quotas()
    assert not Metered.objects.exists()
    limit(20, groups=("free-pstn",))
    clock.shift(300)
    with metering.counted() as meter:
        check_quotas()
    assert meter.operations.count("Sip.getCallStatistics") == 1
    assert is_stopped()
    # Stopped for this month: nobody looks at its calls any more.
    clock.shift(300)
    with calls(1):
        check_quotas()


def test_many_accounts_are_read_window_by_window(
    proxy: Proxy, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WINDOW", 2)
    monkeypatch.setattr(finding, "FIRST_WINDOW", 1)
    for id in (ALICE, BOB, FOREIGN):
        limit(20, id)
    check_quotas()
    assert Metered.objects.count() == 3
    clock.shift(60)
    for id in (ALICE, BOB, FOREIGN):
        limit(30, id)
    later(clock)
    assert set(Metered.objects.values_list("quota", flat=True)) == {30}
    # More changes than that are a walk through all again.
    monkeypatch.setattr(finding, "MOST_CHANGED", 1)
    clock.shift(60)
    for id in (ALICE, BOB, FOREIGN):
        limit(40, id)
    later(clock)
    assert set(Metered.objects.values_list("quota", flat=True)) == {40}
    # A day later all are looked through, also those that went meanwhile.
    api().sip.delete_account(BOB)
    later(clock, minutes=25 * 60)
    assert Metered.objects.count() == 2


def test_a_walk_goes_on_where_time_was_over(
    proxy: Proxy, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "WINDOW", 1)
    for id in (ALICE, BOB, FOREIGN):
        limit(20, id)
        spend(proxy, 21.0, id=id)
    monkeypatch.setattr(rounds, "SLICE", 0)
    check_quotas()
    assert Metered.objects.count() == 1
    monkeypatch.setattr(rounds, "SLICE", 100)
    later(clock)
    assert all(map(is_stopped, (ALICE, BOB, FOREIGN)))
    assert Round.objects.get().place == 0


def test_a_platform_that_is_away_pauses_it(proxy: Proxy, clock: Any, settings: Settings) -> None:
    limit(20)
    spend(proxy, 21.0)
    up = settings.PLATFORMS
    take_platform_away(settings)
    check_quotas()
    settings.PLATFORMS = up
    later(clock)
    assert is_stopped()
    assert told() == ["alice@acme.example"]


def test_an_account_that_went_away_meanwhile_is_forgotten(proxy: Proxy, clock: Any) -> None:
    limit(20)
    check_quotas()
    api().sip.delete_account(ALICE)
    later(clock)
    assert not Metered.objects.exists()


def test_only_one_of_two_runs_is_at_work(proxy: Proxy, clock: Any) -> None:
    limit(20)
    spend(proxy, 21.0)
    with rounds.begun("default", run.ROUND) as mine:
        assert mine
        with calls(0):
            check_quotas()
        # Whoever is at it for so long has died.
        clock.shift(rounds.LONGEST.total_seconds())
        check_quotas()
    assert is_stopped()
    assert len(told()) == 1


class Killed(BaseException):
    """What a worker does not survive."""


@pytest.mark.parametrize("moment", ["before adding", "after adding", "before the note", "report"])
def test_a_run_that_is_killed_is_picked_up_by_the_next_one(
    proxy: Proxy, clock: Any, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    limit(20)
    spend(proxy, 21.0)
    original = SipClient.add_to_group

    def dying(client: SipClient, *arguments: Any) -> None:
        if moment == "after adding":
            original(client, *arguments)
        raise Killed

    def die(*_arguments: Any, **_options: Any) -> None:
        raise Killed

    with monkeypatch.context() as killing:
        if moment == "before the note":
            killing.setattr(run, "put", die)
        elif moment == "report":
            killing.setattr("ngnpanel.notices.quota.telling.put", die)
        else:
            killing.setattr(SipClient, "add_to_group", dying)
        with pytest.raises(Killed):
            check_quotas()
    for _run in range(2):
        later(clock)
    assert is_stopped()
    assert told() == ["alice@acme.example"]
    assert len(mail.outbox) == 2  # and one report
    clock.move_to(datetime(2035, 12, 2, 12, 0, tzinfo=UTC), tick=False)
    check_quotas()
    assert not is_stopped()


def test_a_run_that_is_killed_while_it_lets_go(
    proxy: Proxy, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(20)
    spend(proxy, 21.0)
    check_quotas()
    original = SipClient.remove_from_group

    def dying(client: SipClient, *arguments: Any) -> None:
        original(client, *arguments)
        raise Killed

    clock.move_to(datetime(2035, 12, 2, 12, 0, tzinfo=UTC), tick=False)
    with monkeypatch.context() as killing:
        killing.setattr(SipClient, "remove_from_group", dying)
        with pytest.raises(Killed):
            check_quotas()
    later(clock)
    assert not is_stopped()
    assert Metered.objects.get().block == ""


def test_one_account_that_the_platform_refuses_holds_up_nobody(
    proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for id in (ALICE, BOB):
        limit(20, id)
        spend(proxy, 21.0, id=id)
    original = SipClient.call_statistics

    def odd(client: SipClient, address: SipId, query: Any) -> Any:
        if address == ALICE:
            raise Conflict("no", code=4711)
        return original(client, address, query)

    monkeypatch.setattr(SipClient, "call_statistics", odd)
    check_quotas()
    assert is_stopped(BOB)
    assert not is_stopped()


def test_the_mail_has_the_resellers_words_sender_and_copy(proxy: Proxy, people: People) -> None:
    Sender.objects.create(
        reseller=people.reseller, name="Billing <b>", copy_to="copies@reseller.example"
    )
    Sender.objects.create(
        reseller=0, email="noreply@operator.example", copy_to="op@operator.example"
    )
    Text.objects.create(
        reseller=people.reseller,
        kind="quota",
        language="en",
        subject="Stop {account}",
        plain="{person} {account} {caller_id} {quota} {used} {month}",
    )
    limit(20, rpid="31208005160")
    spend(proxy, 21.5)
    check_quotas()
    assert sorted(told()) == ["alice@acme.example", "copies@reseller.example"]
    for letter in mail.outbox[:2]:
        assert letter.subject == f"Stop {ALICE}"
        assert f"Alice Smith {ALICE} 31208005160 € 20.00 € 21.50 November 2035" in letter.body
        assert letter.from_email == '"Billing <b>" <noreply@operator.example>'
        assert letter.to == ["alice@acme.example"]
        assert "copies" not in letter.message().as_string()
    assert Letter.objects.get(to="copies@reseller.example").named == "alice@acme.example"


def test_who_has_no_address_is_stopped_all_the_same(proxy: Proxy, people: People) -> None:
    limit(20, email="")
    spend(proxy, 21.0)
    check_quotas()
    assert is_stopped()
    assert told() == []
    assert Metered.objects.get().notified is None
    limit(20, BOB, email="")
    spend(proxy, 21.0, id=BOB)
    Sender.objects.create(reseller=people.reseller, copy_to="copies@reseller.example")
    Metered.objects.update(checked=None)
    check_quotas()
    assert told() == ["copies@reseller.example"]
