"""Credit: the balance, vouchers, the history with its file, and changes by staff."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from ngnpanel.accounts.domain.balance import written
from ngnpanel.accounts.domain.customers import CustomerProperty
from ngnpanel.accounts.subscriber import money
from ngnpanel.provisioning import models, vouchers
from ngnpanel.web.languages import speaking
from tests.accounts.subscriber.helping import page, say, words
from tests.filling import fill
from tests.people import ALICE, BOB, People, api, calls, take_platform_away

URL = f"/subscriber/{ALICE}/credit/"
CHANGE, REFUND, FILE = f"{URL}change/", f"{URL}refund/", f"{URL}csv/"
MINUS = "\N{MINUS SIGN}"
GONE = "This voucher is not valid here. Check both numbers; each works once."


@pytest.fixture(autouse=True)
def prepaid(people: People) -> None:
    """Alice pays before she calls."""
    account = replace(api().sip.account(ALICE), prepaid=True, password="")
    api().sip.update_account(account)


def balance() -> float | None:
    return api().sip.balance(ALICE)


def descriptions() -> list[str]:
    return [one.description for one in api().sip.credit_history(ALICE, 50).entries]


def printed(people: People, value: str = "10") -> tuple[int, str]:
    """A new voucher of the reseller: its number and its secret number."""
    seller = models.Customer.objects.get(pk=people.reseller)
    made = vouchers.make(seller, 1, Decimal(value), now() + timedelta(days=9))[0]
    return made.voucher.pk, made.number


def token(browser: Client, url: str = URL) -> str:
    return str(browser.get(url).context["once"])


def send(browser: Client, url: str, **typed: str) -> list[str]:
    """Confirm what was looked at."""
    return say(browser, url, {"once": token(browser, url), **typed})


def forbid(customer: int, value: str = "0") -> None:
    right = CustomerProperty(
        name="prepaid_changes", value=value, category="sip", permission="admin"
    )
    api().customers.set_properties(customer, [right])


def test_a_voucher_adds_what_it_is_worth_and_is_booked_once(
    people: People, subscriber: Client
) -> None:
    row, number = printed(people)
    with calls(3):
        assert "Balance € 0.00 Calls that cost something do not" in page(subscriber.get(URL))
    data = {"voucher": str(row), "number": number, "once": token(subscriber)}
    with calls(4):
        told = say(subscriber, URL, data)
    assert told == ["+10.00: the balance went from € 0.00 to € 10.00."]
    told = say(subscriber, URL, data)
    assert told == ["The form was sent twice; the voucher is booked once."]
    assert balance() == 10
    row, number = printed(people)
    parts = " ".join(number[at : at + 4] for at in range(0, 16, 4))
    say(subscriber, URL, {"voucher": f" {row} {parts}", "number": "", "once": token(subscriber)})
    assert balance() == 20
    assert "€ 20.00 Calls end when it is used up." in page(subscriber.get(URL))


def test_all_faults_of_a_voucher_sound_the_same_and_guessing_gets_slow(
    people: People, subscriber: Client
) -> None:
    used, number = printed(people)
    say(subscriber, URL, {"voucher": f"{used} {number}", "once": token(subscriber)})
    fresh, _secret = printed(people)
    wrong = [f"{used} {number}", f"{fresh} {'1' * 16}", f"999999 {'1' * 16}", f"{fresh} 12"]
    for typed in wrong:
        data = {"voucher": typed, "number": "", "once": token(subscriber)}
        answer = subscriber.post(URL, data)
        assert answer.status_code == 422
        assert GONE in words(answer)
        assert f'value="{typed}"' in answer.content.decode()
    for typed in ("", "12", "abc 1234", f"{'9' * 12} 1234"):
        answer = subscriber.post(URL, {"voucher": typed, "number": ""})
        assert answer.status_code in (422, 429)
    typed = f"{fresh} {'1' * 16}"
    answer = subscriber.post(URL, {"voucher": typed, "once": token(subscriber)})
    assert answer.status_code == 429
    assert "Too many attempts failed." in words(answer)
    assert f'value="{typed}"' in answer.content.decode()
    assert balance() == 10


@pytest.mark.parametrize(
    ("value", "language", "shown"),
    [
        (0.0, "en", "0.00"),
        (12.5, "en", "12.50"),
        (0.1 + 0.2, "en", "0.30"),
        (1234.5678, "en", "1,234.5678"),
        (1234.5678, "de", "1.234,5678"),
        (0.001, "nl", "0,0010"),
        (-2.00004, "es", "-2,00"),
        (9_999_999.99, "ro", "9.999.999,99"),
    ],
)
def test_a_sum_has_two_decimals_unless_it_has_more(value: float, language: str, shown: str) -> None:
    with speaking(language):
        assert money.number(value).replace("\N{NO-BREAK SPACE}", ".") == shown
    assert Decimal(written(value)) == round(Decimal(str(value)), 4)


def book(*changes: tuple[float, str]) -> None:
    for value, text in changes:
        api().sip.add_balance(ALICE, value, text)


def charge(value: str, left: str, days: int = 0) -> None:
    """What the rating engine writes for a call."""
    row = models.Account.objects.get(username="alice", domain__name="acme.example")
    entry = models.CreditEntry.objects.create(
        account=row,
        at=now() - timedelta(days=days),
        action="Debit balance",
        description="Session",
        value=Decimal(value),
        balance=Decimal(left),
        session="call-1",
    )
    models.CreditEntry.objects.filter(pk=entry.pk).update(at=now() - timedelta(days=days))


def test_the_history_has_sums_a_period_and_a_file(subscriber: Client) -> None:
    book((25, "=cmd|' /C calc'!A0"), (-5.1234, "Ünï <b>"))
    charge("0", "19.8766")
    charge("-1", "18.8766", days=40)
    text = page(subscriber.get(URL))
    assert "Came in € 25.00 € 25.00 today" in text
    assert "Went out € 6.1234 € 5.1234 today" in text
    assert f"Ünï <b> {MINUS}5.1234 19.8766" in text
    assert "1 call that cost nothing is not shown." in text
    assert "0.00 19.8766" not in text
    assert "0.00 19.8766" in page(subscriber.get(URL, {"idle": "on"}))
    month_ago = (now() - timedelta(days=45)).date().isoformat()
    then = (now() - timedelta(days=35)).date().isoformat()
    text = page(subscriber.get(URL, {"since": month_ago, "until": then}))
    assert "Went out € 1.00 € 0.00 today" in text
    assert "25.00" not in text
    assert "Nothing was booked" in page(subscriber.get(URL, {"until": "2001-01-01"}))
    assert subscriber.get(URL, {"since": "nonsense"}).status_code == 200
    with calls(2):
        answer = subscriber.get(FILE)
        body = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(body)))
    assert ",".join(rows[0]) == "id,account,date,action,description,value,final balance"
    assert [row[0] for row in rows[1:]] == ["4", "3", "2", "1"]
    assert rows[4][1:2] + rows[4][3:] == [
        *(str(ALICE), "Set balance", "'=cmd|' /C calc'!A0", "25.0000", "25.0000")
    ]


def test_staff_adds_and_takes_after_a_look_at_what_comes_of_it(
    reseller: Client, subscriber: Client
) -> None:
    with calls(3):
        assert "Change the balance" in page(reseller.get(URL))
    with calls(3):
        reseller.get(CHANGE)
    data = {"value": "12,50", "description": "Good<will>", "notify": "on"}
    answer = reseller.post(CHANGE, {**data, "preview": "look"})
    text = page(answer)
    assert "New balance € 12.50" in text
    assert "Book +12.50" in text
    assert balance() == 0
    again = reseller.post(CHANGE, {**data, "preview": "change"})
    assert 'value="12,50"' in again.content.decode()
    data["once"] = answer.context["once"]
    told = say(reseller, CHANGE, data)
    assert told == [
        "+12.50: the balance went from € 0.00 to € 12.50.",
        "A mail about it is on its way to alice@acme.example.",
    ]
    assert say(reseller, CHANGE, data) == ["The form was sent twice; the change is booked once."]
    assert (balance(), descriptions()) == (12.5, ["Good<will>"])
    assert "/credit/" in str(mail.outbox[0].body)
    assert len(mail.outbox) == 1
    assert "Good<will>" in page(subscriber.get(URL))
    send(reseller, CHANGE, value="-2", description="")
    assert balance() == 10.5
    answer = reseller.post(CHANGE, {"value": "-99", "once": token(reseller, CHANGE)})
    assert "The balance holds less than that." in words(answer)
    assert balance() == 10.5


@pytest.mark.parametrize("typed", ["", "0", "abc", "1.234", "1,234.50", "1e9", "9" * 20, "--1"])
def test_an_amount_that_nobody_can_mean_is_refused(reseller: Client, typed: str) -> None:
    answer = reseller.post(CHANGE, {"value": typed, "once": token(reseller, CHANGE)})
    assert answer.status_code == 422
    assert balance() == 0


def test_a_booking_goes_back_once(reseller: Client, administrator: Client) -> None:
    book((20, "Card 1"), (-5, "Fee"))
    text = page(reseller.get(URL))
    assert text.count("Take back") == 1
    entry = api().sip.credit_history(ALICE, 9).entries[1]
    url = f"{REFUND}?entry={entry.key}"
    send(administrator, CHANGE, value="10", description="More")
    with calls(3):
        assert "New balance € 5.00" in page(reseller.get(url))
    answer = reseller.post(url, {"preview": "look"})
    assert f"Book {MINUS}20.00" in page(answer)
    told = say(reseller, url, {"once": answer.context["once"]})
    assert told == [f"{MINUS}20.00: the balance went from € 25.00 to € 5.00."]
    assert descriptions()[0].startswith("Refund: Card 1 (")
    assert reseller.get(url).status_code == 404
    assert reseller.post(url, {"once": token(reseller)}).status_code == 404
    assert reseller.get(f"{REFUND}?entry=1:2:3").status_code == 404
    assert balance() == 5


def test_who_may_not_change_a_balance_does_not(people: People) -> None:
    book((20, "Card 1"))
    key = api().sip.credit_history(ALICE, 1).entries[0].key
    wanted = {CHANGE: {"value": "5"}, f"{REFUND}?entry={key}": {}}

    def answers(person: str) -> set[int]:
        browser = people.browser(person)
        found = set()
        for url, data in wanted.items():
            found.add(browser.get(url).status_code)
            for more in ({"once": "guessed"}, {"preview": "look"}):
                found.add(browser.post(url, {**data, **more}).status_code)
        return found

    assert answers("subscriber") == {403}
    assert answers("stranger") == {404}
    forbid(people.customer)
    browser = people.browser("customer")
    with calls(4):
        assert "Change the balance" not in page(browser.get(URL))
    assert answers("customer") == {403}
    forbid(people.customer, "1")
    forbid(people.reseller)
    assert answers("customer") - {200} == {403}
    assert answers("reseller") - {200} == {403}
    assert balance() == 20


def test_a_customer_with_the_right_uses_it(customer: Client) -> None:
    with calls(4):
        assert "Change the balance" in page(customer.get(URL))
    with calls(4):
        customer.get(CHANGE)
    send(customer, CHANGE, value="3.5", description="Tip")
    assert balance() == 3.5


def test_the_page_is_there_for_prepaid_accounts_alone(
    people: People, subscriber: Client, reseller: Client
) -> None:
    link = f'href="{URL}"'
    assert link in subscriber.get(f"/subscriber/{ALICE}/").content.decode()
    bob = URL.replace(str(ALICE), str(BOB))
    assert reseller.get(bob).status_code == 404
    assert reseller.post(f"{bob}change/", {"value": "5", "once": "x"}).status_code == 404
    assert subscriber.get(bob).status_code == 404
    account = api().sip.account(ALICE)
    api().sip.update_account(replace(account, groups=("free-pstn", "blocked"), password=""))
    with calls(1):
        text = page(subscriber.get(URL))
    assert "Your account is blocked" in text
    assert "voucher" not in text
    row, number = printed(people)
    data = {"voucher": f"{row} {number}", "once": "x"}
    assert subscriber.post(URL, data).status_code == 403
    assert subscriber.get(FILE).status_code == 403
    assert "Use a voucher" in page(reseller.get(URL))
    none = CustomerProperty(name="pstn_access", value="0", category="sip", permission="admin")
    api().customers.set_properties(people.reseller, [none])
    cache.clear()
    assert reseller.get(URL).status_code == 404
    assert balance() == 0


def test_what_a_reseller_is_given_counts_at_once(
    subscriber: Client, people: People, administrator: Client
) -> None:
    assert subscriber.get(URL).status_code == 200
    form = f"/customers/{people.reseller}/edit/"
    assert fill(administrator, form, property_pstn_access=None).status_code == 302
    assert subscriber.get(URL).status_code == 404


def test_credit_is_sold_elsewhere_and_has_its_currency(
    people: People, subscriber: Client, reseller: Client, settings: Settings
) -> None:
    assert "Buy credit" not in page(subscriber.get(URL))
    settings.PAYMENTS_URL = "https://shop.example/?for={account}"
    settings.CURRENCY = "RON"
    body = subscriber.get(URL).content.decode()
    assert 'href="https://shop.example/?for=alice%40acme.example"' in body
    assert "RON 0.00" in body
    assert "Buy credit" not in page(reseller.get(URL))
    settings.PAYMENTS_URL = "javascript:alert(1)"
    assert "Buy credit" not in page(subscriber.get(URL))


def test_nothing_typed_is_lost_while_the_platform_is_down(
    people: People, subscriber: Client, reseller: Client, settings: Settings
) -> None:
    once = token(reseller, CHANGE)
    take_platform_away(settings)
    answer: Any = subscriber.post(URL, {"voucher": "12 34567890", "once": "x"})
    assert answer.status_code == 503
    assert 'value="12 34567890"' in answer.content.decode()
    assert "nothing was saved" in words(answer)
    for data in ({"preview": "look"}, {"once": once}):
        answer = reseller.post(CHANGE, {"value": "12.50", "description": "Typed", **data})
        assert answer.status_code == 503
        assert 'value="Typed"' in answer.content.decode()
        assert "nothing was saved" in words(answer)
    assert subscriber.post(CHANGE, {"value": "1"}).status_code == 403
