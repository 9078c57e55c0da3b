"""The settings of bulk acts: what is wrong gets a sentence on its field, nothing is emptied."""

from __future__ import annotations

from typing import Any

import pytest

from ngnpanel.actor import Actor, Role
from ngnpanel.jobs import kinds

RESELLER = Actor(role=Role.RESELLER, name="Reseller", customer=2, reseller=2)
EMPTY = "Fill this in, it cannot stay empty."
EITHER = "Fill this in, or switch on what is below."
BOTH = "Either fill in the field above or switch this on, not both."
NUMBER = "Enter a whole number without dots and units."
HOST = (
    "Use letters, digits, hyphens, underscores and dots, with at most 63 characters between the"
    " dots."
)
BAD: tuple[tuple[str, dict[str, Any], str, str], ...] = (
    ("account-quota", {}, "quota", EITHER),
    ("account-quota", {"quota": "5", "no_limit": "on"}, "no_limit", BOTH),
    ("account-quota", {"quota": "2.5"}, "quota", NUMBER),
    ("account-quota", {"quota": "0"}, "quota", "Enter 1 or more."),
    ("account-balance", {}, "amount", EMPTY),
    ("account-balance", {"amount": "0"}, "amount", "Enter an amount other than 0."),
    ("account-caller-id-prefix", {"digits": " "}, "digits", EMPTY),
    (
        "account-caller-id-prefix",
        {"digits": "31-20"},
        "digits",
        "Enter at most 15 digits, with or without + in front.",
    ),
    ("account-caller-id-strip", {}, "count", EMPTY),
    ("account-caller-id-strip", {"count": "21"}, "count", "Enter 20 or less."),
    ("account-owner", {}, "owner", EITHER),
    ("account-owner", {"owner": "7", "nobody": "on"}, "nobody", BOTH),
    ("account-owner", {"owner": "me"}, "owner", NUMBER),
    ("account-first-name", {"name": "  "}, "name", EMPTY),
    (
        "account-last-name",
        {"name": "a\tb"},
        "name",
        "Leave out tabs, line ends and other control characters.",
    ),
    ("account-group-add", {}, "other", "Enter the name of a group."),
    (
        "account-group-add",
        {"other": "two groups"},
        "other",
        "Enter the name of one group, without spaces.",
    ),
    ("account-password", {}, "how", EMPTY),
    ("account-password", {"how": "typed"}, "password", "Enter the new password."),
    (
        "account-password",
        {"how": "typed", "password": "password1"},
        "password",
        "Many people use this password, so it is guessed first.",
    ),
    ("alias-target", {}, "target", "Enter an address such as alice@example.com."),
    ("alias-target", {"target": "alice"}, "target", "Enter an address such as alice@example.com."),
    ("alias-owner", {}, "owner", EITHER),
    ("domain-customer", {}, "customer", EMPTY),
    ("number-ttl", {}, "ttl", EMPTY),
    ("number-ttl", {"ttl": "0"}, "ttl", "Enter 1 or more."),
    ("number-info", {}, "info", EITHER),
    ("range-info", {"info": "x", "no_info": "on"}, "no_info", BOTH),
    ("zone-expire", {}, "seconds", EMPTY),
    ("zone-retry", {"seconds": "-1"}, "seconds", "Enter 1 or more."),
    ("zone-server-add", {}, "server", EMPTY),
    ("zone-server-remove", {"server": "ns_!"}, "server", HOST),
    ("record-priority", {}, "priority", EMPTY),
    ("record-priority", {"priority": "65536"}, "priority", "Enter 65535 or less."),
    ("record-value", {"value": " "}, "value", EMPTY),
    ("mail-alias-value", {}, "value", "Enter the address that mail is forwarded to."),
    (
        "mail-alias-value",
        {"value": "nobody"},
        "value",
        "Enter a mail address such as alice@example.com.",
    ),
    (
        "redirect-value",
        {"value": "www.example.com"},
        "value",
        "Enter a web address, for example https://www.example.com/.",
    ),
    ("peer-limit", {}, "limit", EMPTY),
    ("gateway-port", {"port": "0"}, "port", "Enter a port from 1 to 65535."),
    ("gateway-transport", {}, "transport", EMPTY),
    ("route-priority", {"priority": ""}, "priority", EMPTY),
    ("route-carrier", {}, "carrier", "Choose the carrier."),
)


def form_of(kind: str, data: dict[str, Any] | None, **options: Any) -> Any:
    """The form of a kind, filled in by a reseller."""
    found = kinds.find(kind)
    assert found is not None
    assert found.form_class is not None
    return found.form_class(data, actor=RESELLER, **options)


@pytest.mark.parametrize(("kind", "data", "field", "sentence"), BAD)
def test_a_bad_setting_gets_a_sentence_on_its_field(
    kind: str, data: dict[str, Any], field: str, sentence: str
) -> None:
    assert form_of(kind, data).errors == {field: [sentence]}


def test_what_is_emptied_is_emptied_on_purpose() -> None:
    form = form_of("account-quota", {"no_limit": "on"})
    assert form.is_valid()
    assert form.params() == {"quota": None, "no_limit": True}


def test_a_group_of_the_platform_is_typed_and_comes_back_when_repeated() -> None:
    form = form_of("account-group-add", {"group": "", "other": "vip"})
    assert form.is_valid()
    assert form.params() == {"group": "vip"}
    again = form_of("account-group-add", None, initial=form.params())
    assert (again.initial["group"], again.initial["other"]) == ("", "vip")


def test_owners_are_chosen_by_name_where_they_are_few() -> None:
    owners = {"owners": ((7, "Acme (acme)"), (8, "Zenith (zenith)"))}
    form = form_of("account-owner", {"owner": "8"}, choices=owners)
    assert form.is_valid()
    assert form.params()["owner"] == 8
    assert not form_of("account-owner", {"owner": "9"}, choices=owners).is_valid()


def test_customers_and_carriers_are_chosen_by_name_where_they_are_few() -> None:
    rows = ((7, "Acme (acme)"), (8, "Zenith (zenith)"))
    for kind, name, sentence in (
        ("domain-customer", "customer", EMPTY),
        ("route-carrier", "carrier", "Choose the carrier."),
    ):
        choices = {"customers": rows, "carriers": rows}
        assert form_of(kind, {name: "8"}, choices=choices).is_valid()
        assert form_of(kind, {}, choices=choices).errors == {name: [sentence]}


def test_a_typed_password_is_a_secret_and_no_setting() -> None:
    form = form_of("account-password", {"how": "typed", "password": "brown-Otter_77"})
    assert form.is_valid()
    assert form.params() == {"how": "typed", "has_secrets": True}
    assert form.secrets() == {"password": "brown-Otter_77"}


def test_who_wants_random_passwords_types_none() -> None:
    form = form_of("account-password", {"how": "random", "password": "x"})
    assert form.is_valid()
    assert (form.params(), form.secrets()) == ({"how": "random", "has_secrets": False}, {})
