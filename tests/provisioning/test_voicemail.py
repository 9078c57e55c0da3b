"""Mailboxes over SOAP."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError

from ngnpanel.provisioning.models import Account, Mailbox
from ngnpanel.provisioning.operations import voicemail
from tests.provisioning.asking import ask
from tests.provisioning.soap import SoapFault
from tests.provisioning.tenants import ALICE, BOB, CAROL, CUSTOMER, NOBODY, OWNER, STRANGER, settle

pytestmark = pytest.mark.django_db
BOX = {
    "sipId": ALICE,
    "password": "4711",
    "name": "Alice Ångström",
    "email": "alice@north.example",
    "options": {"delete": True},
}


@pytest.fixture(autouse=True)
def _tenants() -> None:
    settle()


def call(operation: str, acting: int = CUSTOMER, **arguments: Any) -> Any:
    return ask(operation, port="Voicemail", acting=acting, **arguments)


def add(acting: int = CUSTOMER, **members: Any) -> Any:
    return call("addAccount", acting, account={**BOX, **members})


def update(**members: Any) -> Any:
    return call("updateAccount", account={**BOX, **members})


def get(acting: int = CUSTOMER) -> Any:
    return call("getAccount", acting, sipId=ALICE)


def refusal(operation: str, acting: int = CUSTOMER, **arguments: Any) -> tuple[int, str]:
    with pytest.raises(SoapFault) as refused:
        call(operation, acting, **arguments)
    return refused.value.code, refused.value.field


def test_a_mailbox_gets_a_number_and_reads_back() -> None:
    stored = add()
    assert stored == {**BOX, "mailbox": "1000000", "info": ""}
    assert get() == stored


def test_the_pin_is_not_stored_readably() -> None:
    add(password="13572468")
    assert "13572468" not in Mailbox.objects.get().sealed_pin


def test_numbers_count_upwards_and_pass_over_chosen_ones() -> None:
    add(sipId=BOB, mailbox="1000000")
    assert add()["mailbox"] == "1000001"
    assert add(0, sipId=CAROL)["mailbox"] == "1000002"


def test_a_chosen_number_does_not_move_the_sequence() -> None:
    assert add(sipId=BOB, mailbox="9999999999")["mailbox"] == "9999999999"
    assert add()["mailbox"] == str(settings.PROVISIONING["MAILBOX_BASE"])


def test_a_number_that_another_server_took_meanwhile_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save = Mailbox.save
    collisions = iter([True, True])

    def save_late(self: Mailbox, **options: Any) -> None:
        if next(collisions, False):
            raise IntegrityError
        save(self, **options)

    monkeypatch.setattr(Mailbox, "save", save_late)
    assert add()["mailbox"] == "1000000"
    monkeypatch.setattr(voicemail, "ATTEMPTS", 0)
    assert refusal("addAccount", account={**BOX, "sipId": BOB})[0] == 9000


def test_a_mailbox_without_pin_gets_one() -> None:
    pin = add(password=None)["password"]
    assert len(pin) == 6
    assert set(pin) <= set("123456789")


@pytest.mark.parametrize("flag", [True, 1, None])
def test_messages_are_deleted_unless_the_client_says_otherwise(flag: Any) -> None:
    assert add(options={"delete": flag})["options"] == {"delete": True}
    assert update(options={"delete": 0})["options"] == {"delete": False}
    assert update(options=None)["options"] == {"delete": True}


def test_there_is_one_mailbox_per_account() -> None:
    add()
    assert refusal("addAccount", account=BOX)[0] == 2001


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("password", "123"),
        ("password", "12 34"),
        ("password", "1" * 17),
        ("password", "abcd"),
        ("email", "alice"),
        ("name", "x" * 129),
        ("mailbox", "12"),
        ("mailbox", "12a4"),
        ("mailbox", "1" * 17),
        ("info", "x" * 256),
    ],
)
def test_values_that_break_a_rule_are_refused_by_name(member: str, value: str) -> None:
    assert refusal("addAccount", account={**BOX, member: value}) == (9004, member)
    assert not Mailbox.objects.exists()


def test_a_number_belongs_to_one_mailbox() -> None:
    add(sipId=BOB, mailbox="4444")
    assert refusal("addAccount", account={**BOX, "mailbox": "4444"}) == (2002, "mailbox")
    add()
    assert refusal("updateAccount", account={**BOX, "mailbox": "4444"}) == (2002, "mailbox")


def test_a_chosen_number_that_another_server_took_meanwhile_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add(sipId=BOB, mailbox="4444")
    monkeypatch.setattr(voicemail, "_chosen_number", lambda text, _account: text)
    assert refusal("addAccount", account={**BOX, "mailbox": "4444"}) == (2002, "mailbox")
    add()
    assert refusal("updateAccount", account={**BOX, "mailbox": "4444"}) == (2002, "mailbox")
    assert get()["mailbox"] == "1000000"


def test_an_update_keeps_number_pin_and_info_that_are_not_sent() -> None:
    add(mailbox="777", info="made by hand")
    changed = update(mailbox=None, info=None, password="", name="Alice", email="")
    assert changed == {
        "sipId": ALICE,
        "mailbox": "777",
        "password": "4711",
        "name": "Alice",
        "email": "",
        "info": "made by hand",
        "options": {"delete": True},
    }
    assert get() == changed


def test_an_update_changes_number_pin_and_info_that_are_sent() -> None:
    add()
    changed = update(mailbox="888", info="new", password="99999")
    assert (changed["mailbox"], changed["info"], changed["password"]) == ("888", "new", "99999")
    assert add(sipId=BOB)["mailbox"] == "1000000"


def test_a_mailbox_is_deleted() -> None:
    add()
    call("deleteAccount", sipId=ALICE)
    assert refusal("getAccount", sipId=ALICE)[0] == 2000


def test_an_account_without_mailbox_has_none_to_read_change_or_delete() -> None:
    for operation, arguments in (
        ("getAccount", {"sipId": ALICE}),
        ("updateAccount", {"account": BOX}),
        ("deleteAccount", {"sipId": ALICE}),
        ("setAnnouncement", {"sipId": ALICE, "message": b"hello"}),
    ):
        assert refusal(operation, **arguments)[0] == 2000


def test_the_mailbox_goes_with_its_account() -> None:
    add()
    Account.objects.get(username="alice").delete()
    assert not Mailbox.objects.exists()


def test_an_announcement_is_kept_and_removed() -> None:
    add()
    call("setAnnouncement", sipId=ALICE, message=b"RIFF\x00\xff")
    assert bytes(Mailbox.objects.get().announcement or b"") == b"RIFF\x00\xff"
    call("setAnnouncement", sipId=ALICE, message=None)
    assert Mailbox.objects.get().announcement is None


def test_an_announcement_has_a_longest_length() -> None:
    add()
    message = b"x" * (voicemail.MAX_ANNOUNCEMENT + 1)
    assert refusal("setAnnouncement", sipId=ALICE, message=message) == (9004, "message")


def test_groups_and_diversions_are_left_to_the_client() -> None:
    ask("setCallDiversions", sipId=ALICE, diversions={"FBUS": "<voice-mailbox>"})
    add()
    call("deleteAccount", sipId=ALICE)
    assert ask("getCallDiversions", sipId=ALICE)["FBUS"] == "<voice-mailbox>"
    assert ask("getGroups", sipId=ALICE) == []


def test_an_owner_sees_the_mailbox_without_its_pin() -> None:
    add()
    seen = get(acting=OWNER)
    assert (seen["mailbox"], seen["email"]) == ("1000000", BOX["email"])
    assert not seen["password"]
    assert refusal("updateAccount", OWNER, account=BOX)[0] == 9002


def test_a_stranger_is_told_that_there_is_no_such_account() -> None:
    add()
    for operation, arguments in (
        ("addAccount", {"account": BOX}),
        ("getAccount", {"sipId": ALICE}),
        ("updateAccount", {"account": BOX}),
        ("deleteAccount", {"sipId": ALICE}),
        ("setAnnouncement", {"sipId": ALICE, "message": b"hello"}),
    ):
        assert refusal(operation, STRANGER, **arguments)[0] == 1010
    assert refusal("addAccount", 0, account={**BOX, "sipId": NOBODY})[0] == 1010
    assert get()["password"] == "4711"
