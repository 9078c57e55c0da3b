"""Vouchers: how they are made, and how one is used once.

Nobody can read a secret number again: only its keyed digest is kept. Whoever types a wrong one is
told the same whatever is wrong, in the same time, and has to wait after some attempts.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.utils.timezone import now

from ngnpanel.accounts.domain.balance import PrepaidCard, new_voucher_number, voucher_number
from ngnpanel.provisioning import vault
from ngnpanel.provisioning.call import Call
from ngnpanel.provisioning.faults import Fault
from ngnpanel.provisioning.guesses import GUESSES
from ngnpanel.provisioning.models import Account, Customer, Voucher

REFUSED: Final = 1110
NO_ROW: Final = 0


class Printed(NamedTuple):
    """A new voucher with the secret number, which is told this once."""

    voucher: Voucher
    number: str


def make(
    reseller: Customer, count: int, value: Decimal, ends: datetime, batch: str = ""
) -> list[Printed]:
    """``count`` new vouchers worth ``value`` each for the accounts of ``reseller``."""
    numbers = [new_voucher_number() for _each in range(count)]
    rows = Voucher.objects.bulk_create(
        Voucher(
            reseller=reseller,
            batch=batch,
            value=value,
            ends=ends,
            number_digest=_digest(number),
        )
        for number in numbers
    )
    return [Printed(row, number) for row, number in zip(rows, numbers, strict=True)]


def use(call: Call, account: Account, card: PrepaidCard) -> Voucher:
    """Take the voucher that a card names for ``account``; raises Fault 1110 when it is not good.

    Of two calls at the same moment one gets it: the condition and the mark are one statement.
    """
    places = _places(call, account)
    seconds = max(GUESSES.waiting(place) for place in places)
    if seconds:
        raise Fault(REFUSED, f"Too many vouchers were wrong: wait {seconds} s", "card")
    voucher = Voucher.objects.filter(pk=card.id).first()
    stored = voucher.number_digest if voucher else _digest("")
    fits = hmac.compare_digest(stored, _digest(voucher_number(card.number) or "none"))
    moment = now()
    # Asked also when the number is wrong, so that the time does not tell which part was.
    taken = Voucher.objects.filter(
        pk=card.id if fits else NO_ROW,
        reseller=account.domain.reseller_id or NO_ROW,
        is_blocked=False,
        used__isnull=True,
        ends__gt=moment,
    ).update(used=moment, used_for=str(account))
    if voucher is None or not taken:
        for place in places:
            GUESSES.failed(place)
        raise Fault(REFUSED, field="card")
    call.changed("voucher", voucher)
    return voucher


def _places(call: Call, account: Account) -> tuple[str, ...]:
    """What wrong numbers are counted by.

    A panel asks for all its subscribers with one login, so the account counts in any case. A
    customer who signs in itself counts as well: it may have many accounts to try from.
    """
    place = f"vouchers for {account}"
    caller = call.caller
    if caller.is_administrator or caller.impersonated:
        return (place,)
    return place, f"vouchers by customer {caller.login}"


def _digest(number: str) -> str:
    return vault.fingerprint("voucher", number).hex()
