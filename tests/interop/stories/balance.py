"""Prepaid credit, vouchers, barred prefixes and rating profiles."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from io import StringIO
from typing import Any

from tests.http.server import ADMIN_PASSWORD, ROOT
from tests.interop.steps import Step
from tests.interop.stories.scene import Scene, Story


def tell(scene: Scene) -> Story:
    """What alice has to pay with, whom she may not call, and what it costs."""
    alice = {"username": "alice", "domain": scene.domain}
    yield from credit(scene, alice)
    yield from vouchers(scene, alice)
    yield from barring(alice)
    yield from rating(scene)


def credit(scene: Scene, alice: dict[str, str]) -> Story:
    """The three operations on balances and their history."""
    bob = {"username": "bob", "domain": scene.domain}
    yield sip("getCreditHistory", alice, 200, expected={"total": 0, "entries": []})
    words = "Paid in cash: 50 % & <more> Ελλάδα"
    changed = {"old_balance": 0.0, "new_balance": 20.5}
    yield sip("addBalance", alice, 20.5, words, expected=changed)
    changed = {"old_balance": 20.5, "new_balance": 17.3001}
    yield sip("addBalance", alice, -3.1999, "Refund 7", expected=changed)
    yield sip("addBalance", alice, 1.5, "", fault=9002, login=scene.reseller_login)
    yield sip("addBalance", alice, 0, "", fault=9004)
    status = [{"balance": 0.0, "account": bob}, {"balance": 17.3001, "account": alice}]
    yield sip("getPrepaidStatus", [bob, alice], expected=status)
    yield sip("getPrepaidStatus", [{**bob, "username": "nobody"}], fault=1010)
    debit = {
        "action": "Debit balance",
        "description": "Refund 7",
        "value": -3.1999,
        "balance": 17.3001,
        "date": ...,
    }
    paid = {"action": "Set balance", "description": words, "value": 20.5, "balance": 20.5}
    yield sip("getCreditHistory", alice, 200, expected={"total": 2, "entries": [debit, paid]})
    yield sip("getCreditHistory", alice, 1, expected={"total": 2, "entries": [debit]})


def vouchers(scene: Scene, alice: dict[str, str]) -> Story:
    """A voucher, which is good once."""
    card = make_voucher(scene)
    changed = {"old_balance": 17.3001, "new_balance": 29.5501}
    wrong = {**card, "number": "0000-0000-0000-0000"}
    login = scene.reseller_login
    yield sip("addBalanceFromVoucher", alice, wrong, fault=1110, login=login)
    yield sip("addBalanceFromVoucher", alice, card, expected=changed, login=login)
    yield sip("addBalanceFromVoucher", alice, card, fault=1110, login=login)


def barring(alice: dict[str, str]) -> Story:
    """The two operations on barred prefixes."""
    yield sip("setBarringPrefixes", alice, ["+31900", "+44909"])
    yield sip("getBarringPrefixes", alice, expected=["+31900", "+44909"])
    yield sip("setBarringPrefixes", alice, ["0031"], fault=9004)
    yield sip("setBarringPrefixes", alice, [])
    yield sip("getBarringPrefixes", alice, expected=[])


def rating(scene: Scene) -> Story:
    """The three operations of the Rating port."""
    entity = f"subscriber://alice@{scene.domain}"
    profiles = {
        "entity": entity,
        "profileWeekday": "440",
        "profileWeekdayAlt": "441",
        "profileWeekend": "442",
        "profileWeekendAlt": "443",
        "timezone": "Europe/Amsterdam",
    }
    yield price("getEntityProfiles", entity, fault=4001)
    yield price("setEntityProfiles", profiles)
    yield price("getEntityProfiles", entity, expected=profiles)
    yield price("deleteEntityProfiles", entity)
    yield price("deleteEntityProfiles", entity, fault=4001)


def sip(operation: str, *arguments: Any, **how: Any) -> Step:
    return Step(port="Sip", operation=operation, arguments=arguments, **how)


def price(operation: str, *arguments: Any, **how: Any) -> Step:
    return Step(port="Rating", operation=operation, arguments=arguments, **how)


def make_voucher(scene: Scene) -> dict[str, Any]:
    """A card of the reseller worth 12.25, made as an operator does it: no operation makes one."""
    words = ("--count", "1", "--value", "12.25", "--until", "2999-12-31")
    printed = subprocess.run(
        [
            sys.executable,
            "manage.py",
            "vouchers",
            "make",
            "--reseller",
            str(scene.reseller),
            *words,
        ],
        cwd=ROOT,
        env={
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "tests.http.settings",
            "NGNPANEL_DATA": str(scene.database.parent),
            "ADMIN_PASSWORD": ADMIN_PASSWORD,
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    row = next(csv.DictReader(StringIO(printed.stdout)))
    return {"id": int(row["id"]), "number": row["number"]}
