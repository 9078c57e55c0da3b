"""Accounts from a table: added, changed, left alone and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ngnpanel.accounts.domain.sip import SipId
from ngnpanel.api import Api
from ngnpanel.imports import previewing
from ngnpanel.imports.models import Upload
from ngnpanel.jobs import files, submitting, wording
from ngnpanel.jobs.kinds import Remark, Work
from ngnpanel.jobs.models import Job, State
from ngnpanel.soap import metering
from ngnpanel.soap.paging import Query
from tests.imports.importing import imported, kind_of, table, told
from tests.jobs.working import actor, add_accounts, counts, done, failing, items, reopen, work
from tests.people import ALICE, BOB, FOREIGN, People, api

EVE = SipId.parse("eve@acme.example")
NEW = "username,domain,first_name,last_name,password,quota\neve,acme.example,Eve,Stone,s3cret,30\n"


def undone(job: Job, people: People, name: str = "reseller") -> Job:
    """What was done is taken back."""
    undoing = submitting.undo(job, actor(people, name))
    work()
    undoing.refresh_from_db()
    return done(undoing)


def test_nothing_is_written_before_the_word(people: People) -> None:
    job = imported(actor(people), "account", NEW)
    assert job.state == State.PREVIEWED
    assert told(job) == [(str(EVE), "pending", "")]
    assert api().sip.aliases_of(EVE).total == 0
    assert str(EVE) not in {str(row.id) for row in api().sip.accounts(Query())}


def test_a_row_becomes_an_account_by_the_rules_of_the_form(people: People) -> None:
    assert counts(done(imported(actor(people), "account", NEW))) == {"done": 1}
    eve = api().sip.account(EVE)
    assert (eve.name, eve.password, eve.quota, eve.email) == (
        "Eve Stone", "s3cret", 30, "eve@acme.example",
    )  # fmt: skip
    assert eve.owner == people.reseller


def test_a_password_stands_nowhere_in_the_clear(people: People) -> None:
    job = imported(actor(people), "account", NEW)
    item = items(job)[0]
    words = f"{item.given} {item.before} {item.after} {job.params} {item.title} {item.reason}"
    assert "s3cret" not in words
    assert item.sealed is not None
    assert b"s3cret" not in bytes(item.sealed)
    job = done(job)
    assert items(job)[0].sealed is None


def test_an_empty_cell_leaves_a_value_alone_and_the_mark_takes_it_away(people: People) -> None:
    api().sip.update_account(
        replace(api().sip.account(ALICE), quota=20, rpid="+31208005161", groups=("free-pstn", "x"))
    )
    text = table(
        [
            ["username", "domain", "first_name", "email", "rpid", "quota", "missed_calls"],
            ["alice", "acme.example", "", "<empty>", "<empty>", "40", "yes"],
        ]
    )
    before = api().sip.account(ALICE)
    job = done(imported(actor(people), "account", text))
    assert counts(job) == {"done": 1}
    alice = api().sip.account(ALICE)
    assert (alice.first_name, alice.email, alice.rpid, alice.quota) == ("Alice", "", "", 40)
    assert set(alice.groups) == {"free-pstn", "x", "missed-calls"}
    assert alice.password == before.password
    assert (alice.last_name, alice.timezone) == (before.last_name, before.timezone)


@pytest.mark.parametrize(
    ("exists", "outcome"),
    [
        ("skip", ("skipped", "It exists already.")),
        ("update", ("pending", "")),
        (
            "refuse",
            ("refused", "It exists already, and existing ones are not to be changed."),
        ),
    ],
)
def test_what_becomes_of_those_that_exist_is_chosen(
    people: People, exists: str, outcome: tuple[str, str]
) -> None:
    text = "username,domain,quota\nalice,acme.example,5\neve,acme.example,5\n"
    job = imported(actor(people), "account", text, exists)
    title = f"Line 2: {ALICE}" if exists == "refuse" else str(ALICE)
    assert told(job) == [(title, *outcome), (str(EVE), "pending", "")]


def test_a_bad_line_is_named_and_the_good_ones_go_on(people: People) -> None:
    text = table(
        [
            ["username", "domain", "email", "owner", "prepaid", "acl", "info"],
            ["eve", "acme.example", "", "", "", "", ""],
            ["e v e", "acme.example", "", "", "", "", ""],
            ["", "acme.example", "", "", "", "", ""],
            ["u1", "acme.example", "no address", "", "", "", ""],
            ["u2", "acme.example", "", "nobody", "", "", ""],
            ["u3", "acme.example", "", "", "maybe", "", ""],
            ["u4", "acme.example", "", "", "", "10.0.0.0/99", ""],
            ["u5", "acme.example", "=1+1", "", "", "", ""],
            ["eve", "ACME.example", "", "", "", "", ""],
            ["alice", "globex.example", "", "", "", "", ""],
        ]
    )
    job = imported(actor(people), "account", text)
    sentences = [
        "",
        "Use at most 64 letters, digits and the characters . _ - + * # in the user part.",
        "Enter the user part of the address",
        "email: Enter a mail address such as alice@example.com.",
        "There is no customer called nobody.",
        "prepaid: Write yes or no.",
        "acl: “10.0.0.0/99” is no IPv4 network",
        "Cell 3 holds a formula. Save the file with values",
        "Line 2 is about the same one.",
        "There is no SIP domain called globex.example.",
    ]
    for line, item in enumerate(zip(told(job), sentences, strict=True), start=2):
        (title, outcome, reason), sentence = item
        assert reason.startswith(sentence)
        assert outcome == ("refused" if sentence else "pending")
        assert title.startswith(f"Line {line}: ") == bool(sentence)
    job = done(job)
    assert counts(job) == {"done": 1, "refused": 9}
    assert api().sip.account(FOREIGN).first_name == "Alice"


def test_the_job_says_it_in_words_and_leads_to_what_is_there(people: People) -> None:
    text = NEW + "alice,acme.example,,,another one,7\n"
    job = imported(actor(people), "account", text)
    assert wording.title(job) == "Import SIP accounts from table.csv"
    assert [line.href for line in wording.lines(job, items(job))] == [
        "", "/sip/accounts/alice@acme.example/",
    ]  # fmt: skip
    job = done(job)
    lines = wording.lines(job, items(job))
    assert lines[0].href == "/sip/accounts/eve@acme.example/"
    assert [(c.label, c.old, c.new) for c in lines[1].changes] == [
        ("Quota", "", "7"), ("SIP password", "", "••••••"),
    ]  # fmt: skip


def test_rows_about_the_same_one_are_found_across_windows(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "READ", 2)
    names = ["u1", "u2", "u3", "u1", "u2"]
    rows = [["username", "domain"], *([name, "acme.example"] for name in names)]
    job = imported(actor(people), "account", table(rows))
    assert [reason for _title, _outcome, reason in told(job)] == [
        *("", "", ""),
        "Line 2 is about the same one.",
        "Line 3 is about the same one.",
    ]


def test_what_exists_costs_a_call_for_each_window_and_none_for_a_row(people: People) -> None:
    add_accounts(30)
    rows = [["username", "domain", "quota"]]
    rows += [[f"u{number:05d}", "acme.example", "7"] for number in range(1, 61)]
    with metering.counted() as meter:
        job = imported(actor(people), "account", table(rows))
    assert sum(item.given["act"] == "update" for item in items(job)) == 30
    # Who begins it, its rights (twice, as it is prepared in turns), the customers, the window.
    assert meter.calls <= 8


def test_few_rows_do_not_read_a_large_domain(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "WINDOW", 5)
    add_accounts(30)
    text = "username,domain,quota\nu00007,acme.example,7\neve,acme.example,7\n"
    with metering.counted() as meter:
        job = imported(actor(people), "account", text)
    assert [item.given["act"] for item in items(job)] == ["update", "add"]
    assert meter.operations.count("Sip.getAccounts") == 1
    assert meter.operations.count("Sip.getAccount") == 2


def test_made_up_passwords_come_in_a_file_for_its_creator(people: People) -> None:
    text = "username,domain\neve,acme.example\n=x,acme.example\nalice,acme.example\n"
    job = done(imported(actor(people), "account", text, "skip"))
    file = job.files.get()
    content = files.take(file)
    assert content is not None
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"username","domain","password"'
    user, domain, password = (cell.strip('"') for cell in lines[1].split(","))
    assert (user, domain, len(lines)) == ("eve", "acme.example", 2)
    assert password == api().sip.account(EVE).password
    assert all(item.sealed is None for item in items(job))


def test_an_import_is_undone(people: People) -> None:
    text = "username,domain,first_name,quota\neve,acme.example,Eve,5\nalice,acme.example,Alicia,6\n"
    before = api().sip.account(ALICE)
    job = done(imported(actor(people), "account", text))
    assert counts(job) == {"done": 2}
    assert api().sip.account(ALICE).first_name == "Alicia"
    assert counts(undone(job, people)) == {"done": 2}
    alice = api().sip.account(ALICE)
    assert (alice.first_name, alice.quota or 0) == (before.first_name, before.quota or 0)
    assert "eve" not in {row.id.username for row in api().sip.accounts(Query())}


def test_what_changed_since_is_not_undone(people: People) -> None:
    text = "username,domain,quota\neve,acme.example,5\nalice,acme.example,6\n"
    job = done(imported(actor(people), "account", text))
    for address in (EVE, ALICE):
        api().sip.update_account(replace(api().sip.account(address), quota=99))
    undoing = undone(job, people)
    assert counts(undoing) == {"refused": 2}
    assert {item.reason for item in items(undoing)} == {
        "It was changed since, so it is left as it is."
    }


def test_a_lost_answer_adds_nothing_twice_and_loses_nothing(people: People) -> None:
    job = imported(actor(people), "account", NEW)
    submitting.begin(job)
    with failing("addAccount", 1, after=True):
        work()
    reopen()
    work()
    job.refresh_from_db()
    assert (job.state, counts(job)) == (State.DONE, {"done": 1})
    assert api().sip.account(EVE).password == "s3cret"


def test_a_made_up_password_survives_a_lost_answer(people: People) -> None:
    job = imported(actor(people), "account", "username,domain\neve,acme.example\n")
    submitting.begin(job)
    with failing("addAccount", 1, after=True):
        work()
    reopen()
    work()
    job.refresh_from_db()
    content = files.take(job.files.get())
    assert content is not None
    assert api().sip.account(EVE).password in content.decode()


def test_a_change_that_was_interrupted_is_made_once(people: People) -> None:
    text = "username,domain,quota,password\nalice,acme.example,50,another one\n"
    job = imported(actor(people), "account", text)
    submitting.begin(job)
    with failing("updateAccount", 1):
        work()
    reopen()
    work()
    assert counts(job) == {"done": 1}
    assert (api().sip.account(ALICE).quota, api().sip.account(ALICE).password) == (
        50,
        "another one",
    )


def test_somebody_elses_account_that_came_meanwhile_is_left_alone(people: People) -> None:
    job = imported(actor(people), "account", NEW, "refuse")
    api().sip.add_account(replace(api().sip.account(BOB), id=EVE, properties=()))
    job = done(job)
    assert counts(job) == {"refused": 1}
    assert api().sip.account(EVE).first_name == "Bob"


def test_what_a_person_may_not_set_is_refused(people: People) -> None:
    text = table(
        [
            ["username", "domain", "call_limit", "acl", "free_pstn"],
            ["eve", "acme.example", "5", "", ""],
            ["fay", "acme.example", "", "192.0.2.0/24", "no"],
            ["gil", "acme.example", "", "", "no"],
        ]
    )
    job = imported(actor(people, "customer"), "account", text)
    assert [(outcome, reason) for _title, outcome, reason in told(job)] == [
        ("refused", "call_limit: you may not set this here."),
        ("refused", "acl: you may not set this here."),
        ("pending", ""),
    ]


def test_a_mere_owner_changes_nothing(people: People) -> None:
    api().sip.update_account(replace(api().sip.account(FOREIGN), owner=people.customer))
    text = "username,domain,first_name\nalice,globex.example,Mallory\n"
    job = done(imported(actor(people, "customer"), "account", text))
    assert [reason for _t, _o, reason in told(job)] == ["You may not change this record."]
    assert api().sip.account(FOREIGN).first_name == "Alice"


def test_a_stranger_changes_and_learns_nothing(people: People) -> None:
    text = "username,domain,first_name\nalice,acme.example,Mallory\ngone,acme.example,Mallory\n"
    job = imported(actor(people, "stranger"), "account", text)
    # The account that is there and the one that is not get the same answer.
    assert [item.given["act"] for item in items(job)] == ["add", "add"]
    assert {(outcome, reason) for _title, outcome, reason in told(job)} == {
        ("refused", "There is no SIP domain called acme.example.")
    }
    assert api().sip.account(ALICE).first_name == "Alice"


def test_the_credits_that_it_needs_are_told(people: People) -> None:
    rows = [["username", "domain"], *([f"u{n}", "acme.example"] for n in range(101))]
    text = table(rows)
    job = imported(actor(people, "customer"), "account", text)
    remark = remarks(job, people)[0]
    assert (remark.tone, "left" in str(remark.text)) == ("red", True)
    few = imported(actor(people, "customer"), "account", table(rows[:3]))
    assert str(remarks(few, people)[0].text) == (
        "2 new ones are needed from your credit, which has 98 left."
    )


def remarks(job: Job, people: People) -> list[Remark]:
    """What the preview says."""
    person = actor(people, "customer")
    return kind_of("account").remarks(Work(job=job, actor=person, api=Api.of(person)))


def test_a_file_that_is_gone_is_said(people: People) -> None:
    job = imported(actor(people), "account", NEW)
    Upload.objects.all().delete()
    submitting.prepare(job, job.params)
    work()
    job.refresh_from_db()
    assert (job.state, job.remark) == (
        State.CANCELLED, "The file is not kept any more. Choose it again.",
    )  # fmt: skip
