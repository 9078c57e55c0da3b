"""The bulk load leaves what calls would leave."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from ngnpanel.accounts.domain import passwords
from ngnpanel.provisioning import models
from tests.provisioning.soap import ADMIN, Person, sip_id, soap
from tests.provisioning.test_counts import kept, truth

pytestmark = pytest.mark.django_db(transaction=True)


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_accounts", *arguments, stdout=out)
    return out.getvalue()


def test_a_loaded_platform_is_complete() -> None:
    assert "300 of 300 accounts" in load("--domains", "6", "--accounts", "300")
    page = soap("Sip", "getAccounts", {"range": {"count": 5}})
    assert page["total"] == 300
    for account in page["accounts"]:
        address, password = account["id"], account["password"]
        row = models.Account.objects.get(
            username=address["username"], domain__name=address["domain"]
        )
        pair = passwords.digest_pair(address["username"], address["domain"], password)
        assert f"{row.ha1}:{row.ha1b}" == pair
        assert [item["name"] for item in account["properties"]] == ["language"]
    assert kept() == truth()
    assert models.AccountGroup.objects.count() > 300
    sequences = list(models.Change.objects.values_list("sequence", flat=True))
    assert sequences == list(range(1, 300 + 6 + 8 + 1))
    resellers = models.Customer.objects.filter(reseller_active=True)
    assert [row.username for row in resellers] == ["northern", "southern"]


def test_its_people_can_sign_in_and_go_on() -> None:
    load("--domains", "2", "--accounts", "10")
    customers = soap("Customer", "getCustomers", {"filter": {"username": "customer0000"}})
    customer = customers["accounts"][0]
    person = Person("customer0000", customer["password"], admin=False)
    record = {"id": sip_id("new@tel00000.example"), "password": "x"}
    soap("Sip", "addAccount", record, as_=person)
    new = {"username": "another", "password": "x", "reseller": customer["reseller"]}
    assert soap("Customer", "addAccount", new, as_=ADMIN)["id"] > customer["id"]


def test_what_is_there_is_not_mixed_with_inventions() -> None:
    load("--domains", "2", "--accounts", "10")
    with pytest.raises(CommandError, match="not empty"):
        load("--accounts", "10")
    load("--domains", "3", "--accounts", "20", "--append")
    assert models.Account.objects.count() == 30
    assert models.Domain.objects.count() == 5
    assert models.Customer.objects.count() == 5
    assert kept() == truth()


@pytest.mark.parametrize("arguments", [["--domains", "0"], ["--accounts", "-1"]])
def test_a_size_that_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(CommandError, match="negative"):
        load(*arguments)
