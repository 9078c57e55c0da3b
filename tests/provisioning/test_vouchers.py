"""Vouchers: made by the operator's command, used once over SOAP, and nothing to guess."""

from __future__ import annotations

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from ngnpanel.accounts.domain.balance import MAX_AMOUNT, new_voucher_number, voucher_number
from ngnpanel.provisioning import guesses, models, vouchers
from ngnpanel.provisioning.guesses import FREE
from tests.provisioning.conftest import PEOPLE, Clock, World
from tests.provisioning.soap import ADMIN, Person, SoapFault, sip_id, soap

ALICE = sip_id("alice@customer.example")
SIBLING = sip_id("alice@sibling.example")
STRANGER = sip_id("alice@stranger.example")
CUSTOMER = PEOPLE["customer"]
SAME = "The voucher is unknown, used or blocked"


def command(*arguments: object) -> list[dict[str, str]]:
    """The rows that ``manage.py vouchers`` prints."""
    out = StringIO()
    call_command("vouchers", *map(str, arguments), stdout=out)
    return list(csv.DictReader(StringIO(out.getvalue())))


def make(world: World, value: object = "25", count: int = 1, **more: str) -> list[dict[str, Any]]:
    """New cards of the reseller."""
    options = {"until": "2999-12-31", **more}
    words = [word for name, text in options.items() for word in (f"--{name}", text)]
    made = command(
        *("make", "--reseller", world["reseller"], "--count", count, "--value", value, *words)
    )
    return [{"id": int(row["id"]), "number": row["number"]} for row in made]


def use(card: dict[str, Any], sip_id: dict[str, str] = ALICE, as_: Person = CUSTOMER) -> float:
    told = soap("Sip", "addBalanceFromVoucher", sip_id, card, as_=as_)
    added: float = told["new_balance"] - told["old_balance"]
    return added


def refusal(
    card: dict[str, Any], sip_id: dict[str, str] = ALICE, as_: Person = CUSTOMER
) -> tuple[int, str, str]:
    with pytest.raises(SoapFault) as refused:
        use(card, sip_id, as_)
    return refused.value.code, refused.value.text, refused.value.field


def test_a_voucher_fills_the_balance_once(world: World) -> None:
    card = make(world, "12.50")[0]
    assert use(card) == 12.5
    assert refusal(card) == (1110, SAME, "card")
    told = soap("Sip", "getCreditHistory", ALICE, 200)
    entry = told["entries"][0]
    assert (told["total"], entry["value"], entry["balance"]) == (1, 12.5, 12.5)
    assert entry["description"] == f"Voucher {card['id']}"
    row = models.Voucher.objects.get(pk=card["id"])
    assert row.used_for == "alice@customer.example"
    assert row.used is not None


def test_the_number_may_be_typed_in_groups(world: World) -> None:
    card = make(world)[0]
    number = card["number"]
    assert use({**card, "number": f" {number[:4]}-{number[4:8]} {number[8:]} "}) == 25.0


def test_all_that_is_wrong_is_told_alike(world: World) -> None:
    wrong, unknown, blocked, expired, foreign = make(world, count=5)
    command("block", blocked["id"])
    models.Voucher.objects.filter(pk=expired["id"]).update(ends=now() - timedelta(seconds=1))
    models.Voucher.objects.filter(pk=foreign["id"]).update(reseller=world["stranger"])
    number = wrong["number"]
    cards = (
        {**wrong, "number": number[:-1] + ("1" if number[-1] == "0" else "0")},
        {**wrong, "number": ""},
        {**wrong, "number": "x" * 5000},
        {**wrong, "number": "\N{ARABIC-INDIC DIGIT ZERO}" * 16},
        {**wrong, "id": 0},
        {**wrong, "id": -1},
        {**unknown, "id": 2**31 - 1},
        blocked,
        expired,
        foreign,
    )
    for card in cards:
        guesses.GUESSES.forget()
        told = refusal(card)
        if card["number"]:
            assert told == (1110, SAME, "card")
        assert told[0] in (1110, 9004)
    assert use(wrong) == 25.0


