"""Numbers with accounts from a range: added each once, and taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ngnpanel.accounts.domain.passwords import verify_ha1
from ngnpanel.accounts.domain.sip import Alias, Property, SipId
from ngnpanel.enum.domain.ranges import RangeId
from ngnpanel.jobs import submitting
from ngnpanel.jobs.models import State
from ngnpanel.soap.paging import Query
from ngnpanel.web import faults
from tests.belongings import Estates
from tests.enum.bulk.generating import (
    NUMBERS,
    account,
    add_number,
    added,
    allow,
    number,
    ordered,
    previewed,
    remarks,
    undone,
)
from tests.jobs.working import actor, counts, done, failing, items, reopen, work
from tests.people import ALICE, DOMAIN, api

RANGE = RangeId(prefix="3120")


def test_numbers_and_accounts_are_added_as_they_were_ordered(estates: Estates) -> None:
    owner = estates.people.customer
    job = done(
        ordered(
            estates,
            owner=owner,
            info="First lot",
            strip=2,
            pstn=True,
            rpid_strip=1,
            quota=50,
            call_limit=4,
            acl=["192.0.2.0/24"],
        )
    )
    assert (job.state, counts(job)) == (State.DONE, {"done": 3})
    assert added() == NUMBERS
    found = number("31208005201")
    assert found is not None
    assert (found.info, found.owner, found.customer) == ("First lot", owner, owner)
    assert [(m.type, m.mapto, m.ttl, m.priority) for m in found.mappings] == [
        ("sip", f"sip:208005201@{DOMAIN}", 3600, 5)
    ]
    made = account("208005201")
    assert made is not None
    assert (made.name, made.email, made.owner) == ("Customer Person", "customer@example.com", owner)
    assert (made.groups, made.rpid, made.prepaid) == (("free-pstn",), "1208005201", False)
    assert (made.quota, made.call_limit) == (50, 4)
    assert [str(network) for network in made.acl] == ["192.0.2.0/24"]


def test_without_owner_an_account_is_called_by_its_name(estates: Estates) -> None:
    done(ordered(estates, count=1))
    made, found = account(NUMBERS[0]), number(NUMBERS[0])
    assert made is not None
    assert found is not None
    assert (made.name, made.email) == (f"Account {NUMBERS[0]}", f"{NUMBERS[0]}@{DOMAIN}")
    assert (made.owner, made.groups, made.rpid, found.info) == (0, (), "", "")


def test_each_account_has_a_password_of_its_own_unless_one_was_typed(estates: Estates) -> None:
    done(ordered(estates))
    found = {account(each).password for each in NUMBERS}  # type: ignore[union-attr]
    assert len(found) == 3
    assert all(len(password) == 10 for password in found)
    job = ordered(estates, password="kH7wqPz3Rm", added="80053")
    assert "All accounts get the same password" in "".join(remarks(job))
    done(job)
    same = {account(f"3120800530{n}").password for n in range(3)}  # type: ignore[union-attr]
    assert same == {"kH7wqPz3Rm"}


def test_who_keeps_no_clear_text_gets_digests(estates: Estates) -> None:
    allow(estates.people.reseller, store_clear_text_passwords="0")
    done(ordered(estates, count=1, password="kH7wqPz3Rm"))
    made = account(NUMBERS[0])
    assert made is not None
    assert made.password != "kH7wqPz3Rm"
    assert verify_ha1(NUMBERS[0], DOMAIN, "kH7wqPz3Rm", made.ha1)


def test_numbers_alone_need_no_account(estates: Estates) -> None:
    job = done(ordered(estates, accounts=False))
    assert counts(job) == {"done": 3}
    assert (added(), account(NUMBERS[0])) == (NUMBERS, None)


def test_a_half_that_is_missing_is_completed(estates: Estates) -> None:
    add_number(NUMBERS[0], f"sip:{NUMBERS[0]}@{DOMAIN}")
    job = ordered(estates, count=1)
    assert "number" not in (items(job)[0].after or {})
    done(job)
    assert account(NUMBERS[0]) is not None
    assert counts(undone(job, estates)) == {"done": 1}
    assert account(NUMBERS[0]) is None
    assert number(NUMBERS[0]) is not None


def test_an_account_or_alias_that_is_there_keeps_its_password(estates: Estates) -> None:
    there = SipId(username=NUMBERS[0], domain=DOMAIN)
    api().sip.add_account(replace(api().sip.account(ALICE), id=there, password="its own"))
    alias = SipId(username=NUMBERS[1], domain=DOMAIN)
    api().sip.add_alias(Alias(id=alias, target=ALICE))
    job = ordered(estates)
    notes = [(item.after or {}).get("note", "") for item in items(job)]
    assert "keeps its password" in notes[0]
    assert "is an alias already" in notes[1]
    assert notes[2] == ""
    assert counts(done(job)) == {"done": 3}
    kept = account(NUMBERS[0])
    assert kept is not None
    assert kept.password == "its own"
    undone(job, estates)
    assert account(NUMBERS[0]) is not None
    assert (added(), account(NUMBERS[2])) == ([], None)


def test_a_credit_that_runs_out_leaves_a_half_which_another_try_completes(
    estates: Estates,
) -> None:
    job = ordered(estates, count=2)
    used = api().sip.accounts(Query(filter={"domain": DOMAIN}, count=1)).total
    allow(estates.people.customer, sip_credit=str(used + 1))
    done(job)
    assert counts(job) == {"done": 1, "failed": 1}
    reason = items(job)[1].reason
    assert "The number is there, but not its account. A credit is used up" in reason
    assert account(NUMBERS[1]) is None
    assert number(NUMBERS[1]) is not None
    allow(estates.people.customer, sip_credit="100")
    submitting.retry(job)
    work()
    assert counts(job) == {"done": 2}
    assert account(NUMBERS[1]) is not None
    job.refresh_from_db()
    assert counts(undone(job, estates)) == {"done": 2}
    assert (added(), account(NUMBERS[0]), account(NUMBERS[1])) == ([], None, None)


def test_a_typed_password_survives_until_another_try(estates: Estates) -> None:
    job = ordered(estates, count=1, password="kH7wqPz3Rm")
    allow(estates.people.customer, sip_credit="0")
    done(job)
    allow(estates.people.customer, sip_credit="100")
    submitting.retry(job)
    work()
    made = account(NUMBERS[0])
    assert made is not None
    assert made.password == "kH7wqPz3Rm"


@pytest.mark.parametrize("operation", ["addNumber", "addAccount"])
@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_leads_to_one_number_one_account_and_one_password(
    estates: Estates, operation: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    original = type(api().sip).add_account

    def noted(self: Any, record: Any) -> Any:
        sent.append(record.password)
        return original(self, record)

    monkeypatch.setattr(type(api().sip), "add_account", noted)
    job = ordered(estates, count=2)
    submitting.begin(job)
    with failing(operation, 1, after=after):
        work()
        reopen()
        work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"done": 2})
    assert added() == NUMBERS[:2]
    # Whatever was sent twice was the same.
    assert len(set(sent)) == 2
    passwords = {account(each).password for each in NUMBERS[:2]}  # type: ignore[union-attr]
    assert passwords == set(sent)
    assert counts(undone(job, estates)) == {"done": 2}


def test_what_somebody_adds_between_preview_and_word_is_left_alone(estates: Estates) -> None:
    job = ordered(estates)
    add_number(NUMBERS[0], "sip:alice@acme.example")
    there = SipId(username=NUMBERS[1], domain=DOMAIN)
    api().sip.add_account(replace(api().sip.account(ALICE), id=there, password="its own"))
    done(job)
    assert [(item.outcome, item.reason[:36]) for item in items(job)] == [
        ("skipped", "Somebody else added this number mean"),
        ("failed", "The number is there, but not its acc"),
        ("done", ""),
    ]
    submitting.retry(job)
    work()
    assert "it keeps its password" in items(job)[1].reason
    kept = account(NUMBERS[1])
    assert kept is not None
    assert kept.password == "its own"


def test_undo_takes_both_halves_and_what_changed_since_stays(estates: Estates) -> None:
    job = done(ordered(estates))
    changed = account(NUMBERS[0])
    assert changed is not None
    used = (Property(name="language", value="nl"),)
    api().sip.update_account(replace(changed, properties=used))
    second = number(NUMBERS[1])
    assert second is not None
    api().enum.update_number(replace(second, info="Sold"))
    undoing = undone(job, estates)
    assert counts(undoing) == {"done": 1, "refused": 2}
    assert {item.reason for item in items(undoing) if item.reason} == {
        "It was changed since, so it is left as it is."
    }
    assert added() == NUMBERS[:2]
    assert (account(NUMBERS[1]) is not None, account(NUMBERS[2])) == (True, None)
    assert counts(undone(job, estates)) == {"refused": 3}


@pytest.mark.parametrize("operation", ["deleteAccount", "deleteNumber"])
@pytest.mark.parametrize("after", [False, True])
def test_a_lost_answer_while_undoing_is_made_up_for(
    estates: Estates, operation: str, after: bool
) -> None:
    job = done(ordered(estates, count=2))
    undoing = submitting.undo(job, actor(estates.people))
    work()
    submitting.begin(undoing)
    with failing(operation, 1, after=after):
        work()
        reopen()
        work()
    assert counts(undoing) == {"done": 2}
    assert (added(), account(NUMBERS[0]), account(NUMBERS[1])) == ([], None, None)


def test_what_the_range_does_not_take_any_more_fails_with_a_sentence(estates: Estates) -> None:
    job = ordered(estates, count=1)
    api().enum.update_range(replace(api().enum.range(RANGE), size=1))
    done(job)
    assert previewed(job) == [(NUMBERS[0], "failed", faults.SENTENCES[3006])]
    assert (added(), account(NUMBERS[0])) == ([], None)


def test_who_lost_a_right_meanwhile_is_refused(estates: Estates) -> None:
    job = ordered(estates, pstn=True, quota=5)
    allow(estates.people.reseller, pstn_changes="0")
    assert counts(done(job)) == {"refused": 3}
    assert {item.reason for item in items(job)} == {
        "You may not let accounts call telephone numbers."
    }
    refused = ordered(estates, quota=5, accounts=True)
    assert refused.remark == "You may not change what calls may cost."
    for name, words in (("call_limit", "how many calls"), ("acl", "from which networks")):
        value: Any = 5 if name == "call_limit" else ["10.0.0.0/8"]
        assert words in ordered(estates, "customer", **{name: value}).remark


def test_who_may_not_choose_gets_prepaid_accounts(estates: Estates) -> None:
    allow(estates.people.reseller, prepaid_changes="0")
    job = ordered(estates, count=1)
    assert "will be prepaid" in "".join(remarks(job))
    done(job)
    made = account(NUMBERS[0])
    assert made is not None
    assert made.prepaid
    assert counts(undone(job, estates)) == {"done": 1}