@pytest.mark.parametrize("card", [None, {}, {"id": 5}, {"number": "1"}, {"id": 2**31}])
def test_what_is_no_card_is_refused(world: World, card: dict[str, Any] | None) -> None:
    with pytest.raises(SoapFault) as refused:
        soap("Sip", "addBalanceFromVoucher", ALICE, card, as_=CUSTOMER)
    assert refused.value.code == 9004


def test_another_account_of_the_reseller_may_use_it_a_foreign_one_may_not(world: World) -> None:
    one, two = make(world, count=2)
    assert refusal(one, STRANGER, PEOPLE["stranger"])[0] == 1110
    assert use(one, SIBLING, PEOPLE["sibling"]) == 25.0
    # Not the administrator either: the card is money of that reseller.
    assert refusal(two, STRANGER, ADMIN)[0] == 1110
    assert use(two, ALICE, ADMIN) == 25.0


def test_an_account_without_reseller_uses_none(world: World) -> None:
    card = make(world)[0]
    soap("Sip", "addDomain", {"domain": "nobody.example"})
    soap("Sip", "addAccount", {"id": sip_id("alice@nobody.example"), "password": "x"})
    assert refusal(card, sip_id("alice@nobody.example"), ADMIN)[0] == 1110


def test_it_needs_no_right_to_change_prepaid(world: World) -> None:
    card = make(world)[0]
    models.CustomerProperty.objects.filter(name="prepaid_changes").delete()
    assert use(card) == 25.0


def test_a_balance_that_is_full_takes_no_voucher_and_the_voucher_stays(world: World) -> None:
    card = make(world)[0]
    soap("Sip", "addBalance", ALICE, float(MAX_AMOUNT), "")
    assert refusal(card)[0] == 9004
    soap("Sip", "addBalance", ALICE, -1000, "")
    assert use(card) == 25.0


def test_guesses_are_slowed_down_for_the_account_and_for_the_caller(
    world: World, clock: Clock
) -> None:
    card = make(world)[0]
    wrong = {**card, "number": "0" * 16}
    for _attempt in range(FREE + 1):
        assert refusal(wrong)[1] == SAME
    assert refusal(card) == (1110, "Too many vouchers were wrong: wait 1 s", "card")
    soap("Sip", "addAccount", {"id": sip_id("bob@customer.example"), "password": "x"})
    bob = sip_id("bob@customer.example")
    # The customer has to wait for all its accounts, the others for this one.
    assert "wait" in refusal(card, bob)[1]
    assert "wait" in refusal(card, ALICE, PEOPLE["reseller"])[1]
    assert "wait" in refusal(card, ALICE, ADMIN)[1]
    assert use(card, bob, PEOPLE["reseller"]) == 25.0
    clock.now += 2
    assert use(make(world)[0]) == 25.0


def test_a_panel_with_one_login_slows_down_the_account_alone(world: World, clock: Clock) -> None:
    panel = Person(ADMIN.username, ADMIN.password, admin=True, impersonate=world["reseller"])
    card = make(world)[0]
    for _attempt in range(FREE + 1):
        refusal({**card, "number": "1"}, ALICE, panel)
    assert "wait" in refusal(card, ALICE, panel)[1]
    assert use(card, SIBLING, panel) == 25.0


def test_the_right_number_forgives_nothing(world: World, clock: Clock) -> None:
    card = make(world)[0]
    for _attempt in range(FREE):
        refusal({**card, "number": "1"})
    assert use(card) == 25.0
    refusal({**card, "number": "1"})
    assert "wait" in refusal(card)[1]


def test_the_secret_number_is_nowhere_in_the_table(world: World) -> None:
    card = make(world)[0]
    row = models.Voucher.objects.values().get(pk=card["id"])
    assert card["number"] not in str(row)
    assert len(row["number_digest"]) == 64


def test_a_deleted_account_leaves_what_was_sold(world: World) -> None:
    card = make(world)[0]
    use(card)
    soap("Sip", "deleteAccount", ALICE)
    assert models.Voucher.objects.get(pk=card["id"]).used_for == "alice@customer.example"


def test_a_deleted_reseller_takes_its_vouchers_along(world: World) -> None:
    soap("Customer", "addAccount", {"username": "shop", "password": "x", "resellerActive": True})
    shop = models.Customer.objects.get(username="shop")
    made = vouchers.make(shop, 2, Decimal(5), now() + timedelta(days=1))
    soap("Customer", "deleteAccount", shop.pk)
    assert not models.Voucher.objects.exists()
    noted = models.Change.objects.filter(kind="voucher", operation="Customer.deleteAccount")
    assert {row.key for row in noted} == {str(each.voucher.pk) for each in made}


def test_the_command_makes_as_many_as_asked_for(world: World) -> None:
    out = command(
        *("make", "--reseller", world["reseller"], "--count", "3", "--value", "5"),
        *("--until", "2999-12-31", "--batch", "spring"),
    )
    assert len({row["number"] for row in out}) == 3
    assert {(row["value"], row["until"]) for row in out} == {("5.0000", "2999-12-31")}
    noted = models.Change.objects.filter(kind="voucher", operation="vouchers.make")
    assert [row.key for row in noted] == [row["id"] for row in out]
    assert {row.caller for row in noted} == {"manage.py"}


def test_the_command_lists_without_secret_numbers(world: World) -> None:
    used, blocked, expired, good = make(world, count=4, batch="spring")
    make(world)
    use(used)
    command("block", blocked["id"])
    models.Voucher.objects.filter(pk=expired["id"]).update(ends=now())
    listed = command("list", "--reseller", world["reseller"], "--batch", "spring")
    assert [row["state"] for row in listed] == ["used", "blocked", "expired", "good"]
    assert [row["used for"] for row in listed] == ["alice@customer.example", "", "", ""]
    assert listed[3]["until"] == "2999-12-31"
    assert "number" not in listed[0]
    assert len(command("list")) == 5
    assert command("list", "--reseller", world["stranger"]) == []
    assert good["number"] not in str(listed)


def test_a_batch_is_blocked_and_comes_back(world: World) -> None:
    card = make(world, batch="spring")[0]
    other = make(world)[0]
    command("block", "--batch", "spring")
    assert refusal(card)[0] == 1110
    assert use(other) == 25.0
    command("unblock", card["id"])
    assert use(card) == 25.0


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "0"},
        {"value": "-5"},
        {"value": "NaN"},
        {"value": "Infinity"},
        {"value": "ten"},
        {"value": "1e30"},
        {"count": 0},
        {"count": 10_001},
        {"until": "2020-01-01"},
        {"until": "tomorrow"},
        {"batch": "x" * 65},
    ],
)
def test_the_command_refuses_nonsense(world: World, wrong: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        make(world, **wrong)
    assert not models.Voucher.objects.exists()


def test_only_resellers_have_vouchers(world: World) -> None:
    for number in (world["customer"], 999_999):
        with pytest.raises(CommandError):
            make(World({"reseller": number}))


def test_the_command_names_what_it_does_not_find(world: World) -> None:
    card = make(world)[0]
    for words in ((999, 10**30, card["id"]), ()):
        with pytest.raises(CommandError):
            command("block", *words)
    assert use(card) == 25.0


def test_the_database_knows_the_rules(world: World) -> None:
    card = make(world)[0]
    rows = models.Voucher.objects.filter(pk=card["id"])
    for wrong in ({"value": 0}, {"used": now()}, {"used_for": "alice@customer.example"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


@given(st.text())
def test_a_typed_number_is_sixteen_digits_or_nothing(typed: str) -> None:
    found = voucher_number(typed)
    assert found == "" or (len(found) == 16 and found.isascii() and found.isdigit())


def test_a_new_number_is_read_back_as_printed() -> None:
    for _each in range(100):
        number = new_voucher_number()
        assert voucher_number(number) == number
